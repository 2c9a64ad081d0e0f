import SaddleFiles

extension Table {
  /// A table of rows that a program holds: any `Encodable` values with named properties.
  ///
  /// Each property is a column, and one of a property's own value is `address.city`. What it holds follows from its type
  /// (`Date`; enumerations are categories), or is inferred as it is from a file; nil and NaN are missing cells. Dates are
  /// in UTC, to the millisecond.
  ///
  /// ```swift
  /// let table = try Table(encoding: customers)
  /// let again = try table.decoded(as: Customer.self)
  /// ```
  ///
  /// - Parameter overrides: the kinds of columns, by name, where inference would guess wrong.
  /// - Throws: `SaddleError` of kind `usage` for values that are no rows, such as those with lists, naming the property;
  ///   of kind `malformed` as `read(path:overrides:missing:)` does.
  public init(encoding rows: some Sequence<some Encodable>, overrides: [String: ColumnKind] = [:]) throws {
    let cells = RowCells()
    var isDictionary = false
    for row in rows {
      if cells.count == 0 { isDictionary = Mirror(reflecting: row).displayStyle == .dictionary }
      try cells.add(row)
    }
    guard cells.count >= 2 else {
      throw SaddleError(.usage, "there \(cells.count == 0 ? "is no row" : "is one row only"); at least two are needed")
    }
    // Dictionaries have no order of their own, and another one in each process.
    let columns = isDictionary ? cells.columns.sorted { $0.name < $1.name } : cells.columns
    guard !columns.isEmpty else {
      throw SaddleError(.usage, "the rows have no property that is not nil; a column that varies is needed")
    }
    let texts = try columns.map { try $0.text() }
    var kinds: [String: ColumnKind] = [:]
    for (column, text) in zip(columns, texts) { kinds[column.name] = column.kind(text.missing) }
    let raw = RawTable(
      file: RowCells.name, names: columns.map(\.name), columns: texts.map(\.column), lines: Array(1...cells.count),
      dialect: Dialect())
    self = try SchemaInference.table(from: raw, overrides: kinds.merging(overrides) { $1 }, missing: [])
  }
}

extension RowCells.Column {
  /// The column as a file would have it, and how many of its cells are missing.
  fileprivate func text() throws -> (column: TextColumn, missing: Int) {
    let format = try dateFormat()
    let tokens = MissingTokens()
    var (output, missing) = (TextColumn(), 0)
    for value in values {
      switch value {
      case .text(var text):
        text.withUTF8 { cell in
          output.append(cell)
          // An empty text beside nil is told apart by quotes.
          output.endCell(quoted: tokens.contains(cell))
        }
      case .moment(let seconds):
        var bytes: [UInt8] = []
        format?.write(seconds, to: &bytes)
        bytes.withUnsafeBufferPointer { output.append($0) }
        output.endCell(quoted: false)
      case nil:
        missing += 1
        output.endCell(quoted: false)
      }
    }
    return (output, missing)
  }

  /// What the type of the property says; nil leaves it to inference.
  fileprivate func kind(_ missing: Int) -> ColumnKind? {
    var first: String?
    let isMoment = values.contains { if case .moment? = $0 { true } else { false } }
    // A single value is a constant, whatever its type.
    let varies = values.contains { value in
      let text: String? =
        switch value {
        case .text(let text): text
        case .moment(let seconds): "\(seconds)"
        case nil: nil
        }
      first = first ?? text
      return text != nil && text != first
    }
    return varies ? isMoment ? .datetime : isLabel ? .category : nil : nil
  }

  /// The shortest format that holds all moments; nil if there are none.
  private func dateFormat() throws -> DateFormat? {
    var (isMoment, isText) = (false, false)
    var pattern = "yyyy-MM-dd"
    for (row, value) in values.enumerated() {
      if case .text? = value { isText = true }
      guard case .moment(let seconds)? = value else { continue }
      isMoment = true
      // From the year 1 to the year 9999.
      guard seconds >= -62_135_596_800, seconds < 253_402_300_800 else {
        throw SaddleError(
          .malformed,
          "the property \(name.inMessage) of row \(row + 1) is not between the years 1 and 9999; make it nil if it is "
            + "missing")
      }
      if seconds != seconds.rounded() {
        pattern = "yyyy-MM-dd HH:mm:ss.SSS"
      } else if pattern.count == 10, seconds.remainder(dividingBy: 86_400) != 0 {
        pattern = "yyyy-MM-dd HH:mm:ss"
      }
    }
    guard !isMoment || !isText else {
      throw SaddleError(
        .usage, "the property \(name.inMessage) is a date in some rows and none in others; give it one type")
    }
    return isMoment ? DateFormat(pattern: pattern) : nil
  }
}
