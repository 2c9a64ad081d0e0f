import SaddleFiles

/// A table as text: the names of the columns, and the cells as the file has them.
public struct RawTable: Sendable {
  package let file: String
  package let names: [String]
  package let columns: [TextColumn]
  /// The line of the file in which each row begins.
  package let lines: [Int]
  package var dialect: Dialect
  /// What messages call the place of a row: `line` of a file, or `row`.
  package var place = "line"
  /// How many rows the file has, if these were drawn from more.
  package var drawnFrom: Int?

  package var rowCount: Int { lines.count }

  /// How many bytes are looked at to find the delimiter.
  private static let sampleSize = 1 << 18

  /// Reads the file of delimited text at `path`; `-` is standard input, and gzip is decompressed.
  package static func read(path: String, limit: RowLimit? = nil) throws -> RawTable {
    try read(from: InputFile(path: path), limit: limit)
  }

  package static func read(from file: InputFile, limit: RowLimit? = nil) throws -> RawTable {
    try read(name: file.name, limit: limit, chunks: file.nextChunk)
  }

  /// Reads delimited text that arrives in chunks; messages call it `name`.
  package static func read(
    name: String, limit: RowLimit? = nil, chunks: () throws -> [UInt8]?
  ) throws -> RawTable {
    var sample: [UInt8] = []
    var isWhole = false
    while sample.count < sampleSize, !isWhole {
      if let chunk = try chunks() { sample += chunk } else { isWhole = true }
    }
    let hasMark = sample.starts(with: Dialect.mark)
    let start = hasMark ? Dialect.mark.count : 0
    let layout = sample.withUnsafeBufferPointer {
      TextLayout.sniff(Cell(rebasing: $0[start...].prefix(sampleSize)), isWhole: isWhole)
    }
    var reader = CSVReader(file: name, layout: layout, limit: limit)
    try reader.read(sample, from: start)
    sample = []
    while !isWhole {
      if let chunk = try chunks() { try reader.read(chunk) } else { isWhole = true }
    }
    var table = try reader.finish(byteOrderMark: hasMark)
    table.dialect.decimalSeparator = table.decimalSeparator(of: table.columns, otherwise: ".")
    return table
  }

  package func malformed(_ what: String) -> SaddleError { SaddleError(.malformed, "\(file): \(what)") }

  /// The decimal separator that more of the columns of numbers have; `otherwise` if as many have either.
  package func decimalSeparator(of columns: [TextColumn], otherwise: String) -> String {
    let commas = columns.count { votes($0, for: .comma) }
    let dots = columns.count { votes($0, for: .dot) }
    return commas == dots ? otherwise : commas > dots ? "," : "."
  }

  /// Whether all cells are numbers or missing, some of them fractions with this separator.
  private func votes(_ column: TextColumn, for separator: UInt8) -> Bool {
    guard column.bytes.contains(separator) else { return false }
    let tokens = MissingTokens()
    if let hasFractions = hasFractions(column, separator, nil, tokens) { return hasFractions }
    let format = NumberFormat(column, separator: separator) { tokens.contains($1) }
    return format.flatMap { hasFractions(column, separator, $0, tokens) } ?? false
  }

  /// Whether some cells are fractions; nil unless all are numbers or missing.
  private func hasFractions(
    _ column: TextColumn, _ separator: UInt8, _ format: NumberFormat?, _ tokens: MissingTokens
  ) -> Bool? {
    var fractions = 0
    // In quotes between commas, 1,234 more likely means a thousand than one and a quarter; 1.234 does where other columns
    // have decimal commas.
    var thousands = dialect.delimiter == "," || separator == .dot
    var isNumeric = true
    column.forEachCell { _, cell in
      if tokens.contains(cell) { return true }
      let number = format.map { $0.number(cell, separator: separator) } ?? NumberText(cell, separator: separator)
      guard let number else {
        isNumeric = false
        return false
      }
      if number.shownDecimals > 0 {
        fractions += 1
        if number.shownDecimals != 3 || !(1..<1_000).contains(abs(number.value)) { thousands = false }
      }
      return true
    }
    return isNumeric ? fractions > 0 && !thousands : nil
  }
}
