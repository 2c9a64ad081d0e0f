import SaddleFiles

/// Turns tables into delimited text as the source of their schema writes it, one batch of rows after the other.
///
/// ```swift
/// let writer = TableWriter(schema: table.schema)
/// try file.write(writer.header())
/// for (first, batch) in batches { try file.write(writer.rows(batch, first: first)) }
/// ```
public struct TableWriter: Sendable {
  private let schema: Schema
  private let delimiter: UInt8
  private let afterDelimiter: [UInt8]
  private let lineEnding: [UInt8]
  let cells: [CellWriter]

  public init(schema: Schema) { self.init(schema: schema, isLone: schema.columns.count == 1) }

  init(schema: Schema, isLone: Bool) {
    self.schema = schema
    let dialect = schema.dialect
    delimiter = dialect.delimiter.utf8.first ?? .comma
    afterDelimiter = [delimiter] + (dialect.spaceAfterDelimiter ? [.space] : [])
    lineEnding = Array(dialect.lineEnding.utf8)
    cells = schema.columns.map { CellWriter($0, dialect: dialect, isLone: isLone) }
  }

  /// The line of column names, after a byte-order mark if the source has one.
  public func header() -> [UInt8] {
    let names = schema.columns.map { quoted(Array($0.name.utf8), always: schema.dialect.quotedHeader, delimiter) }
    return (schema.dialect.byteOrderMark ? Dialect.mark : []) + names.joined(separator: afterDelimiter) + lineEnding
  }

  /// A file of one column with these cells, its name the first.
  static func lines(_ cells: [String], _ dialect: Dialect) -> [UInt8] {
    let delimiter = dialect.delimiter.utf8.first ?? .comma
    return cells.flatMap { quoted(Array($0.utf8), always: true, delimiter) + Array("\n".utf8) }
  }

  /// The rows of a table whose columns are those of the schema, of which the first is number `first` of the output: new
  /// keys must not repeat between batches.
  ///
  /// A number that is not finite is written as a missing cell. Traps if the columns' values are not of the schema's
  /// kinds, or a category is not among its labels.
  public func rows(_ table: Table, first: Int) -> [UInt8] {
    precondition(table.columns.count == cells.count, "the table has other columns than the writer's schema")
    let columns = cells(table, first: first)
    let separators = table.rowCount * (lineEnding.count + columns.count * afterDelimiter.count)
    var output: [UInt8] = []
    output.reserveCapacity(columns.reduce(separators) { $0 + $1.bytes.count })
    for row in 0..<table.rowCount {
      for index in columns.indices {
        if index > 0 { output += afterDelimiter }
        columns[index].copy(row, to: &output)
      }
      output += lineEnding
    }
    return output
  }
}

extension Table {
  /// Writes the table to the file at `path` as its schema's source is written; `-` is standard output.
  ///
  /// - Throws: `SaddleError` if the file cannot be created or written.
  public func write(path: String) throws {
    let file = try OutputFile(path: path)
    let writer = TableWriter(schema: schema)
    try file.write(writer.header())
    let batch = 10_000
    for start in stride(from: 0, to: rowCount, by: batch) {
      try file.write(writer.rows(rows(start..<min(start + batch, rowCount)), first: start))
    }
    try file.commit()
  }
}

/// The text in quotes if it needs them, or always.
func quoted(_ text: [UInt8], always: Bool, _ delimiter: UInt8) -> [UInt8] {
  guard always || text.withUnsafeBufferPointer({ $0.needsQuotes(delimiter: delimiter) }) else { return text }
  return [.quote] + text.flatMap { $0 == .quote ? [.quote, .quote] : [$0] } + [.quote]
}
