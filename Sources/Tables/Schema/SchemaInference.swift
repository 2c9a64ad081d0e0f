import SaddleFiles

/// Text columns to typed ones.
enum SchemaInference {
  /// Infers the kind of each column, or takes it from `overrides`, or else from `hints`.
  ///
  /// - Throws: `SaddleError` of kind `usage` for an override of a column that does not exist; of kind `malformed` for a
  ///   cell that does not fit, or if no column is left to learn.
  static func table(
    from raw: RawTable, overrides: [String: ColumnKind], hints: SchemaHints? = nil, missing: [String]
  ) throws -> Table {
    let hinted = hints?.kinds ?? [:]
    for name in Set(overrides.keys).union(hinted.keys).sorted() where !raw.names.contains(name) {
      let remedy = nearest(name, among: raw.names).map { "did you mean \($0.inMessage)?" } ?? "see saddle inspect"
      throw SaddleError(.usage, "\(raw.file) has no column \(name.inMessage) to set the kind of; \(remedy)")
    }
    let tokens = MissingTokens(adding: missing)
    var columns: [ColumnSchema] = []
    var values: [ColumnValues] = []
    for index in raw.columns.indices {
      let name = raw.names[index]
      func inference(marks: Bool) -> ColumnInference {
        raw.inference(ColumnCells(raw, column: index) { cell, _ in tokens.contains(cell) || (marks && cell.isMark) })
      }
      var plain = inference(marks: false)
      plain.given = hints?.order(of: name)
      lazy var marked = plain.cells.firstRow(where: \.isMark) == nil ? nil : inference(marks: true)
      let column: ColumnInference.Column
      if let kind = overrides[name] {
        column = try plain.read(as: kind, marked)
      } else if let kind = hinted[name] {
        // A kind that would have been guessed keeps its reason.
        let guess = try? plain.infer(marked)
        column = try guess?.schema.kind == kind ? guess! : plain.read(as: kind, marked)
      } else {
        column = try plain.infer(marked)
      }
      if let given = plain.given, column.schema.kind == .ordered { try check(given, of: column.schema) }
      columns.append(column.schema)
      values.append(column.values)
    }
    guard values.contains(where: { $0 != .unlearned }) else {
      throw raw.malformed(
        "all columns are constant, missing or identifiers, which leaves nothing to learn; add a column that varies")
    }
    return Table(
      schema: Schema(columns: columns, dialect: raw.dialect), columns: values, rowCount: raw.rowCount,
      drawnFrom: raw.drawnFrom)
  }

  /// Refuses labels that a schema gives twice, or misspells. Such as no cell has are no fault, and those that are left out come
  /// last; but a word that no cell has, like one that is left out, was meant to be that one.
  private static func check(_ given: [String], of column: ColumnSchema) throws {
    let origin = "the schema's labels of \(column.name.inMessage)"
    if let twice = given.indices.first(where: { given[..<$0].contains(given[$0]) }) {
      throw SaddleError(.usage, "\(origin) have \(given[twice].inMessage) twice; name each once")
    }
    let left = column.labels.filter { !given.contains($0) }
    for label in given where !column.labels.contains(label) && !label.contains(where: \.isNumber) {
      guard let meant = nearest(label, among: left) else { continue }
      throw SaddleError(
        .usage, "\(origin) have \(label.inMessage), which no cell has; did you mean \(meant.inMessage)?")
    }
  }

  /// Reads the columns of a schema from a file that has them, in any order.
  ///
  /// - Throws: `SaddleError` of kind `malformed` if the names differ, or for a cell that does not fit.
  static func table(
    from raw: RawTable, schema: Schema, of other: String = "the table that it is compared with", missing: [String]
  ) throws -> Table {
    let positions = Dictionary(uniqueKeysWithValues: raw.names.enumerated().map { ($1, $0) })
    let names = Set(schema.columns.map(\.name))
    let absent = schema.columns.map(\.name).filter { positions[$0] == nil }
    let extra = raw.names.filter { !names.contains($0) }
    guard absent.isEmpty, extra.isEmpty else {
      let lacks = absent.isEmpty ? nil : "lacks \(list(absent))"
      let adds = extra.isEmpty ? nil : "has \(list(extra)) besides"
      throw raw.malformed(
        "\([lacks, adds].compactMap(\.self).joined(separator: " and "));"
          + " it must have the columns of \(other)")
    }
    // What a column of text happens to hold in this file says nothing of how its numbers are written.
    let numbers = schema.columns.filter { [.continuous, .integer].contains($0.kind) }
    var raw = raw
    func readable(_ separator: String) -> Int {
      numbers.count { column in
        raw.isNumeric(
          raw.columns[positions[column.name]!], separator, column.numberFormat,
          missing + [column.missing].compactMap(\.self))
      }
    }
    let own = schema.dialect.decimalSeparator
    let other = own == "," ? "." : ","
    let count = readable(own)
    raw.dialect.decimalSeparator = count < numbers.count && readable(other) > count ? other : own
    var result = schema
    result.dialect = raw.dialect
    var values: [ColumnValues] = []
    for index in schema.columns.indices {
      let column = schema.columns[index]
      let labels = LabelTable(column.labels)
      let tokens = MissingTokens(adding: missing + [column.missing].compactMap(\.self))
      let cells = ColumnCells(raw, column: positions[column.name]!) { cell, isQuoted in
        guard tokens.contains(cell) || (column.kind.holdsNumbers && cell.isMark) else { return false }
        // What the schema knows as a label is one, unless it is just as the source writes missing cells.
        return labels.find(cell) == nil || (!isQuoted && column.missing.map { $0.utf8.elementsEqual(cell) } ?? false)
      }
      values.append(try raw.inference(cells).read(&result.columns[index], labels: labels))
    }
    return Table(schema: result, columns: values, rowCount: raw.rowCount, drawnFrom: raw.drawnFrom)
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(5).map(\.inMessage).joined(separator: ", ")
    let more = names.count > 5 ? " and \(names.count - 5) more" : ""
    return (names.count == 1 ? "the column " : "the columns ") + shown + more
  }
}

extension RawTable {
  fileprivate func inference(_ cells: ColumnCells) -> ColumnInference {
    // Where semicolons delimit, dates begin with the day; where commas do, many begin with the month.
    ColumnInference(
      cells: cells, separator: dialect.decimalSeparator.utf8.first ?? .dot, dayFirst: dialect.delimiter == ";")
  }
}

extension ColumnInference {
  /// The kind that the cells show, where marks such as `?` among numbers or moments are missing cells.
  ///
  /// - Parameter marked: the same with the marks as missing cells; nil where there are none.
  fileprivate func infer(_ marked: @autoclosure () -> ColumnInference?) throws -> Column {
    let guess = try infer()
    guard !guess.schema.kind.holdsNumbers, let marked = marked(), marked.cells.firstPresent != nil else { return guess }
    var column = try marked.infer()
    guard column.schema.kind.holdsNumbers else { return guess }
    column.schema.reason += "; \((marked.cells.missing ?? "").inMessage) is a missing cell"
    return column
  }

  fileprivate func read(as kind: ColumnKind, _ marked: @autoclosure () -> ColumnInference?) throws -> Column {
    try (kind.holdsNumbers ? marked() ?? self : self).read(as: kind)
  }

  /// A number as the column writes it.
  private func example(of column: ColumnSchema) -> String {
    var text: [UInt8] = []
    let dialect = Dialect(decimalSeparator: String(UnicodeScalar(separator)))
    NumberWriter(column: column, dialect: dialect).write(1_234, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// Reads the cells as a column that is known, adding labels that it has not had.
  fileprivate func read(_ column: inout ColumnSchema, labels: LabelTable) throws -> ColumnValues {
    column.missing = column.missing ?? cells.missing
    column.missingShare = Double(cells.missingCount) / Double(cells.column.count)
    switch column.kind {
    case .continuous, .integer:
      do {
        return .numbers(try numberColumn(column.numberFormat).values)
      } catch .nonFinite(let row), .text(let row) {
        let remedy =
          column.numberFormat.map { _ in "write it as \(example(of: column).inMessage)" } ?? "write it as one"
        throw cells.malformed(row: row, "is not a finite number; \(remedy), or leave the cell empty")
      }
    case .datetime:
      guard let format = column.dateFormat.flatMap(DateFormat.init) else {
        throw SaddleError(
          .malformed, "the schema of column \(cells.name.inMessage) has no known format of dates; train again")
      }
      if let row = cells.firstRow(where: { format.read($0) == nil }) {
        throw cells.malformed(row: row, "is not a date or time as in \(format.pattern); write all cells in this format")
      }
      return .numbers(values(as: format)?.values ?? [])
    case .duration:
      guard let (_, values) = DurationFormat.reading(cells) else {
        let row = cells.firstRow { DurationText($0) == nil } ?? 0
        throw cells.malformed(
          row: row, "is not a length of time as in \(column.dateFormat ?? "H:mm:ss"); write all cells in one format")
      }
      return .numbers(values)
    case .category, .ordered, .boolean:
      var table = labels
      var codes: [Int32] = []
      codes.reserveCapacity(cells.column.count)
      cells.column.forEachCell { row, cell in
        codes.append(cells.isMissing[row] ? -1 : table.insert(cell))
        return true
      }
      column.labels += (column.labels.count..<table.count).map(table.labels.text)
      return .categories(codes)
    case .constant, .identifier:
      return .unlearned
    }
  }
}
