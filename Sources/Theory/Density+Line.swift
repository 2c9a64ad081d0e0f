#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Density where Point == Double {
  /// N(mean, deviation^2). Traps unless the deviation is positive.
  public static func gaussian(mean: Double = 0, deviation: Double = 1) -> Density {
    precondition(deviation > 0, "a Gaussian density has a positive deviation")
    let constant = -log(deviation) - 0.5 * log(2 * Double.pi)
    return Density(
      outline: Outline(
        lower: mean - 9 * deviation, upper: mean + 9 * deviation,
        features: [.init(centre: mean, scale: deviation)]),
      logDensity: { x in
        let z = (x - mean) / deviation
        return constant - 0.5 * z * z
      },
      distribution: { normalDistribution(($0 - mean) / deviation) },
      draw: { mean + deviation * normalPair(&$0).0 })
  }

  /// Uniform on a range. Traps if it has no length.
  public static func uniform(on range: ClosedRange<Double>) -> Density {
    let (a, b) = (range.lowerBound, range.upperBound)
    precondition(a < b, "a uniform density has a range of positive length")
    let height = -log(b - a)
    return Density(
      outline: Outline(lower: a, upper: b),
      logDensity: { a <= $0 && $0 <= b ? height : -.infinity },
      distribution: { min(1, max(0, ($0 - a) / (b - a))) },
      draw: { .random(in: a...b, using: &$0) })
  }

  /// Uniform on a range, plus independent noise N(0, noise^2). Traps unless both are positive.
  public static func uniform(on range: ClosedRange<Double>, noise: Double) -> Density {
    let (a, b) = (range.lowerBound, range.upperBound)
    precondition(a < b && noise > 0, "a range and a deviation are positive")
    /// The integral of Phi(z) up to z.
    @Sendable func integrated(_ z: Double) -> Double {
      z * normalDistribution(z) + exp(-0.5 * z * z) / (2 * Double.pi).squareRoot()
    }
    return Density(
      outline: Outline(
        lower: a - 9 * noise, upper: b + 9 * noise,
        features: [a, b].map { .init(centre: $0, scale: noise) }),
      logDensity: { x in
        // By the tail that is nearer, where the difference keeps its precision.
        let distance = x > (a + b) / 2 ? a + b - x : x
        let more = logNormalDistribution((distance - a) / noise)
        let less = logNormalDistribution((distance - b) / noise)
        return more + log1p(-exp(less - more)) - log(b - a)
      },
      distribution: { (integrated(($0 - a) / noise) - integrated(($0 - b) / noise)) * noise / (b - a) },
      draw: { .random(in: a...b, using: &$0) + noise * normalPair(&$0).0 })
  }

  /// Point masses of equal weight, each with noise N(0, noise^2). Traps without places.
  public static func points(_ places: [Double], noise: Double) -> Density {
    .mixture(places.map { (1, .gaussian(mean: $0, deviation: noise)) })
  }

  /// P(X <= x).
  public func distribution(_ x: Double, _ quadrature: Quadrature = Quadrature()) -> Double {
    if let closedDistribution { return closedDistribution(x) }
    let features = outline.features.flatMap { f in [-8, -3, 0, 3, 8].map { f.centre + $0 * f.scale } }
    let breaks = [outline.lower, outline.upper] + outline.edges + features
    return quadrature.integral(from: -.infinity, to: x, breaks: breaks, of: callAsFunction).value
  }
}
