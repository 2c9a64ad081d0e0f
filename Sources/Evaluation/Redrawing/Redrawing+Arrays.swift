import SaddleTables

extension Redrawing {
  /// What draws the columns, as named lists of numbers.
  package var arrays: [String: [Double]] {
    var all: [String: [Double]] = [:]
    for (number, draw) in draws.enumerated() {
      let own =
        switch draw.source {
        case .labels(let trees): trees.arrays
        case .values(let trees, let values): trees.arrays.merging(["values": values]) { own, _ in own }
        case .numbers(let trees, let donors):
          trees.arrays.merging(["guesses": donors.guesses, "values": donors.values]) { own, _ in own }
        case .leaves(let tree): tree.arrays
        }
      for (name, numbers) in own { all["\(number).\(name)"] = numbers }
      if !draw.apart.isEmpty { all["\(number).apart"] = draw.apart.sorted().map(Double.init) }
    }
    return all
  }

  /// Takes up what `columns` and `arrays` gave; nil for what cannot have come from there.
  package init?(columns: [Column], arrays: [String: [Double]], schema: Schema) {
    let learned = schema.columns.indices.filter { ![.constant, .identifier].contains(schema.columns[$0].kind) }
    let followers = schema.followers
    var draws: [RedrawnColumn] = []
    for (number, column) in columns.enumerated() {
      guard let place = learned.first(where: { schema.columns[$0].name == column.name }) else { return nil }
      let prefix = "\(number)."
      let own = Dictionary(
        uniqueKeysWithValues: arrays.compactMap { name, numbers in
          name.hasPrefix(prefix) ? (String(name.dropFirst(prefix.count)), numbers) : nil
        })
      let silent = (own["apart"] ?? []).map { number in learned.first { Double($0) == number && $0 != place } }
      guard !silent.contains(nil) else { return nil }
      let apart = Set(silent.compactMap(\.self))
      let kind = schema.columns[place].kind
      let asked = learned.filter { $0 != place && !followers[place].contains($0) && !apart.contains($0) }
      let values = kind.holdsNumbers && own["guesses"] == nil ? own["values"] ?? [] : []
      let classes = kind.holdsNumbers ? values.count : schema.columns[place].labels.count
      guard kind.holdsNumbers || classes > 0 else { return nil }
      if classes > RedrawGoal.mostLabels, !kind.holdsNumbers {
        let areLabels = asked.map { CellTable.isLabels(schema.columns[$0]) }
        guard let tree = DonorTree(arrays: own, areLabels: areLabels, labels: classes) else { return nil }
        draws.append(RedrawnColumn(place: place, apart: apart, .leaves(tree)))
        continue
      }
      guard let trees = BoostedTrees(arrays: own, features: asked.count, classes: classes) else { return nil }
      if !values.isEmpty {
        guard values.allSatisfy(\.isFinite), zip(values, values.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
        draws.append(RedrawnColumn(place: place, apart: apart, .values(trees, values)))
      } else if kind.holdsNumbers {
        guard let donors = Donors(rising: own["guesses"] ?? [], values: own["values"] ?? []), !donors.values.isEmpty
        else { return nil }
        draws.append(RedrawnColumn(place: place, apart: apart, .numbers(trees, donors)))
      } else {
        draws.append(RedrawnColumn(place: place, apart: apart, .labels(trees)))
      }
    }
    self.init(schema: schema, columns: columns, draws: draws)
  }
}
