import SaddleTensors

/// One deep tree whose leaves keep the labels of the rows that fell into them, of which a row that falls there draws one:
/// as cells are made from classification trees in the synthesis of tables (Reiter 2005, J. Official Statistics 21).
///
/// For labels too many for trees of their own. Splits lower Gini's impurity (Breiman et al. 1984), which is what points
/// are spread about their mean if labels are points at equal distances. More than 32 labels are random corners of a cube,
/// which are so nearly (Johnson and Lindenstrauss 1984; Achlioptas 2003, J. Comput. Syst. Sci. 66).
package struct DonorTree: Sendable {
  typealias Point = SIMD32<Float>

  struct Node: Sendable {
    /// The column to look at, -1 in a leaf.
    var feature: Int32 = -1
    /// Bins up to this one go left; missing values, whose bin is the last, right.
    var bin: Int32 = 0
    /// The left branch, which the right one follows; in a leaf the first of its labels.
    var first: Int32 = 0
    /// How many labels a leaf has.
    var count: Int32 = 0
  }

  let bins: FeatureBins
  /// For each column of labels the ranks that stand for them, as many for each label as there are `axes`, one axis after
  /// the other; empty for numbers.
  let ranks: [[Double]]
  /// The root first, branches after the node that they leave.
  let nodes: [Node]
  /// The labels of leaf after leaf, and how many rows have each there.
  let labels: [Int32]
  let counts: [Double]
  /// By how much more often than its rows say each label is drawn.
  private(set) var weights: [Double]

  package var leafCount: Int { nodes.count { $0.feature < 0 } }

  static let axes = 3
  private static let fewestRows = 5
  private static let mostLevels = 60
  /// A split has to gain so many times what it gains on average if labels have nothing to do with it.
  private static let leastGain: Float = 2

  init(
    _ bins: FeatureBins, _ ranks: [[Double]], _ nodes: [Node], _ labels: [Int32], _ counts: [Double],
    _ weights: [Double]
  ) {
    (self.bins, self.ranks, self.nodes) = (bins, ranks, nodes)
    (self.labels, self.counts, self.weights) = (labels, counts, weights)
  }

  /// Learns labels 0 ..< `count` from columns of as many values, NaN for missing ones. Traps if lengths
  /// differ, or without labels.
  ///
  /// - Parameter areLabels: for each column whether its numbers are places of labels in no order.
  package init(columns: [[Double]], areLabels: [Bool], labels: [Int32], count: Int) {
    precondition(!labels.isEmpty && columns.allSatisfy { $0.count == labels.count } && areLabels.count == columns.count)
    let points = Self.points(of: count)
    let own = labels.map { points[Int($0)] }
    ranks = zip(columns, areLabels).map { $1 ? Self.ranks(of: $0, by: own) : [] }
    let ranked = Self.ranked(columns, ranks)
    bins = FeatureBins(of: ranked)
    weights = Array(repeating: 1, count: count)
    let table = bins.table(of: ranked, rows: labels.count)
    var parting = RowParting(table)
    var nodes = [Node()]
    var (leafLabels, leafCounts) = ([Int32](), [Double]())
    var level = [(node: 0, rows: 0..<labels.count)]
    for depth in 0...Self.mostLevels where !level.isEmpty {
      let splits = Device.current.map(level.indices) { [parting] place in
        depth < Self.mostLevels ? Self.split(table, parting.order[level[place].rows], labels, own) : nil
      }
      var next: [(node: Int, rows: Range<Int>)] = []
      for ((node, rows), split) in zip(level, splits) {
        guard let split else {
          let found = Dictionary(grouping: parting.order[rows], by: { labels[Int($0)] }).sorted { $0.key < $1.key }
          nodes[node].first = Int32(leafLabels.count)
          nodes[node].count = Int32(found.count)
          leafLabels += found.map(\.key)
          leafCounts += found.map { Double($0.value.count) }
          continue
        }
        let middle = parting.part(rows, feature: split.feature, bin: UInt8(split.bin), missingGoesLeft: false)
        nodes[node] = Node(feature: Int32(split.feature), bin: Int32(split.bin), first: Int32(nodes.count))
        next += [(nodes.count, rows.lowerBound..<middle), (nodes.count + 1, middle..<rows.upperBound)]
        nodes += [Node(), Node()]
      }
      level = next
    }
    (self.nodes, self.labels, counts) = (nodes, leafLabels, leafCounts)
  }

  // MARK: Growing

  private static func points(of count: Int) -> [Point] {
    var generator = RandomStream(seed: 0, name: "label points").generator()
    return (0..<count).map { label in
      var point = Point()
      if count <= Point.scalarCount {
        point[label] = 1
      } else {
        for axis in point.indices { point[axis] = Bool.random(using: &generator) ? 1 : -1 }
      }
      return point
    }
  }

  /// Ranks for each label of a column: where the mean of its rows' points lies along the lines on which these means are
  /// spread most, nearer to the middle the fewer rows there are (Coppersmith, Hong and Hosking 1999, Data Min. Knowl.
  /// Discov. 3, who take the first line alone, in which groups of labels may coincide).
  private static func ranks(of column: [Double], by points: [Point]) -> [Double] {
    let count = (column.lazy.filter { !$0.isNaN }.max().map { Int($0) } ?? -1) + 1
    var (sums, rows) = (Array(repeating: Point(), count: count), Array(repeating: Float(0), count: count))
    for (label, point) in zip(column, points) where !label.isNaN {
      sums[Int(label)] += point
      rows[Int(label)] += 1
    }
    let middle = sums.reduce(Point(), +) / max(1, rows.reduce(0, +))
    var ways = zip(sums, rows).map { sum, rows in (sum - middle * rows) / (rows + Float(fewestRows)) }
    var ranks: [Double] = []
    for _ in 0..<axes {
      var axis = Point()
      for place in axis.indices { axis[place] = 1 + Float(place) / 64 }
      for _ in 0..<30 {
        var turned = Point()
        for (way, rows) in zip(ways, rows) { turned += way * ((way * axis).sum() * rows) }
        let length = (turned * turned).sum().squareRoot()
        guard length > 0 else { break }
        axis = turned / length
      }
      ranks += ways.map { Double(($0 * axis).sum()) }
      // What lies along this line is said.
      let square = (axis * axis).sum()
      ways = ways.map { $0 - axis * (($0 * axis).sum() / square) }
    }
    return ranks
  }

  /// What is cut into bins: numbers, and the ranks of labels along each axis.
  private static func ranked(_ columns: [[Double]], _ ranks: [[Double]]) -> [[Double]] {
    zip(columns, ranks).flatMap { column, ranks -> [[Double]] in
      if ranks.isEmpty { return [column] }
      let count = ranks.count / axes
      return (0..<axes).map { axis in
        column.map { $0 >= 0 && $0 < Double(count) ? ranks[axis * count + Int($0)] : .nan }
      }
    }
  }

  private static func split(
    _ table: BinnedTable, _ rows: ArraySlice<Int32>, _ labels: [Int32], _ points: [Point]
  ) -> (feature: Int, bin: Int)? {
    guard rows.count >= 2 * fewestRows, rows.contains(where: { labels[Int($0)] != labels[Int(rows.first!)] }) else {
      return nil
    }
    let total = rows.reduce(Point()) { $0 + points[Int($1)] }
    let count = Float(rows.count)
    let before = (total * total).sum() / count
    // Of one row, as all points are as long.
    let length = (points[Int(rows.first!)] * points[Int(rows.first!)]).sum()
    var best: (feature: Int, bin: Int)?
    var most = before + leastGain * (length - before / count)
    var sorted = Array(repeating: Int32(0), count: rows.count)
    for feature in table.bins.indices {
      var ends = Array(repeating: 0, count: table.bins[feature] + 2)
      table.codes.withUnsafeBufferPointer { codes in
        let codes = codes.baseAddress! + feature * table.rows
        for row in rows { ends[Int(codes[Int(row)]) + 1] += 1 }
        for code in 1..<ends.count { ends[code] += ends[code - 1] }
        var places = ends
        for row in rows {
          let code = Int(codes[Int(row)])
          sorted[places[code]] = row
          places[code] += 1
        }
      }
      var (left, place) = (Point(), 0)
      // What is missing, the last bin, stays right.
      for bin in 0..<table.bins[feature] {
        let end = ends[bin + 1]
        if end == place { continue }
        if rows.count - end < fewestRows { break }
        while place < end {
          left += points[Int(sorted[place])]
          place += 1
        }
        if place < fewestRows { continue }
        let right = total - left
        let score = (left * left).sum() / Float(place) + (right * right).sum() / (count - Float(place))
        if score > most { (most, best) = (score, (feature, bin)) }
      }
    }
    return best
  }

  // MARK: Drawing

  /// The leaf of each row.
  private func leaves(of columns: [[Double]], rows: Int) -> [Node] {
    let table = bins.table(of: Self.ranked(columns, ranks), rows: rows)
    return (0..<rows).map { row in
      var node = nodes[0]
      while node.feature >= 0 {
        let isLeft = table.codes[Int(node.feature) * rows + row] <= UInt8(node.bin)
        node = nodes[Int(node.first) + (isLeft ? 0 : 1)]
      }
      return node
    }
  }

  /// A label for each row.
  package func drawn(
    _ columns: [[Double]], rows: Int, _ generator: inout RandomStream.Generator
  ) -> [Int32] {
    leaves(of: columns, rows: rows).map { leaf in
      let places = Int(leaf.first)..<Int(leaf.first + leaf.count)
      let all = places.reduce(0) { $0 + counts[$1] * weights[Int(labels[$1])] }
      var rest = Double.random(in: 0..<1, using: &generator) * all
      let place = places.first { place in
        rest -= counts[place] * weights[Int(labels[place])]
        return rest < 0
      }
      return labels[place ?? places.upperBound - 1]
    }
  }

  /// What draws each label as often as it is among `known`, for rows such as these.
  func matching(_ known: [Double], over columns: [[Double]], rows: Int) -> DonorTree {
    guard !known.isEmpty, rows > 0 else { return self }
    var goals = Array(repeating: 0.0, count: weights.count)
    for label in known { goals[Int(label)] += Double(rows) / Double(known.count) }
    var visits: [Int32: (leaf: Node, rows: Double)] = [:]
    for leaf in leaves(of: columns, rows: rows) { visits[leaf.first, default: (leaf, 0)].rows += 1 }
    let visited = visits.sorted { $0.key < $1.key }.map(\.value)
    var matched = self
    for _ in 0..<20 {
      var drawn = Array(repeating: 0.0, count: weights.count)
      for (leaf, rows) in visited {
        let places = Int(leaf.first)..<Int(leaf.first + leaf.count)
        let all = places.reduce(0) { $0 + counts[$1] * matched.weights[Int(labels[$1])] }
        for place in places {
          drawn[Int(labels[place])] += rows * counts[place] * matched.weights[Int(labels[place])] / all
        }
      }
      for label in drawn.indices where drawn[label] > 0 && goals[label] > 0 {
        matched.weights[label] = min(1e6, max(1e-6, matched.weights[label] * goals[label] / drawn[label]))
      }
    }
    return matched
  }
}
