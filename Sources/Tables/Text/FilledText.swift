/// A file of delimited text with missing cells written anew; all other cells are as they were, byte for byte.
package struct FilledText {
  private let raw: RawTable
  private let columns: [Column]
  private let delimiter: UInt8

  private struct Column {
    let cells: TextColumn
    /// What is written in place of missing cells; nil for a column that is not touched.
    let values: ColumnValues?
    let isFilled: [Bool]
    let writer: CellWriter
  }

  /// - Parameters:
  ///   - raw: the text.
  ///   - table: what was read from it; columns are matched by name.
  ///   - filled: the same table with some of its missing cells filled.
  package init(_ raw: RawTable, readAs table: Table, filled: Table) {
    self.raw = raw
    delimiter = raw.dialect.delimiter.utf8.first ?? .comma
    let places = Dictionary(uniqueKeysWithValues: table.schema.columns.enumerated().map { ($1.name, $0) })
    var dialect = raw.dialect
    dialect.decimalSeparator = table.schema.dialect.decimalSeparator
    let isLone = raw.names.count == 1
    columns = zip(raw.names, raw.columns).map { name, cells in
      let place = places[name]!
      let (before, after) = (table.columns[place], filled.columns[place])
      return Column(
        cells: cells, values: before == after ? nil : after, isFilled: before.isFilled(in: after),
        writer: CellWriter(filled.schema.columns[place], dialect: dialect, isLone: isLone))
    }
  }

  package func header() -> [UInt8] {
    TableWriter(
      schema: Schema(columns: raw.names.map { ColumnSchema(name: $0, kind: .constant) }, dialect: raw.dialect)
    )
    .header()
  }

  /// The lines of rows; traps if there are no such rows.
  package func rows(_ range: Range<Int>) -> [UInt8] {
    let new = columns.map { column in
      column.values.map { column.writer.write($0.rows(range), firstRow: range.lowerBound, rowCount: range.count) }
    }
    let lineEnding = Array(raw.dialect.lineEnding.utf8)
    let between = [delimiter] + (raw.dialect.spaceAfterDelimiter ? [.space] : [])
    var output: [UInt8] = []
    for row in range {
      for (index, column) in columns.enumerated() {
        if index > 0 { output += between }
        if let new = new[index], column.isFilled[row] {
          new.copy(row - range.lowerBound, to: &output)
        } else {
          column.cells.withCell(row) { cell in
            // A lone empty cell would be a blank line at the end of a file.
            let isQuoted = column.cells.isQuoted(row) || (columns.count == 1 && cell.isEmpty)
            output += quoted(Array(cell), always: isQuoted, delimiter)
          }
        }
      }
      output += lineEnding
    }
    return output
  }
}

extension ColumnValues {
  /// Which cells are missing here and not there.
  fileprivate func isFilled(in other: ColumnValues) -> [Bool] {
    switch (self, other) {
    case (.numbers(let before), .numbers(let after)): zip(before, after).map { $0.isNaN && !$1.isNaN }
    case (.categories(let before), .categories(let after)): zip(before, after).map { $0 < 0 && $1 >= 0 }
    default: []
    }
  }
}
