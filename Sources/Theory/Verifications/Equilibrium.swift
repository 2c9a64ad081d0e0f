import SaddleTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The saddle point of the game, and that there is no other.
public struct Equilibrium: Verification {
  public static let name = "equilibrium"
  public static let title = "The equilibrium"
  public static let derivation = """
    Let the generator have the data's density, `q = p`; call it `G*`. Then `D* = p / (2p) = 1/2` wherever there is mass, and
    `V(1/2, G*) = log(1/2) + log(1/2) = -log 4`. This pair is a saddle point: neither player gains by moving alone.

    *The discriminator.* For any `D`, `V(D, G*) = ∫ p (log D + log(1 - D)) dx`, and `log D + log(1 - D) = log D (1 - D)` is
    greatest at `D = 1/2`, where it is `-log 4`. So `V(D, G*) <= -log 4`.

    *The generator.* Against the discriminator's best answer, `V(D*_G, G) = 2 JS(p, q) - log 4 >= -log 4`, with equality only
    for `q = p`. And while `D = 1/2` stays as it is, `V(1/2, G) = -log 4` for every `G`: the generator is indifferent.

    *Gradients.* Both derivatives vanish at the pair. With `D = σ(ℓ_w(x))` and `σ` the logistic function,
    `∂V/∂w = ∫ (p (1 - D) - q D) ∂ℓ/∂w dx`, which is zero for `p = q`, `D = 1/2`, whatever the parameters mean; and
    `∂V/∂θ = ∫ ∂q/∂θ log(1 - D) dx = log(1/2) ∂/∂θ ∫ q dx = 0`.

    *The duality gap* of a pair measures how much both players together could gain by moving:

        gap(D, G) = max_D' V(D', G) - min_G' V(D, G').

    The maximum is `2 JS(p, q) - log 4`. The minimum is reached by a generator that puts everything where `D` is surest of
    data, `E_p log D + inf_x log(1 - D(x))`. At the saddle point both are `-log 4` and the gap is zero. Elsewhere, as one of
    the generator's choices is `G*`, `min_G' V(D, G') <= V(D, G*)`, so

        gap(D, G) >= 2 JS(p, q) + (-log 4 - V(D, G*)),

    a sum of two terms that are not negative: the first is zero only for `q = p`, the second only for `D = 1/2` wherever `p`
    has mass. So the gap is zero at the equilibrium and only there (what `D` is where `p` has no mass matters to neither
    value, as long as it is nowhere surer of data).
    """

  /// p log D + q log(1 - D), from log p, log q and the logit of D.
  package var integrand: @Sendable (Double, Double, Double) -> Double = { p, q, logit in
    -exp(p) * softplus(-logit) - exp(q) * softplus(logit)
  }
  /// The logit of D* from log p and log q.
  package var optimum: @Sendable (Double, Double) -> Double = { $0 - $1 }
  /// The logit at the equilibrium.
  package var equilibrium: @Sendable (Double) -> Double = { _ in 0 }
  package var divergence = Divergence.jensenShannon

  public init() {}

  private static let data = Density<Double>.mixture([
    (0.4, .gaussian(mean: -1.5, deviation: 0.6)), (0.6, .gaussian(mean: 1)),
  ])
  private static let quadrature = Quadrature(absoluteTolerance: 1e-10)

  /// V(D, G) for a discriminator given by its logit and a generator by its density.
  private func value(_ q: Density<Double>, _ logit: (Double) -> Double) -> Double {
    let p = Self.data
    return Self.quadrature.integral(over: .union([p.outline, q.outline])) { x in
      integrand(p.logDensity(x), q.logDensity(x), logit(x))
    }.value
  }

  /// V(D*_G, G)
  private func bestValue(_ q: Density<Double>) -> Double {
    value(q) { optimum(Self.data.logDensity($0), q.logDensity($0)) }
  }

  public func checks() -> [Check] {
    let p = Self.data
    let places = (-80...80).map { Double($0) / 10 }
    let farthest = places.map { abs(sigmoid(optimum(p.logDensity($0), p.logDensity($0))) - 0.5) }.max()!
    return [
      check(
        "half", "against the data's own density the optimal discriminator is 1/2 everywhere",
        "max over x of |D*(x) - 1/2| = 0 where q = p", computed: farthest, expected: 0, tolerance: 1e-12,
        because: "rounding"),
      check(
        "value", "the value there is -log 4", "V(1/2, G*) = -log 4", computed: value(p, equilibrium),
        expected: -log(4), tolerance: 1e-9, because: "quadrature"),
    ] + gradients + deviations
  }

  /// Both gradients by central differences of the value.
  private var gradients: [Check] {
    let step = 1e-3
    let features: [@Sendable (Double) -> Double] = [{ _ in 1 }, { $0 }, { $0 * $0 }, { sin(2 * $0) }, { tanh($0) }]
    let discriminator = features.map { feature in
      let values = [step, -step].map { h in value(Self.data) { equilibrium($0) + h * feature($0) } }
      return (values[0] - values[1]) / (2 * step)
    }
    let moves: [(Double) -> Density<Double>] = [
      { .mixture([(0.4 + $0, .gaussian(mean: -1.5, deviation: 0.6)), (0.6 - $0, .gaussian(mean: 1))]) },
      { .mixture([(0.4, .gaussian(mean: -1.5 + $0, deviation: 0.6)), (0.6, .gaussian(mean: 1))]) },
      { .mixture([(0.4, .gaussian(mean: -1.5, deviation: 0.6)), (0.6, .gaussian(mean: 1, deviation: 1 + $0))]) },
    ]
    let generator = moves.map { (value($0(step), equilibrium) - value($0(-step), equilibrium)) / (2 * step) }
    return [
      check(
        "discriminator-gradient", "the discriminator's gradient vanishes at the equilibrium, for five parameters",
        "∂V/∂w = 0 at D = 1/2, q = p", computed: discriminator.map(abs).max()!, expected: 0, tolerance: 1e-6,
        because: "quadrature errors of 1e-10 over a step of 1e-3, and the step's square"),
      check(
        "generator-gradient",
        "the generator's gradient vanishes at the equilibrium, for a weight, a mean and a deviation",
        "∂V/∂θ = 0 at D = 1/2, q = p", computed: generator.map(abs).max()!, expected: 0, tolerance: 1e-6,
        because: "quadrature errors of 1e-10 over a step of 1e-3, and the step's square"),
    ]
  }

  /// A thousand deviations of either player, and the duality gap of each, and of both together.
  private var deviations: [Check] {
    var mixtures = RandomMixtures(seed: 5)
    var random = RandomStream(seed: 5, name: "discriminators").generator()
    let generators = (0..<1000).map { _ in mixtures.next() }
    let logits = (0..<1000).map { _ in WavyLogit(&random) }
    let ofDiscriminator = logits.map { logit in value(Self.data) { logit($0) } }
    let ofGenerator = generators.map(bestValue)

    /// min over G' of V(D, G')
    func least(_ logit: (Double) -> Double) -> Double {
      let sure = (-1200...1200).map { softplus(logit(Double($0) / 100)) }.max()!
      return Self.data.expectation(Self.quadrature) { -softplus(-logit($0)) }.value - sure
    }
    let atEquilibrium = bestValue(Self.data) - least(equilibrium)
    let leastOfLogits = logits.map { logit in least { logit($0) } }
    let leastAtHalf = least { _ in 0 }
    let losses = ofDiscriminator.map { -log(4) - $0 }
    let distances = generators.map { 2 * divergence(Self.data, $0, Self.quadrature).value }
    let equilibriumValue = bestValue(Self.data)
    // Both moved, then the discriminator alone, then the generator alone.
    let gaps =
      zip(ofGenerator, leastOfLogits).map { $0 - $1 } + leastOfLogits.map { equilibriumValue - $0 }
      + ofGenerator.map { $0 - leastAtHalf }
    let bounds = zip(distances, losses).map { $0 + $1 } + losses + distances
    return [
      check(
        "discriminator-deviations", "no discriminator out of a thousand gains against the data's own density",
        "max over D of V(D, G*) <= -log 4", computed: ofDiscriminator.max()!, .atMost, expected: -log(4),
        tolerance: 1e-9, because: "quadrature"),
      check(
        "generator-deviations", "no generator out of a thousand gains against the discriminator's best answer",
        "min over G of V(D*_G, G) >= -log 4", computed: ofGenerator.min()!, .atLeast, expected: -log(4),
        tolerance: 1e-9, because: "quadrature"),
      check(
        "duality-gap", "the duality gap is zero at the equilibrium",
        "max_D' V(D', G*) - min_G' V(1/2, G') = 0", computed: atEquilibrium, expected: 0, tolerance: 1e-9,
        because: "quadrature"),
      check(
        "duality-gap-elsewhere",
        "for a thousand deviations of both players and of each alone, the gap is at least what its bound says",
        "min over (D, G) of gap(D, G) - (2 JS(p, q) + (-log 4 - V(D, G*))) >= 0",
        computed: zip(gaps, bounds).map { $0 - $1 }.min()!, .atLeast, expected: 0, tolerance: 1e-9,
        because: "quadrature"),
      check(
        "duality-gap-positive", "that bound, and so the gap, is positive away from the equilibrium",
        "min over (D, G) of 2 JS(p, q) + (-log 4 - V(D, G*)) > 0", computed: bounds.min()!, .atLeast, expected: 1e-6,
        tolerance: 0, because: "none: the smallest of the deviations is a thousand times quadrature's error"),
    ]
  }
}

/// A random logit: a constant and three waves, of sizes from small to large.
private struct WavyLogit {
  private let constant: Double
  private let waves: [(size: Double, frequency: Double, phase: Double)]

  init(_ random: inout RandomStream.Generator) {
    let size = exp(Double.random(in: -3...2, using: &random))
    constant = size * .random(in: -1...1, using: &random)
    waves = (0..<3).map { _ in
      let part = size * .random(in: -1...1, using: &random)
      let frequency = Double.random(in: 0.2...3, using: &random)
      return (part, frequency, .random(in: 0...(2 * .pi), using: &random))
    }
  }

  func callAsFunction(_ x: Double) -> Double {
    waves.reduce(constant) { $0 + $1.size * sin($1.frequency * x + $1.phase) }
  }
}
