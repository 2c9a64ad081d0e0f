/// What trees learn of a column's known cells.
struct CellGoal: Sendable {
  let target: BoostedTrees.Target
  /// Which of the cells are taught.
  let rows: [Int]
  /// Numbers are `spread` times what is taught, added to `level`.
  let level: Double
  let spread: Double
  /// What a row without any known cell gets: the mean, or the most frequent label.
  let usual: Double

  /// Numbers brought to a common size, so that no square overflows.
  init(numbers values: [Double]) {
    let size = max(values.reduce(0) { max($0, abs($1)) }, .leastNormalMagnitude)
    let mean = values.reduce(0) { $0 + $1 / size } / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 / size - mean) * ($1 / size - mean) } / Double(values.count)
    let deviation = max(variance.squareRoot(), .leastNormalMagnitude)
    target = .numbers(values.map { ($0 / size - mean) / deviation })
    rows = Array(values.indices)
    (level, spread, usual) = (mean * size, deviation * size, mean * size)
  }

  /// The most frequent labels, at most so many; cells of others are not taught.
  init(labels values: [Double], _ frequencies: [Int], most: Int) {
    let ranked = frequencies.indices.sorted { (frequencies[$1], $0) < (frequencies[$0], $1) }
    let told = Set(ranked.prefix(most).map(Double.init))
    let rows = values.indices.filter { told.contains(values[$0]) }
    target = .classes(rows.map { Int32(values[$0]) }, count: frequencies.count)
    (self.rows, level, spread, usual) = (rows, 0, 1, Double(ranked[0]))
  }
}

extension BoostedTrees.Target {
  func rows(_ indices: [Int]) -> BoostedTrees.Target {
    switch self {
    case .numbers(let values): .numbers(indices.map { values[$0] })
    case .classes(let codes, let count): .classes(indices.map { codes[$0] }, count: count)
    }
  }
}
