import SaddleTensors

/// Finds how far the nearest of many rows are: exact, by comparing with all of them.
///
/// In O(queries × rows × columns), some billions of cells a second on each thread; the result does not depend on how
/// many there are.
struct NeighbourSearch {
  /// Rows that are compared at once, whose cells fit in the fastest cache.
  private static let block = 256
  private static let queriesAtOnce = 64

  private let count: Int
  private let width: Int
  /// Block after block; in a block column after column, the last one filled up with zeros.
  private let blocks: [Float]

  init(among points: GowerPoints) {
    (count, width) = (points.count, points.columns.count)
    let number = (count + Self.block - 1) / Self.block
    var blocks = [Float](repeating: 0, count: number * width * Self.block)
    for (place, column) in points.columns.enumerated() {
      for (row, value) in column.enumerated() {
        let (block, lane) = row.quotientAndRemainder(dividingBy: Self.block)
        blocks[(block * width + place) * Self.block + lane] = value
      }
    }
    self.blocks = blocks
  }

  /// For each query the distances of its `nearest` closest rows, ascending, one query after the other.
  ///
  /// Traps if there are fewer rows, or if the columns are not as many.
  func distances(of queries: GowerPoints, nearest: Int = 1) -> [Float] {
    precondition(nearest <= count && queries.columns.count == width && nearest > 0)
    let chunks = (queries.count + Self.queriesAtOnce - 1) / Self.queriesAtOnce
    return Device.current.map(0..<chunks) { chunk in
      let first = chunk * Self.queriesAtOnce
      return search(queries, first..<min(first + Self.queriesAtOnce, queries.count), nearest)
    }.flatMap(\.self)
  }

  private func search(_ queries: GowerPoints, _ range: Range<Int>, _ nearest: Int) -> [Float] {
    var best = [Float](repeating: .infinity, count: range.count * nearest)
    let cells = range.flatMap { row in queries.columns.map { $0[row] } }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: Self.block) { sums in
      let sums = sums.baseAddress!
      blocks.withUnsafeBufferPointer { blocks in
        cells.withUnsafeBufferPointer { cells in
          for start in stride(from: 0, to: count, by: Self.block) {
            let block = blocks.baseAddress! + start * width
            let rows = min(Self.block, count - start)
            for query in 0..<range.count {
              sums.update(repeating: 0, count: Self.block)
              for column in 0..<width {
                let (values, cell) = (block + column * Self.block, cells[query * width + column])
                for lane in 0..<Self.block {
                  let apart = (values[lane] - cell).magnitude
                  sums[lane] += apart < 1 ? apart : 1
                }
              }
              for lane in 0..<rows where sums[lane] < best[query * nearest + nearest - 1] {
                Self.insert(sums[lane], &best, query * nearest, nearest)
              }
            }
          }
        }
      }
    }
    let scale = 1 / Float(max(1, width))
    return best.map { $0 * scale }
  }

  /// Puts a distance into its place among `count` ascending ones, of which the last falls out.
  private static func insert(_ distance: Float, _ best: inout [Float], _ start: Int, _ count: Int) {
    var place = start + count - 1
    while place > start, best[place - 1] > distance {
      best[place] = best[place - 1]
      place -= 1
    }
    best[place] = distance
  }
}
