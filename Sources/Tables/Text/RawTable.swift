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
  ///
  /// Columns that can be read in one way only outweigh those whose fractions could be thousands. Between commas a decimal point
  /// outweighs all decimal commas, which would have to be in quotes.
  package func decimalSeparator(of columns: [TextColumn], otherwise: String) -> String {
    let votes = columns.compactMap(vote)
    for isSure in [true, false] {
      let own = votes.filter { $0.isSure == isSure }.map(\.separator)
      let (commas, dots) = (own.count { $0 == .comma }, own.count { $0 == .dot })
      if dots > commas || (isSure && dots > 0 && dialect.delimiter == ",") { return "." }
      if commas > dots { return "," }
    }
    return otherwise
  }

  /// What a column of numbers says that the decimal separator is; nil if it says nothing.
  private func vote(_ column: TextColumn) -> (separator: UInt8, isSure: Bool)? {
    guard column.bytes.contains(where: { $0 == .dot || $0 == .comma }) else { return nil }
    var groupedBeside: UInt8?
    for separator in [UInt8.dot, .comma] {
      guard let found = reading(column, separator) else { continue }
      if found.hasFractions { return found.mayBeThousands ? guess(separator, found.format) : (separator, true) }
      if [".", ","].contains(found.format?.grouping) { groupedBeside = separator }
    }
    return groupedBeside.map { ($0, true) }
  }

  /// What a column says all of whose fractions have three decimals after this separator, as 1,234 has.
  ///
  /// Semicolons delimit where commas are decimal; there amounts with a point are thousands. What stands before a number is so
  /// in English, which has thousands after commas.
  private func guess(_ separator: UInt8, _ format: NumberFormat?) -> (separator: UInt8, isSure: Bool)? {
    let isAmount = format?.isCurrency == true
    let isPrefixed = format?.prefix.isEmpty == false
    switch (separator, dialect.delimiter) {
    case (.comma, ","): return nil
    case (.comma, ";"): return (isPrefixed ? .dot : .comma, false)
    case (.comma, _): return (format == nil || (isAmount && !isPrefixed) ? .comma : .dot, false)
    case (_, ";"): return isAmount ? (.comma, false) : nil
    default: return (.dot, format == nil)
    }
  }

  /// How a column reads with this decimal separator; nil unless all cells are numbers or missing.
  private func reading(
    _ column: TextColumn, _ separator: UInt8
  ) -> (format: NumberFormat?, hasFractions: Bool, mayBeThousands: Bool)? {
    let tokens = MissingTokens()
    for isPlain in [true, false] {
      let format = isPlain ? nil : try? NumberFormat(column, separator: separator) { tokens.contains($1) || $1.isMark }
      if !isPlain, format == nil { return nil }
      var (isNumeric, hasFractions, mayBeThousands) = (true, false, true)
      column.forEachCell { _, cell in
        if tokens.contains(cell) || cell.isMark { return true }
        guard let number = NumberText(cell, separator: separator, format) else {
          isNumeric = false
          return false
        }
        if number.shownDecimals > 0 {
          hasFractions = true
          mayBeThousands = mayBeThousands && number.shownDecimals == 3 && (1..<1_000).contains(abs(number.value))
        }
        return true
      }
      if isNumeric { return (format, hasFractions, mayBeThousands) }
    }
    return nil
  }

  /// Whether all cells of a column are numbers of the format with that decimal separator, or missing.
  package func isNumeric(
    _ column: TextColumn, _ separator: String, _ format: NumberFormat?, _ missing: [String]
  ) -> Bool {
    let (tokens, separator) = (MissingTokens(adding: missing), separator.utf8.first ?? .dot)
    var isNumeric = true
    column.forEachCell { _, cell in
      isNumeric = tokens.contains(cell) || cell.isMark || NumberText(cell, separator: separator, format) != nil
      return isNumeric
    }
    return isNumeric
  }
}
