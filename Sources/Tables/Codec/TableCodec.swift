import SaddleTensors

/// Turns a table into rows that a network sees, and a network's rows into a table.
///
/// A row holds the numbers of all columns first, then a one-hot group of codes for each column that has any.
public struct TableCodec: Codable, Sendable, Equatable {
  public let schema: Schema
  public let columns: [ColumnEncoding]

  /// Traps unless the table has rows.
  public init(fitting table: Table, _ recipe: TableRecipe) {
    precondition(table.rowCount > 0, "there is nothing to fit a codec to")
    schema = table.schema
    columns = zip(table.columns, table.schema.columns).map { ColumnEncoding(fitting: $0, of: $1, recipe) }
  }

  /// Where each part of a row lies.
  public var layout: RowLayout { RowLayout(columns.map(\.codec)) }

  /// Whether a decoded codec is one that fitting can make; false for a file that was tampered with.
  package var isValid: Bool {
    columns.count == schema.columns.count
      && zip(columns, schema.columns).allSatisfy { $0.codec.isValid(for: $1) } && layout.width > 0
  }

  /// - Parameter seed: of the spread of equal values.
  public func encode(_ table: Table, seed: UInt64) -> EncodedTable {
    let layout = layout
    var random = RandomStream(seed: seed, name: "encoding").generator()
    var numbers: [[Float]] = []
    var codes: [[Int32]] = []
    for (values, column) in zip(table.columns, columns) {
      let codec = column.codec
      let part = codec.encode(values, random: &random)
      if codec.hasNumber { numbers.append(part.numbers) }
      if codec.codes != nil { codes.append(part.codes) }
    }
    return EncodedTable(layout: layout, rowCount: table.rowCount, numbers: numbers, codes: codes)
  }

  /// The table that a network's output `[rows, width]` stands for, with the values that its file would hold.
  public func decode(_ output: Tensor) -> Table {
    let encoded = EncodedTable(layout, from: [output])
    var (numbers, codes) = (encoded.numbers[...], encoded.codes[...])
    let decoded = zip(columns, schema.columns).map { encoding, column in
      let codec = encoding.codec
      let values = codec.decode(
        numbers: codec.hasNumber ? numbers.removeFirst() : [], codes: codec.codes == nil ? [] : codes.removeFirst())
      if case .numbers(let values) = values { return ColumnValues.numbers(column.rounded(values)) }
      return values
    }
    return Table(schema: schema, columns: decoded, rowCount: encoded.rowCount)
  }
}

/// Where each part of an encoded row lies: all numbers, then the groups of codes.
public struct RowLayout: Sendable, Equatable {
  /// How many numbers there are.
  public let numbers: Int
  /// The length of each group of codes.
  public let groups: [Int]
  /// For each number, the group whose first code says that the number counts; nil where it always does.
  public let gates: [Int?]

  public init(_ codecs: [any ColumnCodec]) {
    var (groups, gates): ([Int], [Int?]) = ([], [])
    for codec in codecs {
      if codec.hasNumber { gates.append(codec.codes == nil ? nil : groups.count) }
      if let codes = codec.codes { groups.append(codes) }
    }
    numbers = gates.count
    self.groups = groups
    self.gates = gates
  }

  /// The length of a row.
  public var width: Int { numbers + groups.reduce(0, +) }
  public var segments: Segments { Segments(lengths: groups) }
}
