import SaddleFiles

/// Where rows of a table go, one batch after the other.
public protocol TableOutput {
  /// Rows in the form in which they are written.
  associatedtype Rows: Sendable
  /// Begins a table; what is returned brings rows, of which the first is number `first` of the output, into that form, on
  /// any thread.
  func begin(_ schema: Schema) throws -> @Sendable (_ rows: Table, _ first: Int) -> Rows
  /// Appends rows.
  func write(_ rows: Rows) throws
}

/// Delimited text, as the source of the schema writes it.
extension OutputFile: TableOutput {
  public func begin(_ schema: Schema) throws -> @Sendable (_ rows: Table, _ first: Int) -> [UInt8] {
    let writer = TableWriter(schema: schema)
    try write(writer.header())
    return { writer.rows($0, first: $1) }
  }
}

extension TableWriter {
  /// A writer of single cells (`cells(_:first:)`): numbers with a decimal point, and a missing cell is empty without quotes.
  package init(cellsOf schema: Schema) {
    var plain = schema
    plain.dialect = Dialect()
    for index in plain.columns.indices {
      plain.columns[index].missing = plain.columns[index].missing.map { _ in "" }
      (plain.columns[index].quoted, plain.columns[index].missingQuoted) = (false, false)
    }
    self.init(schema: plain, isLone: false)
  }

  /// The cells of each column, quoted where they must be.
  package func cells(_ table: Table, first: Int) -> [TextColumn] {
    zip(cells, table.columns).map { $0.write($1, firstRow: first, rowCount: table.rowCount) }
  }
}

extension TextColumn {
  /// The text of a cell that a `TableWriter` wrote, without its quotes; nil for a missing cell.
  package func writtenText(_ row: Int) -> String? {
    withCell(row) { cell in
      guard let first = cell.first else { return nil }
      guard first == .quote else { return cell.string }
      var bytes: [UInt8] = []
      var isDoubled = false
      for byte in cell.dropFirst().dropLast() {
        isDoubled = byte == .quote && !isDoubled
        if !isDoubled { bytes.append(byte) }
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
