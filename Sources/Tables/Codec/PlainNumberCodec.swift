/// Numbers as they are, for data that is already on a scale of about one.
public struct PlainNumberCodec: ColumnCodec {
  public init() {}

  public var hasNumber: Bool { true }
  public var codes: Int? { nil }

  public func isValid(for column: ColumnSchema) -> Bool { column.holdsNumbers }

  public func encode(
    _ values: ColumnValues, random: inout some RandomNumberGenerator
  ) -> (numbers: [Float], codes: [Int32]) {
    guard case .numbers(let numbers) = values else { preconditionFailure("the codec is one of numbers") }
    return (numbers.map(Float.init), [])
  }

  /// Numbers that are not finite, as a network that diverged makes them, become 0.
  public func decode(numbers: [Float], codes: [Int32]) -> ColumnValues {
    .numbers(numbers.map { $0.isFinite ? Double($0) : 0 })
  }
}
