extension RuleFinder {
  /// For each column with missing cells the one that tells most of them, if any does.
  ///
  /// Neither may be one that another rule makes, or of which one is set: they are settled after this is kept.
  func missing(besides rules: [Rule]) -> [Rule] {
    let made = rules.flatMap { rule -> [String] in
      switch rule.form {
      // One of a function's columns is written; which depends on the other rules.
      case .function, .oneOf: rule.columns
      case .same, .sum: [rule.columns.last!]
      case .order, .combinations, .missing: []
      }
    }
    let closed = Set(made)
    let open = columns.indices.filter {
      !closed.contains(columns[$0].name) && !settled.contains($0)
        && (columns[$0].numbers != nil || columns[$0].codes != nil)
    }
    let results = open.filter {
      Double(min(columns[$0].missing, rowCount - columns[$0].missing)) >= Self.leastSurprise
    }
    var found: [(source: Int, result: Int, rows: Int)] = []
    for result in results.prefix(Self.mostColumns) {
      for source in open.prefix(Self.mostColumns) where source != result {
        let rows = MissingTable.states(of: columns[result], by: columns[source]).rows
        if rows > 0 { found.append((source, result, rows)) }
      }
    }
    found.sort { a, b in
      if a.rows != b.rows { return a.rows > b.rows }
      if (a.source < a.result) != (b.source < b.result) { return a.source < a.result }
      return (a.result, a.source) < (b.result, b.source)
    }
    var sources: [Int: Int] = [:]
    var rules: [Rule] = []
    for (source, result, rows) in found where sources[result] == nil {
      var place = Optional(source)
      while let next = place, next != result { place = sources[next] }
      guard place == nil else { continue }
      sources[result] = source
      rules.append(rule(.missing, [source, result], "in \(rows) rows"))
    }
    return rules
  }
}
