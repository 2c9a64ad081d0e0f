/// Cuts columns of numbers into at most 255 bins each, so that a tree looks for its splits among few places.
///
/// As scikit-learn 1.9 does for `HistGradientBoosting` (`_hist_gradient_boosting/binning.py`): between all distinct
/// values while they are few, else at quantiles, where half a row more or less would move one, the mean of two values.
struct FeatureBins: Sendable {
  static let most = 255
  /// For each column the ascending upper ends of all its bins but the last, each end included.
  let thresholds: [[Double]]

  /// At most so many bins, for columns of equal length; NaN marks a missing value and counts nowhere.
  init(of columns: [[Double]], most: Int = most) {
    thresholds = columns.map { FeatureBins.thresholds($0, most) }
  }

  init(thresholds: [[Double]]) { self.thresholds = thresholds }

  private static func thresholds(_ column: [Double], _ most: Int) -> [Double] {
    let values = column.filter { !$0.isNaN }.sorted()
    var distinct: [Double] = []
    for value in values where value != distinct.last { distinct.append(value) }
    var ends: [Double] = []
    if distinct.count <= most {
      // Halves are added, since a sum of two large values overflows.
      for (low, high) in zip(distinct, distinct.dropFirst()) { ends.append(low / 2 + high / 2) }
      return ends
    }
    for part in 1..<most {
      let (place, rest) = (values.count * part).quotientAndRemainder(dividingBy: most)
      let end = rest == 0 ? values[place - 1] / 2 + values[place] / 2 : values[place]
      if end != ends.last { ends.append(end) }
    }
    return ends
  }

  /// Which bin each value of each column is in.
  ///
  /// - Parameter areLabels: for each column whether its numbers are places of labels; empty if none are.
  func table(of columns: [[Double]], rows: Int, areLabels: [Bool] = []) -> BinnedTable {
    var codes = [UInt8](repeating: 0, count: columns.count * rows)
    var hasMissing = [Bool](repeating: false, count: columns.count)
    codes.withUnsafeMutableBufferPointer { codes in
      for (feature, column) in columns.enumerated() {
        let missing = UInt8(thresholds[feature].count + 1)
        thresholds[feature].withUnsafeBufferPointer { ends in
          for (row, value) in column.enumerated() {
            hasMissing[feature] = hasMissing[feature] || value.isNaN
            codes[feature * rows + row] = value.isNaN ? missing : UInt8(ends.firstAtLeast(value))
          }
        }
      }
    }
    let bins = thresholds.map { $0.count + 1 }
    return BinnedTable(
      rows: rows, codes: codes, bins: bins, hasMissing: hasMissing,
      isInSets: bins.indices.map { !areLabels.isEmpty && areLabels[$0] && bins[$0] > BinnedTable.mostInOrder })
  }
}

/// Rows whose values are known by their bins alone.
struct BinnedTable: Sendable {
  let rows: Int
  /// Column by column; a missing value has the number after the last bin.
  let codes: [UInt8]
  /// How many bins each column has, that of missing values not counted.
  let bins: [Int]
  let hasMissing: [Bool]
  /// Whether the bins of a column are parted into any two sets, not only in their order.
  let isInSets: [Bool]

  /// Labels that few splits tell apart in whatever order they are.
  static let mostInOrder = 12
}

extension UnsafeBufferPointer<Double> {
  /// The place of the first element, of ascending ones, that is at least `value`; the count if none is.
  func firstAtLeast(_ value: Double) -> Int {
    guard let base = baseAddress, count > 0 else { return 0 }
    // Without branches, which no processor could foretell: what lies before `first` is less.
    var (first, rest) = (base, count)
    while rest > 1 {
      let half = rest / 2
      first = first[half - 1] < value ? first + half : first
      rest -= half
    }
    return first - base + (first[0] < value ? 1 : 0)
  }
}

extension [Double] {
  /// The place of the first element, of ascending ones, that is at least `value`; the count if none is.
  func firstAtLeast(_ value: Double) -> Int { withUnsafeBufferPointer { $0.firstAtLeast(value) } }
}
