/// Columns of the same two labels of which one and no other is set in each row: a category that has a column for each label.
struct OneOf: Codable, Sendable, Equatable {
  /// The places of the columns.
  let columns: [Int]
  /// Which label of each says that it is set.
  private let set: [Int32]
  /// In how many training rows each is.
  private let counts: [Int]

  /// Traps unless the columns have two labels, of which one is set in one column of each row.
  init(_ columns: [Int], of all: [RuleColumn]) {
    self.columns = columns
    let own = columns.map { all[$0] }
    let label = OneOf.label(of: own)!
    let set = own.map { Int32($0.labels.firstIndex(of: label)!) }
    self.set = set
    counts = zip(own, set).map { column, set in column.codes!.count { $0 == set } }
  }

  /// The label that is set in one column of each row that has all cells; nil if there is none such.
  static func label(of columns: [RuleColumn]) -> String? {
    guard let first = columns.first, columns.allSatisfy({ isOpen($0) && Set($0.labels) == Set(first.labels) }) else {
      return nil
    }
    return first.labels.first { firstBreak(of: columns, set: $0) == nil }
  }

  /// Whether a column is of a kind that the rule can be about.
  static func isOpen(_ column: RuleColumn) -> Bool {
    column.numbers == nil && column.codes != nil && column.codeCount == 2 && column.missing == 0
  }

  /// The first row that has all cells and the label in none of them, or in several.
  static func firstBreak(of columns: [RuleColumn], set label: String) -> Int? {
    let set = columns.map { column in column.labels.firstIndex(of: label).map(Int32.init) ?? -2 }
    return columns[0].codes!.indices.first { row in
      columns.allSatisfy { $0.codes![row] >= 0 } && zip(columns, set).count { $0.codes![row] == $1 } != 1
    }
  }

  /// Whether it is one for columns of those kinds; false for a file that was tampered with.
  func fits(_ schema: [ColumnSchema]) -> Bool {
    columns.count > 1 && Set(columns).count == columns.count && set.count == columns.count
      && counts.count == columns.count && set.allSatisfy { (0...1).contains($0) }
      && counts.allSatisfy { (0...1 << 40).contains($0) }
      && columns.allSatisfy {
        schema.indices.contains($0) && schema[$0].kind.holdsLabels && schema[$0].labels.count == 2
      }
  }

  /// Puts in place of the first column which of them is set in each row.
  func fold(_ table: inout [ColumnValues]) {
    let labels = labels(of: table)
    guard let rows = labels.first?.count else { return }
    table[columns[0]] = .categories(
      (0..<rows).map { row in Int32(labels.indices.first { labels[$0][row] == set[$0] } ?? 0) })
  }

  /// The reverse of `fold`.
  func unfold(_ table: inout [ColumnValues]) {
    guard case .categories(let codes) = table[columns[0]] else { return }
    for (place, column) in columns.enumerated() {
      table[column] = .categories(codes.map { $0 == Int32(place) ? set[place] : 1 - set[place] })
    }
  }

  private func labels(of table: [ColumnValues]) -> [[Int32]] {
    columns.map { if case .categories(let labels) = table[$0] { labels } else { [] } }
  }

  /// Sets one column in rows where none is, as often as in the training rows, and leaves one of several.
  ///
  /// - Parameter salt: tells this rule's draws from those of others.
  func apply(to table: inout [ColumnValues], salt: Int) {
    settle(&table, mayMove: { _, _ in true }) { places, row in
      let weights = places.map { Double(counts[$0]) }
      var rest = RowHash(row: row, salt: salt).unitInterval * weights.reduce(0, +)
      let chosen = weights.firstIndex { weight in
        rest -= weight
        return rest < 0
      }
      return places[chosen ?? places.count - 1]
    }
  }

  /// The same with cells that were filled alone, of which the one that is set most stays or is set.
  func mend(_ table: inout [ColumnValues], where filled: [[Bool]]) {
    settle(&table, mayMove: { column, row in filled[column][row] }) { places, _ in
      places.max { counts[$0] < counts[$1] }!
    }
  }

  /// - Parameters:
  ///   - mayMove: whether a cell may be changed, by its column and its row.
  ///   - chosen: which of some places in `columns` is to be set in a row.
  private func settle(
    _ table: inout [ColumnValues], mayMove: (Int, Int) -> Bool, chosen: (_ places: [Int], _ row: Int) -> Int
  ) {
    var labels = labels(of: table)
    guard let rows = labels.first?.count, labels.allSatisfy({ $0.count == rows }) else { return }
    var counts = Array(repeating: 0, count: rows)
    for (labels, set) in zip(labels, set) {
      for row in 0..<rows where labels[row] == set { counts[row] += 1 }
    }
    for row in 0..<rows where counts[row] != 1 && labels.allSatisfy({ $0[row] >= 0 }) {
      let there = columns.indices.filter { labels[$0][row] == set[$0] }
      let open = columns.indices.filter { mayMove(columns[$0], row) }
      let known = there.filter { !open.contains($0) }
      for place in open { labels[place][row] = 1 - set[place] }
      guard known.isEmpty, !open.isEmpty else { continue }
      let place = chosen(there.isEmpty ? open : there, row)
      labels[place][row] = set[place]
    }
    for (column, labels) in zip(columns, labels) { table[column] = .categories(labels) }
  }
}
