import SaddleFiles

/// Rules with what keeps them: columns that follow from others are not learned but made from those, and rows that break
/// a rule are moved until they obey.
struct RuleKeeper: Codable, Sendable, Equatable {
  /// A column that repeats another one.
  struct Copy: Codable, Sendable, Equatable {
    var source: Int
    var result: Int
    /// Whether missing cells are repeated as well, so that the column is not learned.
    var isWhole: Bool
  }

  private(set) var pairs: [PairTable] = []
  private(set) var linear: LinearRules
  private(set) var copies: [Copy] = []
  /// A column comes after the one that it follows from, or agrees with.
  private(set) var functions: [FunctionTable] = []
  /// Nil in a file that knows of none.
  private var groups: [OneOf]?
  /// A column comes after the one that it follows from. Nil in a file that knows of none.
  private(set) var missing: [MissingTable]?

  /// - Parameter rules: such as hold for the table; others than `Table.obeying` lets through trap.
  init(_ rules: [Rule], of table: Table) {
    let names = Dictionary(uniqueKeysWithValues: table.schema.columns.enumerated().map { ($1.name, $0) })
    let used = Set(rules.flatMap(\.columns).compactMap { names[$0] })
    let columns = zip(table.schema.columns, table.columns).enumerated().map { place, column in
      RuleColumn(column.0, used.contains(place) ? column.1 : .unlearned, given: true)
    }
    func places(_ form: Rule.Form) -> [[Int]] {
      rules.filter { $0.form == form }.map { rule in rule.columns.map { names[$0]! } }
    }
    // Those that read a column after the one that writes it.
    func ordered<Step>(_ steps: [Step], _ ends: (Step) -> (read: Int, written: Int)) -> [Step] {
      var (waiting, ordered) = (steps, [Step]())
      while let next = waiting.firstIndex(where: { step in !waiting.contains { ends($0).written == ends(step).read } })
      {
        ordered.append(waiting.remove(at: next))
      }
      return ordered
    }
    for pair in ordered(places(.same), { ($0[0], $0[1]) }) {
      let (a, b) = (columns[pair[0]].numbers!, columns[pair[1]].numbers!)
      copies.append(
        Copy(source: pair[0], result: pair[1], isWhole: zip(a, b).allSatisfy { $0.isNaN == $1.isNaN }))
    }
    var written = Set<Int>()
    let tables = places(.function).map { pair in
      let moves = written.contains(pair[1])
      written.insert(pair[moves ? 0 : 1])
      return FunctionTable(pair[0], pair[1], of: columns, movesSource: moves)
    }
    functions = ordered(tables, \.ends)
    linear = LinearRules(orders: places(.order), sums: places(.sum), of: columns)
    groups = places(.oneOf).map { OneOf($0, of: columns) }
    missing = ordered(places(.missing), { ($0[0], $0[1]) }).map { MissingTable($0[0], $0[1], of: columns) }
    // From a root of each tree outwards, so that no column gives way twice.
    var (edges, reached) = (places(.combinations), Set<Int>())
    while let first = edges.first {
      // Numbers are in one pair each, and so at an end.
      reached.insert(columns[first[0]].numbers == nil ? first[0] : first[1])
      while let next = edges.firstIndex(where: { reached.contains($0[0]) || reached.contains($0[1]) }) {
        let edge = edges.remove(at: next)
        let (from, to) = reached.contains(edge[0]) ? (edge[0], edge[1]) : (edge[1], edge[0])
        if reached.insert(to).inserted { pairs.append(PairTable(from, to, of: columns)) }
      }
    }
  }

  /// The places of columns that are made from others.
  var derived: Set<Int> {
    Set(
      linear.totals + copies.filter(\.isWhole).map(\.result) + functions.filter(\.isWhole).map(\.result)
        + oneOfs.flatMap { $0.columns.dropFirst() })
  }

  /// The columns as they are learned: of a group of which one is set the first tells which.
  func folded(_ table: [ColumnValues]) -> [ColumnValues] {
    oneOfs.reduce(into: table) { $1.fold(&$0) }
  }

  /// The reverse.
  func unfold(_ table: inout [ColumnValues]) { for group in oneOfs { group.unfold(&table) } }

  /// What columns are as they are learned.
  func folded(_ schema: Schema) -> Schema {
    oneOfs.reduce(into: schema) { schema, group in
      schema.columns[group.columns[0]].kind = .category
      schema.columns[group.columns[0]].labels = group.columns.map { schema.columns[$0].name }
    }
  }

  /// Whether it is one for columns of those kinds; false for a file that was tampered with.
  func fits(_ columns: [ColumnSchema]) -> Bool {
    // Each column is written at most once, and after that from which it is.
    let made = functions.map(\.ends.written) + copies.map(\.result)
    let sources = functions.map(\.ends.read) + copies.map(\.source)
    let order = made.indices.allSatisfy { !made[$0...].contains(sources[$0]) }
    return Set(made).count == made.count && order && Set(made).isDisjoint(with: oneOfs.flatMap(\.columns))
      && Set(made).isDisjoint(with: linear.variables.map(\.column))
      && Set(made).isDisjoint(with: paired)
      && (missing ?? []).allSatisfy { $0.fits(columns) && !derived.contains($0.source) && !derived.contains($0.result) }
      && linear.fits(columns) && oneOfs.allSatisfy { $0.fits(columns) } && areApart
      && functions.allSatisfy { $0.fits(columns) } && pairs.allSatisfy { $0.fits(columns) }
      && copies.allSatisfy { copy in
        columns.indices.contains(copy.source) && columns.indices.contains(copy.result)
          && columns[copy.source].kind.holdsNumbers && columns[copy.source].kind == columns[copy.result].kind
          && (!copy.isWhole || columns[copy.source].missing == nil || columns[copy.result].missing != nil)
      }
  }

  /// Columns of which one is set in each row.
  var oneOfs: [OneOf] { groups ?? [] }

  /// Whether no column is in two groups of which one is set, or in a pair beside.
  private var areApart: Bool {
    let grouped = oneOfs.flatMap(\.columns)
    return Set(grouped).count == grouped.count
      && pairs.allSatisfy { !grouped.contains($0.first) && !grouped.contains($0.second) }
  }

  /// The places of columns that are in pairs.
  var paired: Set<Int> { Set(pairs.flatMap { [$0.first, $0.second] }) }

  /// Brings columns to pairs that occur, of the pairs that are about such columns alone.
  ///
  /// - Parameter isMeant: whether a column is there, by its place.
  func pair(_ table: inout [ColumnValues], where isMeant: (Int) -> Bool) {
    for (salt, pair) in pairs.enumerated() where isMeant(pair.first) && isMeant(pair.second) {
      pair.apply(to: &table, salt: salt)
    }
  }

  /// The only numbers that a column, by its place, may have in a row of the table, since a pair says so; nil for any.
  func choices(in table: [ColumnValues]) -> (_ column: Int, _ row: Int) -> [Double]? {
    let pairs = pairs.filter(\.isOfNumbers)
    let labels = pairs.map { table[$0.first] }
    return { column, row in
      guard let place = pairs.firstIndex(where: { $0.second == column }),
        case .categories(let codes) = labels[place]
      else { return nil }
      return pairs[place].numbers(with: codes[row])
    }
  }

  /// Empties cells that another column says are missing, and fills those that it says are there.
  func settleMissing(_ table: inout [ColumnValues]) {
    for (salt, rule) in (missing ?? []).enumerated() { rule.apply(to: &table, salt: salt) }
  }

  /// Makes the columns that are not learned, and every row obey.
  func apply(to table: inout [ColumnValues], of schema: [ColumnSchema]) {
    pair(&table) { _ in true }
    // Pairs move labels that may say what is missing.
    settleMissing(&table)
    for (number, group) in oneOfs.enumerated() { group.apply(to: &table, salt: pairs.count + number) }
    let (choices, paired) = (choices(in: table), paired)
    for (row, donor) in linear.apply(to: &table, of: schema, choices: choices) {
      for place in paired { table[place].copyCell(from: donor, to: row) }
    }
    for function in functions { function.apply(to: &table) }
    for copy in copies {
      guard case .numbers(let source) = table[copy.source], case .numbers(let own) = table[copy.result] else {
        preconditionFailure("copies are of columns of numbers")
      }
      let values = copy.isWhole ? source : zip(source, own).map { $0.isNaN || $1.isNaN ? $1 : $0 }
      table[copy.result] = .numbers(schema[copy.result].rounded(values))
    }
  }
}
