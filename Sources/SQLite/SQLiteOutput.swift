import SaddleFiles
import SaddleTables

#if SQLite
  import GRDB

  /// A table of a database that appears when it is whole: all rows are written in one transaction.
  ///
  /// A database that is not there yet is made under a hidden name and renamed at the end.
  public final class SQLiteOutput: TableOutput {
    private let place: SQLiteTable
    private let replaces: Bool
    /// The hidden name of a new database.
    private let partial: String?
    private let queue: DatabaseQueue
    private var columns = 0

    /// Opens or creates the database.
    ///
    /// - Parameter overwrite: replaces a table of the name.
    /// - Throws: `SaddleError` of kind `cannotCreate` if the table exists already, or if there can be no database there.
    public init(_ place: SQLiteTable, overwrite: Bool) throws {
      self.place = place
      replaces = overwrite
      partial = FileSystem.exists(place.path) ? nil : FileSystem.hiddenName(for: place.path)
      do {
        var configuration = Configuration()
        // The transaction lasts from the first row to the last.
        configuration.allowsUnsafeTransactions = true
        queue = try DatabaseQueue(path: partial ?? place.path, configuration: configuration)
        try queue.inDatabase { database in
          if try database.viewExists(place.table) {
            throw SaddleError(.cannotCreate, "\(place.name) is a view, which is not replaced; name another table")
          }
          if try !overwrite && database.tableExists(place.table) {
            throw SaddleError(
              .cannotCreate, "\(place.name) exists already; name another table, or replace it with --overwrite")
          }
        }
      } catch let error as DatabaseError {
        if let partial { try? FileSystem.remove(partial) }
        throw place.failure(error, "write")
      }
    }

    deinit {
      try? queue.inDatabase { if $0.isInsideTransaction { try $0.rollback() } }
      try? queue.close()
      if let partial { try? FileSystem.remove(partial) }
    }

    public func begin(_ schema: Schema) throws -> @Sendable (SaddleTables.Table, Int) -> [TextColumn] {
      columns = schema.columns.count
      let definitions = schema.columns.map { "\($0.name.sqlIdentifier) \($0.sqlType)" }
      try reporting { database in
        try database.beginTransaction(.immediate)
        if replaces { try database.execute(sql: "DROP TABLE IF EXISTS \(table)") }
        try database.execute(sql: "CREATE TABLE \(table) (\(definitions.joined(separator: ", ")))")
      }
      let writer = TableWriter(cellsOf: schema)
      return { writer.cells($0, first: $1) }
    }

    public func write(_ rows: [TextColumn]) throws {
      let places = Array(repeating: "?", count: columns).joined(separator: ", ")
      try reporting { database in
        let statement = try database.cachedStatement(sql: "INSERT INTO \(table) VALUES (\(places))")
        for row in 0..<(rows.first?.count ?? 0) {
          // The types of the columns turn texts that are numbers into numbers.
          let values = rows.map { ($0.writtenText(row) ?? nil)?.databaseValue ?? .null }
          statement.setUncheckedArguments(StatementArguments(values))
          try statement.execute()
        }
      }
    }

    public func commit() throws {
      try reporting { try $0.commit() }
      guard let partial else { return }
      do { try queue.close() } catch let error as DatabaseError { throw place.failure(error, "write") }
      try FileSystem.move(partial, to: place.path)
    }

    private var table: String { place.table.sqlIdentifier }

    private func reporting(_ body: (Database) throws -> Void) throws {
      do { try queue.inDatabase(body) } catch let error as DatabaseError { throw place.failure(error, "write") }
    }
  }

  extension ColumnSchema {
    /// The declared type of the column.
    fileprivate var sqlType: String {
      switch kind {
      case .integer, .continuous: numberFormat != nil ? "TEXT" : kind == .integer && decimals == 0 ? "INTEGER" : "REAL"
      case .identifier: identifier?.isNumber == true ? "INTEGER" : "TEXT"
      case .boolean: labels.allSatisfy { ["0", "1"].contains($0) } ? "INTEGER" : "TEXT"
      default: "TEXT"
      }
    }
  }
#else
  /// Stands for a table of a database where SQLite was not built in.
  public final class SQLiteOutput: TableOutput {
    /// - Throws: `SaddleError` of kind `usage`: SQLite was not built in.
    public init(_ place: SQLiteTable, overwrite: Bool) throws { throw SQLiteTable.missing(place.name) }

    public func begin(_ schema: Schema) throws -> @Sendable (Table, Int) -> [TextColumn] { { _, _ in [] } }
    public func write(_ rows: [TextColumn]) throws {}
    public func commit() throws {}
  }
#endif
