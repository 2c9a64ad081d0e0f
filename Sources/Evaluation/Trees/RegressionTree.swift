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
    var left: Int32 = 0
    var right: Int32 = 0
  }

  /// The root first.
  var nodes: [Node]

  /// Adds to the score of each row of a table.
  func add(to scores: inout [Double], of table: BinnedTable) {
    nodes.withUnsafeBufferPointer { nodes in
      table.codes.withUnsafeBufferPointer { codes in
        for row in 0..<table.rows {
          var node = nodes[0]
          while node.feature >= 0 {
            let feature = Int(node.feature)
            let code = codes[feature * table.rows + row]
            let isMissing = Int(code) == table.bins[feature]
            node = nodes[Int((isMissing ? node.missingGoesLeft : code <= node.bin) ? node.left : node.right)]
          }
          scores[row] += node.value
        }
      }
    }
  }
}
