/// A column as rules see it.
struct RuleColumn {
  let name: String
  let kind: ColumnKind
  /// NaN where a cell is missing; nil unless the column is one of numbers.
  let numbers: [Double]?
  /// A code for each distinct value, -1 where a cell is missing; nil where most values occur once, which is no evidence.
  let codes: [Int32]?
  /// How many codes there are.
  let codeCount: Int
  /// What the codes are of, where they are of labels.
  let labels: [String]
  let missing: Int
  let least: Double
  let greatest: Double
  /// The distance of neighbouring values that can be told apart; 0 where it is too small to count in.
  let step: Double

  /// - Parameter given: whether the rules are given, so that values need not speak for them.
  init(_ column: ColumnSchema, _ values: ColumnValues, given: Bool = false) {
    (name, kind, labels) = (column.name, column.kind, column.labels)
    switch values {
    case .numbers(let values):
      let distinct = DistinctValues(values)
      numbers = values
      missing = distinct.missing
      (least, greatest) = (distinct.values.first ?? .nan, distinct.values.last ?? .nan)
      step = column.step(upTo: max(abs(least), abs(greatest)))
      codeCount = distinct.values.count
      let repeats = values.count - distinct.missing - codeCount
      codes =
        !given && repeats < codeCount ? nil : values.map { $0.isNaN ? -1 : Int32(distinct.values.lowerBound($0)) }
    case .categories(let values):
      numbers = nil
      codes = values
      codeCount = column.labels.count
      missing = values.count { $0 < 0 }
      (least, greatest, step) = (.nan, .nan, 0)
    case .unlearned:
      (numbers, codes, codeCount, missing) = (nil, nil, 0, 0)
      (least, greatest, step) = (.nan, .nan, 0)
    }
  }

  /// Whether numbers that are made will hardly be ones that occur: moments with a time of day, fractions, or more than a
  /// thousand numbers, few of those that could be between the least and the greatest.
  var isSparse: Bool {
    guard let numbers, kind == .datetime ? step < 86_400 : kind != .integer || codeCount > Self.mostKnots else {
      return false
    }
    guard step > 0 else { return true }
    var divisor = 0.0
    for value in numbers where !value.isNaN {
      var (a, b) = (((value - least) / step).rounded(), divisor)
      while b > 0 { (a, b) = (b, a.truncatingRemainder(dividingBy: b)) }
      divisor = a
    }
    let possible = divisor > 0 ? (greatest - least) / step / divisor + 1 : 1
    return Double(codeCount) < 0.2 * possible
  }

  /// Of so many numbers no other one is made.
  private static let mostKnots = 1_000

  func isMissing(_ row: Int) -> Bool { numbers.map { $0[row].isNaN } ?? codes.map { $0[row] < 0 } ?? false }
}

extension ColumnSchema {
  /// The distance of neighbouring values that the column can hold, if values up to `size` can be counted in it; else 0.
  func step(upTo size: Double) -> Double {
    var step = 0.0
    if kind == .datetime {
      step = dateFormat.flatMap(DateFormat.init)?.resolution ?? 0
    } else if kind == .duration {
      step = dateFormat.flatMap(DurationFormat.init)?.resolution ?? 0
    } else if (0...15).contains(decimals) {
      step = 1 / NumberText.exactPowers[decimals]
    }
    return size < step * 0x1p50 ? step : 0
  }
}
