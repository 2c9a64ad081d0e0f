/// A table in memory: named columns of equal length, each typed by its kind.
public struct Table: Sendable {
  public let schema: Schema
  /// One for each column of `schema`, in its order.
  public var columns: [ColumnValues]
  public let rowCount: Int
  /// How many rows the file has, if these were drawn from more (`RowLimit`).
  public let drawnFrom: Int?

  /// Traps unless there is one column of values for each column of the schema, all of `rowCount` values.
  public init(schema: Schema, columns: [ColumnValues], rowCount: Int, drawnFrom: Int? = nil) {
    precondition(schema.columns.count == columns.count)
    precondition(columns.allSatisfy { $0.count.map { $0 == rowCount } ?? true })
    self.schema = schema
    self.columns = columns
    self.rowCount = rowCount
    self.drawnFrom = drawnFrom
  }
}

/// The values of one column.
public enum ColumnValues: Sendable, Equatable {
  /// Continuous, integer and date-time columns; a missing cell is NaN. Dates are seconds since 1970-01-01T00:00:00 of
  /// their own clock (no time zone is applied).
  case numbers([Double])
  /// Category and boolean columns: indices into the schema's `labels`; a missing cell is -1.
  case categories([Int32])
  /// Constant and identifier columns, which nothing learns: the schema alone says how to write them.
  case unlearned

  public var count: Int? {
    switch self {
    case .numbers(let values): values.count
    case .categories(let codes): codes.count
    case .unlearned: nil
    }
  }
}
