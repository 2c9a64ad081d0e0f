/// How often each pair of codes occurs in two columns, in the real and in the synthetic table.
struct JointCounts {
  struct Cell {
    let first: Int
    let second: Int
    var real: Int
    var synthetic: Int
  }

  /// The pairs that occur in either table, each once.
  let cells: [Cell]
  /// One more than the largest code of either column, with codes shifted so that missing is 0.
  let size: (first: Int, second: Int)

  /// Counts the pairs of two columns whose codes mean the same in both tables, -1 for missing.
  init(
    real: (first: [Int32], second: [Int32]), synthetic: (first: [Int32], second: [Int32])
  ) {
    precondition(real.first.count == real.second.count && synthetic.first.count == synthetic.second.count)
    func span(_ a: [Int32], _ b: [Int32]) -> Int { Int(max(a.max() ?? -1, b.max() ?? -1)) + 2 }
    size = (span(real.first, synthetic.first), span(real.second, synthetic.second))

    // A full grid of counts while it is no larger than the data; else, with many categories, only the cells in use.
    let rows = real.first.count + synthetic.first.count
    if size.first * size.second <= max(rows, 1024) {
      cells = Self.grid(real, synthetic, size)
    } else {
      cells = Self.sparse(real, synthetic, size.second)
    }
  }

  private static func grid(
    _ real: (first: [Int32], second: [Int32]), _ synthetic: (first: [Int32], second: [Int32]),
    _ size: (first: Int, second: Int)
  ) -> [Cell] {
    func counts(_ columns: (first: [Int32], second: [Int32])) -> [Int] {
      var counts = [Int](repeating: 0, count: size.first * size.second)
      for (a, b) in zip(columns.first, columns.second) {
        counts[(Int(a) + 1) * size.second + Int(b) + 1] += 1
      }
      return counts
    }
    let (inReal, inSynthetic) = (counts(real), counts(synthetic))
    return inReal.indices.compactMap { key in
      inReal[key] + inSynthetic[key] == 0
        ? nil
        : Cell(
          first: key / size.second, second: key % size.second, real: inReal[key], synthetic: inSynthetic[key])
    }
  }

  private static func sparse(
    _ real: (first: [Int32], second: [Int32]), _ synthetic: (first: [Int32], second: [Int32]), _ stride: Int
  ) -> [Cell] {
    func keys(_ columns: (first: [Int32], second: [Int32])) -> [Int] {
      zip(columns.first, columns.second).map { (Int($0) + 1) * stride + Int($1) + 1 }.sorted()
    }
    let (inReal, inSynthetic) = (keys(real), keys(synthetic))
    var cells: [Cell] = []
    var (i, j) = (0, 0)
    while i < inReal.count || j < inSynthetic.count {
      let key = min(
        i < inReal.count ? inReal[i] : .max, j < inSynthetic.count ? inSynthetic[j] : .max)
      var cell = Cell(first: key / stride, second: key % stride, real: 0, synthetic: 0)
      while i < inReal.count, inReal[i] == key { (i, cell.real) = (i + 1, cell.real + 1) }
      while j < inSynthetic.count, inSynthetic[j] == key { (j, cell.synthetic) = (j + 1, cell.synthetic + 1) }
      cells.append(cell)
    }
    return cells
  }
}
