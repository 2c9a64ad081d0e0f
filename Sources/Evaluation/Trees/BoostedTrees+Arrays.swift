extension BoostedTrees {
  /// All that it is, as named lists of numbers, whole ones exact.
  package var arrays: [String: [Double]] {
    let trees = rounds.flatMap { $0 }
    let sets = trees.flatMap(\.nodes).enumerated().flatMap { place, node -> [Double] in
      node.set.map { [Double(place)] + $0.numbers } ?? []
    }
    return [
      "present": present.map(Double.init), "baseline": baseline, "additive": additive?.tables.flatMap { $0 } ?? [],
      "sets": sets, "thresholdCounts": bins.thresholds.map { Double($0.count) },
      "thresholds": bins.thresholds.flatMap { $0 },
      "nodeCounts": trees.map { Double($0.nodes.count) },
      "nodes": trees.flatMap { tree in
        tree.nodes.flatMap {
          [$0.value, Double($0.feature), Double($0.bin), $0.missingGoesLeft ? 1 : 0, Double($0.left), Double($0.right)]
        }
      },
    ]
  }

  /// Takes up what `arrays` gave; nil for lists that no trees can have given.
  ///
  /// - Parameters:
  ///   - features: how many columns the trees look at.
  ///   - classes: how many classes there are; 0 for numbers.
  package init?(arrays: [String: [Double]], features: Int, classes: Int) {
    func whole(_ name: String, _ range: ClosedRange<Int>) -> [Int]? {
      guard let numbers = arrays[name]?.map({ Int(exactly: $0) }) else { return nil }
      let known = numbers.compactMap { $0 }
      return known.count == numbers.count && known.allSatisfy(range.contains) ? known : nil
    }
    guard let present = whole("present", 0...max(0, classes - 1)), let baseline = arrays["baseline"],
      let thresholdCounts = whole("thresholdCounts", 0...FeatureBins.most - 1), thresholdCounts.count == features,
      let ends = arrays["thresholds"], ends.count == thresholdCounts.reduce(0, +), !ends.contains(where: \.isNaN),
      let nodeCounts = whole("nodeCounts", 1...(1 << 16)), let numbers = arrays["nodes"],
      numbers.count == 6 * nodeCounts.reduce(0, +), (numbers + baseline).allSatisfy(\.isFinite),
      zip(present, present.dropFirst()).allSatisfy({ $0 < $1 }), present.isEmpty == (classes == 0),
      baseline.count == Self.outputs(ofClasses: present.count), nodeCounts.count % baseline.count == 0
    else { return nil }
    var (thresholds, rest) = ([[Double]](), ends[...])
    for count in thresholdCounts {
      thresholds.append(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    // Trees from before there were any have none.
    guard let sets = BoostedTrees.sets(arrays["sets"] ?? [], nodes: numbers.count / 6) else { return nil }
    var (trees, first) = ([RegressionTree](), 0)
    for count in nodeCounts {
      let nodes = (0..<count).compactMap { place in
        let own = numbers[6 * (first + place)..<6 * (first + place + 1)]
        return RegressionTree.Node(own, sets[first + place], at: place, of: count, features)
      }
      guard nodes.count == count else { return nil }
      trees.append(RegressionTree(nodes: nodes))
      first += count
    }
    var additive: AdditiveScores?
    guard let numbersOfBins = arrays["additive"] else { return nil }
    if !numbersOfBins.isEmpty {
      additive = AdditiveScores(numbersOfBins, outputs: baseline.count, bins: thresholds.map { $0.count + 1 })
      guard additive != nil else { return nil }
    }
    let rounds = stride(from: 0, to: trees.count, by: baseline.count).map { Array(trees[$0..<$0 + baseline.count]) }
    self.init(FeatureBins(thresholds: thresholds), baseline, additive, rounds, present.map { Int32($0) })
  }
}

extension BoostedTrees {
  /// The sets of bins by the number of the node that has it; nil for what is none.
  private static func sets(_ numbers: [Double], nodes: Int) -> [Int: BinSet]? {
    let entries = stride(from: 0, to: numbers.count, by: 9).map { numbers[$0..<min($0 + 9, numbers.count)] }
    var sets: [Int: BinSet] = [:]
    for entry in entries {
      guard let place = Int(exactly: entry[entry.startIndex]), (0..<nodes).contains(place), sets[place] == nil,
        let set = BinSet(entry.dropFirst())
      else { return nil }
      sets[place] = set
    }
    return sets
  }
}

extension RegressionTree.Node {
  /// Nil unless the numbers are a node whose branches, if it has any, come after it.
  fileprivate init?(_ numbers: ArraySlice<Double>, _ set: BinSet?, at place: Int, of count: Int, _ features: Int) {
    let start = numbers.startIndex
    guard let feature = Int32(exactly: numbers[start + 1]), let bin = UInt8(exactly: numbers[start + 2]),
      let left = Int32(exactly: numbers[start + 4]), let right = Int32(exactly: numbers[start + 5]), feature < features,
      feature < 0 ? set == nil : (place + 1..<count).contains(Int(left)) && (place + 1..<count).contains(Int(right))
    else { return nil }
    self.init(
      value: numbers[start], feature: feature, bin: bin, missingGoesLeft: numbers[start + 3] == 1, set: set,
      left: left, right: right)
  }
}
