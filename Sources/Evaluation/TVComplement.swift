/// How alike two columns of categories are spread: one less the total variation distance of their shares.
///
///     1 - 1/2 sum_c | P_real(c) - P_synthetic(c) |
///
/// The sum runs over the categories of either side. Missing values count on neither side. As in SDMetrics 0.32
/// (`sdmetrics/single_column/statistical/tv_complement.py`), which further gives a category that only the synthetic
/// column has a real count of 10^-6; that is left out here.
public enum TVComplement {
  /// The score of two columns of codes that mean the same on both sides; a negative code marks a missing value.
  ///
  /// ```swift
  /// TVComplement.score(real: [0, 0, 1, 1], synthetic: [0, 1, 1, 2])  // .defined(0.75)
  /// ```
  public static func score(real: [Int32], synthetic: [Int32]) -> Score {
    let size = Int(max(real.max() ?? -1, synthetic.max() ?? -1)) + 1
    let real = counts(real, size)
    let synthetic = counts(synthetic, size)
    let (n, m) = (real.reduce(0, +), synthetic.reduce(0, +))
    if let undefined = Score.emptySide(real: n, synthetic: m) { return undefined }
    let variation = zip(real, synthetic).reduce(0) { sum, pair in
      sum + abs(Double(pair.0) / Double(n) - Double(pair.1) / Double(m))
    }
    return .defined(1 - variation / 2)
  }

  private static func counts(_ codes: [Int32], _ size: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: size)
    for code in codes where code >= 0 { counts[Int(code)] += 1 }
    return counts
  }
}
