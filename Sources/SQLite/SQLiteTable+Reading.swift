import SaddleFiles
import SaddleTables

#if SQLite
  import GRDB

  extension SQLiteTable {
    /// Reads all rows as text, or a sample of them; the database is opened for reading alone.
    ///
    /// Numbers are written in digits; NULL is a missing cell, and so is a text that means one, as in a file.
    ///
    /// - Throws: `SaddleError` of kind `noInput` if there is no such file or table, `malformed` for a file that is no
    ///   database or a cell that is no number or text, `inputOutput` if reading fails.
    public func read(limit: RowLimit? = nil) throws -> (rows: RawTable, sha256: String) {
      guard FileSystem.exists(path), !FileSystem.isDirectory(path) else {
        throw SaddleError(.noInput, "cannot open \(path): there is no such file; check the spelling of the path")
      }
      var configuration = Configuration()
      configuration.readonly = true
      do {
        return try DatabaseQueue(path: path, configuration: configuration).read { try read($0, limit) }
      } catch let error as DatabaseError {
        throw failure(error, "read")
      }
    }

    private func read(_ database: Database, _ limit: RowLimit?) throws -> (rows: RawTable, sha256: String) {
      guard try exists(in: database) else {
        let names = try String.fetchAll(
          database,
          sql:
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
        let guess = nearest(table, among: names).map { "did you mean \($0.debugDescription)?" }
        let list = names.isEmpty ? "it has none" : "it has \(names.prefix(5).joined(separator: ", "))"
        throw SaddleError(.noInput, "\(path) has no table \(table.debugDescription); \(guess ?? list)")
      }
      let statement = try database.makeStatement(sql: "SELECT * FROM \(table.sqlIdentifier)")
      let names = statement.columnNames
      var rows = try RawRows(file: name, names: names, limit: limit)
      let cursor = try Row.fetchCursor(statement)
      while let row = try cursor.next() {
        for index in names.indices {
          let value: DatabaseValue = row[index]
          switch value.storage {
          case .null: try rows.append("", isNull: true)
          case .int64(let value): try rows.append("\(value)")
          case .double(let value): try rows.append("\(value)")
          case .string(let text): try rows.append(text)
          case .blob:
            throw SaddleError(
              .malformed,
              "\(name): row \(rows.count + 1), column \(names[index].debugDescription): the cell is a blob, which is "
                + "neither number nor text; make a view without the column, and name it")
          }
        }
        rows.endRow()
      }
      return try rows.finish()
    }

    func exists(in database: Database) throws -> Bool {
      try database.tableExists(table) || database.viewExists(table)
    }

    /// What a failure of the database means to a user.
    func failure(_ error: DatabaseError, _ verb: String) -> SaddleError {
      let reason = error.message ?? "the database failed"
      switch error.resultCode {
      case .SQLITE_NOTADB:
        return SaddleError(.malformed, "\(path) is no SQLite database; name one, or a CSV file without sqlite:")
      case .SQLITE_CORRUPT:
        return SaddleError(.malformed, "\(path) is damaged (\(reason)); restore it from a copy")
      case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_READONLY:
        return verb == "read"
          ? SaddleError(.noInput, "cannot open \(path): \(reason); ask its owner for the right to read it")
          : SaddleError(.cannotCreate, "cannot create \(name): \(reason); choose another place")
      case .SQLITE_BUSY, .SQLITE_LOCKED:
        return SaddleError(.inputOutput, "cannot \(verb) \(path): \(reason); wait until no other program writes to it")
      case .SQLITE_FULL:
        return SaddleError(.inputOutput, "cannot \(verb) \(path): \(reason); free some space and try again")
      default:
        return SaddleError(.inputOutput, "cannot \(verb) \(name): \(reason); check the database and try again")
      }
    }
  }
#else
  extension SQLiteTable {
    /// - Throws: `SaddleError` of kind `usage`: SQLite was not built in.
    public func read(limit: RowLimit? = nil) throws -> (rows: RawTable, sha256: String) {
      throw SQLiteTable.missing(name)
    }
  }
#endif
