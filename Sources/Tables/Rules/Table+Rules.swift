import SaddleFiles

extension Table {
  /// The table with rules in its schema: those given, or those that are found.
  ///
  /// - Parameter source: what messages call the place that the given rules come from.
  /// - Throws: `SaddleError` of kind `usage` for a given rule about columns that do not exist or cannot obey it, of kind
  ///   `malformed` for one that a row breaks.
  public func obeying(_ given: [Rule]?, source: String = "schema.json") throws -> Table {
    var schema = schema
    if let given {
      try check(given, source)
      schema.rules = given
    } else {
      schema.rules = RuleFinder.rules(of: self)
    }
    return Table(schema: schema, columns: columns, rowCount: rowCount, drawnFrom: drawnFrom)
  }

  private func check(_ rules: [Rule], _ origin: String) throws {
    let names = Dictionary(uniqueKeysWithValues: schema.columns.enumerated().map { ($1.name, $0) })
    let used = Set(rules.flatMap(\.columns).compactMap { names[$0] })
    let facts = zip(schema.columns, columns).enumerated().map { place, column in
      RuleColumn(column.0, used.contains(place) ? column.1 : .unlearned, given: true)
    }
    // Columns that rows are moved in, those that repeat others, and what each that is made from another, or agrees with
    // it, looks at.
    var (moved, copied) = (Set<Int>(), Set<Int>())
    var sources: [Int: Int] = [:]
    var ends: [(rule: Rule, read: Int, written: Int)] = []
    var pairs = Forest(schema.columns.count)
    // Columns of numbers that pairs are about, and those that sums are.
    var paired = Set<Int>()
    // Columns of which exactly one is set.
    var grouped = Set<Int>()
    // What says where each column is missing.
    var told: [Int: Int] = [:]
    let added = Set(rules.filter { $0.form == .sum }.flatMap(\.columns).compactMap { names[$0] })
    for rule in rules {
      func fail(_ what: String, _ kind: SaddleError.Kind = .usage) -> SaddleError {
        SaddleError(kind, "\(origin): the rule \(rule.text.inMessage) \(what)")
      }
      guard rule.form.isAbout(rule.columns.count), Set(rule.columns).count == rule.columns.count else {
        let count = rule.form == .oneOf ? "three or more" : rule.form == .sum ? "3" : "2"
        throw fail("must name \(count) different columns; name them in \"columns\"")
      }
      if let name = rule.columns.first(where: { names[$0] == nil }) {
        let guess = nearest(name, among: schema.columns.map(\.name)).map { "did you mean \($0.inMessage)?" }
        throw fail("is about \(name.inMessage), which is no column; \(guess ?? "name one that is")")
      }
      let places = rule.columns.map { names[$0]! }
      if let name = zip(rule.columns, places).first(where: { !rule.form.canHold(facts[$1]) })?.0 {
        throw fail(
          "cannot be about \(name.inMessage), whose kind or values do not suit it; take the rule out")
      }
      if rule.form == .same, facts[places[0]].kind != facts[places[1]].kind {
        throw fail("is about columns of two kinds; take the rule out, or give them one kind")
      }
      if rule.form == .sum, facts[places[2]].step > min(facts[places[0]].step, facts[places[1]].step) {
        throw fail("has a total with fewer decimals than its parts; take the rule out")
      }
      if rule.form == .oneOf, Set(places.map { Set(facts[$0].labels) }).count > 1 {
        throw fail("is about columns of different labels; take the rule out")
      }
      if let row = rule.firstBreak(in: places.map { facts[$0] }) {
        throw fail("is broken in row \(row + 1) of the data; take the rule out, or correct the row", .malformed)
      }
      switch rule.form {
      case .order, .sum: moved.formUnion(places)
      case .missing:
        guard told.updateValue(places[0], forKey: places[1]) == nil else {
          throw fail("says where \(rule.columns[1].inMessage) is missing, as another rule does; take one of them out")
        }
      case .oneOf:
        moved.formUnion(places)
        guard grouped.isDisjoint(with: places) else {
          throw fail("shares a column with another such rule; take one of them out")
        }
        grouped.formUnion(places)
      case .combinations:
        moved.formUnion(places)
        let numbers = places.filter { facts[$0].numbers != nil }
        if let first = numbers.first {
          guard numbers.count == 1 else { throw fail("is about two columns of numbers; take it out") }
          guard !added.contains(first), paired.insert(first).inserted else {
            throw fail(
              "is about \(schema.columns[first].name.inMessage), which is in a sum or in another pair; take one of them out"
            )
          }
        }
        guard pairs.join(places[0], places[1]) else { throw fail("closes a circle of pairs; take one of them out") }
      case .same, .function:
        if rule.form == .same { copied.insert(places[1]) }
        var (read, written) = (places[0], places[1])
        if rule.form == .function, ![nil, read].contains(sources[written]), !copied.contains(written),
          facts[read].numbers != nil
        {
          swap(&read, &written)
        }
        guard sources.updateValue(read, forKey: written) == nil else {
          throw fail("makes \(rule.columns[1].inMessage), which another rule makes already; take one of them out")
        }
        ends.append((rule, read, written))
      }
    }
    for (rule, read, written) in ends {
      // As far as a chain of all columns goes; what goes on is a circle.
      var place: Int? = read
      for _ in schema.columns.indices { place = place.flatMap { $0 == written ? $0 : sources[$0] } }
      if place != nil || (rule.form == .function && copied.contains(read)) {
        throw SaddleError(
          .usage,
          "\(origin): the rule \(rule.text.inMessage) cannot be kept, since its first column is made by another one; "
            + "take one of them out")
      }
    }
    if let rule = rules.first(where: {
      $0.form == .combinations && !grouped.isDisjoint(with: $0.columns.map { names[$0]! })
    }) {
      throw SaddleError(
        .usage,
        "\(origin): the rule \(rule.text.inMessage) shares a column with a rule that exactly one is set; take one of them out"
      )
    }
    for start in told.keys.sorted() {
      var place = told[start]
      for _ in told where place != start { place = place.flatMap { told[$0] } }
      if place == start {
        throw SaddleError(
          .usage,
          "\(origin): where \(schema.columns[start].name.inMessage) is missing follows from itself by its rules; "
            + "take one of them out")
      }
    }
    let made = grouped.union(sources.keys).union(rules.filter { $0.form == .sum }.map { names[$0.columns[2]]! })
    if let place = made.intersection(told.keys).union(made.intersection(told.values)).min() {
      throw SaddleError(
        .usage,
        "\(origin): the column \(schema.columns[place].name.inMessage) is made by a rule, and in another about what is "
          + "missing, which cannot be kept together; take one of them out")
    }
    if let place = moved.intersection(sources.keys).min() {
      throw SaddleError(
        .usage,
        "\(origin): the column \(schema.columns[place].name.inMessage) follows from another and is in a further rule, "
          + "which cannot be kept together; take one of them out")
    }
  }
}

extension Rule.Form {
  /// Whether a column is of a kind that the rule can be about.
  fileprivate func canHold(_ column: RuleColumn) -> Bool {
    switch self {
    case .order, .same: column.numbers != nil && column.least <= column.greatest
    case .sum: column.numbers != nil && column.least <= column.greatest && column.step > 0
    case .function: column.codes != nil
    case .combinations: column.codes != nil && column.kind != .datetime
    case .oneOf: OneOf.isOpen(column)
    case .missing: column.numbers != nil || column.codes != nil
    }
  }
}

extension Rule {
  /// The first row that breaks the rule; columns in the rule's order.
  fileprivate func firstBreak(in columns: [RuleColumn]) -> Int? {
    let numbers = columns.map { $0.numbers ?? [] }
    switch form {
    case .order: return zip(numbers[0], numbers[1]).enumerated().first { $1.0 > $1.1 }?.offset
    case .same: return zip(numbers[0], numbers[1]).enumerated().first { $1.0 < $1.1 || $1.0 > $1.1 }?.offset
    case .sum:
      return numbers[2].indices.first { abs(numbers[0][$0] + numbers[1][$0] - numbers[2][$0]) > columns[2].step / 4 }
    case .function:
      var known: [Int32: Int32] = [:]
      return zip(columns[0].codes!, columns[1].codes!).enumerated().first { _, pair in
        guard pair.0 >= 0, pair.1 >= 0 else { return false }
        let value = known[pair.0] ?? pair.1
        known[pair.0] = value
        return value != pair.1
      }?.offset
    case .combinations, .missing: return nil
    case .oneOf:
      let breaks = columns[0].labels.map { OneOf.firstBreak(of: columns, set: $0) }
      return breaks.contains(nil) ? nil : breaks.compactMap { $0 }.max()
    }
  }
}
