#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import SaddleFiles

extension JSONValue {
  /// The value that a JSON text describes, if it is one.
  package init?(parsing text: String) {
    guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) else { return nil }
    self = value
  }
}

extension Overrides {
  /// Every key that `--set` takes with its present value, sorted; a dictionary that is empty shows as `key.NAME`.
  public static func keys(of value: some Encodable) throws -> [(key: String, value: JSONValue)] {
    let tree = try JSONValue(encoding: value)
    let absent = settableKeys(of: value, tree: tree).filter { tree.value(at: $0) == nil && !$0.hasSuffix(".NAME") }
    return (tree.leaves() + absent.map { ($0, .null) }).sorted { $0.key < $1.key }
  }

  /// The keys of the tree and those of optional fields, which are not in the tree while they are nil.
  static func settableKeys(of value: Any, tree: JSONValue) -> [String] {
    tree.leaves().map(\.key) + absentKeys(of: value)
  }

  private static func absentKeys(of value: Any, under prefix: String = "") -> [String] {
    let mirror = Mirror(reflecting: value)
    guard mirror.displayStyle == .struct else { return [] }
    return mirror.children.flatMap { child -> [String] in
      guard let label = child.label else { return [] }
      if let wrapped = child.value as? any Wrapping, wrapped.isEmptyOptional { return [prefix + label] }
      return absentKeys(of: child.value, under: prefix + label + ".")
    }
  }

  /// The type of the field at a path, by reflection: nil where the keys of the encoding are not the names of fields.
  static func fieldType(at path: String, of value: Any) -> Any.Type? {
    let dot = path.firstIndex(of: ".") ?? path.endIndex
    guard let child = Mirror(reflecting: value).children.first(where: { $0.label == String(path[..<dot]) }) else {
      return nil
    }
    let type = Swift.type(of: child.value) as Any.Type
    if dot == path.endIndex { return (type as? any Wrapping.Type)?.optionalValue ?? type }
    if let dictionary = (type as? any Wrapping.Type)?.dictionaryValue { return dictionary }
    return fieldType(at: String(path[path.index(after: dot)...]), of: child.value)
  }

  /// What a value of the type looks like, for a person.
  static func expectation(of type: Any.Type) -> String? {
    if let type = type as? any CaseIterable.Type { return oneOf(type) }
    if let element = (type as? any Wrapping.Type)?.arrayValue {
      return expectation(of: element).map { "a list, such as a,b, each \($0)," }
    }
    if let type = type as? any FixedWidthInteger.Type { return wholeNumber(type) }
    return switch type {
    case is any BinaryFloatingPoint.Type: "a number"
    case is Bool.Type: "true or false"
    case is String.Type: "a text"
    default: nil
    }
  }

  private static func oneOf<Value: CaseIterable>(_ type: Value.Type) -> String {
    let names = type.allCases.map { ($0 as? any RawRepresentable).map { "\($0.rawValue)" } ?? "\($0)" }
    return "one of " + names.joined(separator: ", ")
  }

  private static func wholeNumber<Value: FixedWidthInteger>(_ type: Value.Type) -> String {
    type.isSigned ? "a whole number" : "a whole number of at least 0"
  }

  /// What an error of decoding says, without a full stop: the key that is missing, or whose value does not fit.
  static func explanation(of error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, let context): "the key \(path(context.codingPath + [key])) is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.dataCorrupted(let context):
      context.codingPath.isEmpty ? "it does not fit" : "the value of \(path(context.codingPath)) does not fit"
    default: "\(error)"
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.map { $0.intValue.map { "\($0 + 1)" } ?? $0.stringValue }.joined(separator: ".")
  }
}

/// Generic types whose parameter reflection needs to know.
private protocol Wrapping {
  static var optionalValue: Any.Type? { get }
  static var arrayValue: Any.Type? { get }
  static var dictionaryValue: Any.Type? { get }
  var isEmptyOptional: Bool { get }
}

extension Wrapping {
  static var optionalValue: Any.Type? { nil }
  static var arrayValue: Any.Type? { nil }
  static var dictionaryValue: Any.Type? { nil }
  var isEmptyOptional: Bool { false }
}

extension Optional: Wrapping {
  static var optionalValue: Any.Type? { Wrapped.self }
  var isEmptyOptional: Bool { if case .none = self { true } else { false } }
}

extension Array: Wrapping {
  static var arrayValue: Any.Type? { Element.self }
}

extension Dictionary: Wrapping {
  static var dictionaryValue: Any.Type? { Value.self }
}
