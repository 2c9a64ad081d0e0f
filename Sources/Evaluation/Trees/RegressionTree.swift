/// A tree that adds to the score of a row the number of the leaf that the row falls into.
struct RegressionTree: Sendable {
  struct Node: Sendable {
    /// What a leaf adds.
    var value = 0.0
    /// The column to look at, -1 in a leaf.
    var feature: Int32 = -1
    /// Bins up to this one go left.
    var bin: UInt8 = 0
    var missingGoesLeft = false
    /// The bins that go left in place of these, of a column of many labels.
    var set: BinSet?
    var left: Int32 = 0
    var right: Int32 = 0
  }

  /// The root first.
  var nodes: [Node]

  /// Adds to the score of each row of a table.
  func add(to scores: inout [Double], of table: BinnedTable) {
    // Rows go down together, those of one node side by side: each alone waits for where it is before it knows where to
    // look next.
    var parting = RowParting(table)
    var places = Array(repeating: 0..<0, count: nodes.count)
    places[0] = 0..<table.rows
    for (place, node) in nodes.enumerated() where !places[place].isEmpty {
      let own = places[place]
      if node.feature < 0 {
        for row in parting.order[own] { scores[Int(row)] += node.value }
      } else {
        let middle = parting.part(
          own, feature: Int(node.feature), bin: node.bin, missingGoesLeft: node.missingGoesLeft, set: node.set)
        places[Int(node.left)] = own.lowerBound..<middle
        places[Int(node.right)] = middle..<own.upperBound
      }
    }
  }
}

/// The rows of a table in an order in which those of one node stand side by side.
struct RowParting {
  private let table: BinnedTable
  private(set) var order: [Int32]
  private var spare: [Int32]

  init(_ table: BinnedTable) {
    self.table = table
    order = (0..<Int32(table.rows)).map { $0 }
    spare = order
  }

  /// Brings the rows that go left before those that go right, each in the order they have; where the latter begin.
  ///
  /// - Parameter set: the bins that go left, if it is not those up to `bin`.
  mutating func part(
    _ places: Range<Int>, feature: Int, bin: UInt8, missingGoesLeft: Bool, set: BinSet? = nil
  ) -> Int {
    if let set {
      let sides = (0...255).map { set.contains($0) ? -1 : 0 }
      return sides.withUnsafeBufferPointer { sides in part(places, feature) { sides[$0] } }
    }
    let (bin, alsoLeft) = (Int(bin), missingGoesLeft ? table.bins[feature] : Int(bin))
    // The sign of a number below zero, -1, or 0.
    return part(places, feature) { code in ((code &- bin &- 1) | ((code ^ alsoLeft) &- 1)) >> (Int.bitWidth - 1) }
  }

  /// - Parameter goesLeft: -1 if rows of a code go left, else 0.
  @inline(__always)
  private mutating func part(_ places: Range<Int>, _ feature: Int, _ goesLeft: (Int) -> Int) -> Int {
    var (left, right) = (places.lowerBound, 0)
    table.codes.withUnsafeBufferPointer { codes in
      order.withUnsafeMutableBufferPointer { order in
        spare.withUnsafeMutableBufferPointer { spare in
          let column = codes.baseAddress! + feature * table.rows
          // Each row is written to both and stays in one: which of them, no branch could foretell.
          for place in places {
            let row = order[place]
            let side = goesLeft(Int(column[Int(row)]))
            order[left] = row
            spare[right] = row
            left &-= side
            right &+= 1 &+ side
          }
          for place in 0..<right { order[left + place] = spare[place] }
        }
      }
    }
    return left
  }
}
