import SaddleFiles

/// What `--set key=value` changes in a recipe, or in any other `Codable` value.
///
/// A key is the path of a field, with dots between: `critic.hidden`. In a dictionary any name may follow, with dots and
/// spaces in it: `column.Date of birth=category`. Lists are `[256,256]` or `256,256`.
public struct Overrides: Sendable, Equatable {
  /// In the order given, each key once.
  public let assignments: [Assignment]

  public struct Assignment: Sendable, Equatable {
    public let key: String
    public let text: String
  }

  /// Takes texts of the form `key=value`; the last `=` counts, since names of columns may hold others.
  ///
  /// - Throws: `SaddleError` of kind `usage` if one has another form, or if two give one key different values.
  public init(_ texts: [String]) throws {
    var assignments: [Assignment] = []
    for text in texts {
      guard let equals = text.lastIndex(of: "="), equals > text.startIndex else {
        throw SaddleError(.usage, "--set \(text) has no value; write --set key=value")
      }
      let assignment = Assignment(
        key: String(text[..<equals]), text: String(text[text.index(after: equals)...]))
      if let earlier = assignments.first(where: { $0.key == assignment.key }) {
        if earlier == assignment { continue }
        throw SaddleError(
          .usage,
          "--set \(assignment.key) is given twice, as \(earlier.text) and as \(assignment.text); keep one of them")
      }
      assignments.append(assignment)
    }
    self.assignments = assignments
  }

  /// Takes the leaves of a JSON object, whose keys and texts may hold any characters.
  init(leavesOf tree: JSONValue) throws {
    assignments = try tree.leaves().filter { $0.value != .object([:]) }.map {
      Assignment(key: $0.key, text: try $0.value.compactJSON())
    }
  }

  /// A copy of `value` with every assignment made.
  ///
  /// - Parameter recipe: the name that the remedy `saddle recipes NAME` shows.
  /// - Throws: `SaddleError` of kind `usage` if a key is unknown or a value does not fit it.
  public func applied<Value: Codable>(to value: Value, recipe: String) throws -> Value {
    try assignments.reduce(value) { try Self.applying($1, to: $0, recipe: recipe) }
  }

  private static func applying<Value: Codable>(
    _ assignment: Assignment, to value: Value, recipe: String
  ) throws -> Value {
    let tree = try JSONValue(encoding: value)
    let keys = settableKeys(of: value, tree: tree)
    var ignored = false
    var reason: String?
    for candidate in JSONValue.readings(of: assignment.text) {
      do {
        let changed: Value = try tree.setting(assignment.key, to: candidate).decoded()
        // A key that no field reads leaves no trace in the changed value. Neither does the absence of an optional.
        let isKept = try JSONValue(encoding: changed).value(at: assignment.key) != nil
        if isKept || (candidate == .null && keys.contains(assignment.key)) { return changed }
        ignored = true
      } catch {
        reason = explanation(of: error)
      }
    }
    if ignored {
      // A field is more often named without its group than misspelt.
      let guess = keys.first { $0.hasSuffix("." + assignment.key) } ?? nearest(assignment.key, among: keys)
      let hint = guess.map { "did you mean \($0)? " } ?? ""
      throw SaddleError(
        .usage, "there is no key \(assignment.key) to set; \(hint)`saddle recipes \(recipe)` lists all keys")
    }
    let type = fieldType(at: assignment.key, of: value)
    let expected = type.flatMap(expectation(of:)).map { "\($0) is expected" } ?? reason ?? "it does not fit"
    throw SaddleError(
      .usage,
      "--set \(assignment.key) cannot be \(assignment.text.isEmpty ? "empty" : assignment.text): \(expected); "
        + "`saddle recipes \(recipe)` shows its present value")
  }
}

extension JSONValue {
  /// What a text on the command line can mean, the likeliest first.
  static func readings(of text: String) -> [JSONValue] {
    var readings: [JSONValue] = []
    if let value = JSONValue(parsing: text) { readings.append(value) }
    if let value = Double(text), value.isFinite { readings.append(.number(value)) }
    // One value alone is a list, too: `critic.hidden=64`.
    if let list = JSONValue(parsing: "[\(text)]") { readings.append(list) }
    var inner = text[...]
    if inner.hasPrefix("["), inner.hasSuffix("]"), inner.count > 1 { inner = inner.dropFirst().dropLast() }
    readings.append(.array(inner.split(separator: ",").map { .string(trimmed($0)) }))
    readings.append(.string(text))
    return readings
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }

  /// The value at a path; the rest of a path that names no object is one key, dots and all.
  func value(at path: String) -> JSONValue? {
    if let (head, rest) = step(along: path) { return self[head]?.value(at: rest) }
    return self[path]
  }

  func setting(_ path: String, to value: JSONValue) -> JSONValue {
    guard case .object(var members) = self else { return self }
    if let (head, rest) = step(along: path) {
      members[head] = members[head]?.setting(rest, to: value)
    } else {
      members[path] = value
    }
    return .object(members)
  }

  /// The member object that the path enters first.
  private func step(along path: String) -> (head: String, rest: String)? {
    for dot in path.indices where path[dot] == "." {
      let head = String(path[..<dot])
      if case .object = self[head] { return (head, String(path[path.index(after: dot)...])) }
    }
    return nil
  }

  /// The paths of all leaves, sorted; an empty object, which takes any name, is `path.NAME`.
  func leaves(under path: String = "") -> [(key: String, value: JSONValue)] {
    guard case .object(let members) = self else { return [(path, self)] }
    let prefix = path.isEmpty ? "" : path + "."
    if members.isEmpty { return [(prefix + "NAME", self)] }
    return members.sorted { $0.key < $1.key }.flatMap { $0.value.leaves(under: prefix + $0.key) }
  }
}
