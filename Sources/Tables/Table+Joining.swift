private let mixed = "a column of two kinds"

extension Table {
  /// The rows of several tables of one schema, one table after the other.
  ///
  /// Traps if a table's columns are not those of the schema.
  public init(joining parts: [Table], schema: Schema) {
    let columns = schema.columns.indices.map { index in
      let columns = parts.map { $0.columns[index] }
      return switch columns.first {
      case .numbers:
        ColumnValues.numbers(
          columns.flatMap { if case .numbers(let values) = $0 { values } else { preconditionFailure(mixed) } })
      case .categories:
        ColumnValues.categories(
          columns.flatMap { if case .categories(let codes) = $0 { codes } else { preconditionFailure(mixed) } })
      case .unlearned, nil: ColumnValues.unlearned
      }
    }
    self.init(schema: schema, columns: columns, rowCount: parts.reduce(0) { $0 + $1.rowCount })
  }
}
