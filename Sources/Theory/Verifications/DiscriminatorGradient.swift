import SaddleAdversarial
import SaddleNetworks
import SaddleTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The gradient that a discriminator climbs (Goodfellow et al. 2014, algorithm 1), as that of a logistic regression.
public struct DiscriminatorGradient: Verification {
  public static let name = "discriminator-gradient"
  public static let title = "The discriminator's gradient"
  public static let derivation = """
    The discriminator is a classifier with two classes of equal weight, real and generated, and a logit `a(x)`:
    `D(x) = σ(a(x))` with `σ(a) = 1 / (1 + e^(-a))`. On a batch of m real rows `xᵢ` and m generated rows `G(zᵢ)`, V is
    the mean log-likelihood of its answers,

        V = (1/m) Σ log D(xᵢ) + (1/m) Σ log(1 - D(G(zᵢ))).

    From `σ' = σ (1 - σ)` follow the two derivatives that all depends on,

        d/da log σ(a) = 1 - σ(a),    d/da log(1 - σ(a)) = -σ(a),

    so for every parameter w of the network, by the chain rule,

        ∂V/∂w = (1/m) Σ (1 - D(xᵢ)) ∂a(xᵢ)/∂w - (1/m) Σ D(G(zᵢ)) ∂a(G(zᵢ))/∂w.

    Each row pulls its own logit, up if it is real and down if not, by as much as the answer was wrong: label minus D.
    For a logit that is linear in features h, `a = c'h + d`, this is the gradient of logistic regression. With features
    `h = tanh(x W + b)` it goes on one layer down, since `tanh' = 1 - tanh²`:

        ∂a/∂d = 1,    ∂a/∂cⱼ = hⱼ,    ∂a/∂bⱼ = cⱼ (1 - hⱼ²),    ∂a/∂Wᵢⱼ = cⱼ (1 - hⱼ²) xᵢ.

    The checks evaluate these sums in plain numbers, row by row, and hold them to the automatic derivatives of the
    objective as training uses it, in double precision. For a deeper network only the weights `1 - D` and `-D` come
    from the formula, and each row's `∂a/∂w` from differentiating its logit alone.
    """

  /// What the derivative of the logit counts for on a real and on a generated row, as functions of D there.
  package var realWeight: @Sendable (Double) -> Double = { 1 - $0 }
  package var fakeWeight: @Sendable (Double) -> Double = { -$0 }
  /// The derivative of tanh where its value is h.
  package var activationSlope: @Sendable (Double) -> Double = { 1 - $0 * $0 }

  public init() {}

  private let rows = 6
  private let hidden = 5

  private func normal(_ shape: [Int], _ step: Int) -> Tensor {
    RandomStream(seed: 3, name: Self.name).normal(shape, step: step, type: .float64)
  }

  public func checks() -> [Check] {
    let (real, fake) = (normal([rows, 2], 0) + 0.5, normal([rows, 2], 1))
    let parameters = [normal([2, hidden], 2), normal([hidden], 3), normal([hidden, 1], 4), normal([1], 5)]
    let automatic = Self.gradients(at: parameters.map { Parameter($0) }, real, fake) { x, p in
      .linear(.linear(x, p[0], bias: p[1]).tanh(), p[2], bias: p[3])
    }
    let formula = byHand(parameters.map { $0.scalars() }, real.scalars(), fake.scalars())
    let names = ["hidden-weights", "hidden-biases", "output-weights", "output-bias"]
    let derivatives = ["c (1 - h²) x", "c (1 - h²)", "h", "1"]
    return names.indices.map { index in
      check(
        names[index],
        "the formula and automatic derivatives agree in each of the \(formula[index].count) parameters: the greatest "
          + "difference",
        "∇V = mean (1 - D(x)) ∂a(x) - mean D(G(z)) ∂a(G(z)), ∂a = \(derivatives[index])",
        computed: greatestDifference(automatic[index], formula[index]), expected: 0, tolerance: 1e-13,
        because: "rounding in double precision")
    } + [anyNetwork(real, fake)]
  }

  /// The gradients of the mean log-likelihood by automatic derivatives of the objective, which is its negative.
  private static func gradients(
    at parameters: [Parameter], _ real: Tensor, _ fake: Tensor, critic: (Tensor, [Tensor]) -> Tensor
  ) -> [[Double]] {
    let (_, gradients) = valueWithGradients(at: parameters) {
      let values = parameters.map(\.value)
      return Objective.minimax.critic(critic(real, values), critic(fake, values))
    }
    return gradients.map { $0.scalars().map(-) }
  }

  /// The batch formula for the critic a(x) = c tanh(x W + b) + d in plain numbers; W, b, c and d in this order.
  private func byHand(_ parameters: [[Double]], _ real: [Double], _ fake: [Double]) -> [[Double]] {
    let (w, b, c, d) = (parameters[0], parameters[1], parameters[2], parameters[3][0])
    var result = parameters.map { $0.map { _ in 0.0 } }
    for (points, weight) in [(real, realWeight), (fake, fakeWeight)] {
      for row in 0..<rows {
        let x = points[2 * row..<2 * row + 2].map { $0 }
        let h = (0..<hidden).map { tanh(x[0] * w[$0] + x[1] * w[hidden + $0] + b[$0]) }
        let factor = weight(sigmoid(dot(c, h) + d)) / Double(rows)
        for j in 0..<hidden {
          let slope = factor * c[j] * activationSlope(h[j])
          result[0][j] += slope * x[0]
          result[0][hidden + j] += slope * x[1]
          result[1][j] += slope
          result[2][j] += factor * h[j]
        }
        result[3][0] += factor
      }
    }
    return result
  }

  /// The same for a deep network, whose logit is differentiated row by row.
  private func anyNetwork(_ real: Tensor, _ fake: Tensor) -> Check {
    let critic = Sequential.perceptron([2, 8, 8, 1], Initializer(seed: 3, name: Self.name, type: .float64))
    let automatic = Self.gradients(at: critic.parameters, real, fake) { x, _ in critic(x, .training) }
    var formula = automatic.map { $0.map { _ in 0.0 } }
    for (points, weight) in [(real, realWeight), (fake, fakeWeight)] {
      for row in 0..<rows {
        let (logit, slopes) = valueWithGradients(at: critic.parameters) {
          critic(points.slice(row..<row + 1, axis: 0), .training).sum()
        }
        let factor = weight(sigmoid(logit.item)) / Double(rows)
        for (index, slope) in slopes.enumerated() {
          formula[index] = zip(formula[index], slope.scalars()).map { $0 + factor * $1 }
        }
      }
    }
    return check(
      "any-network", "the same for a network with two hidden layers and its logit's derivatives row by row",
      "∇V = mean (1 - D(x)) ∇a(x) - mean D(G(z)) ∇a(G(z))",
      computed: zip(automatic, formula).map(greatestDifference).max()!, expected: 0, tolerance: 1e-13,
      because: "rounding in double precision")
  }
}
