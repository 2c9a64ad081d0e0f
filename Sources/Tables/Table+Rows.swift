extension Table {
  /// The rows at `indices`, in their order; an index may occur more than once.
  ///
  /// Traps if an index is out of range.
  public func rows(_ indices: [Int]) -> Table {
    let columns = columns.map { column in
      switch column {
      case .numbers(let values): ColumnValues.numbers(indices.map { values[$0] })
      case .categories(let codes): ColumnValues.categories(indices.map { codes[$0] })
      case .unlearned: ColumnValues.unlearned
      }
    }
    return Table(schema: schema, columns: columns, rowCount: indices.count)
  }

  /// The rows of `range`; traps if it is out of range.
  public func rows(_ range: Range<Int>) -> Table {
    Table(schema: schema, columns: columns.map { $0.rows(range) }, rowCount: range.count)
  }

  /// The first rows, at most `count`.
  public func head(_ count: Int) -> Table { rows(0..<min(count, rowCount)) }
}

extension ColumnValues {
  /// The values of `range`; traps if it is out of range.
  func rows(_ range: Range<Int>) -> ColumnValues {
    switch self {
    case .numbers(let values): .numbers(Array(values[range]))
    case .categories(let codes): .categories(Array(codes[range]))
    case .unlearned: .unlearned
    }
  }
}
