/// Grows trees on one table, leaf by leaf: the next leaf to part is the one that gains most (Shi 2007; LightGBM, Ke et
/// al. 2017), until there are as many as are wanted.
///
/// Follows `_hist_gradient_boosting/grower.py` of scikit-learn 1.9 with its defaults: at least 20 rows a leaf, no limit
/// of depth, no regularization unless a penalty is given.
final class TreeGrower {
  private static let fewestRows = 20

  private let mostLeaves: Int
  /// On the square of what a leaf adds.
  private let penalty: Double
  let table: BinnedTable
  /// Where the bins of each column begin in a histogram, and after the last the end.
  private let starts: [Int]
  private var rows: RowParting
  /// The memory of histograms that are done with: to ask the system for it again and again takes as long as the sums.
  private var used: [[Histogram.Bin]] = []

  init(_ table: BinnedTable, leaves: Int, penalty: Double = 0) {
    mostLeaves = leaves
    self.penalty = penalty
    self.table = table
    var starts = [0]
    for bins in table.bins { starts.append(starts[starts.count - 1] + bins + 1) }
    self.starts = starts
    rows = RowParting(table)
  }

  /// A node that may still be parted.
  private struct Leaf {
    let node: Int
    let rows: Range<Int>
    let sums: Histogram.Bin
    var histogram: Histogram?
    var split: Split?
  }

  /// A tree for the gradients and hessians of the rows; what it adds to them is added to `scores`.
  ///
  /// Hessians that are all 1 may be left out.
  func grow(
    gradients: [Float], hessians: [Float]?, rate: Double, scores: inout [Double]
  ) -> RegressionTree {
    gradients.withUnsafeBufferPointer { gradients in
      if let hessians {
        return hessians.withUnsafeBufferPointer {
          grow(gradients.baseAddress!, $0.baseAddress!, rate, &scores)
        }
      }
      return grow(gradients.baseAddress!, nil, rate, &scores)
    }
  }

  private func grow(
    _ gradients: UnsafePointer<Float>, _ hessians: UnsafePointer<Float>?, _ rate: Double, _ scores: inout [Double]
  ) -> RegressionTree {
    var tree = RegressionTree(nodes: [.init()])
    var leaves = [root(gradients, hessians)]
    while leaves.count < mostLeaves, let place = Self.mostGain(leaves), let split = leaves[place].split {
      var parent = leaves.remove(at: place)
      let middle = rows.part(
        parent.rows, feature: split.feature, bin: UInt8(split.bin), missingGoesLeft: split.missingGoesLeft,
        set: split.set)
      let ranges = [parent.rows.lowerBound..<middle, middle..<parent.rows.upperBound]
      let first = tree.nodes.count
      tree.nodes[parent.node] = RegressionTree.Node(
        feature: Int32(split.feature), bin: UInt8(split.bin),
        // Where no value was missing, those of other rows go with the many.
        missingGoesLeft: table.hasMissing[split.feature]
          ? split.missingGoesLeft : ranges[0].count > ranges[1].count,
        set: split.set, left: Int32(first), right: Int32(first + 1))
      tree.nodes += [.init(), .init()]
      var halves = [
        Leaf(node: first, rows: ranges[0], sums: split.left), Leaf(node: first + 1, rows: ranges[1], sums: split.right),
      ]
      if leaves.count + 2 < mostLeaves { find(&halves, &parent, gradients, hessians) }
      recycle(&parent)
      leaves += halves
    }
    for place in leaves.indices {
      recycle(&leaves[place])
      let leaf = leaves[place]
      let value = Split.value(leaf.sums, penalty) * rate
      tree.nodes[leaf.node].value = value
      for row in rows.order[leaf.rows] { scores[Int(row)] += value }
    }
    return tree
  }

  private func root(_ gradients: UnsafePointer<Float>, _ hessians: UnsafePointer<Float>?) -> Leaf {
    let rows = 0..<table.rows
    var sums = Histogram.Bin()
    for row in rows {
      sums += Histogram.Bin(
        gradient: Double(gradients[row]), hessian: hessians.map { Double($0[row]) } ?? 1, count: 1)
    }
    var leaf = Leaf(node: 0, rows: rows, sums: sums)
    if rows.count >= 2 * Self.fewestRows {
      let histogram = histogram(rows, gradients, hessians)
      leaf.histogram = histogram
      leaf.split = Split.best(of: histogram, table, starts: starts, sums: sums, penalty: penalty)
    }
    return leaf
  }

  /// The place of the leaf whose split gains most.
  private static func mostGain(_ leaves: [Leaf]) -> Int? {
    var best: (place: Int, gain: Double)?
    for (place, leaf) in leaves.enumerated() {
      if let gain = leaf.split?.gain, gain > best?.gain ?? 0 { best = (place, gain) }
    }
    return best?.place
  }

  /// Finds the splits of two halves; only the rows of the smaller one are gone through.
  private func find(
    _ halves: inout [Leaf], _ parent: inout Leaf, _ gradients: UnsafePointer<Float>, _ hessians: UnsafePointer<Float>?
  ) {
    guard halves.contains(where: { $0.rows.count >= 2 * Self.fewestRows }) else { return }
    let smaller = halves[0].rows.count < halves[1].rows.count ? 0 : 1
    let few = histogram(halves[smaller].rows, gradients, hessians)
    parent.histogram?.subtract(few)
    halves[smaller].histogram = few
    swap(&halves[1 - smaller].histogram, &parent.histogram)
    for place in halves.indices {
      if halves[place].rows.count >= 2 * Self.fewestRows {
        halves[place].split = Split.best(
          of: halves[place].histogram!, table, starts: starts, sums: halves[place].sums, penalty: penalty)
      }
      if halves[place].split == nil { recycle(&halves[place]) }
    }
  }

  /// Takes the memory of a histogram that is done with.
  private func recycle(_ leaf: inout Leaf) {
    guard let histogram = leaf.histogram else { return }
    leaf.histogram = nil
    used.append(histogram.bins)
  }

  private func histogram(
    _ places: Range<Int>, _ gradients: UnsafePointer<Float>, _ hessians: UnsafePointer<Float>?
  ) -> Histogram {
    let memory = used.popLast()
    return rows.order.withUnsafeBufferPointer {
      Histogram(
        table, starts: starts, rows: UnsafeBufferPointer(rebasing: $0[places]), gradients: gradients,
        hessians: hessians, reusing: memory)
    }
  }
}
