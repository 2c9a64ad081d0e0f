import SaddleAdversarial
import SaddleNetworks
import SaddleTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The best discriminator against a fixed generator.
public struct OptimalDiscriminator: Verification {
  public static let name = "optimal-discriminator"
  public static let title = "The optimal discriminator"
  public static let derivation = """
    A discriminator maps `x` to `D(x)` in (0, 1), and its value against a generator with density `q = p_g` is

        V(D, G) = E_p log D(x) + E_q log(1 - D(x)) = ∫ p(x) log D(x) + q(x) log(1 - D(x)) dx,

    since `E_z log(1 - D(G(z)))` is an expectation over `x = G(z)`. A discriminator without limits may choose `D(x)` at each
    `x` for itself, so it maximises the integrand pointwise. With `a = p(x)`, `b = q(x)`, not both zero, and

        h(D) = a log D + b log(1 - D),    h'(D) = a / D - b / (1 - D),    h''(D) = -a / D² - b / (1 - D)²,

    `h'' < 0`: `h` is strictly concave and has one maximum, where `h' = 0`, that is `a (1 - D) = b D`:

        D*(x) = p(x) / (p(x) + q(x)).

    (If `b = 0`, `h` increases to its supremum at `D = 1`, and likewise at 0 if `a = 0`: the formula holds in the limit.)
    How strictly? By Hölder's inequality with exponents 3 and 3/2,

        a^⅓ + b^⅓ = (a / D²)^⅓ D^⅔ + (b / (1 - D)²)^⅓ (1 - D)^⅔ <= (a / D² + b / (1 - D)²)^⅓ (D + 1 - D)^⅔,

    so `-h'' >= (a^⅓ + b^⅓)³ >= a + b`. Divided by `a + b`, which moves no maximum, `h` has `-h'' >= 1`: at the midpoint of any
    two values it lies above the chord by at least an eighth of the square of their distance.

    As a logit, `log D* - log(1 - D*) = log p - log q`: a network whose output is a logit learns the log-ratio of densities.
    Where neither density has mass, nothing determines it: a trained network is compared only where the mixture
    `m = (p + q) / 2` has mass.
    """

  /// What is maximised at a point, from p, q and D.
  package var objective: @Sendable (Double, Double, Double) -> Double = { p, q, d in p * log(d) + q * log1p(-d) }
  /// D* from log p and log q.
  package var optimum: @Sendable (Double, Double) -> Double = { p, q in sigmoid(p - q) }

  public init() {}

  public func checks() -> [Check] {
    let line = Self.linePairs.flatMap { p, q in
      Self.logs(p, q, at: (0...200).map { p.outline.lower + (p.outline.upper - p.outline.lower) * Double($0) / 200 })
    }
    let plane = Self.planePairs.flatMap { p, q in Self.logs(p, q, at: p.points(150, seed: 4) + q.points(150, seed: 5)) }
    let reason = "the search: a function of size 1 is flat to rounding, 1e-16, within 1e-8 of its maximum"
    return [
      check(
        "line", "on the line, the maximum over D of p log D + q log(1 - D) lies at p / (p + q)",
        "max over x of |argmax_D (p log D + q log(1 - D)) - p / (p + q)| = 0", computed: distance(line), expected: 0,
        tolerance: 1e-6, because: reason),
      check(
        "plane", "in the plane, the maximum over D of p log D + q log(1 - D) lies at p / (p + q)",
        "max over x of |argmax_D (p log D + q log(1 - D)) - p / (p + q)| = 0", computed: distance(plane), expected: 0,
        tolerance: 1e-6, because: reason),
      concavity(line + plane), network,
    ]
  }

  private static let linePairs: [(Density<Double>, Density<Double>)] = [
    (.gaussian(), .gaussian(mean: 1)), (.gaussian(), .gaussian(mean: -0.5, deviation: 3)),
    (.points([-1, 2], noise: 0.3), .gaussian(deviation: 2)), (.uniform(on: 0...2), .uniform(on: 1...4, noise: 0.1)),
  ]

  private static let planePairs: [(Density<SIMD2<Double>>, Density<SIMD2<Double>>)] = [
    (.gaussian(), .gaussian(mean: SIMD2(1, 0), deviations: SIMD2(2, 0.5), correlation: -0.7)),
    (.ring(deviation: 0.3), .gaussian(deviation: 1.5)), (.grid(3), .ring()),
    (.uniform(from: SIMD2(-1, -1), to: SIMD2(1, 1)), .gaussian()),
  ]

  /// log p and log q at places where either has mass, divided by p + q, which moves no maximum.
  private static func logs<Point>(
    _ p: Density<Point>, _ q: Density<Point>, at points: [Point]
  ) -> [(p: Double, q: Double)] {
    points.compactMap { point in
      let (logP, logQ) = (p.logDensity(point), q.logDensity(point))
      let sum = logSumExp([logP, logQ])
      return sum == -.infinity ? nil : (logP - sum, logQ - sum)
    }
  }

  /// The greatest distance of the numeric maximum from the formula.
  private func distance(_ logs: [(p: Double, q: Double)]) -> Double {
    logs.reduce(0) { greatest, log in
      let (p, q) = (exp(log.p), exp(log.q))
      let numeric = maximum(on: 0...1) { d in
        // At the ends a density of zero counts nothing.
        let isEnd = (d == 0 && p == 0) || (d == 1 && q == 0)
        return isEnd ? 0 : objective(p, q, d)
      }
      return max(greatest, abs(numeric - optimum(log.p, log.q)))
    }
  }

  private func concavity(_ logs: [(p: Double, q: Double)]) -> Check {
    var least = Double.infinity
    for log in logs {
      let value = { (d: Double) in objective(exp(log.p), exp(log.q), d) }
      for (low, high) in [(0.01, 0.99), (0.05, 0.15), (0.3, 0.8), (0.45, 0.55), (0.9, 0.98)] {
        let above = value((low + high) / 2) - (value(low) + value(high)) / 2
        least = min(least, above / ((high - low) * (high - low) / 8))
      }
    }
    return check(
      "strictly-concave", "p log D + q log(1 - D) is strictly concave in D, at least as strongly as its bound",
      "min over x, D, D' of (h((D + D') / 2) - (h(D) + h(D')) / 2) / ((D - D')² / 8) >= 1 with p + q = 1",
      computed: least, .atLeast, expected: 1, tolerance: 1e-9, because: "rounding")
  }

  private static let data = Density<Double>.points([-1.5, 1], noise: 0.6)
  private static let generated = Density<Double>.gaussian(mean: 0.3, deviation: 1.2)
  private static let grid = (-400...400).map { Double($0) / 100 }

  /// The logits on the grid of a perceptron trained by the logistic loss.
  private static let trainedLogits: [Double] = {
    let critic = Sequential.perceptron([1, 32, 32, 32, 1], Initializer(seed: 0, name: "critic"))
    let (batch, steps) = (1024, 1500)
    let optimizer = Adam(critic.parameters, learningRate: 0, beta1: 0.9, beta2: 0.99)
    var draws = RandomStream(seed: 0, name: "trained discriminator").generator()
    func sample(_ density: Density<Double>) -> Tensor {
      Tensor((0..<batch).map { _ in density.draw(&draws) }, shape: [batch, 1])
    }
    for step in 0..<steps {
      let left = 1 - Double(step) / Double(steps)
      optimizer.learningRate = 0.01 * left * left
      let (real, fake) = (sample(data), sample(generated))
      optimizer.step(
        valueWithGradients(at: critic.parameters) {
          Objective.minimax.critic(critic(real, .training), critic(fake, .training))
        }.gradients)
    }
    return critic(Tensor(grid, shape: [grid.count, 1]), .inference).scalars()
  }()

  /// The trained network beside D* on a grid.
  private var network: Check {
    let (p, q) = (Self.data, Self.generated)
    let mixture = Self.grid.map { (p($0) + q($0)) / 2 }
    let floor = 0.1 * mixture.max()!
    let distances = Self.grid.indices.filter { mixture[$0] >= floor }.map { index in
      let x = Self.grid[index]
      return abs(sigmoid(Self.trainedLogits[index]) - optimum(p.logDensity(x), q.logDensity(x)))
    }
    return check(
      "trained-network",
      "a network trained on samples comes near D* wherever the mixture has a tenth of its greatest density",
      "max over {m >= max m / 10} of |D - D*| = 0", computed: distances.max()!, expected: 0, tolerance: 0.02,
      because: "training: 1,500 steps on 1,024 samples of each density")
  }
}
