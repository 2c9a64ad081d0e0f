/// Numbers with few distinct values: one code for each, and one more for a missing cell where there are any.
public struct ValueListCodec: ColumnCodec {
  /// Rising.
  private let values: [Double]
  private let hasMissing: Bool

  public init(_ distinct: DistinctValues) {
    values = distinct.values
    hasMissing = distinct.missing > 0
  }

  public var hasNumber: Bool { false }
  public var codes: Int? { values.count + (hasMissing ? 1 : 0) }

  public func isValid(for column: ColumnSchema) -> Bool {
    column.holdsNumbers && (!hasMissing || column.missing != nil) && !values.isEmpty && values.isRising
  }

  /// A value that the list does not hold takes the code of the nearest one.
  public func encode(
    _ column: ColumnValues, random: inout some RandomNumberGenerator
  ) -> (numbers: [Float], codes: [Int32]) {
    guard case .numbers(let numbers) = column else { preconditionFailure("the codec is one of numbers") }
    return ([], numbers.map { $0.isNaN ? Int32(values.count - (hasMissing ? 0 : 1)) : Int32(values.nearest(to: $0)) })
  }

  public func decode(numbers: [Float], codes: [Int32]) -> ColumnValues {
    .numbers(codes.map { Int($0) < values.count ? values[Int($0)] : .nan })
  }
}

extension ColumnSchema {
  /// Whether the column's values are numbers.
  var holdsNumbers: Bool { kind.holdsNumbers }
}

extension [Double] {
  /// Whether every element is finite and above the one before it.
  var isRising: Bool { allSatisfy(\.isFinite) && zip(self, dropFirst()).allSatisfy { $0 < $1 } }

  /// The first place whose element is not below `value`, in a rising array.
  func lowerBound(_ value: Double) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The place of the element nearest to `value`, in a rising array that is not empty.
  func nearest(to value: Double) -> Int {
    let above = Swift.min(lowerBound(value), count - 1)
    return above > 0 && value - self[above - 1] <= self[above] - value ? above - 1 : above
  }
}
