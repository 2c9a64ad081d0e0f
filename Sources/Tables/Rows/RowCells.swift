import SaddleFiles

/// The cells of rows that come one after the other, column by column.
final class RowCells {
  enum Value {
    case text(String)
    /// Seconds since 1970-01-01T00:00:00Z.
    case moment(Double)

    /// NaN is a missing cell.
    static func number(_ value: some BinaryFloatingPoint & LosslessStringConvertible) -> Value? {
      value.isNaN ? nil : .text("\(value)")
    }
  }

  /// One property.
  struct Column {
    let name: String
    var values: [Value?]
    /// Whether all values are of an enumeration.
    var isLabel: Bool
  }

  /// What messages call the rows.
  static let name = "the rows"

  private(set) var columns: [Column] = []
  private(set) var count = 0
  private var places: [String: Int] = [:]
  /// The column that was set last in this row.
  private var last = -1
  private var failure: SaddleError?

  /// Adds a row, whose properties that are nil may be left out.
  ///
  /// - Throws: `SaddleError` of kind `usage` for a property that no cell can hold.
  func add(_ row: some Encodable) throws {
    last = -1
    try row.encode(to: RowEncoder(cells: self, codingPath: []))
    if let failure { throw failure }
    count += 1
    for place in columns.indices where columns[place].values.count < count { columns[place].values.append(nil) }
  }

  func set(_ value: Value?, at path: [any CodingKey], isLabel: Bool = false) throws {
    guard !path.isEmpty else {
      throw SaddleError(
        .usage, "a row must be a struct whose properties are the columns, and not a single value; wrap it in one")
    }
    if case .text("inf")? = value { throw Self.infinite(path, count) }
    if case .text("-inf")? = value { throw Self.infinite(path, count) }
    let name = Self.name(of: path)
    let place = place(of: name, isLabel: isLabel)
    guard columns[place].values.count == count else {
      throw SaddleError(.usage, "two properties of a row are both called \(name.inMessage); rename one in CodingKeys")
    }
    columns[place].values.append(value)
    if value != nil, !isLabel { columns[place].isLabel = false }
    last = place
  }

  func refuseList(at path: [any CodingKey]) {
    failure =
      failure
      ?? SaddleError(
        .usage,
        path.isEmpty
          ? "a row must be a struct whose properties are the columns, and not a list; wrap it in one"
          : "the property \(Self.name(of: path).inMessage) is a list, which no cell of a table can hold; "
            + "leave it out of CodingKeys, or encode it as a text")
  }

  private static func infinite(_ path: [any CodingKey], _ row: Int) -> SaddleError {
    SaddleError(
      .malformed,
      "the property \(name(of: path).inMessage) of row \(row + 1) is infinite; make it nil if it is missing")
  }

  private static func name(of path: [any CodingKey]) -> String { path.map(\.stringValue).joined(separator: ".") }

  /// Where the column is; a new one comes after that which was set before it.
  private func place(of name: String, isLabel: Bool) -> Int {
    if let place = places[name] { return place }
    let place = last + 1
    columns.insert(Column(name: name, values: Array(repeating: nil, count: count), isLabel: isLabel), at: place)
    for index in place..<columns.count { places[columns[index].name] = index }
    return place
  }
}
