/// Category and boolean columns: one code for each label, and one more for a missing cell where there are any.
public struct CategoryCodec: ColumnCodec {
  private let labels: Int
  private let hasMissing: Bool

  public init(labels: Int, hasMissing: Bool) {
    self.labels = labels
    self.hasMissing = hasMissing
  }

  public var hasNumber: Bool { false }
  public var codes: Int? { labels + (hasMissing ? 1 : 0) }

  public func isValid(for column: ColumnSchema) -> Bool {
    column.kind.holdsLabels && labels == column.labels.count && codes! > 0
      && (!hasMissing || column.missing != nil)
  }

  /// A label that the codec does not know counts as missing; where none is missing, as the first label.
  public func encode(
    _ values: ColumnValues, random: inout some RandomNumberGenerator
  ) -> (numbers: [Float], codes: [Int32]) {
    guard case .categories(let codes) = values else { preconditionFailure("the codec is one of categories") }
    let other = Int32(hasMissing ? labels : 0)
    return ([], codes.map { $0 >= 0 && $0 < labels ? $0 : other })
  }

  public func decode(numbers: [Float], codes: [Int32]) -> ColumnValues {
    .categories(codes.map { Int($0) < labels ? $0 : -1 })
  }
}

/// Constant and identifier columns: nothing is learned.
public struct UnlearnedCodec: ColumnCodec {
  public init() {}

  public var hasNumber: Bool { false }
  public var codes: Int? { nil }

  public func isValid(for column: ColumnSchema) -> Bool {
    column.kind == .identifier ? column.identifier != nil : column.kind == .constant && !column.labels.isEmpty
  }

  public func encode(
    _ values: ColumnValues, random: inout some RandomNumberGenerator
  ) -> (numbers: [Float], codes: [Int32]) { ([], []) }

  public func decode(numbers: [Float], codes: [Int32]) -> ColumnValues { .unlearned }
}
