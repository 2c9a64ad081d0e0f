import SaddleTables
import SaddleTensors

/// A table with its missing cells filled in, each from the known cells of its row.
///
/// For each column, boosted trees learn its known cells from all other columns, missing cells of which they take as they
/// are: they part by what is there. So nothing has to be filled before it can be learned from, and one pass over the
/// columns does what chained equations (van Buuren and Groothuis-Oudshoorn 2011, J. Stat. Softw. 45; with trees, Stekhoven
/// and Bühlmann 2012, Bioinformatics 28) repeat until it settles.
///
/// ```swift
/// let filled = Imputation(of: table).table
/// ```
public struct Imputation: Sendable {
  /// What missing cells are filled with.
  public enum Filling: Sendable {
    /// The mean of numbers, the likeliest of categories, given the row's known cells: nearest to the truth, and less
    /// spread than it.
    case best
    /// A draw from what the column has in rows like this one: as spread as the truth, and further from it. Cells of one row
    /// that are filled together go together.
    case drawn
  }

  /// What became of a column that had missing cells.
  public struct Column: Sendable, Equatable {
    public let name: String
    /// Cells that were missing.
    public let missing: Int
    /// Those of them that were filled: all but those that a rule says are missing, or none.
    public internal(set) var filled: Int
    /// Why none was filled; nil where some were.
    public let reason: String?
    /// How well known cells were guessed by trees that had not seen them: the share of the variance that is explained,
    /// or of labels that are right.
    public let score: Double?
    /// The score of the mean (which is 0) or of the most frequent label.
    public let baseline: Double?
  }

  /// The table, with the schema of the one that was filled.
  public let table: Table
  /// The columns that had missing cells.
  public let columns: [Column]
  /// How many rows had no known cell, and so got what the whole table has most of.
  public let emptyRows: Int

  /// Fills the missing cells of a table.
  ///
  /// The rules of the teacher's schema, if it has any, hold in filled rows where their known cells allow it.
  ///
  /// - Parameters:
  ///   - teacher: the rows to learn from; nil for the table's own. Its columns must be those of the table, whose labels
  ///     may be more, as `Table.read(path:schema:)` leaves it; traps otherwise.
  ///   - seed: of what is drawn.
  public init(of table: Table, learningFrom teacher: Table? = nil, filling: Filling = .best, seed: UInt64 = 0) {
    let rows = teacher ?? table
    precondition(rows.schema.columns.map(\.name) == table.schema.columns.map(\.name))
    var cells = CellTable(table, labelsOf: rows.schema)
    let taught = teacher.map { CellTable($0, labelsOf: rows.schema) } ?? cells
    let random = RandomStream(seed: seed, name: "imputation")
    // A label that the teacher lacks says nothing to trees, and is known all the same.
    let holes = table.columns.map(\.missingCells)
    let empty = (0..<table.rowCount).filter { row in
      zip(holes, table.columns).allSatisfy { $1 == .unlearned || $0[row] }
    }
    emptyRows = empty.count
    if filling == .drawn { cells.copy(rowsOf: taught, to: empty, random.stream("rows")) }
    var report: [Column] = []
    var filled = table
    for (place, column) in table.schema.columns.enumerated() {
      guard table.columns[place] != .unlearned else {
        let count = Int((column.missingShare * Double(table.rowCount)).rounded())
        let reason =
          column.kind == .identifier ? "identifiers follow from nothing" : "no cell of it is known to learn from"
        if count > 0 {
          report.append(Column(name: column.name, missing: count, filled: 0, reason: reason, score: nil, baseline: nil))
        }
        continue
      }
      let missing = holes[place].indices.filter { holes[place][$0] }
      guard !missing.isEmpty else { continue }
      guard let model = CellModel(of: place, in: taught, for: cells, missing) else {
        report.append(
          Column(
            name: column.name, missing: missing.count, filled: 0, reason: "no cell of it is known to learn from",
            score: nil, baseline: nil))
        continue
      }
      switch filling {
      case .best: filled.columns[place].set(model.best(in: cells, missing, empty: Set(empty)), at: missing)
      case .drawn:
        // What an empty row took from another one stays; what it did not find there is drawn.
        let open = missing.filter { cells.features[place][$0].isNaN }
        let values = model.drawn(in: cells, open, random.stream(column.name))
        for (row, value) in zip(open, values) { cells.features[place][row] = value }
        filled.columns[place].set(missing.map { cells.features[place][$0] }, at: missing)
      }
      report.append(
        Column(
          name: column.name, missing: missing.count, filled: missing.count, reason: nil, score: model.score,
          baseline: model.baseline))
    }
    filled.mend(where: holes, by: rows)
    for index in report.indices where report[index].filled > 0 {
      let place = table.schema.columns.firstIndex { $0.name == report[index].name }!
      report[index].filled -= filled.columns[place].missingCells.count(where: \.self)
    }
    self.table = filled
    columns = report
  }
}

/// The cells of a table as trees see them: numbers, or places of labels; NaN for what is missing.
package struct CellTable: Sendable {
  let schema: [ColumnSchema]
  private(set) var rows: Int
  /// Empty for columns that are not learned.
  package internal(set) var features: [[Double]]
  /// For each column those that are not asked about it; empty if all are.
  private var silent: [Set<Int>]

  /// - Parameters:
  ///   - known: what labels mean: one beyond these says nothing.
  ///   - silent: for each column those that are not asked about it; empty if all are.
  package init(_ table: Table, labelsOf known: Schema, silent: [Set<Int>] = []) {
    schema = known.columns
    self.silent = silent
    rows = table.rowCount
    features = zip(known.columns, table.columns).map { column, values in
      switch values {
      case .numbers(let numbers): numbers
      case .categories(let codes):
        codes.map { $0 < 0 || $0 >= Int32(column.labels.count) ? .nan : Double($0) }
      case .unlearned: []
      }
    }
  }

  /// The table with some more columns that are not asked about one.
  func silencing(_ others: Set<Int>, about place: Int) -> CellTable {
    guard !others.isEmpty else { return self }
    var table = self
    if table.silent.isEmpty { table.silent = Array(repeating: [], count: features.count) }
    table.silent[place].formUnion(others)
    return table
  }

  /// The rows `indices` of all columns.
  func rows(_ indices: [Int]) -> CellTable {
    var table = self
    table.rows = indices.count
    for place in features.indices where !features[place].isEmpty {
      table.features[place] = indices.map { features[place][$0] }
    }
    return table
  }

  /// The rows whose cell of a column is known.
  func known(_ place: Int) -> [Int] { features[place].indices.filter { !features[place][$0].isNaN } }

  /// The columns that are asked about one: all others.
  private func asked(about place: Int) -> [Int] {
    features.indices.filter { $0 != place && !features[$0].isEmpty && (silent.isEmpty || !silent[place].contains($0)) }
  }

  /// Rows `indices` of the columns that are asked about one.
  func others(than place: Int, _ indices: [Int]) -> [[Double]] {
    asked(about: place).map { column in indices.map { features[column][$0] } }
  }

  /// For each of those columns whether its numbers are places of labels in no order.
  func areLabels(than place: Int) -> [Bool] { asked(about: place).map { CellTable.isLabels(schema[$0]) } }

  /// Whether one of them holds so many labels that trees might part them into sets.
  func asksManyLabels(about place: Int) -> Bool {
    asked(about: place).contains {
      CellTable.isLabels(schema[$0]) && schema[$0].labels.count > BinnedTable.mostInOrder
    }
  }

  static func isLabels(_ column: ColumnSchema) -> Bool { !column.kind.holdsNumbers && column.kind != .ordered }

  /// Gives each of `indices` the cells of a row that is drawn from another table.
  mutating func copy(rowsOf other: CellTable, to indices: [Int], _ random: RandomStream) {
    let donors = (0..<other.rows).filter { row in other.features.contains { !$0.isEmpty && !$0[row].isNaN } }
    guard !donors.isEmpty else { return }
    var generator = random.generator()
    for row in indices {
      let donor = donors.randomElement(using: &generator)!
      for place in features.indices where !features[place].isEmpty {
        features[place][row] = other.features[place][donor]
      }
    }
  }
}

extension ColumnValues {
  /// For each row whether its cell is missing; empty for a column that is not learned.
  fileprivate var missingCells: [Bool] {
    switch self {
    case .numbers(let numbers): numbers.map(\.isNaN)
    case .categories(let codes): codes.map { $0 < 0 }
    case .unlearned: []
    }
  }

  /// Writes numbers, or places of labels, at rows.
  fileprivate mutating func set(_ values: [Double], at rows: [Int]) {
    switch self {
    case .numbers(var numbers):
      for (row, value) in zip(rows, values) { numbers[row] = value }
      self = .numbers(numbers)
    case .categories(var codes):
      for (row, value) in zip(rows, values) { codes[row] = Int32(value) }
      self = .categories(codes)
    case .unlearned: preconditionFailure("a column that is not learned has no cells to fill")
    }
  }
}
