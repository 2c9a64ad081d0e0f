import SaddleAdversarial
import SaddleNetworks
import SaddleTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The stochastic algorithm (Goodfellow et al. 2014, algorithm 1) on a game whose solution is known.
public struct Training: Verification {
  public static let name = "training"
  public static let title = "The algorithm finds the equilibrium"
  public static let derivation = """
    Algorithm 1 of Goodfellow et al. (2014) ascends V in the discriminator's parameters for k steps, then descends in
    the generator's for one, each on fresh batches. At its goal `p_g = p`, hence `D = 1/2` everywhere and `V = -log 4`.
    That a run gets there can be checked where the goal is known and both players can represent it.

    *The game.* Data are `N(1, 1/4)`. The generator is `G(z) = s z + t` with a standard normal z, so that
    `p_g = N(t, s²)`, and the goal is `t = 1`, `|s| = 1/2`. Uniform latents on `[-1, 1]²` become normal by Box and
    Muller's map `√(-2 log u₁) cos(π z₂)` with `u₁ = (z₁ + 1) / 2`, and go the same way. Against any such generator the
    best discriminator has the logit

        log p(x) - log p_g(x) = a quadratic in x,

    so a discriminator with the logit `w x + v x² + b` contains every one of them, and the game is one of five numbers.

    *Why it converges.* Near the goal, the discriminator moves along `-(1/2) C δ + Bᵀε` and the generator along `-B δ`,
    where δ and ε are the distances of both players' numbers from the goal, `C` is the second moment of the features
    `(x, x², 1)` and B says how the generator's numbers move those features' means. The system

        d/dt (ε, δ) = [[0, -B], [Bᵀ, -C/2]] (ε, δ)

    loses energy, `d/dt (|ε|² + |δ|²) / 2 = -δᵀC δ / 2`, at any point with `δ ≠ 0`, and does not rest where `δ = 0`
    unless `Bᵀε = 0`, which here means `ε = 0`. So all eigenvalues have negative real parts (Nagarajan and Kolter
    2017): the flow spirals into the goal. The non-saturating loss has the same linear part, since `D = 1 - D` there.
    Sampling adds noise in proportion to the learning rates, so these fall to zero.

    The checks train with the trainer that every run uses, in single precision, for both losses, `k = 1` and `k = 5`
    and both latents, then read t, s, the discriminator's numbers, and by quadrature `V = E_p log D + E_q log(1 - D)`
    for the players as they are.
    """

  /// The game that is trained, for both generator's losses.
  package var minimax = Objective.minimax
  package var nonSaturating = Objective.nonSaturating
  /// V and D at the equilibrium.
  package var value = -log(4.0)
  package var discriminator = 0.5

  public init() {}

  /// p_data
  private let mean = 1.0
  private let deviation = 0.5

  public func checks() -> [Check] {
    [minimax, nonSaturating].flatMap { objective in
      [1, 5].flatMap { criticSteps in
        LatentPrior.Kind.allCases.flatMap { checks(objective, criticSteps: criticSteps, latent: $0) }
      }
    }
  }

  private func checks(_ objective: Objective, criticSteps: Int, latent: LatentPrior.Kind) -> [Check] {
    let result = train(objective, criticSteps: criticSteps, latent: latent)
    let p = Density<Double>.gaussian(mean: mean, deviation: deviation)
    let q = Density<Double>.gaussian(mean: result.mean, deviation: result.deviation)
    let logit = result.logit
    let value = p.expectation { -softplus(-logit($0)) }.value + q.expectation { -softplus(logit($0)) }.value
    let places = stride(from: -2, through: 2, by: 0.25).map { mean + deviation * $0 }
    let worst = places.map { sigmoid(logit($0)) }.max { abs($0 - 0.5) < abs($1 - 0.5) }!
    let words = "\(objective.name), k = \(criticSteps), \(latent.rawValue) latents"
    let training = "training: the rates fall to zero over the last three quarters of the steps, batches of 512"
    func named(_ name: String, _ words: String, _ equation: String, _ computed: Double, _ expected: Double, _ t: Double)
      -> Check
    {
      check(
        "\(objective.name)-k\(criticSteps)-\(latent.rawValue)-\(name)", words, equation, computed: computed,
        expected: expected, tolerance: t, because: training)
    }
    return [
      named("mean", "the mean of the trained generator (\(words))", "E_q x = 1", result.mean, mean, 0.02),
      named(
        "deviation", "the standard deviation of the trained generator (\(words))", "√(E_q x² - (E_q x)²) = 1 / 2",
        result.deviation, deviation, 0.02),
      named(
        "value", "the value of the game at the trained players, by quadrature (\(words))", "V(D, G) = -log 4", value,
        self.value, 3e-4),
      named(
        "discriminator", "the trained D where it is furthest from 1/2, within two deviations of the mean (\(words))",
        "D(x) = 1 / 2", worst,
        discriminator, 0.02),
    ]
  }

  /// G(z) = deviation z + mean against the logit w x + v x² + b, which contains every optimal one.
  private func train(
    _ objective: Objective, criticSteps: Int, latent: LatentPrior.Kind
  ) -> (mean: Double, deviation: Double, logit: @Sendable (Double) -> Double) {
    let isNormal = latent == .normal
    let (mean, deviation) = (mean, deviation)
    let data = RandomStream(seed: 6, name: Self.name)
    let recipe = GameRecipe(
      latent: LatentPrior(latent, size: isNormal ? 1 : 2), objective: objective, criticSteps: criticSteps, batch: 512,
      steps: criticSteps == 1 ? 2_000 : 1_000,
      generatorOptimizer: OptimizerRecipe(learningRate: 0.01, beta1: 0, beta2: 0.99),
      criticOptimizer: OptimizerRecipe(learningRate: 0.1, beta1: 0, beta2: 0.99), decayShare: 0.75, averaging: 0)
    let trainer = Trainer(
      recipe,
      generator: { initializer in
        let affine = Linear(1, 1, initializer)
        affine.weight.value = .ones([1, 1])
        return Sequential((isNormal ? [] : [Function(Self.normal)]) + [affine])
      },
      critic: { initializer in
        let logit = Linear(2, 1, initializer)
        logit.weight.value = .zeros([2, 1])
        return Sequential([Function { .concatenate([$0, $0.square()], axis: 1) }, logit])
      }, seed: 6
    ) { step in data.normal([512, 1], step: step) * deviation + mean }
    for _ in 0..<recipe.steps { trainer.takeStep() }
    let (generator, critic) = (trainer.generator.parameters, trainer.critic.parameters)
    let (weights, bias) = (critic[0].value.scalars(), critic[1].value.item)
    return (
      generator[1].value.item, abs(generator[0].value.item), { x in weights[0] * x + weights[1] * x * x + bias }
    )
  }

  /// A standard normal number from each row of two uniform ones on [-1, 1] (Box and Muller 1958).
  private static func normal(_ uniform: Tensor) -> Tensor {
    let z = uniform.scalars()
    let numbers = (0..<uniform.shape[0]).map { row -> Double in
      // A single-precision draw may be rounded to -1, whose logarithm is not finite.
      let share = max(1e-9, (z[2 * row] + 1) / 2)
      return (-2 * log(share)).squareRoot() * cos(.pi * z[2 * row + 1])
    }
    return Tensor(numbers, shape: [uniform.shape[0], 1])
  }
}
