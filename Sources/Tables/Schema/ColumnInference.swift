import SaddleFiles

/// Decides what a column holds, and reads its cells as that.
struct ColumnInference {
  let cells: ColumnCells
  /// `.` or `,` as the file has it.
  let separator: UInt8
  /// Whether 01/02/2020 is the first of February where no cell decides.
  let dayFirst: Bool
  /// The labels of an ordered category from the least to the greatest, if the user says.
  var given: [String]?

  typealias Column = (schema: ColumnSchema, values: ColumnValues)

  /// The kind that the cells show.
  ///
  /// - Throws: `SaddleError` of kind `malformed` if NaN or a number beyond the range of Double is among numbers.
  func infer() throws -> Column {
    guard let first = cells.firstPresent else { return allMissing }
    let label = cells.column.text(first)
    if cells.firstRow(where: { !$0.elementsEqual(label.utf8) }) == nil {
      if cells.missingCount == 0 { return constant(label, "one value") }
      return categories(distinct(), .category, "one value, or missing")
    }
    do {
      return try fromNumbers(numberColumn(nil))
    } catch NumberColumn.Failure.nonFinite(let row) {
      throw nonFinite(row)
    } catch NumberColumn.Failure.text(let row) {
      return try fromText(firstText: row)
    }
  }

  /// The kind that the user says.
  ///
  /// - Throws: `SaddleError` of kind `malformed`, naming the first cell that does not fit.
  func read(as kind: ColumnKind) throws -> Column {
    guard let first = cells.firstPresent else {
      if kind == .constant { return allMissing }
      throw SaddleError(
        .malformed,
        "\(cells.file): column \(cells.name.inMessage) has no cell that is not missing;"
          + " leave out --set column.\(cells.name)=\(kind.rawValue)")
    }
    let reason = "set by hand"
    switch kind {
    case .continuous:
      return numbers(try numbersOrThrow(kind), kind, reason)
    case .integer:
      let column = try numbersOrThrow(kind)
      let isFraction = { (value: Double) in value != value.rounded() || abs(value) >= Self.exactWhole }
      if let row = column.values.firstIndex(where: { !$0.isNaN && isFraction($0) }) {
        throw unfit(row, kind, "is not a whole number below 2^53", "set it to continuous or category")
      }
      return numbers(column, kind, reason)
    case .category, .ordered:
      let (table, codes) = distinct()
      if table.count > 1, table.count == cells.presentCount {
        throw SaddleError(
          .malformed,
          "\(cells.file): column \(cells.name.inMessage) has \(table.count) values in as many rows, none of them twice"
            + " (the first is \(cells.column.text(first).inMessage) in \(cells.place) \(cells.lines[first])), which is no"
            + " category; set it to identifier")
      }
      return categories((table, codes), kind, reason)
    case .boolean:
      let (table, codes) = distinct()
      if table.count > 2, let row = codes.firstIndex(of: 2) {
        throw unfit(row, kind, "is a third value", "set it to category")
      }
      return categories((table, codes), kind, reason)
    case .datetime:
      if let dates = dates() { return datetime(dates.format, dates.values, reason) }
      if let compact = DateFormat(pattern: "yyyyMMdd"), let dates = values(as: compact) {
        return datetime(compact, dates.values, reason)
      }
      let candidates = cells.column.withCell(first) { DateFormat.candidates(for: $0, dayFirst: dayFirst) }
      // Of the formats that the first cell allows, the one that lasts longest shows which cell is at fault.
      let rows = candidates.compactMap { format in cells.firstRow { format.read($0) == nil } }
      throw unfit(
        rows.max() ?? first, kind, "is not a date or time written as the cells before it",
        "write all cells as in 2020-12-31 or 2020-12-31 23:59:00")
    case .duration:
      if let (format, values) = DurationFormat.reading(cells) { return duration(format, values, reason) }
      throw unfit(
        cells.firstRow { DurationText($0) == nil } ?? first, kind, "is not a length of time written as the other cells",
        "write all cells as in 1:23:45, 3 days 04:05:06 or PT5M")
    case .constant:
      let label = cells.column.text(first)
      if let row = cells.firstRow(where: { !$0.elementsEqual(label.utf8) }) {
        throw unfit(row, kind, "is a second value", "set it to category")
      }
      if let row = cells.isMissing.firstIndex(of: true) { throw unfit(row, kind, "is missing", "set it to category") }
      return constant(label, reason)
    case .identifier:
      return identifier(reason)
    }
  }
}

// MARK: What the cells show

extension ColumnInference {
  /// From here on whole numbers are not all exact in a Double.
  static let exactWhole = Double(1 << 53)

  private func fromNumbers(_ column: NumberColumn) -> Column {
    guard column.isWhole else {
      if let labels = severalSpellings(column) {
        return categories(labels, .category, "text, \(labels.table.count) values; numbers are written in several ways")
      }
      let places = column.decimals == 1 ? "1 decimal" : "up to \(column.decimals) decimals"
      return numbers(column, .continuous, column.decimals == 0 ? "numbers with exponents" : "numbers with \(places)")
    }
    let present = column.values.filter { !$0.isNaN }
    if present.allSatisfy({ $0 == 0 || $0 == 1 }) { return categories(distinct(), .boolean, "0 and 1") }
    guard present.allSatisfy({ abs($0) < Self.exactWhole }) else {
      let (table, codes) = distinct()
      if table.count == cells.presentCount { return identifier("whole numbers of many digits, all distinct") }
      if isNearlyDistinct(table) { return identifier("whole numbers of many digits, nearly all distinct") }
      return categories((table, codes), .category, "whole numbers of many digits, \(table.count) values")
    }
    if let dates = compactDates(present) { return datetime(dates.format, dates.values, "dates as yyyyMMdd") }
    if let reason = KeyEvidence.reason(name: cells.name, values: present) { return identifier(reason) }
    return numbers(column, .integer, "whole numbers")
  }

  private func fromText(firstText: Int) throws -> Column {
    if let dates = dates() {
      if !dates.format.hasDate {
        if Self.isDurationName(cells.name), let (format, values) = DurationFormat.reading(cells) {
          return duration(format, values, "lengths of time, by the column's name")
        }
        return datetime(dates.format, dates.values, "times of day; set to duration if they are lengths of time")
      }
      return datetime(
        dates.format, dates.values,
        dates.isAmbiguous ? "dates; day and month could be the other way round" : "all cells follow the format")
    }
    if let (format, values) = DurationFormat.reading(cells) { return duration(format, values, "lengths of time") }
    if let format = try? numberFormat() {
      do {
        return fromNumbers(try numberColumn(format))
      } catch NumberColumn.Failure.nonFinite(let row) {
        throw nonFinite(row)
      } catch {}
    }
    let (table, codes) = distinct()
    // Addresses of persons are nobody's data, however often each occurs.
    if table.count > 1, cells.firstRow(where: { !$0.isMailAddress }) == nil { return identifier("e-mail addresses") }
    if table.count == 2, LabelOrder.areOpposite(table.labels.text(0), table.labels.text(1)) {
      return categories((table, codes), .boolean, "two opposite words")
    }
    // A thousand cells tell; each is tried with many formats.
    var looked = 0
    let isNoDate = { (cell: Cell) in
      looked += 1
      return looked <= 1_000 && !DateFormat.candidates(for: cell, dayFirst: dayFirst).contains { $0.read(cell) != nil }
    }
    if cells.firstRow(where: isNoDate) == nil {
      let reason = "dates of several formats, and so text; write all in one format to have them learned as dates"
      return table.count == cells.presentCount ? identifier(reason) : categories((table, codes), .category, reason)
    }
    // Few labels may well be meant.
    let stray = table.count > 15 ? strayWords : nil
    if table.count == cells.presentCount { return identifier(stray ?? "text, all distinct") }
    // Names with a few namesakes would come out as they went in, were they categories.
    if isNearlyDistinct(table) { return identifier(stray ?? "text, nearly all distinct") }
    if table.count >= 50, 2 * table.count >= cells.presentCount, let words = FillerText(cells), words.average >= 5 {
      return identifier("text, mostly distinct")
    }
    if let order = LabelOrder.order(of: (0..<table.count).prefix(1_000).map(table.labels.text)) {
      let ends = (table.labels.text(order[0]), table.labels.text(order[order.count - 1]))
      return categories(
        (table, codes), .ordered, "a scale of \(table.count) values from \(ends.0.inMessage) to \(ends.1.inMessage)")
    }
    let column = cells.column
    if let stray { return categories((table, codes), .category, stray) }
    if firstText != cells.firstPresent {
      let text = column.text(firstText)
      return categories(
        (table, codes), .category,
        "text, \(table.count) values; \(text.inMessage) in \(cells.place) \(cells.lines[firstText]) is the first not a number"
      )
    }
    return categories((table, codes), .category, "text, \(table.count) values")
  }

  private static func isDurationName(_ name: String) -> Bool {
    let name = name.lowercased()
    return ["duration", "elapsed", "length", "runtime", "time_taken", "lap"].contains(where: name.contains)
  }

  /// Whole numbers of eight digits as dates: each must be a day of 1900 ... 2099, which one in thirty is by chance, and
  /// there must be ten of them, or a name that says so.
  private func compactDates(_ present: [Double]) -> (format: DateFormat, values: [Double])? {
    guard present.allSatisfy({ $0 >= 19_000_101 && $0 <= 20_991_231 }) else { return nil }
    let name = cells.name.lowercased()
    guard Set(present).count >= 10 || ["date", "datum", "day", "birth"].contains(where: name.contains) else {
      return nil
    }
    guard let format = DateFormat(pattern: "yyyyMMdd"), let values = values(as: format)?.values else { return nil }
    return (format, values)
  }

  /// What all cells have around their numbers or between the digits.
  private func numberFormat(isGiven: Bool = false) throws(NumberFormat.Mismatch) -> NumberFormat {
    try NumberFormat(cells.column, separator: separator, isGiven: isGiven) { row, _ in cells.isMissing[row] }
  }

  func numberColumn(_ format: NumberFormat?) throws(NumberColumn.Failure) -> NumberColumn {
    try NumberColumn(cells.column, isMissing: cells.isMissing, separator: separator, format: format)
  }

  /// The first format of the first cell that all cells follow.
  private func dates() -> (format: DateFormat, values: [Double], isAmbiguous: Bool)? {
    guard let first = cells.firstPresent else { return nil }
    let candidates = cells.column.withCell(first) { DateFormat.candidates(for: $0, dayFirst: dayFirst) }
    for (index, format) in candidates.enumerated() {
      guard let (values, digits) = values(as: format) else { continue }
      let ambiguous = candidates[(index + 1)...].contains { other in
        other.swapsDayAndMonth(of: format) && cells.firstRow { other.read($0) == nil } == nil
      }
      return (format.withFraction(digits: digits), values, ambiguous)
    }
    return nil
  }

  func values(as format: DateFormat) -> (values: [Double], fractionDigits: Int)? {
    var values: [Double] = []
    var digits = 0
    cells.column.forEachCell { row, cell in
      if cells.isMissing[row] {
        values.append(.nan)
        return true
      }
      guard let reading = format.read(cell) else { return false }
      values.append(reading.value)
      digits = max(digits, reading.fractionDigits)
      return true
    }
    return values.count == cells.column.count ? (values, digits) : nil
  }

  private func isNearlyDistinct(_ table: LabelTable) -> Bool {
    table.count >= 50 && Double(table.count) >= 0.9 * Double(cells.presentCount) && !areDrawnDigits(table)
  }

  /// Whether cells are digits that repeat by chance.
  private func areDrawnDigits(_ table: LabelTable) -> Bool {
    var (least, most) = (Double.infinity, 0.0)
    let other = cells.firstRow { cell in
      guard cell.count < 16, cell.allSatisfy(\.isDigit), let value = Double(cell.string) else { return true }
      (least, most) = (min(least, value), max(most, value))
      return false
    }
    return other == nil
      && KeyEvidence.areDrawn(count: cells.presentCount, distinct: table.count, range: most - least + 1)
  }

  func distinct() -> (table: LabelTable, codes: [Int32]) {
    var table = LabelTable()
    var codes: [Int32] = []
    codes.reserveCapacity(cells.column.count)
    cells.column.forEachCell { row, cell in
      codes.append(cells.isMissing[row] ? -1 : table.insert(cell))
      return true
    }
    return (table, codes)
  }
}

// MARK: Columns of each kind

extension ColumnInference {
  private func schema(_ kind: ColumnKind, _ reason: String) -> ColumnSchema {
    ColumnSchema(
      name: cells.name, kind: kind, reason: reason, missing: cells.missing,
      missingShare: Double(cells.missingCount) / Double(cells.column.count), quoted: cells.quoted,
      missingQuoted: cells.missingQuoted)
  }

  private func numbers(_ column: NumberColumn, _ kind: ColumnKind, _ reason: String) -> Column {
    var schema = schema(kind, reason)
    schema.decimals = column.decimals
    schema.minimumDecimals = column.minimumDecimals
    schema.scientific = column.scientific
    schema.step = column.step
    if let format = column.format {
      schema.numberFormat = format
      let example = cells.firstRow { NumberText($0, separator: separator) == nil }
      schema.reason += example.map { ", as in \(cells.column.text($0).inMessage)" } ?? ""
    }
    return (schema, .numbers(column.values))
  }

  private func categories(
    _ distinct: (table: LabelTable, codes: [Int32]), _ kind: ColumnKind, _ reason: String
  ) -> Column {
    let texts = { (0..<distinct.table.count).map(distinct.table.labels.text) }
    let order = kind == .ordered ? labelOrder(of: texts()) : distinct.table.byFrequency
    var rank = [Int32](repeating: 0, count: order.count)
    for (position, label) in order.enumerated() { rank[label] = Int32(position) }
    var schema = schema(kind, reason)
    schema.labels = order.map(distinct.table.labels.text)
    return (schema, .categories(distinct.codes.map { $0 < 0 ? -1 : rank[Int($0)] }))
  }

  private func datetime(_ format: DateFormat, _ values: [Double], _ reason: String) -> Column {
    var schema = schema(.datetime, reason)
    schema.dateFormat = format.pattern
    return (schema, .numbers(values))
  }

  /// The order that the user gives, labels that it leaves out last; or else one that the labels show.
  private func labelOrder(of labels: [String]) -> [Int] {
    guard let given else { return LabelOrder.anyOrder(of: labels) }
    let places = Dictionary(given.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    return labels.indices.sorted { (places[labels[$0]] ?? .max, $0) < (places[labels[$1]] ?? .max, $1) }
  }

  private func duration(_ format: DurationFormat, _ values: [Double], _ reason: String) -> Column {
    var schema = schema(.duration, reason)
    schema.dateFormat = format.pattern
    return (schema, .numbers(values))
  }

  private func constant(_ label: String, _ reason: String) -> Column {
    var schema = schema(.constant, reason)
    schema.labels = [label]
    return (schema, .unlearned)
  }

  private var allMissing: Column {
    var column = constant(cells.missing ?? "", "all cells are missing")
    column.schema.quoted = cells.missingQuoted
    return column
  }

  private func identifier(_ reason: String) -> Column {
    var schema = schema(.identifier, reason)
    let pattern = IdentifierPattern(cells)
    if pattern.isText { schema.reason = "free \(reason), replaced by filler words" }
    schema.identifier = pattern
    return (schema, .unlearned)
  }
}

// MARK: Errors

extension ColumnInference {
  private func numbersOrThrow(_ kind: ColumnKind) throws -> NumberColumn {
    var first = 0
    do {
      return try numberColumn(nil)
    } catch .nonFinite(let row) {
      throw nonFinite(row)
    } catch .text(let row) {
      first = row
    }
    // Of the cell that is no plain number, and the one that is not written as those before it, the later one is at fault.
    do {
      return try numberColumn(numberFormat(isGiven: true))
    } catch NumberColumn.Failure.nonFinite(let row) {
      throw nonFinite(row)
    } catch NumberColumn.Failure.text(let row) {
      first = max(first, row)
    } catch let mismatch as NumberFormat.Mismatch {
      first = max(first, mismatch.row)
    }
    throw unfit(first, kind, "is not a number", "write it as one, leave the cell empty, or set it to category")
  }

  private func nonFinite(_ row: Int) -> SaddleError {
    let text = cells.column.text(row)
    return cells.malformed(
      row: row,
      "is not a finite number; leave the cell empty if it is missing, or use --set missing=\(text) or"
        + " --set column.\(cells.name)=category")
  }

  private func unfit(_ row: Int, _ kind: ColumnKind, _ what: String, _ remedy: String) -> SaddleError {
    cells.malformed(row: row, "\(what), so that the column is not of kind \(kind.rawValue); \(remedy)")
  }
}
