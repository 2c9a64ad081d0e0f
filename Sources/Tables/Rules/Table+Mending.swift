extension Table {
  /// Moves filled cells until rows obey the rules of the teacher's schema, where known cells, which stay, leave a way.
  ///
  /// - Parameters:
  ///   - filled: for each column which cells may move; empty for columns that are not learned.
  ///   - teacher: the rows that the rules were found in, of the same columns.
  package mutating func mend(where filled: [[Bool]], by teacher: Table) {
    guard !teacher.schema.rules.isEmpty else { return }
    let keeper = RuleKeeper(teacher.schema.rules, of: teacher)
    let holes = filled
    var filled = filled
    // What a known cell says of another one comes first, and is then known as well.
    for copy in keeper.copies { repeated(from: copy.result, to: copy.source, where: &filled) }
    for place in schema.columns.indices { relabel(place, by: keeper.pairs, where: filled) }
    for pair in keeper.pairs { pair.mend(&columns, where: filled) }
    for group in keeper.oneOfs { group.mend(&columns, where: filled) }
    for function in keeper.functions { function.tell(&columns, where: &filled) }
    // Sources that nothing but orders and sums is about beside the one rule.
    let ruled = teacher.schema.rules.filter { ![.order, .sum, .missing].contains($0.form) }.flatMap(\.columns)
    let functions = keeper.functions.filter { function in
      ruled.count { $0 == schema.columns[function.source].name } == 1
    }
    for function in functions { function.agree(&columns, where: filled) }
    let (known, paired) = (columns, keeper.choices(in: columns))
    keeper.linear.mend(&columns, of: schema.columns, where: filled) { column, row in
      let function = functions.first { $0.source == column && !filled[$0.result][row] }
      return paired(column, row) ?? function?.sources(in: known, row)
    }
    for function in keeper.functions { function.mend(&columns, where: filled) }
    for copy in keeper.copies { repeated(from: copy.source, to: copy.result, where: &filled, evenFilled: true) }
    for rule in keeper.missing ?? [] { rule.mend(&columns, where: holes) }
  }

  /// Gives filled cells of labels that are in pairs which do not occur, with cells that are known, the label that occurs most
  /// with all of those.
  private mutating func relabel(_ place: Int, by pairs: [PairTable], where filled: [[Bool]]) {
    let pairs = pairs.filter { $0.first == place || $0.second == place }
    guard !pairs.isEmpty, case .categories(var labels) = columns[place] else { return }
    for row in labels.indices where filled[place][row] && labels[row] >= 0 {
      let known = pairs.filter { !filled[$0.first == place ? $0.second : $0.first][row] }
      guard known.contains(where: { $0.occurs(in: columns, row) == false }) else { continue }
      let counts = known.compactMap { $0.counts(of: place, in: columns, row) }
      let often = { (label: Int) in
        counts.map { $0.indices.contains(label) ? Double($0[label]) : 0 }.reduce(1, *)
      }
      let all = 0..<(counts.map(\.count).max() ?? 0)
      if let best = all.max(by: { often($0) < often($1) }), often(best) > 0 { labels[row] = Int32(best) }
    }
    columns[place] = .categories(labels)
  }

  /// Repeats the cells of a column in the filled ones of another, which are known from then on.
  private mutating func repeated(
    from source: Int, to result: Int, where filled: inout [[Bool]], evenFilled: Bool = false
  ) {
    guard case .numbers(let values) = columns[source], case .numbers(var own) = columns[result] else { return }
    for row in own.indices where filled[result][row] && (evenFilled || !filled[source][row]) && !values[row].isNaN {
      own[row] = values[row]
      filled[result][row] = false
    }
    columns[result] = .numbers(own)
  }
}

extension LinearRules {
  /// Gives the cell of a row that two known ones of a sum tell what these say, wherever it lies, but for a sign that its
  /// column never has; it is known from then on.
  private func tell(_ row: inout [Double], _ known: inout [Bool]) {
    var isDone = false
    while !isDone {
      isDone = true
      for sum in sums {
        let open = [sum.first, sum.second, sum.total].filter { !known[$0] }
        guard open.count == 1 else { continue }
        let place = open[0]
        let told =
          place == sum.total
          ? row[sum.first] + row[sum.second] : row[sum.total] - row[place == sum.first ? sum.second : sum.first]
        let variable = variables[place]
        guard !told.isNaN, told >= 0 || variable.least < 0, told <= 0 || variable.greatest > 0 else { continue }
        (row[place], known[place], isDone) = (told, true, false)
      }
    }
  }

  /// Moves filled cells of rows that break an order or a sum, to such of the choices as there are, or else to any number; rows
  /// in which known cells leave no way stay as they are.
  fileprivate func mend(
    _ table: inout [ColumnValues], of schema: [ColumnSchema], where filled: [[Bool]],
    choices: (_ column: Int, _ row: Int) -> [Double]?
  ) {
    var values = variables.map { variable in
      if case .numbers(let values) = table[variable.column] { values } else { [Double]() }
    }
    guard let rows = values.first?.count, values.allSatisfy({ $0.count == rows }) else { return }
    var repair = RowRepair(self)
    for row in 0..<rows where variables.contains(where: { filled[$0.column][row] }) && !obeys(values, row) {
      var before = values.map { $0[row] }
      var fixed = variables.map { !filled[$0.column][row] }
      tell(&before, &fixed)
      for place in values.indices { values[place][row] = before[place] }
      let choices = variables.map { choices($0.column, row) }
      let free = choices.map { _ in [Double]?.none }
      // A known total may be greater than those that are known with their parts.
      guard
        let after = repair.moved(before, fixed: fixed, choices: choices)
          ?? repair.moved(before, fixed: fixed, choices: free)
          ?? repair.moved(before, fixed: fixed, choices: free, isRanged: false)
      else { continue }
      for place in values.indices where !fixed[place] && !after[place].isNaN { values[place][row] = after[place] }
    }
    for (place, variable) in variables.enumerated() {
      let column = schema[variable.column]
      let moved = values[place].indices.map {
        filled[variable.column][$0] ? column.rounded(values[place][$0]) : values[place][$0]
      }
      table[variable.column] = .numbers(moved)
    }
  }
}
