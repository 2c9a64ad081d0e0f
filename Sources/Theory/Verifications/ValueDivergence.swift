#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the game is worth against the best discriminator: a divergence.
public struct ValueDivergence: Verification {
  public static let name = "value-divergence"
  public static let title = "The value at the optimal discriminator is a divergence"
  public static let derivation = """
    Put `D* = p / (p + q)` into the value `V(D, G) = E_p log D(x) + E_q log(1 - D(x))`. With the mixture
    `m = (p + q) / 2`, `D* = p / (2 m)` and `1 - D* = q / (2 m)`, so

        V(D*, G) = ∫ p log(p / 2m) dx + ∫ q log(q / 2m) dx
                 = KL(p, m) - log 2 + KL(q, m) - log 2
                 = 2 JS(p, q) - log 4,

    by the definition `JS(p, q) = KL(p, m) / 2 + KL(q, m) / 2`.

    *Bounds.* `KL(p, m) >= 0` with equality only for `p = m` (Gibbs: `-log` is strictly convex), so `JS >= 0` with equality
    only for `p = m = q`. More sharply, Pinsker's inequality `KL(p, m) >= 2 TV(p, m)²` and `TV(p, m) = TV(p, q) / 2` give
    `JS >= TV(p, q)² / 2`, which is positive as soon as the densities differ on a set that has mass. From above,
    `p / m <= 2` gives `KL(p, m) <= log 2`, hence `JS <= log 2`; equality needs `p = 2m` wherever `p` has mass, that is,
    disjoint supports.

    *An example.* For `p = N(0, 1)` and `q = N(1, 1)`, `log(p / q) = 1/2 - x`. The two halves of JS are mirror images, so
    `JS = log 2 - E log(1 + e^(x - 1/2))` with `x ~ N(0, 1)`: a single smooth integral, which the trapezoidal rule gives to
    the last digit, without the adaptive quadrature that the checks use.
    """

  /// The logit of D* from log p and log q.
  package var logit: @Sendable (Double, Double) -> Double = { $0 - $1 }
  /// 2 JS - log 4 as a function of JS.
  package var value: @Sendable (Double) -> Double = { 2 * $0 - log(4) }
  package var divergence = Divergence.jensenShannon

  public init() {}

  public func checks() -> [Check] {
    Self.linePairs.flatMap { checks($0.name, $0.p, $0.q) } + Self.planePairs.flatMap { checks($0.name, $0.p, $0.q) }
      + [example] + bounds
  }

  private static let linePairs: [(name: String, p: Density<Double>, q: Density<Double>)] = [
    ("shifted-gaussians", .gaussian(), .gaussian(mean: 1)),
    ("scaled-gaussians", .gaussian(), .gaussian(mean: 0.5, deviation: 3)),
    (
      "mixtures", .mixture([(0.3, .gaussian(mean: -2, deviation: 0.5)), (0.7, .gaussian(mean: 1))]),
      .mixture([(0.5, .gaussian(mean: -2.5, deviation: 0.1)), (0.5, .uniform(on: -1...2, noise: 0.2))])
    ),
  ]

  private static let planePairs: [(name: String, p: Density<SIMD2<Double>>, q: Density<SIMD2<Double>>)] = [
    (
      "plane-gaussians", .gaussian(),
      .gaussian(mean: SIMD2(0.5, -1), deviations: SIMD2(1.5, 0.8), correlation: 0.6)
    ),
    ("plane-ring", .ring(), .gaussian(deviation: 1.5)),
  ]

  /// V(D*, G) by its integral, and by sampling.
  private func checks<Point>(_ name: String, _ p: Density<Point>, _ q: Density<Point>) -> [Check] {
    let quadrature = Quadrature(absoluteTolerance: 1e-10, maximumCells: 10_000)
    let computed = quadrature.integral(over: .union([p.outline, q.outline])) { point in
      let (logP, logQ) = (p.logDensity(point), q.logDensity(point))
      let logit = logit(logP, logQ)
      return -exp(logP) * softplus(-logit) - exp(logQ) * softplus(logit)
    }
    // KL to the mixture by its plain formula, not by `Divergence`.
    let halves = [(p, q), (q, p)].map { a, b in
      a.expectation(quadrature) { point in
        let m = (a(point) + b(point)) / 2
        return log(a(point) / m)
      }
    }
    let js = divergence(p, q, quadrature)
    let real = SampleMean(of: p.points(20_000, seed: 1).map { -softplus(-logit(p.logDensity($0), q.logDensity($0))) })
    let fake = SampleMean(of: q.points(20_000, seed: 2).map { -softplus(logit(p.logDensity($0), q.logDensity($0))) })
    return [
      check(
        "\(name)-kl", "the value at the optimal discriminator is the sum of divergences to the mixture, less log 4",
        "V(D*, G) = KL(p, m) + KL(q, m) - 2 log 2", computed: computed.value,
        expected: halves[0].value + halves[1].value - 2 * log(2), tolerance: 1e-8,
        because: "quadrature: estimated errors below 1e-9"),
      check(
        "\(name)-js", "the value at the optimal discriminator is twice the Jensen-Shannon divergence, less log 4",
        "V(D*, G) = 2 JS(p, q) - log 4", computed: computed.value, expected: value(js.value), tolerance: 1e-8,
        because: "quadrature: estimated errors below 1e-9"),
      check(
        "\(name)-sampled", "the mean of log D* on real and of log(1 - D*) on generated samples is that value",
        "mean log D*(x) + mean log(1 - D*(G(z))) = 2 JS(p, q) - log 4", computed: real.mean + fake.mean,
        expected: value(js.value), tolerance: 3.3 * (real.variance + fake.variance).squareRoot(),
        because: "sampling: 3.3 standard errors of 20,000 samples of each, exceeded once in a thousand seeds"),
    ]
  }

  private var example: Check {
    let step = 1.0 / 32
    let mean = (-320...320).reduce(0) { sum, index in
      let x = Double(index) * step
      return sum + exp(-x * x / 2) / (2 * Double.pi).squareRoot() * softplus(x - 0.5) * step
    }
    return check(
      "example", "JS of N(0, 1) and N(1, 1) is 0.111421", "JS(N(0, 1), N(1, 1)) = log 2 - E log(1 + e^(x - 1/2))",
      computed: divergence(Density<Double>.gaussian(), .gaussian(mean: 1)).value, expected: log(2) - mean,
      tolerance: 1e-10, because: "quadrature on one side, the trapezoidal rule on the other, both to rounding")
  }

  private var bounds: [Check] {
    var random = RandomMixtures(seed: 3)
    let pairs = (0..<100).map { _ in (random.next(), random.next()) }
    let js = pairs.map { divergence($0, $1).value }
    let tv = pairs.map { Divergence.totalVariation($0, $1, Quadrature(absoluteTolerance: 1e-9)).value }
    let distant = divergence(Density<Double>.uniform(on: 0...1), .uniform(on: 2...4)).value
    return [
      check(
        "zero-for-equal", "JS of a density and itself is zero", "JS(p, p) = 0",
        computed: pairs.reduce(0) { max($0, abs(divergence($1.0, $1.0).value)) }, expected: 0, tolerance: 1e-10,
        because: "quadrature"),
      check(
        "zero-only-for-equal",
        "over 100 random pairs, JS is at least half the square of total variation, so positive where they differ",
        "min over (p, q) of JS(p, q) / (TV(p, q)² / 2) >= 1",
        computed: zip(js, tv).reduce(.infinity) { min($0, $1.0 / ($1.1 * $1.1 / 2)) }, .atLeast, expected: 1,
        tolerance: 1e-6, because: "quadrature, relative to the least divergence among the pairs"),
      check(
        "at-most-log-2", "over 100 random pairs, JS never exceeds log 2", "max over (p, q) of JS(p, q) <= log 2",
        computed: js.max()!, .atMost, expected: log(2), tolerance: 1e-10, because: "quadrature"),
      check(
        "disjoint", "JS of densities with disjoint supports is log 2", "JS(p, q) = log 2 where p q = 0",
        computed: distant, expected: log(2), tolerance: 1e-10, because: "quadrature"),
    ]
  }
}
