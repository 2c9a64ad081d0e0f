/// Categories of many labels by their places in an order, as numbers, so that neighbours are near.
///
/// The order is that of an ordered category, or one that other columns give (`LabelArrangement`); labels that many rows
/// hold are codes of their own beside the number. Whatever the order, frequencies come back as they are.
public struct OrderedCodec: ColumnCodec {
  private let places: QuantileCodec
  /// The label at each place; nil where places are the labels themselves.
  private let order: [Int32]?

  /// The codec of an ordered category.
  ///
  /// - Parameter codes: places in the order; not all are missing.
  public init(_ codes: [Int32], _ recipe: TableRecipe) {
    places = QuantileCodec(
      DistinctValues(codes.map(Self.number)), spikeShare: recipe.spikeShare, knots: recipe.knots)
    order = nil
  }

  /// The codec of a category whose most frequent labels have a code each.
  ///
  /// - Parameters:
  ///   - labels: the labels of the rows, which are more than `codes`; -1 for missing.
  ///   - order: the label at each place.
  ///   - codes: the most labels that have one.
  init(_ labels: [Int32], order: [Int32], codes: Int) {
    let distinct = DistinctValues(Self.inverted(order, labels))
    // The most frequent label that has none; half a row more keeps the share clear of rounding.
    let first = distinct.counts.sorted(by: >).dropFirst(codes).first ?? 0
    places = QuantileCodec(
      distinct, spikeShare: (Double(first) + 0.5) / Double(distinct.total), knots: max(2, order.count))
    self.order = order
  }

  public var hasNumber: Bool { true }
  public var codes: Int? { places.codes }

  public func isValid(for column: ColumnSchema) -> Bool {
    let number = ColumnSchema(name: column.name, kind: .integer, missing: column.missing)
    let ends = places.decode(numbers: [-40, 40], codes: codes == nil ? [] : [0, 0])
    let isOrder = order.map { $0.sorted() == Array(0..<Int32(column.labels.count)) } ?? true
    return column.kind == (order == nil ? .ordered : .category) && isOrder && places.isValid(for: number)
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
    let numbers = order.map { Self.inverted($0, codes) } ?? codes.map(Self.number)
    return places.encode(.numbers(numbers), random: &random)
  }

  public func decode(numbers: [Float], codes: [Int32]) -> ColumnValues {
    guard case .numbers(let values) = places.decode(numbers: numbers, codes: codes) else {
      preconditionFailure("the codec of places is one of numbers")
    }
    return .categories(
      values.map { value in
        if value.isNaN { return -1 }
        let place = Int32(value.rounded())
        return order?[Int(place)] ?? place
      })
  }

  private static func number(_ code: Int32) -> Double { code < 0 ? .nan : Double(code) }

  /// The place of each label in an order; NaN for a missing one, and for one that the order does not know.
  private static func inverted(_ order: [Int32], _ labels: [Int32]) -> [Double] {
    var places = [Double](repeating: .nan, count: order.count)
    for (place, label) in order.enumerated() { places[Int(label)] = Double(place) }
    return labels.map { places.indices.contains(Int($0)) ? places[Int($0)] : .nan }
  }
}

extension ColumnValues {
  fileprivate func allSatisfyNumbers(_ condition: (Double) -> Bool) -> Bool {
    if case .numbers(let values) = self { values.allSatisfy(condition) } else { false }
  }
}
