import SaddleTables

extension Redrawing {
  /// What draws the columns, as named lists of numbers.
  package var arrays: [String: [Double]] {
    var all: [String: [Double]] = [:]
    for (number, draw) in draws.enumerated() {
      for (name, numbers) in draw.trees.arrays { all["\(number).\(name)"] = numbers }
      if let donors = draw.donors {
        all["\(number).guesses"] = donors.guesses
        all["\(number).values"] = donors.values
      }
    }
    return all
  }

  /// Takes up what `columns` and `arrays` gave; nil for what cannot have come from there.
  package init?(columns: [Column], arrays: [String: [Double]], schema: Schema) {
    let learned = schema.columns.indices.filter { ![.constant, .identifier].contains(schema.columns[$0].kind) }
    var draws: [RedrawnColumn] = []
    for (number, column) in columns.enumerated() {
      guard let place = learned.first(where: { schema.columns[$0].name == column.name }) else { return nil }
      let prefix = "\(number)."
      let own = Dictionary(
        uniqueKeysWithValues: arrays.compactMap { name, numbers in
          name.hasPrefix(prefix) ? (String(name.dropFirst(prefix.count)), numbers) : nil
        })
      let kind = schema.columns[place].kind
      let classes = kind.holdsNumbers ? 0 : schema.columns[place].labels.count
      guard kind.holdsNumbers || classes > 0,
        let trees = BoostedTrees(arrays: own, features: learned.count - 1, classes: classes)
      else { return nil }
      var donors: Donors?
      if kind.holdsNumbers {
        donors = Donors(rising: own["guesses"] ?? [], values: own["values"] ?? [])
        guard donors?.values.isEmpty == false else { return nil }
      }
      draws.append(RedrawnColumn(place: place, trees: trees, donors: donors))
    }
    self.init(schema: schema, columns: columns, draws: draws)
  }
}
