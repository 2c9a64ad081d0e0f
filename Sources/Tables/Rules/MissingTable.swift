/// In which rows a column's cells are missing, as far as another column tells: no cancelled order has a day of delivery, and
/// each delivered one has.
struct MissingTable: Codable, Sendable, Equatable {
  enum State: Int8, Codable { case either, missing, present }

  /// The places of the columns.
  let source, result: Int
  /// The source's numbers, rising, where they are few; else it counts whether there is one.
  private let numbers: [Double]
  /// How the result's cell is where the source's is missing, and then for each value of the source.
  private let states: [State]

  /// Values up to which each one may tell; of more, and of moments, it counts whether the cell is there.
  private static let mostValues = 50

  init(_ source: Int, _ result: Int, of columns: [RuleColumn]) {
    (self.source, self.result) = (source, result)
    let column = columns[source]
    numbers = Self.tells(column) && column.numbers != nil ? DistinctValues(column.numbers!).values : []
    states = Self.states(of: columns[result], by: column).states
  }

  private static func tells(_ column: RuleColumn) -> Bool {
    column.codes != nil && column.kind != .datetime && column.codeCount <= mostValues
  }

  /// The states that no row contradicts and that chance does not explain, and how many rows these are about.
  static func states(of result: RuleColumn, by source: RuleColumn) -> (states: [State], rows: Int) {
    let codes = tells(source) ? source.codes : nil
    let rowCount = result.numbers?.count ?? result.codes?.count ?? 0
    var counts = Array(repeating: (all: 0, missing: 0), count: 1 + (codes == nil ? 1 : source.codeCount))
    // Most pairs of columns say nothing of each other, which some hundred rows show.
    var open = counts.count
    for row in 0..<rowCount where open > 0 {
      let key = codes.map { Int($0[row]) + 1 } ?? (source.isMissing(row) ? 0 : 1)
      let wasOpen = counts[key].missing == 0 || counts[key].missing == counts[key].all
      counts[key].all += 1
      if result.isMissing(row) { counts[key].missing += 1 }
      if wasOpen, counts[key].missing > 0, counts[key].missing < counts[key].all { open -= 1 }
    }
    let share = Double(result.missing) / Double(max(1, rowCount))
    let states = counts.map { all, missing -> State in
      if missing == all, Double(all) * (1 - share) >= RuleFinder.leastSurprise { return .missing }
      return missing == 0 && Double(all) * share >= RuleFinder.leastSurprise ? .present : .either
    }
    return (states, zip(states, counts).reduce(0) { $1.0 == .either ? $0 : $0 + $1.1.all })
  }

  /// Empties the cells that must be missing, and fills those that must not from rows that have one.
  ///
  /// - Parameter salt: tells this rule's draws from those of others.
  func apply(to table: inout [ColumnValues], salt: Int) {
    let told = states(in: table[source])
    let isMissing: (Int) -> Bool
    switch table[result] {
    case .numbers(let numbers): isMissing = { numbers[$0].isNaN }
    case .categories(let codes): isMissing = { codes[$0] < 0 }
    case .unlearned: return
    }
    let emptied = told.indices.filter { told[$0] == .missing && !isMissing($0) }
    let open = told.indices.filter { told[$0] == .present && isMissing($0) }
    guard !emptied.isEmpty || !open.isEmpty else { return }
    let donors = told.indices.filter { told[$0] != .missing && !isMissing($0) }
    for row in emptied { table[result].clearCell(row) }
    guard !donors.isEmpty else { return }
    for row in open {
      table[result].copyCell(from: donors[Int(RowHash(row: row, salt: salt).value % UInt64(donors.count))], to: row)
    }
  }

  /// Empties filled cells that must be missing.
  func mend(_ table: inout [ColumnValues], where filled: [[Bool]]) {
    guard !filled[result].isEmpty else { return }
    for (row, state) in states(in: table[source]).enumerated() where state == .missing && filled[result][row] {
      table[result].clearCell(row)
    }
  }

  /// What the source says in each row.
  private func states(in source: ColumnValues) -> [State] {
    switch source {
    case .numbers(let values) where numbers.isEmpty: return values.map { states[$0.isNaN ? 0 : 1] }
    case .numbers(let values):
      return values.map { value in
        if value.isNaN { return states[0] }
        let place = numbers.lowerBound(value)
        return place < numbers.count && numbers[place] == value ? states[1 + place] : .either
      }
    case .categories(let codes): return codes.map { states[min(Int($0) + 1, states.count - 1)] }
    case .unlearned: return []
    }
  }

  /// Whether it is one for columns of those kinds; false for a file that was tampered with.
  func fits(_ columns: [ColumnSchema]) -> Bool {
    guard columns.indices.contains(source), columns.indices.contains(result), source != result else { return false }
    let (from, to) = (columns[source].kind, columns[result])
    let values = from.holdsLabels && columns[source].labels.count <= Self.mostValues ? columns[source].labels.count : 1
    return (from.holdsNumbers || from.holdsLabels) && (to.kind.holdsNumbers || to.kind.holdsLabels)
      && states.count == 1 + (numbers.isEmpty ? values : numbers.count) && (numbers.isEmpty || from.holdsNumbers)
      && numbers.isRising && (to.missing != nil || !states.contains(.missing))
  }
}

extension ColumnValues {
  /// Writes one row's cell into another row.
  mutating func copyCell(from donor: Int, to row: Int) {
    switch self {
    case .numbers(var numbers):
      self = .unlearned
      numbers[row] = numbers[donor]
      self = .numbers(numbers)
    case .categories(var labels):
      self = .unlearned
      labels[row] = labels[donor]
      self = .categories(labels)
    case .unlearned: return
    }
  }

  /// Makes a cell missing.
  fileprivate mutating func clearCell(_ row: Int) {
    switch self {
    case .numbers(var numbers):
      self = .unlearned
      numbers[row] = .nan
      self = .numbers(numbers)
    case .categories(var labels):
      self = .unlearned
      labels[row] = -1
      self = .categories(labels)
    case .unlearned: return
    }
  }
}
