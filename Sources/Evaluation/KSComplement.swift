/// How alike two columns of numbers are spread: one less the largest gap between their distribution functions.
///
///     1 - sup_x | F_real(x) - F_synthetic(x) |
///
/// F is the share of values at or below x. The supremum is the two-sample Kolmogorov-Smirnov statistic (Smirnov 1939),
/// exact with ties. Missing values count on neither side.
///
/// As in SDMetrics 0.32 (`sdmetrics/single_column/statistical/kscomplement.py`), values are rounded to 14 decimals
/// first, so that noise from decimal conversion does not break ties.
public enum KSComplement {
  /// The score of two columns of any lengths, in O(n log n); NaN marks a missing value.
  ///
  /// ```swift
  /// KSComplement.score(real: [1, 2, 3, 4], synthetic: [1, 2, 3, 9])  // .defined(0.75)
  /// ```
  public static func score(real: [Double], synthetic: [Double]) -> Score {
    let real = sorted(real)
    let synthetic = sorted(synthetic)
    if let undefined = Score.emptySide(real: real.count, synthetic: synthetic.count) { return undefined }
    return .defined(1 - largestGap(real, synthetic))
  }

  /// The Kolmogorov-Smirnov statistic of two ascending, non-empty samples.
  private static func largestGap(_ first: [Double], _ second: [Double]) -> Double {
    var (i, j, gap) = (0, 0, 0.0)
    while i < first.count, j < second.count {
      let x = min(first[i], second[j])
      while i < first.count, first[i] == x { i += 1 }
      while j < second.count, second[j] == x { j += 1 }
      gap = max(gap, abs(Double(i) / Double(first.count) - Double(j) / Double(second.count)))
    }
    return gap
  }

  private static func sorted(_ values: [Double]) -> [Double] {
    values.lazy.filter { !$0.isNaN }.map(rounded).sorted()
  }

  /// `value` to 14 decimals. From 90 on, where 10^14 times the value passes 2^53, a Double has no more of them.
  private static func rounded(_ value: Double) -> Double {
    abs(value) < 90 ? (value * 1e14).rounded(.toNearestOrEven) / 1e14 : value
  }
}
