/// How alike two columns of categories go together: one less the total variation distance of their joint shares.
///
///     1 - 1/2 sum_{a,b} | P_real(a, b) - P_synthetic(a, b) |
///
/// A missing value is a category like any other here. A pair that is hardly associated in the real table has no score,
/// by the rule of SDMetrics' QualityReport: Cramér's V must pass 0.3 (SDMetrics 0.32,
/// `sdmetrics/column_pairs/statistical/contingency_similarity.py`). SDMetrics' report draws 50,000 rows at random from
/// larger tables; every row counts here.
public enum ContingencySimilarity {
  /// The real association must pass this for the pair to be a trend.
  public static let threshold = 0.3

  /// The score of two columns, given in both tables, as codes that mean the same in both; -1 marks a missing value.
  ///
  /// Traps unless the two columns of a table are of equal length.
  public static func measure(
    real: (first: [Int32], second: [Int32]), synthetic: (first: [Int32], second: [Int32]),
    threshold: Double = threshold
  ) -> PairMeasure {
    let (n, m) = (real.first.count, synthetic.first.count)
    if let undefined = Score.emptySide(real: n, synthetic: m) { return PairMeasure(score: undefined) }
    let counts = JointCounts(real: real, synthetic: synthetic)
    let inSynthetic = association(counts, rows: m, isReal: false)?.unbiased
    guard let association = association(counts, rows: n, isReal: true) else {
      return PairMeasure(score: .undefined("one value in the real table"), syntheticStrength: inSynthetic)
    }
    guard association.plain > threshold else {
      return PairMeasure(
        score: .undefined("the real association is at most \(threshold)"), realAssociation: association.plain,
        realStrength: association.unbiased,
        syntheticStrength: inSynthetic)
    }
    let variation = counts.cells.reduce(0) { sum, cell in
      sum + abs(Double(cell.real) / Double(n) - Double(cell.synthetic) / Double(m))
    }
    return PairMeasure(
      score: .defined(1 - variation / 2), realAssociation: association.plain, realStrength: association.unbiased,
      syntheticStrength: inSynthetic)
  }

  /// Cramér's V of one table's columns (Cramér 1946, chapter 21), in 0 ... 1; nil when a column has one value only.
  ///
  ///     V = sqrt( phi2 / min(rows - 1, columns - 1) ),   phi2 = chi2 / n = sum_{a,b} n_ab^2 / (n_a n_b) - 1
  ///
  /// Columns that have nothing to do with each other have a V above 0, and the more so the fewer rows there are; the
  /// unbiased one (Bergsma 2013, doi:10.1016/j.jkss.2012.10.002) can be compared between tables of different lengths.
  private static func association(_ counts: JointCounts, rows: Int, isReal: Bool) -> (plain: Double, unbiased: Double)?
  {
    var first = [Int](repeating: 0, count: counts.size.first)
    var second = [Int](repeating: 0, count: counts.size.second)
    for cell in counts.cells {
      first[cell.first] += isReal ? cell.real : cell.synthetic
      second[cell.second] += isReal ? cell.real : cell.synthetic
    }
    let (height, width) = (Double(first.count { $0 > 0 }), Double(second.count { $0 > 0 }))
    guard min(height, width) > 1 else { return nil }
    let sum = counts.cells.reduce(0) { sum, cell in
      let here = isReal ? cell.real : cell.synthetic
      guard here > 0 else { return sum }
      return sum + Double(here) / Double(first[cell.first]) * (Double(here) / Double(second[cell.second]))
    }
    let square = max(0, sum - 1)
    let plain = (square / (min(height, width) - 1)).squareRoot()
    let rest = max(1, Double(rows - 1))
    let unbiased = max(0, square - (height - 1) * (width - 1) / rest)
    let (lower, narrower) = (height - (height - 1) * (height - 1) / rest, width - (width - 1) * (width - 1) / rest)
    let room = min(lower, narrower) - 1
    return (plain, room > 0 ? min(1, (unbiased / room).squareRoot()) : 0)
  }
}
