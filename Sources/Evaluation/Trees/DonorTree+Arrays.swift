extension DonorTree {
  /// All that it is, as named lists of numbers, whole ones exact.
  var arrays: [String: [Double]] {
    [
      "thresholdCounts": bins.thresholds.map { Double($0.count) }, "thresholds": bins.thresholds.flatMap { $0 },
      "rankCounts": ranks.map { Double($0.count) }, "ranks": ranks.flatMap { $0 },
      "branches": nodes.flatMap { [Double($0.feature), Double($0.bin), Double($0.first), Double($0.count)] },
      "leafLabels": labels.map(Double.init), "leafCounts": counts, "weights": weights,
    ]
  }

  /// Takes up what `arrays` gave; nil for lists that no tree can have given.
  ///
  /// - Parameters:
  ///   - areLabels: of each column that the tree looks at, whether it holds labels in no order.
  ///   - labels: how many labels there are.
  init?(arrays: [String: [Double]], areLabels: [Bool], labels count: Int) {
    func whole(_ name: String, _ range: ClosedRange<Int>) -> [Int]? {
      guard let numbers = arrays[name]?.map({ Int(exactly: $0) }) else { return nil }
      let known = numbers.compactMap { $0 }
      return known.count == numbers.count && known.allSatisfy(range.contains) ? known : nil
    }
    func cut(_ name: String, _ counts: [Int]) -> [[Double]]? {
      guard var rest = arrays[name]?[...], rest.count == counts.reduce(0, +),
        !rest.contains(where: \.isNaN)
      else { return nil }
      return counts.map { count in
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
      }
    }
    guard let ranks = whole("rankCounts", 0...1 << 30).flatMap({ cut("ranks", $0) }),
      ranks.count == areLabels.count,
      zip(ranks, areLabels).allSatisfy({ $0.count % Self.axes == 0 && ($1 || $0.isEmpty) }),
      let thresholds = whole("thresholdCounts", 0...FeatureBins.most - 1).flatMap({ cut("thresholds", $0) }),
      thresholds.count == ranks.reduce(0, { $0 + ($1.isEmpty ? 1 : Self.axes) }),
      let branches = whole("branches", -1...1 << 30), !branches.isEmpty, branches.count % 4 == 0,
      let labels = whole("leafLabels", 0...count - 1), let counts = arrays["leafCounts"], counts.count == labels.count,
      let weights = arrays["weights"], weights.count == count,
      (counts + weights).allSatisfy({ $0 > 0 && $0 < 1e15 })
    else { return nil }
    let numbers = branches.map { Int32($0) }
    let nodes = stride(from: 0, to: numbers.count, by: 4).map { at -> Node in
      Node(feature: numbers[at], bin: numbers[at + 1], first: numbers[at + 2], count: numbers[at + 3])
    }
    for (place, node) in nodes.enumerated() {
      let (first, feature) = (Int(node.first), Int(node.feature))
      if feature < 0 {
        guard node.count > 0, first >= 0, first + Int(node.count) <= labels.count else { return nil }
      } else {
        guard feature < thresholds.count, 0 <= node.bin, node.bin < FeatureBins.most, place < first,
          first + 1 < nodes.count
        else { return nil }
      }
    }
    self.init(FeatureBins(thresholds: thresholds), ranks, nodes, labels.map { Int32($0) }, counts, weights)
  }
}
