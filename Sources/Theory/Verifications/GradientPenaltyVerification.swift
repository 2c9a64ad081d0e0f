import SaddleAdversarial
import SaddleNetworks
import SaddleTensors

/// The condition on a critic's slope: what it is, and that training meets it.
public struct GradientPenaltyVerification: Verification {
  public static let name = "gradient-penalty"
  public static let title = "Gradient penalties"
  public static let derivation = """
    A differentiable critic is 1-Lipschitz exactly if `‖∇C‖ <= 1` everywhere, and the best critic of the Wasserstein-1
    dual has `‖∇C‖ = 1` on the lines between coupled points: if `C(x) - C(y) = ‖x - y‖` for a pair and C rises by no
    more than its distance anywhere, it must rise at slope one all the way from y to x. Gulrajani et al. (2017)
    therefore add

        λ E (‖∇C(x̂)‖ - 1)²,    x̂ = u x + (1 - u) G(z), u uniform on (0, 1),

    to the critic's loss. A sample is a whole image or row, so the norm is over all axes but the batch. For
    `C(x) = Σ w x` on images of 2 x 2 x 2 with all eight weights 1/2, `‖∇C‖ = √(8/4) = √2` and the penalty `(√2 - 1)²`.
    A norm along the channels alone would see `√(2/4)`, four times.

    *By hand.* The critic `C(x) = s |x|² / 2` has `∇C(x) = s x`. With `r = |x̂|` the penalty of one pair and its
    derivative are

        (s r - 1)²,    2 (s r - 1) r,

    and the penalties at zero (Mescheder, Geiger and Nowozin 2018) are `s² r² / 2`, with derivative `s r²`, r being the
    length of the real sample for R1, and of the generated one for R2. The derivative goes through a gradient, so it
    shows that second derivatives are right.

    *The best slope.* The penalty is soft. For point masses at 0 and t, x̂ is uniform between them, and the critic
    maximises

        C(t) - C(0) - λ (1/|t|) ∫ (C' - 1)² dx = ∫ C' - (λ / |t|) (C' - 1)² dx,

    pointwise: `1 = 2 (λ / |t|) (C' - 1)`, hence `C' = 1 + |t| / (2 λ)`, a little above one. A trained network has just
    this slope. For `q = N(0, 0.2²)` and p the same shifted by t, the best coupling shifts by t too, and a critic
    trained under a great λ has slope one along it.
    """

  /// The penalties under test.
  package var gradientPenalty = Penalty.gradientPenalty
  package var r1 = Penalty.r1
  package var r2 = Penalty.r2
  /// The slope of the best penalised critic between two point masses at a distance, under a weight.
  package var bestSlope: @Sendable (_ distance: Double, _ weight: Double) -> Double = { 1 + $0 / (2 * $1) }

  public init() {}

  public func checks() -> [Check] { exact() + trained() }

  private func value(
    _ penalty: Penalty, real: Tensor, fake: Tensor, critic: @escaping (Tensor) -> Tensor
  ) -> Tensor {
    let mixing = Tensor(repeating: 0.5, shape: [real.shape[0], 1], type: real.elementType)
    return penalty.value(CriticEvaluation(critic: critic, real: real, fake: fake, mixing: mixing))
  }

  private func exact() -> [Check] {
    let rounding = "rounding in double precision, and the addend 1e-12 under the root"
    let random = RandomStream(seed: 9, name: Self.name)
    let images = (0..<2).map { random.normal([3, 2, 2, 2], step: $0, type: .float64) }
    // Eight elements of 1 / 2 have the length √2; the two along one axis have √(1 / 2).
    let weight = Tensor(repeating: 0.5, shape: [1, 2, 2, 2], type: .float64)
    let ofImages = value(gradientPenalty, real: images[0], fake: images[1]) { ($0 * weight).sum(axes: [1, 2, 3]) }
    let centre = random.normal([1, 2, 2, 2], step: 2, type: .float64)
    let ofDistance = value(gradientPenalty, real: images[0], fake: images[1]) {
      ($0 - centre).square().sum(axes: [1, 2, 3]).squareRoot()
    }

    // One pair, x = (3, 4) and G(z) = (0, 2), the middle (1.5, 3), and the critic C(x) = s |x|² / 2, s = 2.
    let (real, fake) = (
      Tensor([3, 4], shape: [1, 2], type: .float64), Tensor([0, 2], shape: [1, 2], type: .float64)
    )
    func square(_ penalty: Penalty) -> (value: Double, derivative: Double) {
      let s = Tensor(2, type: .float64).tracked()
      let value = value(penalty, real: real, fake: fake) { $0.square().sum(axes: [1]) * s * 0.5 }
      return (value.item, gradients(of: value, at: [s])[0].item)
    }
    let middle = 11.25.squareRoot()
    var checks = [
      check(
        "all-axes", "the norm is taken over all axes but the batch: images of 2 x 2 x 2, slope 1 / 2 in each number",
        "(√(8 / 4) - 1)²", computed: ofImages.item, expected: (2.0.squareRoot() - 1) * (2.0.squareRoot() - 1),
        tolerance: 1e-11, because: rounding),
      check(
        "unit-slope", "a critic with unit slope everywhere, the distance from a point, has no penalty",
        "C(x) = ‖x - c‖, E(‖∇C‖ - 1)² = 0", computed: ofDistance.item, expected: 0, tolerance: 1e-11,
        because: rounding),
    ]
    for (name, penalty, equation, value, derivative, slope) in [
      (
        "between", gradientPenalty, "(s r - 1)², r = |(1.5, 3)|, s = 2", (2 * middle - 1) * (2 * middle - 1),
        2 * (2 * middle - 1) * middle, "2 (s r - 1) r"
      ),
      ("r1", r1, "s² r² / 2, r = |(3, 4)|, s = 2", 50, 50, "s r²"),
      ("r2", r2, "s² r² / 2, r = |(0, 2)|, s = 2", 8, 8, "s r²"),
    ] {
      let computed = square(penalty)
      checks += [
        check(
          "\(name)-value", "the critic C(x) = s |x|² / 2 on the one pair (3, 4) and (0, 2), mixed half and half",
          equation, computed: computed.value, expected: value, tolerance: 1e-10, because: rounding),
        check(
          "\(name)-derivative", "the derivative of that penalty with respect to s", slope,
          computed: computed.derivative, expected: derivative, tolerance: 1e-10, because: rounding),
      ]
    }
    return checks
  }

  private func trained() -> [Check] {
    let points = train(widths: [1, 16, 16, 1], weight: 5, steps: 400) { _ in (.ones([64, 1]), .zeros([64, 1])) }
    let random = RandomStream(seed: 9, name: "coupled")
    let shift = Tensor([1, 0], shape: [1, 2])
    func coupled(_ step: Int) -> (fake: Tensor, real: Tensor) {
      let fake = random.normal([128, 2], step: 2 * step) * 0.2
      return (fake, fake + shift)
    }
    let weight = 100.0
    let critic = train(widths: [2, 32, 32, 1], weight: weight, steps: 1_000) { step in
      (coupled(2 * step).real, coupled(2 * step + 1).fake)
    }
    let test = coupled(-1)
    let secant = (critic(test.real) - critic(test.fake)).mean().item
    let share = random.uniform([128, 1], step: -1)
    let between = (test.fake + shift * share).tracked()
    let slope = gradients(of: critic(between), at: [between])[0].square().sum(axes: [1]).squareRoot()
    let excess = "the penalty is soft: the best slope is some |t| / (2 λ) = 0.005 above one; the rest is training"
    return [
      check(
        "trained-point-masses", "a critic trained on point masses at 0 and 1 under the weight λ = 5 has the best slope",
        "C(1) - C(0) = 1 + 1 / (2 λ)",
        computed: (points(.ones([1, 1])) - points(.zeros([1, 1]))).item, expected: bestSlope(1, 5), tolerance: 0.005,
        because: "training in single precision"),
      check(
        "trained-between-coupled-points",
        "a critic trained on N(0, 0.2²) and the same shifted by t = (1, 0), λ = 100: its rise between coupled points",
        "mean of (C(x + t) - C(x)) / |t| = 1", computed: secant, expected: 1, tolerance: 0.02, because: excess),
      check(
        "trained-slope-between-coupled-points", "the slope of the same critic at random points between coupled ones",
        "mean of ‖∇C‖ = 1", computed: slope.mean().item, expected: 1, tolerance: 0.02, because: excess),
      check(
        "trained-spread-of-slopes", "how far those slopes stray from one, as a root of mean squares",
        "√ mean of (‖∇C‖ - 1)² <= 0.05", computed: (slope - 1).square().mean().item.squareRoot(), .atMost,
        expected: 0.05,
        tolerance: 0, because: "training a network of a finite size"),
    ]
  }

  /// A critic that has maximised E C(x) - E C(G(z)) under the penalty.
  private func train(
    widths: [Int], weight: Double, steps: Int, batches: (_ step: Int) -> (real: Tensor, fake: Tensor)
  ) -> (Tensor) -> Tensor {
    let critic = Sequential.perceptron(widths, Initializer(seed: 9, name: Self.name))
    let optimizer = Adam(critic.parameters, learningRate: 0, beta1: 0.5, beta2: 0.9)
    let mixing = RandomStream(seed: 9, name: "mixing")
    for step in 0..<steps {
      optimizer.learningRate = 5e-3 * (1 - Double(step) / Double(steps))
      let (real, fake) = batches(step)
      let (_, gradients) = valueWithGradients(at: critic.parameters) {
        let evaluation = CriticEvaluation(
          critic: { critic($0, .training) }, real: real, fake: fake,
          mixing: mixing.uniform([real.shape[0], 1], step: step))
        return Objective.wasserstein.critic(evaluation.realOutputs, evaluation.fakeOutputs)
          + gradientPenalty.value(evaluation) * weight
      }
      optimizer.step(gradients)
    }
    return { critic($0, .inference) }
  }
}
