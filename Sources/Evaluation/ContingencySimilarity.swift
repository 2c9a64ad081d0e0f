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
    let inSynthetic = association(counts, rows: m, isReal: false)
    guard let association = association(counts, rows: n, isReal: true) else {
      return PairMeasure(score: .undefined("one value in the real table"), syntheticAssociation: inSynthetic)
    }
    guard association > threshold else {
      return PairMeasure(
        score: .undefined("the real association is at most \(threshold)"), realAssociation: association,
        syntheticAssociation: inSynthetic)
    }
    let variation = counts.cells.reduce(0) { sum, cell in
      sum + abs(Double(cell.real) / Double(n) - Double(cell.synthetic) / Double(m))
    }
    return PairMeasure(
      score: .defined(1 - variation / 2), realAssociation: association, syntheticAssociation: inSynthetic)
  }

  /// Cramér's V of one table's columns (Cramér 1946, chapter 21), in 0 ... 1; nil when a column has one value only.
  ///
  ///     V = sqrt( chi2 / n / min(rows - 1, columns - 1) ),   chi2 / n = sum_{a,b} n_ab^2 / (n_a n_b) - 1
  private static func association(_ counts: JointCounts, rows: Int, isReal: Bool) -> Double? {
    var first = [Int](repeating: 0, count: counts.size.first)
    var second = [Int](repeating: 0, count: counts.size.second)
    for cell in counts.cells {
      first[cell.first] += isReal ? cell.real : cell.synthetic
      second[cell.second] += isReal ? cell.real : cell.synthetic
    }
    let smaller = min(first.count { $0 > 0 }, second.count { $0 > 0 })
    guard smaller > 1 else { return nil }
    let sum = counts.cells.reduce(0) { sum, cell in
      let here = isReal ? cell.real : cell.synthetic
      guard here > 0 else { return sum }
      return sum + Double(here) / Double(first[cell.first]) * (Double(here) / Double(second[cell.second]))
    }
    return (max(0, sum - 1) / Double(smaller - 1)).squareRoot()
  }
}
