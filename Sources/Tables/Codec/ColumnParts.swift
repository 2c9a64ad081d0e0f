/// What of a column is learned.
enum ColumnParts: Codable, Sendable, Equatable {
  /// The column as it is.
  case whole
  /// Dates and times as their parts.
  case calendar(CalendarParts)
  /// Nothing: rules make the column from others.
  case derived

  init(_ values: ColumnValues, _ column: ColumnSchema, isDerived: Bool, isGap: Bool) {
    if isDerived {
      self = .derived
    } else if case .numbers(let numbers) = values, let parts = CalendarParts(numbers, column, isGap: isGap) {
      self = .calendar(parts)
    } else {
      self = .whole
    }
  }

  /// The columns that are learned for a column of that schema.
  func columns(of column: ColumnSchema) -> [ColumnSchema] {
    switch self {
    case .whole: [column]
    case .calendar(let parts): parts.columns(of: column)
    case .derived: []
    }
  }

  func split(_ values: ColumnValues) -> [ColumnValues] {
    switch (self, values) {
    case (.calendar(let parts), .numbers(let numbers)): parts.split(numbers)
    case (.derived, _): []
    default: [values]
    }
  }

  /// The values of the column; as if all were missing for one that rules make.
  func join(_ parts: [ColumnValues], of column: ColumnSchema, rowCount: Int) -> ColumnValues {
    switch self {
    case .whole: parts[0]
    case .calendar(let calendar): .numbers(calendar.join(parts))
    case .derived:
      column.kind.holdsNumbers
        ? .numbers(Array(repeating: .nan, count: rowCount)) : .categories(Array(repeating: -1, count: rowCount))
    }
  }

  /// Whether it is one for that column; false for a file that was tampered with.
  func fits(_ column: ColumnSchema) -> Bool {
    switch self {
    case .whole: true
    case .calendar(let parts): parts.fits(column)
    case .derived: column.kind.holdsNumbers || column.kind.holdsLabels
    }
  }
}
