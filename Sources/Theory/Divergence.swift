#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A measure of how far apart two distributions are, as an integral over both densities; in nats where there are
/// logarithms.
///
/// ```swift
/// Divergence.jensenShannon(Density<Double>.gaussian(), .gaussian(mean: 1)).value  // 0.111421
/// ```
public struct Divergence: Sendable {
  public let name: String
  /// What a point adds, from log p and log q there; not both of them are -infinity.
  public let integrand: @Sendable (_ logP: Double, _ logQ: Double) -> Double

  public init(name: String, integrand: @escaping @Sendable (_ logP: Double, _ logQ: Double) -> Double) {
    self.name = name
    self.integrand = integrand
  }

  /// The divergence of two densities; infinite with infinite error where its integrand is.
  public func callAsFunction<Point>(
    _ p: Density<Point>, _ q: Density<Point>, _ quadrature: Quadrature = Quadrature()
  ) -> Integral {
    quadrature.integral(over: .union([p.outline, q.outline])) { point in
      contribution(p.logDensity(point), q.logDensity(point))
    }
  }

  /// The divergence of two distributions on the same places, given by the masses of these. Traps if their numbers
  /// differ.
  public func callAsFunction(_ p: [Double], _ q: [Double]) -> Double {
    precondition(p.count == q.count, "both distributions have a mass for each place")
    return zip(p, q).reduce(0) { $0 + contribution(log($1.0), log($1.1)) }
  }

  private func contribution(_ logP: Double, _ logQ: Double) -> Double {
    logP == -.infinity && logQ == -.infinity ? 0 : integrand(logP, logQ)
  }
}

extension Divergence {
  /// KL(p, q) = E_p log(p / q); infinite where p has mass and q has none.
  public static let kullbackLeibler = Divergence(name: "kullback-leibler") { p, q in
    p == -.infinity ? 0 : exp(p) * (p - q)
  }

  /// JS(p, q) = KL(p, m) / 2 + KL(q, m) / 2 with m = (p + q) / 2; between 0 and log 2 (Lin 1991).
  public static let jensenShannon = Divergence(name: "jensen-shannon") { p, q in
    // log(p / m) = log 2 - softplus(log q - log p), which is exact where either is much the greater.
    (p == -.infinity ? 0 : exp(p) * (log(2) - softplus(q - p)) / 2)
      + (q == -.infinity ? 0 : exp(q) * (log(2) - softplus(p - q)) / 2)
  }

  /// TV(p, q), half the integral of |p - q|; between 0 and 1.
  public static let totalVariation = Divergence(name: "total-variation") { p, q in abs(exp(p) - exp(q)) / 2 }

  /// The integral of (sqrt p - sqrt q)^2; between 0 and 2.
  public static let squaredHellinger = Divergence(name: "squared-hellinger") { p, q in
    let difference = exp(p / 2) - exp(q / 2)
    return difference * difference
  }

  /// chi^2(p, q), the integral of (p - q)^2 / q (Pearson's); infinite where p has mass and q has none.
  public static let chiSquared = Divergence(name: "chi-squared") { p, q in
    let logRatio = p - q
    // From the side on which the exponential is small.
    let relative = expm1(-abs(logRatio))
    return exp(logRatio > 0 ? p + logRatio : q) * relative * relative
  }

  /// D_f(p, q), the integral of q f(p / q), for any convex f (Csiszar 1967).
  ///
  /// - Parameters:
  ///   - slopeAtInfinity: the limit of f(u) / u, which is what p counts for where q has no mass.
  ///   - f: of a ratio between e^-700 and e^700; ratios beyond are taken as these.
  public static func generated(
    name: String = "f", slopeAtInfinity: Double = .infinity, by f: @escaping @Sendable (Double) -> Double
  ) -> Divergence {
    Divergence(name: name) { p, q in
      if q == -.infinity { return exp(p) * slopeAtInfinity }
      let mass = exp(q)
      return mass == 0 ? 0 : mass * f(exp(min(700, max(-700, p - q))))
    }
  }
}
