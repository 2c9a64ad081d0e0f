import SaddleFiles

/// Rows that come as cells rather than as text, such as those of a database.
package struct RawRows {
  private let file: String
  private let names: [String]
  private var columns: [TextColumn]
  private var lines: [Int] = []
  private var reservoir: RowReservoir?
  private var digest = SHA256()
  private var field = 0
  private let tokens = MissingTokens()
  /// The rows so far.
  package private(set) var count = 0

  /// - Throws: `SaddleError` of kind `malformed` for names that are the same, or blank.
  package init(file: String, names: [String], limit: RowLimit?) throws {
    var seen = Set<String>()
    for (index, name) in names.enumerated() {
      guard name.contains(where: { !$0.isWhitespace }) else {
        throw SaddleError(.malformed, "\(file): column \(index + 1) of \(names.count) has no name; give it one")
      }
      guard seen.insert(name).inserted else {
        throw SaddleError(.malformed, "\(file): two columns are named \(name.inMessage); rename one of them")
      }
      digest.update(Array(name.utf8) + [0])
    }
    (self.file, self.names) = (file, names)
    columns = Array(repeating: TextColumn(), count: names.count)
    reservoir = limit?.rows(ofColumns: names.count).map {
      RowReservoir(limit: $0, seed: limit?.seed ?? 0, columns: names.count)
    }
  }

  /// Appends the next cell of the row.
  ///
  /// - Throws: `SaddleError` of kind `malformed` for a text that no file of delimited text could hold.
  package mutating func append(_ text: String, isNull: Bool = false) throws {
    var text = text
    let place = "\(file): row \(count + 1), column \(names[field].inMessage)"
    guard text.utf8.count <= CSVReader.largestField else {
      throw SaddleError(
        .malformed,
        "\(place): the cell has more than \(CSVReader.largestField) bytes; shorten it, or leave it out in a view")
    }
    guard !text.utf8.contains(0) else {
      throw SaddleError(.malformed, "\(place): the cell holds a NUL, so that it is not text; leave it out in a view")
    }
    text.withUTF8 { bytes in
      columns[field].append(bytes)
      // Beside NULL, a text such as NA is meant as text.
      columns[field].endCell(quoted: !isNull && tokens.contains(bytes))
      digest.update(UnsafeRawBufferPointer(bytes))
    }
    digest.update([0, isNull ? 1 : 0])
    field += 1
  }

  /// Ends the row, which has a cell for each column.
  package mutating func endRow() {
    precondition(field == names.count, "a row lacks cells")
    (field, count) = (0, count + 1)
    lines.append(count)
    reservoir?.settle(&columns, &lines)
  }

  /// The table, and a digest of all cells.
  ///
  /// - Throws: `SaddleError` of kind `malformed` for fewer than two rows.
  package mutating func finish() throws -> (rows: RawTable, sha256: String) {
    guard count >= 2 else {
      throw SaddleError(
        .malformed, "\(file) has \(count == 0 ? "no rows" : "one row only"); at least two rows are needed")
    }
    let isDrawn = reservoir?.finish(&columns, &lines) ?? false
    let table = RawTable(
      file: file, names: names, columns: columns, lines: lines, dialect: Dialect(), place: "row",
      drawnFrom: isDrawn ? count : nil)
    return (table, digest.hexDigest())
  }
}
