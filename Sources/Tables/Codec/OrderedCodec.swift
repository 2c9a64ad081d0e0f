/// Ordered categories of many labels: their places in the order as numbers, so that neighbours are near.
public struct OrderedCodec: ColumnCodec {
  private let places: QuantileCodec

  /// - Parameter codes: places in the order; not all are missing.
  public init(_ codes: [Int32], _ recipe: TableRecipe) {
    places = QuantileCodec(
      DistinctValues(codes.map { $0 < 0 ? .nan : Double($0) }), spikeShare: recipe.spikeShare, knots: recipe.knots)
  }

  public var hasNumber: Bool { true }
  public var codes: Int? { places.codes }

  public func isValid(for column: ColumnSchema) -> Bool {
    let number = ColumnSchema(name: column.name, kind: .integer, missing: column.missing)
    let ends = places.decode(numbers: [-40, 40], codes: codes == nil ? [] : [0, 0])
    return column.kind == .ordered && places.isValid(for: number)
      && (Array(0..<Int32(max(1, codes ?? 1)))).allSatisfy { code in
        // Whatever a network makes lies between the ends, or is a spike.
        guard case .numbers(let values) = places.decode(numbers: [0], codes: codes == nil ? [] : [code]) else {
          return false
        }
        return values[0].isNaN || (0..<Double(column.labels.count)).contains(values[0].rounded())
      } && ends.allSatisfyNumbers { (0..<Double(column.labels.count)).contains($0.rounded()) }
  }

  public func encode(
    _ values: ColumnValues, random: inout some RandomNumberGenerator
  ) -> (numbers: [Float], codes: [Int32]) {
    guard case .categories(let codes) = values else { preconditionFailure("the codec is one of categories") }
    return places.encode(.numbers(codes.map { $0 < 0 ? .nan : Double($0) }), random: &random)
  }

  public func decode(numbers: [Float], codes: [Int32]) -> ColumnValues {
    guard case .numbers(let values) = places.decode(numbers: numbers, codes: codes) else {
      preconditionFailure("the codec of places is one of numbers")
    }
    return .categories(values.map { $0.isNaN ? -1 : Int32($0.rounded()) })
  }
}

extension ColumnValues {
  fileprivate func allSatisfyNumbers(_ condition: (Double) -> Bool) -> Bool {
    if case .numbers(let values) = self { values.allSatisfy(condition) } else { false }
  }
}
