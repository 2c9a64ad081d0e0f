/// One statement of the theory: a number that was computed, held to a closed form or an independent computation.
public struct Check: Sendable, Equatable {
  /// How the computed number stands to the expected one when the statement holds.
  public enum Relation: String, Sendable, Codable {
    case equal = "="
    case atMost = "<="
    case atLeast = ">="
  }

  /// The verification's name, a slash, and that of the check: `f-divergences/pearson`.
  public let name: String
  /// The statement in words.
  public let statement: String
  /// The statement in symbols, those of Documentation/Theory.md.
  public let equation: String
  public let computed: Double
  public let relation: Relation
  public let expected: Double
  /// How far the computed number may lie beyond the expected one.
  public let tolerance: Double
  /// Where the tolerance comes from.
  public let reason: String

  public init(
    _ name: String, _ statement: String, _ equation: String, computed: Double, _ relation: Relation = .equal,
    expected: Double, tolerance: Double, because reason: String
  ) {
    self.name = name
    self.statement = statement
    self.equation = equation
    self.computed = computed
    self.relation = relation
    self.expected = expected
    self.tolerance = tolerance
    self.reason = reason
  }

  /// Whether the statement holds; what is not a number holds nothing.
  public var passed: Bool {
    guard computed.isFinite, expected.isFinite else { return computed == expected }
    return switch relation {
    case .equal: abs(computed - expected) <= tolerance
    case .atMost: computed <= expected + tolerance
    case .atLeast: computed >= expected - tolerance
    }
  }
}

extension Check: Encodable {
  private enum Key: CodingKey {
    case name, statement, equation, computed, relation, expected, tolerance, toleranceSource, passed
  }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(name, forKey: .name)
    try object.encode(statement, forKey: .statement)
    try object.encode(equation, forKey: .equation)
    // JSON has no word for what is not finite.
    try object.encode(computed.isFinite ? computed : nil, forKey: .computed)
    try object.encode(relation, forKey: .relation)
    try object.encode(expected.isFinite ? expected : nil, forKey: .expected)
    try object.encode(tolerance, forKey: .tolerance)
    try object.encode(reason, forKey: .toleranceSource)
    try object.encode(passed, forKey: .passed)
  }
}
