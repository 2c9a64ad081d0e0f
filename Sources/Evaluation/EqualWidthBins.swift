/// Ten bins of equal width over the range of a column of numbers, to set numbers beside categories.
///
/// SDMetrics' QualityReport lays the bins over each table's own range, not over the real one's, so that a column that
/// is only shifted or scaled falls into the same bins; `KSComplement` is what sees the shift. The largest value and the
/// missing ones share a last code of their own (SDMetrics 0.32,
/// `sdmetrics/reports/single_table/_properties/column_pair_trends.py`: NumPy's `digitize` over `histogram_bin_edges`).
struct EqualWidthBins {
  /// Eleven ascending edges.
  let edges: [Double]

  /// The bins of `values`, NaN for missing; nil when the range is infinite or too narrow to divide.
  init?(of values: [Double], count: Int = 10) {
    var (low, high) = (Double.infinity, -Double.infinity)
    for value in values where !value.isNaN {
      low = min(low, value)
      high = max(high, value)
    }
    if low > high { (low, high) = (0, 1) }
    if low == high { (low, high) = (low - 0.5, high + 0.5) }
    let step = (high - low) / Double(count)
    let edges = (0..<count).map { Double($0) * step + low } + [high]
    guard edges.allSatisfy(\.isFinite), zip(edges, edges.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
    self.edges = edges
  }

  /// The number of edges at or below `value`, all of them for a missing one.
  func code(_ value: Double) -> Int32 {
    guard !value.isNaN else { return Int32(edges.count) }
    return edges.reduce(0) { $0 + (value >= $1 ? 1 : 0) }
  }
}
