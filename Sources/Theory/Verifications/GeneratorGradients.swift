import SaddleAdversarial
import SaddleNetworks
import SaddleTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The two gradients that a generator may follow, and what they are gradients of.
public struct GeneratorGradients: Verification {
  public static let name = "generator-gradients"
  public static let title = "The generator's gradients"
  public static let derivation = """
    The generator lowers either of two losses. With `a = a(G(z))` the logit of a generated sample and `D = σ(a)`, and
    with the derivatives of `log σ` and `log(1 - σ)` from the section on the discriminator's gradient,

        minimax:         ∇ log(1 - D(G(z))) = -D ∇a(G(z)),
        non-saturating:  ∇ (-log D(G(z)))   = -(1 - D) ∇a(G(z)),

    where `∇a(G(z))` is the derivative with respect to the generator's parameters. Both point the same way, towards a
    greater logit; sample by sample the first is `D / (1 - D)` times the second. A discriminator that wins has
    `D(G(z))` near 0, and there the minimax gradient vanishes with D, whatever `∇a` is, while the other keeps the
    length of `∇a`. The table of norms below is for `G(z) = z + θ` and `a(x) = x + constant`, where `‖∇a‖ = 1`; its
    last line has a logit of -10000 in single precision.

    *In expectation the two follow different divergences* (Arjovsky and Bottou 2017, theorem 2.5). Let `q_θ` be the
    density of `G(z)`, and hold fixed `D* = p / (p + q_θ₀)`, the best discriminator against `q_θ₀`. Then, derivatives
    being taken at `θ = θ₀`,

        ∇ E_q log(1 - D*) = ∫ ∇q log(q / (p + q)) dx.

    On the other hand `2 JS = ∫ p log(2p / (p + q)) + q log(2q / (p + q)) dx`, and when it is differentiated, what
    comes from the logarithms cancels: it is `-∫ p ∇q / (p + q) + ∫ ∇q - ∫ q ∇q / (p + q) = ∫ ∇q - ∫ ∇q = 0`. (The best
    discriminator is a maximum, so that moving it counts for nothing.) What is left is `∫ ∇q log(2q / (p + q)) dx`, and
    as `∫ ∇q = 0` the factor 2 makes no difference:

        ∇ E_q log(1 - D*) = ∇ 2 JS(p, q).

    For the other loss, `-log D* = log(q / p) - log(q / (p + q))`, and `∫ ∇q log(q / p) dx = ∇ KL(q, p)` since
    `∫ q ∇ log q = ∫ ∇q = 0`. Hence

        ∇ E_q (-log D*) = ∇ (KL(q, p) - 2 JS(p, q)):

    a reversed KL, which punishes samples where there are no data and forgives missing modes, less a term that pushes
    the distributions apart. The two add up to `∇ KL(q, p)`. For unit Gaussians at a distance θ, `KL = θ² / 2`, so they
    add up to θ.

    The checks compute the left sides as a generator meets them, `E_z` of the weighted slope of the logit at
    `x = G(z) = mean + deviation z`, by quadrature. The right sides are finite differences of divergences, each of them
    by quadrature, in which no D* occurs. For the Gaussians `log p - log q = z² / 2 + log deviation - x² / 2`.
    """

  /// What the derivative of the logit a(G(z)) counts for in either loss's gradient, as a function of D(G(z)).
  package var minimaxWeight: @Sendable (Double) -> Double = { -$0 }
  package var nonSaturatingWeight: @Sendable (Double) -> Double = { -(1 - $0) }
  /// The minimax gradient of a sample over the non-saturating one.
  package var ratio: @Sendable (Double) -> Double = { $0 / (1 - $0) }
  /// What the expected gradients are gradients of, with D* held fixed.
  package var minimaxDivergence: @Sendable (_ klOfQAndP: Double, _ js: Double) -> Double = { _, js in 2 * js }
  package var nonSaturatingDivergence: @Sendable (_ klOfQAndP: Double, _ js: Double) -> Double = { kl, js in
    kl - 2 * js
  }
  /// The sum of both expected gradients for unit Gaussians at that distance.
  package var sum: @Sendable (Double) -> Double = { $0 }

  public init() {}

  public func checks() -> [Check] {
    samples() + vanishing()
      + [0.5, 1, 2, 4].flatMap { shift in
        expected(
          "shift-\(Self.short(shift))", "unit Gaussians at a distance of \(Self.short(shift))", at: shift,
          derivative: { _ in 1 }
        ) { (mean: $0, deviation: 1) }
          + [sumOfBoth(shift)]
      }
      + expected(
        "scale", "N(0, 1) and N(1 / 2, s²) at s = 0.7, with respect to s", at: 0.7, derivative: { $0 }
      ) { (mean: 0.5, deviation: $0) }
  }

  private static func short(_ number: Double) -> String { number == number.rounded() ? "\(Int(number))" : "\(number)" }

  /// Sample by sample, through networks.
  private func samples() -> [Check] {
    let generator = Sequential.perceptron([2, 6, 2], Initializer(seed: 4, name: "generator", type: .float64))
    let critic = Sequential.perceptron([2, 8, 1], Initializer(seed: 4, name: "critic", type: .float64))
    let latents = RandomStream(seed: 4, name: Self.name).normal([20, 2], step: 0, type: .float64)
    var (worstMinimax, worstNonSaturating, worstRatio) = (0.0, 0.0, 0.0)
    for row in 0..<20 {
      let z = latents.slice(row..<row + 1, axis: 0)
      func gradient(_ loss: (Tensor) -> Tensor) -> (value: Double, gradient: [Double]) {
        let (value, gradients) = valueWithGradients(at: generator.parameters) {
          loss(critic(generator(z, .training), .training))
        }
        return (value.item, gradients.flatMap { $0.scalars() })
      }
      let (a, logit) = gradient { $0.sum() }
      let d = sigmoid(a)
      let minimax = gradient { Objective.minimax.generator($0, $0) }.gradient
      let nonSaturating = gradient { Objective.nonSaturating.generator($0, $0) }.gradient
      worstMinimax = max(worstMinimax, greatestDifference(minimax, logit.map { $0 * minimaxWeight(d) }))
      worstNonSaturating = max(
        worstNonSaturating, greatestDifference(nonSaturating, logit.map { $0 * nonSaturatingWeight(d) }))
      for (first, second) in zip(minimax, nonSaturating) where second != 0 {
        worstRatio = max(worstRatio, abs(first / second / ratio(d) - 1))
      }
    }
    let rounding = "rounding in double precision"
    return [
      check(
        "minimax", "formula and automatic derivatives agree for 20 samples: the greatest difference",
        "∇ log(1 - D(G(z))) = -D(G(z)) ∇a(G(z))", computed: worstMinimax, expected: 0, tolerance: 1e-13,
        because: rounding),
      check(
        "non-saturating", "formula and automatic derivatives agree for 20 samples: the greatest difference",
        "∇(-log D(G(z))) = -(1 - D(G(z))) ∇a(G(z))", computed: worstNonSaturating, expected: 0, tolerance: 1e-13,
        because: rounding),
      check(
        "ratio", "the minimax gradient of a sample over the non-saturating one: the greatest relative difference",
        "∇ log(1 - D(G(z))) / ∇(-log D(G(z))) = D(G(z)) / (1 - D(G(z)))", computed: worstRatio, expected: 0,
        tolerance: 1e-12, because: rounding),
    ]
  }

  /// A table of D(G(z)) against both norms, for G(z) = z + θ and the logit a(x) = x + constant, so that ‖∇a‖ = 1.
  private func vanishing() -> [Check] {
    func norm(_ objective: Objective, logit: Double, _ type: ElementType) -> Double {
      let theta = Tensor([logit], shape: [1, 1], type: type).tracked()
      return abs(gradients(of: objective.generator(theta, theta), at: [theta])[0].item)
    }
    let places: [(name: String, d: Double, logit: Double, type: ElementType)] =
      [("0.5", 0.5), ("1e-2", 1e-2), ("1e-4", 1e-4), ("1e-8", 1e-8)].map { name, d in
        (name, d, log(d / (1 - d)), .float64)
      } + [("0", 0, -1e4, .float32)]
    return places.flatMap { place in
      [
        ("minimax", "‖∇ log(1 - D(G(z)))‖ = D(G(z)) ‖∇a‖", Objective.minimax, minimaxWeight),
        ("non-saturating", "‖∇ log D(G(z))‖ = (1 - D(G(z))) ‖∇a‖", .nonSaturating, nonSaturatingWeight),
      ].map { name, equation, objective, weight in
        let expected = abs(weight(place.d))
        return check(
          "\(name)-norm-at-\(place.name)",
          "the norm of the \(name) gradient where D(G(z)) = \(place.name)"
            + (place.d == 0 ? ", its logit -10000 in single precision" : ""), equation,
          computed: norm(objective, logit: place.logit, place.type), expected: expected, tolerance: 1e-13 * expected,
          because: "rounding in double precision, relative")
      }
    }
  }

  private static let precise = Quadrature(absoluteTolerance: 1e-13)

  /// The expected gradient of G(z) = mean + deviation z against p = N(0, 1), with D* held fixed.
  private func gradient(
    _ weight: (Double) -> Double, _ q: (mean: Double, deviation: Double), derivative: (Double) -> Double
  ) -> Double {
    Density<Double>.gaussian().expectation(Self.precise) { z in
      let x = q.mean + q.deviation * z
      let logit = z * z / 2 + log(q.deviation) - x * x / 2
      let slope = z / q.deviation - x
      return weight(sigmoid(logit)) * slope * derivative(z)
    }.value
  }

  /// Both expected gradients against the derivatives of the divergences, along the family through `t`.
  ///
  /// - Parameters:
  ///   - derivative: of G(z) with respect to the parameter.
  ///   - family: the mean and deviation of G(z) for each value of the parameter.
  private func expected(
    _ name: String, _ words: String, at t: Double, derivative: (Double) -> Double,
    family: (Double) -> (mean: Double, deviation: Double)
  ) -> [Check] {
    let p = Density<Double>.gaussian()
    func slope(_ divergence: (Double, Double) -> Double) -> Double {
      let h = 4e-3
      let values = [-2, -1, 1, 2].map { (step: Double) -> Double in
        let moved = family(t + step * h)
        let q = Density<Double>.gaussian(mean: moved.mean, deviation: moved.deviation)
        return divergence(
          Divergence.kullbackLeibler(q, p, Self.precise).value, Divergence.jensenShannon(q, p, Self.precise).value)
      }
      return (values[0] - 8 * values[1] + 8 * values[2] - values[3]) / (12 * h)
    }
    return [
      (
        "non-saturating", "∇ E_q(-log D*) = ∇(KL(q, p) - 2 JS(p, q))", nonSaturatingWeight, nonSaturatingDivergence
      ),
      ("minimax", "∇ E_q log(1 - D*) = ∇ 2 JS(p, q)", minimaxWeight, minimaxDivergence),
    ].map { kind, equation, weight, divergence in
      check(
        "\(name)-\(kind)", "the expected \(kind) gradient, D* held fixed, for \(words)", equation,
        computed: gradient(weight, family(t), derivative: derivative), expected: slope(divergence), tolerance: 1e-8,
        because: "the finite difference of fourth order that differentiates the divergences; quadrature gives 1e-11")
    }
  }

  private func sumOfBoth(_ shift: Double) -> Check {
    check(
      "shift-\(Self.short(shift))-sum", "both expected gradients together are the distance itself",
      "∇ E_q log(1 - D*) + ∇ E_q(-log D*) = ∇ KL(q, p) = θ",
      computed: [minimaxWeight, nonSaturatingWeight].reduce(0) {
        $0 + gradient($1, (mean: shift, deviation: 1), derivative: { _ in 1 })
      }, expected: sum(shift), tolerance: 1e-11, because: "the quadrature's error estimate")
  }
}
