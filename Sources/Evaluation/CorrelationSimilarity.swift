/// How alike two columns of numbers move together: from 1, the same correlation, to 0, the opposite one.
///
///     1 - | r_real - r_synthetic | / 2
///
/// r is Pearson's correlation over the rows where both values are present. A pair whose real correlation is within
/// ±0.5 has no score, by the rule of SDMetrics' QualityReport: there is no trend to keep
/// (SDMetrics 0.32, `sdmetrics/column_pairs/statistical/correlation_similarity.py`).
public enum CorrelationSimilarity {
  /// A real correlation must be further from 0 than this to be a trend.
  public static let threshold = 0.5

  /// The score of two columns, given in both tables; NaN marks a missing value.
  ///
  /// Traps unless the two columns of a table are of equal length.
  public static func measure(
    real: (first: [Double], second: [Double]), synthetic: (first: [Double], second: [Double]),
    threshold: Double = threshold
  ) -> PairMeasure {
    let inReal = pearson(real.first, real.second)
    let inSynthetic = pearson(synthetic.first, synthetic.second)
    return PairMeasure(
      score: score(inReal, inSynthetic, threshold), realCorrelation: inReal, syntheticCorrelation: inSynthetic)
  }

  private static func score(_ real: Double?, _ synthetic: Double?, _ threshold: Double) -> Score {
    guard let real else { return .undefined("no correlation in the real table") }
    guard abs(real) > threshold else { return .undefined("the real correlation is within ±\(threshold)") }
    guard let synthetic else { return .undefined("no correlation in the synthetic table") }
    return .defined(1 - abs(real - synthetic) / 2)
  }

  /// Pearson's correlation over the rows where neither value is NaN; nil for fewer than two rows, a constant side, or
  /// values that are not finite.
  package static func pearson(_ first: [Double], _ second: [Double]) -> Double? {
    precondition(first.count == second.count)
    let rows = zip(first, second).lazy.filter { !$0.isNaN && !$1.isNaN }
    guard let start = rows.first(where: { _ in true }) else { return nil }

    var (count, sumX, sumY, variesX, variesY) = (0.0, 0.0, 0.0, false, false)
    for (x, y) in rows {
      count += 1
      sumX += x
      sumY += y
      variesX = variesX || x != start.0
      variesY = variesY || y != start.1
    }
    guard variesX, variesY else { return nil }
    let (meanX, meanY) = (sumX / count, sumY / count)

    // Deviations are taken in units of the largest one, so that no square overflows or vanishes.
    var (scaleX, scaleY) = (0.0, 0.0)
    for (x, y) in rows {
      scaleX = max(scaleX, abs(x - meanX))
      scaleY = max(scaleY, abs(y - meanY))
    }

    var (squaresX, squaresY, products) = (0.0, 0.0, 0.0)
    for (x, y) in rows {
      let (dx, dy) = ((x - meanX) / scaleX, (y - meanY) / scaleY)
      squaresX += dx * dx
      squaresY += dy * dy
      products += dx * dy
    }
    let correlation = products / (squaresX.squareRoot() * squaresY.squareRoot())
    return correlation.isFinite ? min(1, max(-1, correlation)) : nil
  }
}
