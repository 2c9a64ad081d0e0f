import SaddleFiles

extension Table {
  /// The rows as values with a property for each column, the reverse of `init(encoding:)`.
  ///
  /// Missing cells are nil, or NaN where a number is not optional. New keys of columns of identifiers are made as they are
  /// for a file.
  ///
  /// - Throws: `SaddleError` of kind `usage` for a property that is no column, or whose type a cell does not fit.
  public func decoded<Row: Decodable>(as type: Row.Type = Row.self) throws -> [Row] {
    let cells = RowTexts(self)
    return try (0..<rowCount).map { row in
      do {
        return try Row(from: RowDecoder(cells: cells, row: row, codingPath: []))
      } catch let error as DecodingError {
        let context: DecodingError.Context? =
          switch error {
          case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
            .dataCorrupted(let context):
            context
          @unknown default: nil
          }
        let name = context.map { $0.codingPath.map(\.stringValue).joined(separator: ".") } ?? ""
        throw SaddleError(
          .usage,
          "row \(row + 1) is no \(Row.self): its property \(name.inMessage) is "
            + "\(context?.debugDescription ?? "unfit"); decode a type with the properties of the table's columns")
      }
    }
  }
}

/// The cells of a table as their file would have them, without quotes.
struct RowTexts {
  let names: [String]
  let places: [String: Int]
  /// Nil where a cell is missing.
  let texts: [[String?]]
  /// How each column writes a missing cell.
  let missing: [String]
  private let table: Table

  init(_ table: Table) {
    self.table = table
    names = table.schema.columns.map(\.name)
    places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    missing = table.schema.columns.map { $0.missing ?? "" }
    texts = zip(table.schema.columns, table.columns).map { column, values in
      let written = CellWriter(column, dialect: Dialect(), isLone: false).write(
        values, firstRow: 0, rowCount: table.rowCount)
      return (0..<table.rowCount).map { row in
        let isMissing =
          switch values {
          case .numbers(let numbers): !numbers[row].isFinite
          case .categories(let codes): codes[row] < 0
          case .unlearned: written.text(row) == (column.missing ?? "")
          }
        return isMissing ? nil : written.text(row).unquoted
      }
    }
  }

  /// The moment in a cell; nil if it is missing or none.
  func seconds(_ row: Int, _ column: Int) -> Double? {
    if table.schema.columns[column].kind == .datetime, case .numbers(let seconds) = table.columns[column] {
      return seconds[row].isNaN ? nil : seconds[row]
    }
    // A date that never changes is a constant.
    guard var text = texts[column][row] else { return nil }
    return text.withUTF8 { cell in
      DateFormat.candidates(for: cell, dayFirst: false).lazy.compactMap { $0.read(cell)?.value }.first
    }
  }

  /// Whether a row has a cell in a column that is a property of the one named.
  func hasCells(under name: String, _ row: Int) -> Bool {
    names.indices.contains { names[$0].hasPrefix(name + ".") && texts[$0][row] != nil }
  }
}

extension String {
  /// The text of a cell that may be in quotes; one that begins with a quote of its own always is.
  fileprivate var unquoted: String {
    guard hasPrefix("\""), utf8.count >= 2 else { return self }
    return String(dropFirst().dropLast()).replacing("\"\"", with: "\"")
  }
}
