/// Whether a column's rare values are there, and whether there are values that the real column has not.
public struct Coverage: Sendable, Equatable, Codable {
  public let name: String
  /// SDMetrics' `CategoryCoverage`, the share of the real categories that occur, or `RangeCoverage`, the share of the
  /// real range that is reached; nil when the real column has too few values.
  public let coverage: Double?
  /// SDMetrics' `CategoryAdherence` or `BoundaryAdherence`: the share of synthetic cells that are a real category, or
  /// within the real range. A missing cell is none, unless the real column has some: then it is one among categories
  /// and does not count among numbers. Nil without cells.
  public let adherence: Double?
  /// The share of synthetic cells that neither the real column has nor the training column, where there is one: no
  /// category of either, or beyond the range of both. Without one it is 1 - `adherence`.
  public let unknown: Double?
  /// The share of real cells that are rare: a category of less than 1 % of them, or a number below the 1 % or above the
  /// 99 % quantile.
  public let rareReal: Double
  /// The standard error of that share: other real rows have another share of the same values.
  public let rareError: Double
  /// The share of synthetic cells with the same values.
  public let rareSynthetic: Double
  /// How many rare categories there are; nil for numbers.
  public let rareCategories: Int?
  /// How many of them occur among the synthetic rows.
  public let rareFound: Int?

  private static let rare = 0.01

  /// Cells beyond the outermost ones of a sample come and go as counts do; beyond it lie as many as one at each end.
  private static func error(of cells: Int, among all: Int) -> Double {
    Double(cells + 2).squareRoot() / Double(max(1, all))
  }

  /// How nearly as frequent rare values are as they should be: 0 where they are missing or everything, 1 where they are
  /// as frequent, or more so by no more than two standard errors; nil when nothing is rare.
  var rareSimilarity: Double? {
    guard rareReal > 0 else { return nil }
    if rareSynthetic <= rareReal { return rareSynthetic / rareReal }
    return min(1, (rareReal + 2 * rareError) / rareSynthetic)
  }

  init(_ column: MatchedColumn) {
    name = column.name
    switch column.values {
    case .categories(let sides, let labels):
      func counts(_ codes: [Int32]) -> [Int] {
        var counts = [Int](repeating: 0, count: labels.count)
        for code in codes where code >= 0 { counts[Int(code)] += 1 }
        return counts
      }
      let (real, synthetic) = (counts(sides[0]), counts(sides[1]))
      let (n, m) = (real.reduce(0, +), synthetic.reduce(0, +))
      let known = labels.indices.filter { real[$0] > 0 }
      coverage = known.isEmpty ? nil : Double(known.count { synthetic[$0] > 0 }) / Double(known.count)
      let within = known.reduce(0) { $0 + synthetic[$1] } + (n < sides[0].count ? sides[1].count - m : 0)
      adherence = sides[1].isEmpty ? nil : Double(within) / Double(sides[1].count)
      let training = sides.count > 2 ? counts(sides[2]) : []
      let isMissingKnown = n < sides[0].count || (sides.count > 2 && training.reduce(0, +) < sides[2].count)
      let strange = labels.indices.filter { real[$0] == 0 && (training.isEmpty || training[$0] == 0) }
      let strangers = strange.reduce(0) { $0 + synthetic[$1] } + (isMissingKnown ? 0 : sides[1].count - m)
      unknown = sides[1].isEmpty ? nil : Double(strangers) / Double(sides[1].count)
      let few = known.filter { Double(real[$0]) < Self.rare * Double(n) }
      rareReal = Double(few.reduce(0) { $0 + real[$1] }) / Double(max(1, n))
      rareSynthetic = Double(few.reduce(0) { $0 + synthetic[$1] }) / Double(max(1, m))
      rareError = Self.error(of: few.reduce(0) { $0 + real[$1] }, among: n)
      (rareCategories, rareFound) = (few.count, few.count { synthetic[$0] > 0 })
    case .numbers(let sides):
      let (real, synthetic) = (sides[0].filter { !$0.isNaN }.sorted(), sides[1].filter { !$0.isNaN })
      (rareCategories, rareFound) = (nil, nil)
      guard let low = real.first, let high = real.last else {
        (coverage, adherence, unknown, rareReal, rareError, rareSynthetic) = (nil, nil, nil, 0, 0, 0)
        return
      }
      let range = high / 2 - low / 2
      if low < high, let least = synthetic.min(), let most = synthetic.max() {
        coverage = max(0, 1 - max(0, (least / 2 - low / 2) / range) - max(0, (high / 2 - most / 2) / range))
      } else {
        coverage = nil
      }
      let cells = real.count < sides[0].count ? synthetic.count : sides[1].count
      adherence = cells == 0 ? nil : Double(synthetic.count { $0 >= low && $0 <= high }) / Double(cells)
      let training = sides.count > 2 ? sides[2].filter { !$0.isNaN } : []
      let (least, most) = (min(low, training.min() ?? low), max(high, training.max() ?? high))
      let isMissingKnown = cells == synthetic.count || (sides.count > 2 && training.count < sides[2].count)
      let all = isMissingKnown ? synthetic.count : cells
      unknown = all == 0 ? nil : 1 - Double(synthetic.count { $0 >= least && $0 <= most }) / Double(all)
      let edge = real.count / 100
      let (first, last) = (real[edge], real[real.count - 1 - edge])
      let outside = real.count { $0 < first || $0 > last }
      rareReal = Double(outside) / Double(real.count)
      rareError = Self.error(of: outside, among: real.count)
      rareSynthetic = Double(synthetic.count { $0 < first || $0 > last }) / Double(max(1, synthetic.count))
    }
  }
}

/// How many cells of a column are missing.
public struct Missingness: Sendable, Equatable, Codable {
  public let name: String
  /// The share of real rows without a value; 0 without rows.
  public let real: Double
  public let synthetic: Double
  /// SDMetrics' `MissingValueSimilarity`: 1 - | real - synthetic |.
  public var similarity: Double { 1 - abs(real - synthetic) }

  init(_ column: MatchedColumn) {
    func share(_ side: MatchedColumn.Side) -> Double {
      let cells = column.missing(side)
      return cells.isEmpty ? 0 : Double(cells.count { $0 }) / Double(cells.count)
    }
    name = column.name
    (real, synthetic) = (share(.real), share(.synthetic))
  }

  private enum CodingKeys: String, CodingKey { case name, real, synthetic }
}
