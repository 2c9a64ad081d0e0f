import SaddleFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Turns a value into the cells of a row: a property is a column, one of a property's value `address.city`.
struct RowEncoder: Encoder {
  let cells: RowCells
  let codingPath: [any CodingKey]
  /// Whether a value alone is one of an enumeration.
  var isLabel = false
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(Properties(cells: cells, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer { RowList(cells: cells, codingPath: codingPath) }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }

  /// Encodes what is no plain value; those that a cell holds as a whole are taken before they fall to pieces.
  fileprivate static func encode(_ value: some Encodable, at path: [any CodingKey], in cells: RowCells) throws {
    if let date = value as? Date {
      try cells.set(.moment(date.timeIntervalSince1970), at: path)
    } else {
      try value.encode(to: RowEncoder(cells: cells, codingPath: path, isLabel: value is any RawRepresentable))
    }
  }
}

extension RowEncoder: SingleValueEncodingContainer {
  func encodeNil() throws { try cells.set(nil, at: codingPath) }
  func encode(_ value: Bool) throws { try set("\(value)") }
  func encode(_ value: String) throws { try cells.set(.text(value), at: codingPath, isLabel: isLabel) }
  func encode(_ value: Double) throws { try cells.set(.number(value), at: codingPath, isLabel: isLabel) }
  func encode(_ value: Float) throws { try cells.set(.number(value), at: codingPath, isLabel: isLabel) }
  func encode(_ value: Int) throws { try set("\(value)") }
  func encode(_ value: Int8) throws { try set("\(value)") }
  func encode(_ value: Int16) throws { try set("\(value)") }
  func encode(_ value: Int32) throws { try set("\(value)") }
  func encode(_ value: Int64) throws { try set("\(value)") }
  func encode(_ value: UInt) throws { try set("\(value)") }
  func encode(_ value: UInt8) throws { try set("\(value)") }
  func encode(_ value: UInt16) throws { try set("\(value)") }
  func encode(_ value: UInt32) throws { try set("\(value)") }
  func encode(_ value: UInt64) throws { try set("\(value)") }
  func encode(_ value: some Encodable) throws { try RowEncoder.encode(value, at: codingPath, in: cells) }

  private func set(_ text: String) throws { try cells.set(.text(text), at: codingPath, isLabel: isLabel) }
}

/// The properties of one value.
private struct Properties<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let cells: RowCells
  let codingPath: [any CodingKey]

  func encodeNil(forKey key: Key) throws { try cells.set(nil, at: codingPath + [key]) }

  /// Plain values come here, too, and encode themselves as single ones.
  func encode(_ value: some Encodable, forKey key: Key) throws {
    try RowEncoder.encode(value, at: codingPath + [key], in: cells)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    KeyedEncodingContainer(Properties<Nested>(cells: cells, codingPath: codingPath + [key]))
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    RowList(cells: cells, codingPath: codingPath + [key])
  }

  func superEncoder() -> any Encoder { RowEncoder(cells: cells, codingPath: codingPath) }
  func superEncoder(forKey key: Key) -> any Encoder { RowEncoder(cells: cells, codingPath: codingPath + [key]) }
}

/// A list, which no cell can hold; that is told when the row is done.
private struct RowList: UnkeyedEncodingContainer {
  let cells: RowCells
  let codingPath: [any CodingKey]
  var count: Int { 0 }

  init(cells: RowCells, codingPath: [any CodingKey]) {
    (self.cells, self.codingPath) = (cells, codingPath)
    cells.refuseList(at: codingPath)
  }

  func encodeNil() throws {}
  func encode(_ value: some Encodable) throws {}
  func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    // What a list holds goes nowhere.
    KeyedEncodingContainer(Properties(cells: RowCells(), codingPath: codingPath))
  }
  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { self }
  func superEncoder() -> any Encoder { RowEncoder(cells: RowCells(), codingPath: codingPath) }
}
