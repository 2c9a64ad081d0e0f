/// A k-d tree: finds how far the nearest of many points are (Bentley 1975; Friedman, Bentley and Finkel 1977).
package struct NeighbourTree: Sendable {
  package let count: Int
  private let dimensions: Int
  /// Point by point, in the order of the leaves.
  private var values: [Double] = []
  /// Where and across which axis each inner node is halved: the root at 1, the halves of node i at 2 i and 2 i + 1.
  private var cuts: [(axis: Int, place: Double)] = []
  private static let leafSize = 8

  /// Traps without points, or if their dimensions differ.
  package init(_ points: [[Double]]) {
    var points = points
    count = points.count
    dimensions = points[0].count
    cuts = Array(repeating: (0, 0), count: 2 * count)
    order(&points, 0..<points.count, node: 1)
    values = points.flatMap { $0 }
    precondition(values.count == count * dimensions, "the points differ in dimensions")
  }

  private mutating func order(_ points: inout [[Double]], _ range: Range<Int>, node: Int) {
    guard range.count > Self.leafSize else { return }
    let spreads = (0..<dimensions).map { axis -> Double in
      let places = points[range].lazy.map { $0[axis] }
      return places.max()! - places.min()!
    }
    let axis = spreads.firstIndex(of: spreads.max()!)!
    points[range].sort { $0[axis] < $1[axis] }
    let middle = (range.lowerBound + range.upperBound) / 2
    cuts[node] = (axis, points[middle][axis])
    order(&points, range.lowerBound..<middle, node: 2 * node)
    order(&points, middle..<range.upperBound, node: 2 * node + 1)
  }

  /// The squared distances of the `count` nearest points, ascending. Traps if there are fewer points.
  package func squaredDistances(from point: [Double], count: Int) -> [Double] {
    precondition(count <= self.count, "there are fewer points than neighbours")
    var nearest = Array(repeating: Double.infinity, count: count)
    search(point, 0..<self.count, node: 1, &nearest)
    return nearest
  }

  private func search(_ point: [Double], _ range: Range<Int>, node: Int, _ nearest: inout [Double]) {
    guard range.count > Self.leafSize else {
      for index in range {
        var square = 0.0
        for d in 0..<dimensions {
          let offset = values[index * dimensions + d] - point[d]
          square += offset * offset
        }
        insert(square, &nearest)
      }
      return
    }
    let middle = (range.lowerBound + range.upperBound) / 2
    let offset = point[cuts[node].axis] - cuts[node].place
    let halves = [(range.lowerBound..<middle, 2 * node), (middle..<range.upperBound, 2 * node + 1)]
    let (near, far) = offset < 0 ? (halves[0], halves[1]) : (halves[1], halves[0])
    search(point, near.0, node: near.1, &nearest)
    if offset * offset <= nearest.last! { search(point, far.0, node: far.1, &nearest) }
  }

  private func insert(_ square: Double, _ nearest: inout [Double]) {
    guard square < nearest.last! else { return }
    var place = nearest.count - 1
    while place > 0 && nearest[place - 1] > square {
      nearest[place] = nearest[place - 1]
      place -= 1
    }
    nearest[place] = square
  }
}
