import SaddleFiles

/// Splits delimited text into columns as it arrives (RFC 4180; also lone CR, blank lines, spaces around quotes).
struct CSVReader {
  /// The most bytes that one field may have.
  static let largestField = 1 << 20

  private enum State { case fieldStart, plain, quoted, afterQuote }

  private let file: String
  private let delimiter: UInt8
  private let spaceAfterDelimiter: Bool
  private var check: UTF8Check

  private var state = State.fieldStart
  private var field = 0
  private var fieldLength = 0
  private var isQuoted = false
  private var spaceWasSkipped = false
  private var previousWasReturn = false
  private var line = 1
  private var recordLine = 1
  private var quoteLine = 1
  /// Lines without a character, which are missing cells of a lone column once another row follows.
  private var blankLines: [Int] = []

  private var header = TextColumn()
  private var names: [String] = []
  private var columns: [TextColumn] = []
  private var lines: [Int] = []
  private var lineEnding: String?
  private let limit: RowLimit?
  private var reservoir: RowReservoir?

  /// - Parameter limit: the most rows that are held; nil for all.
  init(file: String, layout: TextLayout, limit: RowLimit? = nil) {
    self.file = file
    self.limit = limit
    delimiter = layout.delimiter
    spaceAfterDelimiter = layout.spaceAfterDelimiter
    check = UTF8Check(file: file)
  }

  /// Reads the next piece of the file.
  ///
  /// - Throws: `SaddleError` of kind `malformed` for all that is wrong with the text, naming its line or offset.
  mutating func read(_ piece: [UInt8], from start: Int = 0) throws {
    try piece.withUnsafeBufferPointer { all in
      try check.check(all)
      try split(Cell(rebasing: all[start...]))
    }
  }

  /// The whole table, once the file has ended.
  mutating func finish(byteOrderMark: Bool) throws -> RawTable {
    try check.finish()
    if state == .quoted {
      throw malformed(
        "the quote that opens in line \(quoteLine)\(inColumn) is never closed;"
          + " close it, or double a quote that is part of the text")
    }
    if state != .fieldStart || field > 0 { try endRecord() }
    guard !names.isEmpty else {
      throw SaddleError(.malformed, "\(file) is empty; a line of column names and at least two rows are needed")
    }
    guard lines.count >= 2 else {
      let found = lines.isEmpty ? "no rows below its header" : "one row only"
      throw SaddleError(.malformed, "\(file) has \(found); at least two rows are needed")
    }
    let dialect = Dialect(
      delimiter: String(UnicodeScalar(delimiter)), decimalSeparator: ".", lineEnding: lineEnding ?? "\n",
      quotedHeader: (0..<header.count).allSatisfy(header.isQuoted), spaceAfterDelimiter: spaceAfterDelimiter,
      byteOrderMark: byteOrderMark)
    let isDrawn = reservoir?.finish(&columns, &lines) ?? false
    return RawTable(
      file: file, names: names, columns: columns, lines: lines, dialect: dialect,
      drawnFrom: isDrawn ? reservoir?.seen : nil)
  }

  private mutating func split(_ piece: Cell) throws {
    var index = 0
    while index < piece.count {
      let byte = piece[index]
      switch state {
      case .fieldStart:
        if previousWasReturn, byte == .lineFeed {
          previousWasReturn = false
          if lineEnding == "\r" { lineEnding = "\r\n" }
          index += 1
        } else if byte == .quote {
          (state, isQuoted, quoteLine) = (.quoted, true, line)
          previousWasReturn = false
          index += 1
        } else if spaceAfterDelimiter, byte == .space, field > 0, !spaceWasSkipped {
          spaceWasSkipped = true
          index += 1
        } else {
          previousWasReturn = false
          state = .plain
        }
      case .plain:
        var end = index
        while end < piece.count, !isEnd(piece[end]) { end += 1 }
        try append(Cell(rebasing: piece[index..<end]))
        if end < piece.count { try endField(piece[end]) }
        index = end + 1
      case .quoted:
        var end = index
        while end < piece.count, piece[end] != .quote {
          countLine(piece[end])
          end += 1
        }
        try append(Cell(rebasing: piece[index..<end]))
        if end < piece.count { state = .afterQuote }
        index = end + 1
      case .afterQuote:
        index += 1
        if byte == .quote {
          try append(Cell(rebasing: piece[(index - 1)..<index]))
          state = .quoted
        } else if isEnd(byte) {
          try endField(byte)
        } else if byte != .space {
          throw malformed(
            "line \(line)\(inColumn): text follows a closing quote; double a quote that is part of the text")
        }
      }
    }
  }

  @inline(__always) private func isEnd(_ byte: UInt8) -> Bool {
    byte == delimiter || byte == .lineFeed || byte == .carriageReturn
  }

  /// Counts the lines inside quotes; a return and a line feed after it are one end of line.
  @inline(__always) private mutating func countLine(_ byte: UInt8) {
    if byte == .carriageReturn || (byte == .lineFeed && !previousWasReturn) { line += 1 }
    previousWasReturn = byte == .carriageReturn
  }

  @inline(__always) private mutating func append(_ piece: Cell) throws {
    guard !piece.isEmpty else { return }
    fieldLength += piece.count
    if fieldLength > Self.largestField {
      throw malformed(
        "line \(isQuoted ? quoteLine : line)\(inColumn): a field has more than \(Self.largestField) bytes;"
          + " shorten it, or close a quote that was left open")
    }
    if names.isEmpty {
      header.append(piece)
    } else if field < columns.count {
      if !blankLines.isEmpty { keepBlankLines() }
      columns[field].append(piece)
    }
  }

  @inline(__always) private mutating func endField(_ byte: UInt8) throws {
    if byte == delimiter {
      endCell()
      return
    }
    try endRecord()
    line += 1
    recordLine = line
    previousWasReturn = byte == .carriageReturn
    if lineEnding == nil { lineEnding = previousWasReturn ? "\r" : "\n" }
  }

  @inline(__always) private mutating func endCell() {
    if names.isEmpty {
      header.endCell(quoted: isQuoted)
    } else if field < columns.count {
      if !blankLines.isEmpty { keepBlankLines() }
      columns[field].endCell(quoted: isQuoted)
    }
    field += 1
    (fieldLength, isQuoted, spaceWasSkipped) = (0, false, false)
    (state, previousWasReturn) = (.fieldStart, false)
  }

  private mutating func endRecord() throws {
    if field == 0, fieldLength == 0, !isQuoted {
      if columns.count == 1 { blankLines.append(recordLine) }
      state = .fieldStart
      return
    }
    endCell()
    defer { field = 0 }
    if names.isEmpty {
      names = try checkedNames()
      columns = Array(repeating: TextColumn(), count: names.count)
      reservoir = limit?.rows(ofColumns: names.count).map {
        RowReservoir(limit: $0, seed: limit?.seed ?? 0, columns: names.count)
      }
      return
    }
    guard field == columns.count else {
      let remedy =
        field < columns.count
        ? "add what is missing" : "quote a field that contains \(String(UnicodeScalar(delimiter)).debugDescription)"
      throw malformed(
        "line \(recordLine) has \(field) field\(field == 1 ? "" : "s") where the header has \(columns.count);"
          + " \(remedy)")
    }
    lines.append(recordLine)
    reservoir?.settle(&columns, &lines)
  }

  /// A row follows, so that the blank lines before it were rows of the lone column, each with a missing cell.
  private mutating func keepBlankLines() {
    for line in blankLines {
      lines.append(line)
      columns[0].endCell(quoted: false)
      reservoir?.settle(&columns, &lines)
    }
    blankLines = []
  }

  private func checkedNames() throws -> [String] {
    let names = (0..<header.count).map(header.text)
    var positions: [String: Int] = [:]
    for (index, name) in names.enumerated() {
      guard name.contains(where: { !$0.isWhitespace }) else {
        throw malformed("column \(index + 1) of \(names.count) has no name; name it in line \(recordLine)")
      }
      if let other = positions.updateValue(index, forKey: name) {
        throw malformed("columns \(other + 1) and \(index + 1) are both named \(name.inMessage); rename one of them")
      }
    }
    return names
  }

  private var inColumn: String {
    if field < names.count { return ", column \(names[field].inMessage)" }
    return ", field \(field + 1)"
  }

  private func malformed(_ what: String) -> SaddleError { SaddleError(.malformed, "\(file): \(what)") }
}
