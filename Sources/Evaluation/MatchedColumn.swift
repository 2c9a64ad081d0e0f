/// One column of the real and of the synthetic table, and of the training table where there is one, in common terms.
struct MatchedColumn: Sendable {
  typealias Codes = (real: [Int32], synthetic: [Int32])

  enum Values: Sendable {
    /// Continuous, integer and date-time columns of each table; NaN for missing.
    case numbers([[Double]])
    /// Category and boolean columns of each table: codes that stand for the same label in all; -1 for missing.
    case categories([[Int32]], labels: [String])
  }

  /// The places of the tables in `Values`.
  enum Side: Int, Sendable { case real, synthetic, training }

  let name: String
  let values: Values
  /// What stands for the values beside a column of categories: the codes themselves, or bins of numbers; nil when the
  /// numbers of one table cannot be divided into bins.
  let codes: Codes?
  /// How numbers are dates, if they are.
  let dateFormat: String?

  init(name: String, values: Values, dateFormat: String? = nil) {
    self.name = name
    self.values = values
    self.dateFormat = dateFormat
    switch values {
    case .categories(let sides, _): codes = (sides[0], sides[1])
    case .numbers(let sides):
      if let inReal = EqualWidthBins(of: sides[0]), let inSynthetic = EqualWidthBins(of: sides[1]) {
        codes = (sides[0].map(inReal.code), sides[1].map(inSynthetic.code))
      } else {
        codes = nil
      }
    }
  }

  /// How many different values the rows of a table have, up to `limit`; missing ones do not count.
  func distinct(_ side: Side, limit: Int = 2) -> Int {
    switch values {
    case .numbers(let sides):
      var seen: Set<Double> = []
      for value in sides[side.rawValue] where !value.isNaN {
        seen.insert(value)
        if seen.count == limit { break }
      }
      return seen.count
    case .categories(let sides, _):
      var seen: Set<Int32> = []
      for code in sides[side.rawValue] where code >= 0 {
        seen.insert(code)
        if seen.count == limit { break }
      }
      return seen.count
    }
  }

  /// For each row of a table whether its cell is missing.
  func missing(_ side: Side) -> [Bool] {
    switch values {
    case .numbers(let sides): sides[side.rawValue].map(\.isNaN)
    case .categories(let sides, _): sides[side.rawValue].map { $0 < 0 }
    }
  }

  /// The rows as numbers for trees, NaN for missing: labels by their place in the order of the alphabet, or of the
  /// numbers that all of them read as.
  var features: [[Double]] {
    switch values {
    case .numbers(let sides): return sides
    case .categories(let sides, let labels):
      let numbers = labels.compactMap { ColumnSide.number($0, decimalSeparator: ".") }
      let isBefore: (Int, Int) -> Bool =
        numbers.count == labels.count
        ? { numbers[$0] < numbers[$1] }
        : { labels[$0].unicodeScalars.lexicographicallyPrecedes(labels[$1].unicodeScalars) }
      var ranks = [Double](repeating: 0, count: labels.count)
      for (rank, code) in labels.indices.sorted(by: isBefore).enumerated() { ranks[code] = Double(rank) }
      return sides.map { $0.map { $0 < 0 ? .nan : ranks[Int($0)] } }
    }
  }
}
