/// What a metric says of a column or a pair: a score from 0 (nothing alike) to 1 (the same), or why there is none.
public enum Score: Sendable, Equatable {
  case defined(Double)
  /// The reason in a few words, such as `the real column has no values`.
  case undefined(String)

  /// The score, if there is one.
  public var value: Double? {
    if case .defined(let value) = self { value } else { nil }
  }

  /// Why there is no score; nil when there is one.
  public var reason: String? {
    if case .undefined(let reason) = self { reason } else { nil }
  }

  /// The reason for having no score when a side has no values; nil when both sides have some.
  static func emptySide(real: Int, synthetic: Int) -> Score? {
    if real == 0 { return .undefined("no values in the real table") }
    if synthetic == 0 { return .undefined("no values in the synthetic table") }
    return nil
  }

  /// The mean of the scores that are defined; nil when none is.
  static func mean(_ scores: some Sequence<Double?>) -> Double? {
    let defined = scores.compactMap { $0 }
    return defined.isEmpty ? nil : defined.reduce(0, +) / Double(defined.count)
  }
}
