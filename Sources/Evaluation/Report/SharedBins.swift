/// Counts of two samples in the same bins of equal width.
struct SharedBins {
  let low: Double
  let high: Double
  /// Whether each bin is of one whole number, in its middle.
  let isWhole: Bool
  /// The share of all values in each bin; those beyond the ends are in the outermost bins.
  let real: [Double]
  let synthetic: [Double]

  /// Spans the inner 99 % of the real values and of the synthetic ones, so that one far value does not squeeze all
  /// others into a bin; begins at `start` if given, where nothing
  /// but that spans 1. Nil without values on a side, or if they are too far apart to divide.
  init?(real: [Double], synthetic: [Double], most: Int = 30, from start: Double? = nil) {
    let (a, b) = (real.filter { !$0.isNaN }.sorted(), synthetic.filter { !$0.isNaN }.sorted())
    guard let first = a.first, let last = a.last, !b.isEmpty else { return nil }
    func inner(_ sorted: [Double]) -> (Double, Double) {
      let edge = sorted.count / 200
      return (sorted[edge], sorted[sorted.count - 1 - edge])
    }
    let (x, y) = (inner(a), inner(b))
    // Synthetic values may be anywhere; the real ones say where to look.
    let reach = last - first
    var (low, high) = (min(x.0, max(y.0, first - reach / 2)), max(x.1, min(y.1, last + reach / 2)))
    if let start {
      low = start
      if high <= start { high = start + 1 }
    }
    var (count, isWhole) = (most, false)
    if low == high { (low, high) = (low - 0.5, high + 0.5) }
    // Whole numbers in a short range have a bin each.
    if a.allSatisfy({ $0 == $0.rounded() }), high - low < Double(most) {
      (low, high) = ((low - 0.5).rounded(.up) - 0.5, (high + 0.5).rounded(.down) + 0.5)
      (count, isWhole) = (max(1, Int(high - low)), true)
    }
    let width = (high - low) / Double(count)
    guard width.isFinite, width > 0, low + width > low else { return nil }
    func shares(_ sorted: [Double]) -> [Double] {
      var counts = [Double](repeating: 0, count: count)
      for value in sorted { counts[Int(min(Double(count - 1), max(0, (value - low) / width)))] += 1 }
      return counts.map { $0 / Double(sorted.count) }
    }
    self.isWhole = isWhole
    (self.low, self.high, self.real, self.synthetic) = (low, high, shares(a), shares(b))
  }
}
