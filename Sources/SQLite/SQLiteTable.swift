import SaddleFiles

/// The name of a table, or of a view, in an SQLite database: `sqlite:FILE?table=NAME`.
public struct SQLiteTable: Sendable, Equatable {
  /// The file of the database.
  public let path: String
  public let table: String
  /// As it was given.
  public let name: String

  private static let prefix = "sqlite:"
  private static let separator = "?table="

  /// Nil for a text that names something else.
  ///
  /// - Throws: `SaddleError` of kind `usage` for one that names no file or no table.
  public init?(_ text: String) throws {
    guard text.hasPrefix(SQLiteTable.prefix) else { return nil }
    let rest = text.dropFirst(SQLiteTable.prefix.count)
    // A file's name may hold a question mark; the table's may hold anything after the first of these.
    guard let range = rest.firstRange(of: SQLiteTable.separator), range.lowerBound > rest.startIndex,
      range.upperBound < rest.endIndex
    else {
      throw SaddleError(.usage, "\(text.debugDescription) names no file or no table; write sqlite:FILE?table=NAME")
    }
    path = String(rest[..<range.lowerBound])
    table = String(rest[range.upperBound...])
    name = text
  }

  #if !SQLite
    /// What is said where SQLite was not built in.
    static func missing(_ name: String) -> SaddleError {
      SaddleError(
        .usage,
        "\(name) cannot be opened, since this saddle was built without SQLite; "
          + "build it with `swift build -c release --traits SQLite`, which needs libsqlite3-dev")
    }
  #endif
}

extension String {
  /// The name as SQL takes it, whatever it holds.
  var sqlIdentifier: String { "\"\(replacing("\"", with: "\"\""))\"" }
}
