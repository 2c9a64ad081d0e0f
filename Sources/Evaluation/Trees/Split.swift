/// The best way to part the rows of a node in two.
struct Split {
  var gain = -1.0
  var feature = 0
  /// Bins up to this one go left.
  var bin = 0
  var missingGoesLeft = false
  /// The bins that go left in place of these.
  var set: BinSet?
  var left = Histogram.Bin()
  var right = Histogram.Bin()

  private static let fewestRows = 20.0
  private static let leastHessian = 1e-3

  /// The number that lowers the loss most: Newton's step (Chen and Guestrin 2016, arXiv:1603.02754, equation 5).
  static func value(_ sums: Histogram.Bin, _ penalty: Double) -> Double {
    -sums.gradient / (sums.hessian + penalty + 1e-15)
  }

  /// The split of largest gain over all columns (equation 7); nil when none gains.
  ///
  /// As in scikit-learn 1.9 (`_hist_gradient_boosting/splitting.pyx`), missing values are tried on the right while the
  /// bins are gone through from the left, and on the left on the way back; of equal gains the first one counts.
  static func best(
    of histogram: Histogram, _ table: BinnedTable, starts: [Int], sums: Histogram.Bin, penalty: Double
  ) -> Split? {
    var best = Split()
    let loss = value(sums, penalty) * sums.gradient
    histogram.bins.withUnsafeBufferPointer { all in
      for feature in table.bins.indices {
        let (start, count) = (starts[feature], table.bins[feature])
        let hasMissing = table.hasMissing[feature]
        let bins = UnsafeBufferPointer(rebasing: all[start..<start + count + 1])
        if table.isInSets[feature] {
          scanSets(bins, sums, loss, penalty, feature, &best)
        } else if count > 1 || hasMissing {
          // With missing values, all that is there may go left.
          let last = hasMissing ? count : count - 1
          scan(0..<last, bins, sums, loss, penalty, feature, fromLeft: true, &best)
        }
        if hasMissing, count > 1, !table.isInSets[feature] {
          scan(0..<count - 1, bins, sums, loss, penalty, feature, fromLeft: false, &best)
        }
      }
    }
    return best.gain > 0 ? best : nil
  }

  /// Fewer rows of a label in a node say too little of it.
  private static let fewestOfLabel = 5.0
  /// Rows without a slope that each label has besides its own, and each side of a split: sets are chosen among many.
  private static let calm = 10.0

  /// Tries the sets of labels that have the lowest slopes: for least squares the best of all sets is among them (Fisher 1958,
  /// J. Am. Stat. Assoc. 53), but for what keeps few rows of a label from telling more than they know, as LightGBM does
  /// (Ke et al. 2017).
  private static func scanSets(
    _ bins: UnsafeBufferPointer<Histogram.Bin>, _ sums: Histogram.Bin, _ loss: Double, _ penalty: Double,
    _ feature: Int, _ best: inout Split
  ) {
    let order = bins.indices.filter { bins[$0].count >= fewestOfLabel }
      .map { (slope: bins[$0].gradient / (bins[$0].hessian + calm), bin: $0) }.sorted {
        ($0.slope, $0.bin) < ($1.slope, $1.bin)
      }
    var near = Histogram.Bin()
    var length = 0
    for (place, entry) in order.enumerated() {
      near += bins[entry.bin]
      var far = sums
      far -= near
      if near.count < fewestRows || near.hessian < leastHessian { continue }
      if far.count < fewestRows || far.hessian < leastHessian { break }
      let gain =
        loss - value(near, penalty + calm) * near.gradient - value(far, penalty + calm) * far.gradient
      guard gain > best.gain, gain > 0 else { continue }
      best = Split(gain: gain, feature: feature, left: near, right: far)
      length = place + 1
    }
    guard length > 0 else { return }
    var set = BinSet()
    for entry in order[..<length] { set.insert(entry.bin) }
    best.set = set
  }

  /// Tries to cut after each bin of `range`.
  private static func scan(
    _ range: Range<Int>, _ bins: UnsafeBufferPointer<Histogram.Bin>, _ sums: Histogram.Bin, _ loss: Double,
    _ penalty: Double, _ feature: Int, fromLeft: Bool, _ best: inout Split
  ) {
    var near = Histogram.Bin()
    for step in 0..<range.count {
      let bin = fromLeft ? range.lowerBound + step : range.upperBound - 1 - step
      let next = bins[fromLeft ? bin : bin + 1]
      // Nothing changes.
      if next.count == 0 { continue }
      near += next
      var far = sums
      far -= near
      if near.count < fewestRows { continue }
      if far.count < fewestRows { return }
      if near.hessian < leastHessian { continue }
      if far.hessian < leastHessian { return }
      // The left side first, on either way: where nothing is to be gained, the last bits of the sum decide.
      let (left, right) = fromLeft ? (near, far) : (far, near)
      let gain = loss - value(left, penalty) * left.gradient - value(right, penalty) * right.gradient
      guard gain > best.gain, gain > 0 else { continue }
      best = Split(gain: gain, feature: feature, bin: bin, missingGoesLeft: !fromLeft, left: left, right: right)
    }
  }
}
