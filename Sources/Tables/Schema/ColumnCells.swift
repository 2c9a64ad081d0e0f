import SaddleFiles

/// One column of text: which cells are missing, and how they are written.
struct ColumnCells {
  let file: String
  let name: String
  let column: TextColumn
  let lines: [Int]
  /// What messages call one of `lines`.
  let place: String
  let isMissing: [Bool]
  let missingCount: Int
  /// How most missing cells are written.
  let missing: String?
  let missingQuoted: Bool
  /// Whether most cells are in quotes that they do not need.
  let quoted: Bool

  /// - Parameter isToken: whether a cell, quoted or not, is a text that means a missing cell.
  init(_ table: RawTable, column index: Int, isToken: (Cell, _ isQuoted: Bool) -> Bool) {
    let column = table.columns[index]
    let delimiter = table.dialect.delimiter.utf8.first ?? .comma
    var tokenRows = (quoted: [Int](), unquoted: [Int]())
    var (needlessQuotes, unquoted) = (0, 0)
    column.forEachCell { row, cell in
      let isQuoted = column.isQuoted(row)
      switch (isToken(cell, isQuoted), isQuoted) {
      case (true, true): tokenRows.quoted.append(row)
      case (true, false): tokenRows.unquoted.append(row)
      case (false, true): needlessQuotes += cell.needsQuotes(delimiter: delimiter) ? 0 : 1
      case (false, false): unquoted += 1
      }
      return true
    }
    // Where tokens stand both with and without quotes, those in quotes are meant as text.
    missingQuoted = tokenRows.unquoted.isEmpty && !tokenRows.quoted.isEmpty
    let rows = missingQuoted ? tokenRows.quoted : tokenRows.unquoted
    var isMissing = [Bool](repeating: false, count: column.count)
    var spellings: [String: Int] = [:]
    for row in rows {
      isMissing[row] = true
      spellings[column.text(row), default: 0] += 1
    }
    missing = spellings.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    quoted = needlessQuotes > unquoted
    file = table.file
    name = table.names[index]
    lines = table.lines
    place = table.place
    self.column = column
    self.isMissing = isMissing
    missingCount = rows.count
  }

  var presentCount: Int { column.count - missingCount }
  var firstPresent: Int? { isMissing.firstIndex(of: false) }

  /// Calls `body` with each cell that is not missing until it returns false.
  @inline(__always) func forEachPresent(_ body: (_ row: Int, _ cell: Cell) throws -> Bool) rethrows {
    try column.forEachCell { row, cell in try isMissing[row] || body(row, cell) }
  }

  /// The first cell that is not missing and that `condition` holds for.
  func firstRow(where condition: (Cell) -> Bool) -> Int? {
    var found: Int?
    forEachPresent { row, cell in
      if condition(cell) { found = row }
      return found == nil
    }
    return found
  }

  /// An error at a cell: `FILE: line 7, column "x": "cell" what`.
  func malformed(row: Int, _ what: String) -> SaddleError {
    SaddleError(
      .malformed, "\(file): \(place) \(lines[row]), column \(name.inMessage): \(column.text(row).inMessage) \(what)")
  }
}

extension Cell {
  /// Whether the cell cannot be written without quotes.
  @inline(__always) func needsQuotes(delimiter: UInt8) -> Bool {
    contains { $0 == delimiter || $0 == .quote || $0 == .lineFeed || $0 == .carriageReturn }
  }
}

extension Cell {
  /// Whether the cell is written as `name@host.tld`.
  var isMailAddress: Bool {
    guard let at = firstIndex(of: UInt8(ascii: "@")), at > 0, at == lastIndex(of: UInt8(ascii: "@")) else {
      return false
    }
    let host = self[(at + 1)...]
    guard let dot = host.lastIndex(of: .dot), dot > host.startIndex, dot + 2 < host.endIndex else { return false }
    return !contains { $0 == .space || $0 == .comma }
  }
}
