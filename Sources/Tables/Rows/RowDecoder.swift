import SaddleFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Makes a value of the cells of one row, the reverse of `RowEncoder`.
struct RowDecoder: Decoder {
  let cells: RowTexts
  let row: Int
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(Properties(decoder: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    throw DecodingError.typeMismatch([Any].self, context("a list, which no cell of a table can hold"))
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { self }

  fileprivate var name: String { codingPath.map(\.stringValue).joined(separator: ".") }
  fileprivate var column: Int? { cells.places[name] }

  fileprivate func at(_ key: some CodingKey) -> RowDecoder {
    RowDecoder(cells: cells, row: row, codingPath: codingPath + [key])
  }

  fileprivate func context(_ what: String) -> DecodingError.Context {
    DecodingError.Context(codingPath: codingPath, debugDescription: what)
  }

  fileprivate func date() throws -> Date {
    guard let column, let seconds = cells.seconds(row, column) else {
      throw DecodingError.valueNotFound(Date.self, context("a missing cell"))
    }
    return Date(timeIntervalSince1970: seconds)
  }
}

extension RowDecoder: SingleValueDecodingContainer {
  func decodeNil() -> Bool { column.map { cells.texts[$0][row] == nil } ?? !cells.hasCells(under: name, row) }
  func decode(_ type: Bool.Type) throws -> Bool { try value { Bool($0) } }
  func decode(_ type: Double.Type) throws -> Double { try number() }
  func decode(_ type: Float.Type) throws -> Float { try number() }
  func decode(_ type: Int.Type) throws -> Int { try value { Int($0) } }
  func decode(_ type: Int8.Type) throws -> Int8 { try value { Int8($0) } }
  func decode(_ type: Int16.Type) throws -> Int16 { try value { Int16($0) } }
  func decode(_ type: Int32.Type) throws -> Int32 { try value { Int32($0) } }
  func decode(_ type: Int64.Type) throws -> Int64 { try value { Int64($0) } }
  func decode(_ type: UInt.Type) throws -> UInt { try value { UInt($0) } }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try value { UInt8($0) } }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try value { UInt16($0) } }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try value { UInt32($0) } }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try value { UInt64($0) } }

  /// A text of the rows that was taken for a missing one, such as an empty one, is a text.
  func decode(_ type: String.Type) throws -> String {
    guard let column else { throw missing(type) }
    return cells.texts[column][row] ?? cells.missing[column]
  }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    if type == Date.self { return try date() as! Value }
    return try Value(from: self)
  }

  private func number<Value: BinaryFloatingPoint & LosslessStringConvertible>() throws -> Value {
    // A number that is not optional was NaN where it is missing.
    if let column, cells.texts[column][row] == nil { return .nan }
    return try value { Value($0) }
  }

  private func value<Value>(_ read: (String) -> Value?) throws -> Value {
    guard let column, let text = cells.texts[column][row] else { throw missing(Value.self) }
    guard let value = read(text) else {
      throw DecodingError.typeMismatch(Value.self, context("\(text.inMessage), which does not fit"))
    }
    return value
  }

  private func missing(_ type: Any.Type) -> DecodingError {
    DecodingError.valueNotFound(type, context(column == nil ? "no column of the table" : "a missing cell"))
  }
}

/// The properties of one value.
private struct Properties<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: RowDecoder
  var codingPath: [any CodingKey] { decoder.codingPath }

  var allKeys: [Key] {
    let prefix = codingPath.isEmpty ? "" : decoder.name + "."
    return decoder.cells.names.compactMap { name in
      name.hasPrefix(prefix) ? Key(stringValue: String(name.dropFirst(prefix.count))) : nil
    }
  }

  func contains(_ key: Key) -> Bool { !decoder.at(key).decodeNil() || decoder.at(key).column != nil }
  func decodeNil(forKey key: Key) -> Bool { decoder.at(key).decodeNil() }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try decoder.at(key).decode(type)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedDecodingContainer<Nested> { decoder.at(key).container(keyedBy: type) }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try decoder.at(key).unkeyedContainer()
  }

  func superDecoder() -> any Decoder { decoder }
  func superDecoder(forKey key: Key) -> any Decoder { decoder.at(key) }
}
