#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The best critic under the hinge loss, and what it is worth.
public struct Hinge: Verification {
  public static let name = "hinge"
  public static let title = "The hinge loss"
  public static let derivation = """
    The critic minimises `L(C) = E_p max(0, 1 - C(x)) + E_q max(0, 1 + C(x))` (Lim and Ye 2017). At a point, with `a = p(x)`
    and `b = q(x)`, the integrand is

        h(v) = a max(0, 1 - v) + b max(0, 1 + v),

    which is convex and piecewise linear: its slope is `-a` for `v < -1`, `b - a` between -1 and 1, `b` for `v > 1`. So its
    minimum is at `v = 1` if `a > b`, at `v = -1` if `a < b`, and anywhere between if they are equal:

        C*(x) = sign(p(x) - q(x)).

    The optimal critic tells the likelier side and nothing of the ratio. There `h = 2 b` or `2 a`, whichever is less, so

        L(C*) = 2 ∫ min(p, q) dx = 2 - ∫ |p - q| dx = 2 - 2 TV(p, q),

    by `min(a, b) = (a + b - |a - b|) / 2` and the definition `TV = ∫ |p - q| dx / 2`. The hinge loss estimates total
    variation. For Gaussians with the same covariance `S` and means apart by `d`, `p > q` on a half space, and
    `TV = 2 Φ(r / 2) - 1` with `r² = dᵀ S⁻¹ d`.
    """

  /// The loss at a point, from p, q and the critic's output.
  package var loss: @Sendable (Double, Double, Double) -> Double = { p, q, v in
    p * max(0, 1 - v) + q * max(0, 1 + v)
  }
  /// The critic's output from log p and log q.
  package var optimum: @Sendable (Double, Double) -> Double = { p, q in p > q ? 1 : -1 }
  /// The least loss from the total variation.
  package var value: @Sendable (Double) -> Double = { 2 - 2 * $0 }

  public init() {}

  public func checks() -> [Check] {
    let (p, q) = (Density<Double>.points([-1, 2], noise: 0.4), Density<Double>.gaussian(deviation: 1.5))
    let line = (-40...40).map { Double($0) / 10 }.map { (p.logDensity($0), q.logDensity($0)) }
    let (ring, broad) = (Density.ring(deviation: 0.3), Density<SIMD2<Double>>.gaussian(deviation: 1.5))
    let places = ring.points(100, seed: 6) + broad.points(100, seed: 7)
    let plane = places.map { (ring.logDensity($0), broad.logDensity($0)) }
    let reason = "the search: the loss is linear on both sides of its minimum, so found to rounding"
    let quadrature = Quadrature(absoluteTolerance: 2e-8)
    // Mahalanobis' distance of (1, 0.5) under variances 1, 0.25 and correlation 0.6.
    let r = ((1 - 2 * 0.6 * 1 * 1 + 1) / (1 - 0.36)).squareRoot()
    let first = Density<SIMD2<Double>>.gaussian(mean: .zero, deviations: SIMD2(1, 0.5), correlation: 0.6)
    let second = Density<SIMD2<Double>>.gaussian(mean: SIMD2(1, 0.5), deviations: SIMD2(1, 0.5), correlation: 0.6)
    return [
      check(
        "line", "on the line, the hinge loss at a point is least at sign(p - q)",
        "max over x of |argmin_v h(v) - sign(p - q)| = 0", computed: distance(line), expected: 0, tolerance: 1e-9,
        because: reason),
      check(
        "plane", "in the plane, the hinge loss at a point is least at sign(p - q)",
        "max over x of |argmin_v h(v) - sign(p - q)| = 0", computed: distance(plane), expected: 0, tolerance: 1e-9,
        because: reason),
      check(
        "value-line", "the least loss is 2 - 2 TV: Gaussians on the line, in closed form",
        "L(C*) = 2 - 2 TV(N(0, 1), N(1, 1)), TV = 2 Φ(1/2) - 1",
        computed: leastLoss(Density<Double>.gaussian(), .gaussian(mean: 1), Quadrature()),
        expected: value(2 * normalDistribution(0.5) - 1), tolerance: 1e-8, because: "quadrature"),
      check(
        "value-mixture", "the least loss is 2 - 2 TV: a mixture, both by quadrature", "L(C*) = 2 - 2 TV(p, q)",
        computed: leastLoss(p, q, Quadrature()), expected: value(Divergence.totalVariation(p, q).value),
        tolerance: 1e-8, because: "quadrature"),
      check(
        "value-plane", "the least loss is 2 - 2 TV: Gaussians in the plane, in closed form",
        "L(C*) = 2 - 2 TV(p, q), TV = 2 Φ(r / 2) - 1, r² = dᵀ S⁻¹ d",
        computed: leastLoss(first, second, quadrature), expected: value(2 * normalDistribution(r / 2) - 1),
        tolerance: 1e-7, because: "quadrature across a kink, with an estimated error of 2e-8"),
    ]
  }

  /// The greatest distance of the numeric minimum from the formula, where the densities differ.
  private func distance(_ logs: [(p: Double, q: Double)]) -> Double {
    logs.filter { abs($0.p - $0.q) > 1e-3 }.reduce(0) { greatest, log in
      // By the greater density, so that slopes are of size one.
      let scale = max(log.p, log.q)
      let numeric = maximum(on: -3...4) { -loss(exp(log.p - scale), exp(log.q - scale), $0) }
      return max(greatest, abs(numeric - optimum(log.p, log.q)))
    }
  }

  private func leastLoss<Point>(_ p: Density<Point>, _ q: Density<Point>, _ quadrature: Quadrature) -> Double {
    quadrature.integral(over: .union([p.outline, q.outline])) { point in
      let (logP, logQ) = (p.logDensity(point), q.logDensity(point))
      return loss(exp(logP), exp(logQ), optimum(logP, logQ))
    }.value
  }
}
