/// Writes the cells of one column.
struct CellWriter {
  private enum Content {
    case number(NumberWriter)
    case date(DateFormat)
    case duration(DurationFormat)
    /// Each label as it stands in the file.
    case labels([[UInt8]])
    case constant([UInt8])
    case key(KeyGenerator, missingShare: Double)
  }

  private let content: Content
  private let missing: [UInt8]
  private let isQuoted: Bool
  private let delimiter: UInt8
  /// Whether numbers or dates may contain the delimiter, and so need quotes.
  private let mayNeedQuotes: Bool

  /// - Parameter isLone: whether the table has no other column, so that an empty cell would be a blank line.
  init(_ column: ColumnSchema, dialect: Dialect, isLone: Bool) {
    let delimiter = dialect.delimiter.utf8.first ?? .comma
    let tokens = MissingTokens(adding: [column.missing].compactMap(\.self))
    let token = Array((column.missing ?? "").utf8)
    missing = quoted(token, always: column.missingQuoted || (isLone && token.isEmpty), delimiter)
    self.delimiter = delimiter
    isQuoted = column.quoted
    mayNeedQuotes =
      !isQuoted
      && (dialect.decimalSeparator == dialect.delimiter || column.dateFormat?.utf8.contains(delimiter) == true
        || column.numberFormat != nil)
    content =
      switch column.kind {
      case .continuous, .integer: .number(NumberWriter(column: column, dialect: dialect))
      case .datetime:
        // A schema from elsewhere may have a format that is not known; seconds are then all that can be said.
        column.dateFormat.flatMap(DateFormat.init).map(Content.date)
          ?? .number(NumberWriter(column: column, dialect: dialect))
      case .duration:
        column.dateFormat.flatMap(DurationFormat.init).map(Content.duration)
          ?? .number(NumberWriter(column: column, dialect: dialect))
      case .category, .ordered, .boolean:
        // A label that could be taken for a missing cell is told apart by its quotes.
        .labels(
          column.labels.map { label in
            let text = Array(label.utf8)
            let isToken = text.withUnsafeBufferPointer(tokens.contains)
            return quoted(text, always: column.quoted || isToken, delimiter)
          })
      case .constant:
        .constant(quoted(Array((column.labels.first ?? "").utf8), always: column.quoted, delimiter))
      case .identifier:
        .key(KeyGenerator(column.identifier ?? .rowNumbers), missingShare: column.missingShare)
      }
  }

  /// The column's cells for a batch of rows, of which the first is number `firstRow` of the output.
  func write(_ values: ColumnValues, firstRow: Int, rowCount: Int) -> TextColumn {
    var output = TextColumn()
    switch (content, values) {
    case (.number(let writer), .numbers(let values)):
      for value in values { output.appendCell { write(value, to: &$0) { writer.write(value, to: &$0) } } }
    case (.date(let format), .numbers(let values)):
      for value in values { output.appendCell { write(value, to: &$0) { format.write(value, to: &$0) } } }
    case (.duration(let format), .numbers(let values)):
      for value in values { output.appendCell { write(value, to: &$0) { format.write(value, to: &$0) } } }
    case (.labels(let labels), .categories(let codes)):
      for code in codes { output.appendCell { $0 += code < 0 ? missing : labels[Int(code)] } }
    case (.constant(let text), .unlearned):
      for _ in 0..<rowCount { output.appendCell { $0 += text } }
    case (.key(let keys, let missingShare), .unlearned):
      for row in firstRow..<(firstRow + rowCount) {
        if missingShare > 0, RowHash(row: row, salt: .max).unitInterval < missingShare {
          output.appendCell { $0 += missing }
        } else {
          var key: [UInt8] = []
          keys.write(row, to: &key)
          output.appendCell { $0 += quoted(key, always: isQuoted, delimiter) }
        }
      }
    default:
      preconditionFailure("the values of a column are not of the kind that its schema says")
    }
    return output
  }

  /// Appends what `body` writes, in quotes where they are due, or a missing cell if the value is not finite.
  @inline(__always)
  private func write(_ value: Double, to output: inout [UInt8], _ body: (inout [UInt8]) -> Void) {
    guard value.isFinite else {
      output += missing
      return
    }
    let start = output.count
    if isQuoted { output.append(.quote) }
    body(&output)
    if isQuoted { output.append(.quote) }
    if mayNeedQuotes, output[start...].contains(delimiter) {
      output.insert(.quote, at: start)
      output.append(.quote)
    }
  }
}
