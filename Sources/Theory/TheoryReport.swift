#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A game beside its theory, after one of its steps: a line of `theory.jsonl`.
public struct TheoryReport: Sendable, Equatable {
  public let step: Int
  /// The mean of |D - D*| over real and generated points; nil where the critic does not tell D, as one of packs, one of
  /// the Wasserstein distance, or one that learns from noised samples or flipped labels.
  public var discriminatorError: Double?
  /// V(D, G) = E log D(x) + E log(1 - D(G(z))), with D as the critic tells it.
  public var value: Double?
  /// JS(p_data, p_g) in nats, by `SampleDivergence`.
  public var jensenShannon = 0.0
  /// Its error, as `SampleDivergence` tells it.
  public var jensenShannonError = 0.0
  /// V(D*, G) = 2 JS - log 4.
  public var valueAtOptimum: Double { 2 * jensenShannon - log(4) }
  /// The critic's own estimate of JS: (V + log 4) / 2.
  public var estimatedJensenShannon: Double? { value.map { ($0 + log(4)) / 2 } }
  /// W1 between two samples of 256, by their best pairing: greater than between the densities, by about as much as it is
  /// for two samples of the data.
  public var wasserstein = 0.0
  /// The same between two samples of the data.
  public var wassersteinOfReal = 0.0
  /// E C(x) - E C(G(z)).
  public var criticDifference: Double?
  /// The greatest slope of the critic that was seen.
  public var criticSlope: Double?
  /// The critic's own estimate of W1: its difference for a slope of one.
  public var estimatedWasserstein: Double? {
    guard let criticDifference, let criticSlope else { return nil }
    // A critic that is flat says nothing.
    let quotient = criticDifference / criticSlope
    return quotient.isFinite ? quotient : nil
  }

  init(step: Int) { self.step = step }
}

extension TheoryReport: Encodable {
  private enum Key: CodingKey {
    case step, discriminatorError, value, valueAtOptimum, estimatedJensenShannon, jensenShannon, jensenShannonError
    case estimatedWasserstein, wasserstein, wassersteinOfReal, criticDifference, criticSlope
  }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(step, forKey: .step)
    try object.encodeIfPresent(discriminatorError, forKey: .discriminatorError)
    try object.encodeIfPresent(value, forKey: .value)
    try object.encode(valueAtOptimum, forKey: .valueAtOptimum)
    try object.encodeIfPresent(estimatedJensenShannon, forKey: .estimatedJensenShannon)
    try object.encode(jensenShannon, forKey: .jensenShannon)
    try object.encode(jensenShannonError, forKey: .jensenShannonError)
    try object.encodeIfPresent(estimatedWasserstein, forKey: .estimatedWasserstein)
    try object.encode(wasserstein, forKey: .wasserstein)
    try object.encode(wassersteinOfReal, forKey: .wassersteinOfReal)
    try object.encodeIfPresent(criticDifference, forKey: .criticDifference)
    try object.encodeIfPresent(criticSlope, forKey: .criticSlope)
  }
}
