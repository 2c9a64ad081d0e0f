import SaddleTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The Wasserstein-1 distance on a line: its dual form, its critic, and critics that are trained.
public struct WassersteinVerification: Verification {
  public static let name = "wasserstein"
  public static let title = "The Wasserstein-1 distance"
  public static let derivation = """
    `W1(p, q)` is the least mean distance `E |x - y|` over all joint distributions of `x ~ p` and `y ~ q`. Its dual form
    (Kantorovich and Rubinstein 1958) is what a critic estimates:

        W1(p, q) = max over C with |C(x) - C(y)| <= |x - y| of E_p C(x) - E_q C(x).

    *No critic exceeds it.* For any joint distribution, `E_p C - E_q C = E (C(x) - C(y)) <= E |x - y|`.

    *On the line.* Let `F` and `G` be the distribution functions. Integrating by parts,

        E_p C - E_q C = ∫ C dF - ∫ C dG = ∫ C'(x) (G(x) - F(x)) dx <= ∫ |F(x) - G(x)| dx,

    with equality for the critic of slope `C*' = sign(G - F)`. On the other side, moving mass in order (the `u`-th part of `p`
    to the `u`-th part of `q`) costs `∫ |F⁻¹(u) - G⁻¹(u)| du`, which is the same area between the two curves, measured along
    the other axis. A coupling and a critic of equal value prove each other optimal: `W1 = ∫ |F - G| dx`. For samples of
    equal size the coupling in order is `W1 = mean |x_(i) - y_(i)|` over both in sorted order.

    *Gaussians.* Mass in order is moved by an affine map: `x = μ + σ z` goes to `ν + τ z`. With `a = μ - ν`, `b = |σ - τ|`,
    `W1 = E |a + b z| = b sqrt(2/π) exp(-a² / 2b²) + |a| (1 - 2 Φ(-|a| / b))`, and `|a|` if `b = 0`.

    *Point masses* at 0 and `t`: `F - G` is 1 between them, so `W1 = |t|`, whose slope is 1 at every distance, where JS is
    log 2 and flat (Arjovsky, Chintala and Bottou 2017, example 1).

    *Trained critics* are below the true distance when they are 1-Lipschitz. Clipped weights: with all weights in `[-c, c]`
    the slope of a perceptron `1 → n → n → 1` with LeakyReLU is at most the sum over paths, `n² c³`, so `c = n^(-2/3)` makes
    it 1-Lipschitz. Spectral norm: a product of layers of norm 1. The gradient penalty `λ E (|C'| - 1)²` is soft: pointwise it
    trades `s |F - G|` for `λ ρ (s - 1)²`, with `ρ` the density of the points between, so that the slope settles at
    `s = 1 + |F - G| / (2 λ ρ)`, beyond 1. Dividing a critic by its greatest slope makes it 1-Lipschitz again. The larger `λ`, the nearer the slope is to 1;
    but to change its sign a slope must pass 0, which a large `λ` forbids: the weight therefore grows during training. Of a
    hundred critics that the second half of a training goes through, the best by this measure is taken.
    """

  /// W1 of two densities.
  package var distance: @Sendable (Density<Double>, Density<Double>) -> Double = { Wasserstein.distance($0, $1).value }
  /// W1 of samples.
  package var sampleDistance: @Sendable ([Double], [Double]) -> Double = { Wasserstein.distance($0, $1) }
  /// W1 of point masses at 0 and at t.
  package var pointDistance: @Sendable (Double) -> Double = { Wasserstein.distance([0], [$0]) }
  package var gaussianDistance: @Sendable ((Double, Double), (Double, Double)) -> Double = {
    Wasserstein.betweenGaussians(means: $0, deviations: $1)
  }
  package var critic: @Sendable (Density<Double>, Density<Double>) -> WassersteinCritic = { .init($0, $1) }
  package var divergence = Divergence.jensenShannon
  /// What a critic says, from its means under p and under q.
  package var dual: @Sendable (Double, Double) -> Double = { $0 - $1 }

  public init() {}

  /// Two modes beside one: F and G cross three times.
  static let p = Density<Double>.points([-2, 2], noise: 0.5)
  static let q = Density<Double>.gaussian(mean: 0.5)

  public func checks() -> [Check] { [gaussians] + samples + duality + pointMasses + trainedCritics }

  private var gaussians: Check {
    let pairs = [((0.0, 1.0), (1.0, 1.0)), ((0, 1.7), (1, 2)), ((0, 0), (1, 3)), ((-1, 1), (0.5, 0.2))]
    let deviations = pairs.map { means, deviations in
      let first = Density<Double>.gaussian(mean: means.0, deviation: deviations.0)
      return abs(
        distance(first, .gaussian(mean: means.1, deviation: deviations.1)) - gaussianDistance(means, deviations))
    }
    return check(
      "gaussians", "the area between distribution functions is the closed form, for four pairs of Gaussians",
      "max of |∫ |F - G| dx - E |a + b z|| = 0", computed: deviations.max()!, expected: 0, tolerance: 1e-9,
      because: "quadrature")
  }

  private var samples: [Check] {
    let (xs, ys) = (Self.p.points(300, seed: 8), Self.q.points(200, seed: 9))
    // Between neighbouring places both distribution functions are constant.
    let places = (xs + ys).sorted()
    let area = zip(places, places.dropFirst()).reduce(0) { sum, pair in
      let middle = (pair.0 + pair.1) / 2
      let (f, g) = (xs.count { $0 <= middle }, ys.count { $0 <= middle })
      return sum + abs(Double(f) / 300 - Double(g) / 200) * (pair.1 - pair.0)
    }
    let repeats = (0..<16).map { index in
      sampleDistance(Self.p.points(4000, seed: UInt64(100 + index)), Self.q.points(4000, seed: UInt64(200 + index)))
    }
    let mean = SampleMean(of: repeats)
    return [
      check(
        "sorting", "moving 300 sorted samples to 200 in order costs the area between their distribution functions",
        "∫ |F⁻¹ - G⁻¹| du = ∫ |F - G| dx", computed: sampleDistance(xs, ys), expected: area, tolerance: 1e-12,
        because: "rounding"),
      check(
        "sampling", "the mean over 16 draws of 4,000 samples of each is the distance of the densities",
        "E mean |x_(i) - y_(i)| = ∫ |F - G| dx", computed: mean.mean, expected: distance(Self.p, Self.q),
        tolerance: 3.3 * mean.variance.squareRoot() + 0.003,
        because: "sampling: 3.3 standard errors of the mean of 16, and its bias, which is below 0.003 for 4,000 samples"
      ),
    ]
  }

  private var duality: [Check] {
    let optimal = critic(Self.p, Self.q)
    let quadrature = Quadrature(absoluteTolerance: 1e-11)
    let breaks = [-20.0, 20] + optimal.knots
    func mean(_ density: Density<Double>, _ f: (Double) -> Double) -> Double {
      quadrature.integral(from: -20, to: 20, breaks: breaks + [-2, 0, 2]) { density($0) * f($0) }.value
    }
    let value = dual(mean(Self.p) { optimal($0) }, mean(Self.q) { optimal($0) })
    var random = RandomStream(seed: 10, name: "critics").generator()
    let others = (0..<200).map { _ -> Double in
      let frequency = Double.random(in: 0.1...3, using: &random)
      let phase = Double.random(in: 0...(2 * .pi), using: &random)
      let other = { (x: Double) in sin(frequency * x + phase) / frequency }
      return dual(mean(Self.p, other), mean(Self.q, other))
    }
    let steepest = optimal.slopes.map(abs).max() ?? .nan
    return [
      check(
        "dual-optimum", "the critic with slope sign(G - F) attains the area between the distribution functions",
        "E_p C* - E_q C* = ∫ |F - G| dx", computed: value, expected: distance(Self.p, Self.q), tolerance: 1e-8,
        because: "quadrature"),
      check(
        "dual-slope", "that critic's greatest slope is one", "max |C*'| = 1", computed: steepest, expected: 1,
        tolerance: 0, because: "none: slopes are -1, 0 or 1"),
      check(
        "dual-others", "none of 200 random 1-Lipschitz critics exceeds it",
        "max over C of E_p C - E_q C <= W1", computed: others.max()!, .atMost, expected: distance(Self.p, Self.q),
        tolerance: 1e-8, because: "quadrature"),
    ]
  }

  private var pointMasses: [Check] {
    let distances = (1...20).map { Double($0) / 4 }
    let deviation = distances.map { abs(pointDistance($0) - $0) }.max()!
    let slopes = distances.map { abs((pointDistance($0 + 0.1) - pointDistance($0 - 0.1)) / 0.2 - 1) }
    // Masses at 0 and at t as two places, at any distance but zero.
    let js = divergence([1, 0], [0, 1])
    return [
      check(
        "point-masses", "point masses at distances t from 1/4 to 5 have distance t", "W1(δ_0, δ_t) = |t|",
        computed: deviation, expected: 0, tolerance: 1e-12, because: "rounding"),
      check(
        "point-masses-slope", "that distance has slope 1 everywhere", "d W1(δ_0, δ_t) / dt = 1 for t > 0",
        computed: slopes.max()!, expected: 0, tolerance: 1e-12, because: "rounding"),
      check(
        "point-masses-js", "while their JS is log 2 at every distance", "JS(δ_0, δ_t) = log 2 for t > 0",
        computed: js, expected: log(2), tolerance: 1e-12, because: "rounding"),
    ]
  }

  private var trainedCritics: [Check] {
    let truth = distance(Self.p, Self.q)
    let critics = TrainedCritics.shared
    let penalised = dual(critics.penalised.meanOfP, critics.penalised.meanOfQ) / critics.penalised.steepest
    return [
      check(
        "clipping", "a critic trained with clipped weights stays below the distance",
        "E_p C - E_q C <= W1 with |w| <= n^(-2/3)",
        computed: dual(critics.clipped.meanOfP, critics.clipped.meanOfQ), .atMost, expected: truth, tolerance: 1e-5,
        because: "float32 rounding of the critic's outputs"),
      check(
        "spectral-norm", "a critic trained with spectral normalisation stays below the distance",
        "E_p C - E_q C <= W1 with every layer of norm 1",
        computed: dual(critics.spectral.meanOfP, critics.spectral.meanOfQ), .atMost, expected: truth, tolerance: 1e-3,
        because: "power iteration estimates a norm from below, here to 1e-3"),
      check(
        "gradient-penalty", "a critic trained with the gradient penalty, divided by its greatest slope, stays below",
        "(E_p C - E_q C) / max |C'| <= W1", computed: penalised, .atMost, expected: truth, tolerance: 1e-5,
        because: "float32 rounding of the critic's outputs"),
      check(
        "gradient-penalty-near", "and comes within 2 % of the distance", "(E_p C - E_q C) / max |C'| >= 0.98 W1",
        computed: penalised, .atLeast, expected: 0.98 * truth, tolerance: 0,
        because: "none: 2 % is the claim about the training"),
    ]
  }
}
