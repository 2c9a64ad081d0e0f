import SaddleAdversarial
import SaddleTensors

/// One variant of the Dirac-GAN, with the eigenvalues of its update in closed form.
package struct DiracCase: Sendable {
  package let name: String
  /// The variant in words, after "the update of".
  let words: String
  /// The eigenvalues in symbols.
  let equation: String
  let dynamics: PlanarDynamics
  /// Where the update is linearised: the equilibrium, unless the field has no derivative there.
  let point: [Double]
  /// The trajectory whose rate is measured: how near the equilibrium it starts, and how long it is.
  let start: Double
  let steps: Int
  /// The eigenvalues for a rate h.
  package var eigenvalues: @Sendable (_ h: Double) -> EigenvaluePair

  private init(
    _ name: String, _ words: String, _ equation: String, _ game: PlanarGame, _ update: PlanarUpdate = .simultaneous,
    at point: [Double] = [0, 0], rate: Double = 0.1, start: Double = 1e-5, steps: Int = 200,
    eigenvalues: @escaping @Sendable (Double) -> EigenvaluePair
  ) {
    self.name = name
    self.words = words
    self.equation = equation
    self.dynamics = PlanarDynamics(game: game, update: update, rate: rate)
    self.point = point
    self.start = start
    self.steps = steps
    self.eigenvalues = eigenvalues
  }

  /// Data at 0, a generator at θ, a critic with the logit ψ x; both sides under noise of that standard deviation.
  ///
  /// The noise takes the values ±deviation: the rule of Gauss and Hermite with two points, which gives a normal noise's
  /// moments up to the third, and the linearisation asks for no more than the second.
  static func game(_ objective: Objective, _ penalties: [Penalty] = [], noise deviation: Double = 0) -> PlanarGame {
    PlanarGame { theta, psi in
      let noise = Tensor([-deviation, deviation], shape: [2, 1], type: .float64)
      let (real, fake) = (noise, noise + theta)
      let evaluation = CriticEvaluation(critic: { $0 * psi }, real: real, fake: fake, mixing: noise.filled(0.5))
      let penalty = penalties.reduce(Tensor(0, type: .float64)) { $0 + $1.value(evaluation) * $1.weight }
      return (
        objective.generator(real * psi, fake * psi), objective.critic(real * psi, fake * psi) + penalty
      )
    }
  }

  package static let all: [DiracCase] = {
    // (h f'(0))², f' being 1/2 for the logistic losses and 1 for Wasserstein's.
    let logistic: @Sendable (Double) -> Double = { h in h * h / 4 }
    let turning: @Sendable (Double) -> EigenvaluePair = { h in EigenvaluePair(mean: 1, square: -logistic(h)) }
    /// Of alternating steps with determinant one, a² being the product of both players' (h f'(0)).
    func sheared(_ product: @escaping @Sendable (Double) -> Double) -> @Sendable (Double) -> EigenvaluePair {
      { h in
        let mean = 1 - product(h) / 2
        return EigenvaluePair(mean: mean, square: mean * mean - 1)
      }
    }
    /// Of simultaneous steps whose flow has the eigenvalues -rate ± √(rate² - 1/4).
    func damped(_ rate: Double) -> @Sendable (Double) -> EigenvaluePair {
      { h in EigenvaluePair(mean: 1 - h * rate, square: h * h * rate * rate - logistic(h)) }
    }
    let shear = "λ = 1 - a² / 2 ± √((1 - a² / 2)² - 1)"
    var cases: [DiracCase] = []
    for (name, words, objective) in [
      ("minimax", "the minimax game", Objective.minimax), ("non-saturating", "the non-saturating game", .nonSaturating),
      ("relativistic", "the relativistic game", .relativistic),
    ] {
      cases += [
        DiracCase(
          "\(name)-simultaneous", "simultaneous steps in \(words)", "λ = 1 ± i h / 2", game(objective),
          eigenvalues: turning),
        DiracCase(
          "\(name)-alternating", "alternating steps in \(words)", shear + ", a = h / 2", game(objective),
          .alternating(),
          eigenvalues: sheared(logistic)),
      ]
    }
    cases += [
      DiracCase(
        "five-critic-steps", "one step of the generator and five of the critic in the minimax game",
        shear + ", a = √5 h / 2", game(.minimax), .alternating(criticSteps: 5),
        eigenvalues: sheared { 5 * logistic($0) }),
      DiracCase(
        "below-the-greatest-rate", "alternating minimax steps just below the rate 4", shear + ", a = h / 2 = 1.95",
        game(.minimax), .alternating(), rate: 3.9, eigenvalues: sheared(logistic)),
      DiracCase(
        "above-the-greatest-rate", "alternating minimax steps just above the rate 4", shear + ", a = h / 2 = 2.05",
        game(.minimax), .alternating(), rate: 4.1, start: 1e-12, steps: 30,
        eigenvalues: sheared(logistic)),
      DiracCase(
        "wasserstein-simultaneous", "simultaneous steps in the Wasserstein game with clipping, inside the bounds",
        "λ = 1 ± i h", game(.wasserstein), .simultaneous.clipped(0.3)
      ) { h in EigenvaluePair(mean: 1, square: -h * h) },
      DiracCase(
        "wasserstein-alternating", "alternating steps in the Wasserstein game with clipping, inside the bounds",
        shear + ", a = h", game(.wasserstein), .alternating().clipped(0.3), eigenvalues: sheared { $0 * $0 }),
      DiracCase(
        "wasserstein-gradient-penalty",
        "simultaneous steps in the Wasserstein game with a gradient penalty of weight w = 0.3, where ψ is not 0",
        "λ = 1 - h w ± h √(w² - 1)", game(.wasserstein, [.gradientPenalty.weighted(0.3)]), at: [0.5, 0.5]
      ) { h in EigenvaluePair(mean: 1 - 0.3 * h, square: h * h * (0.3 * 0.3 - 1)) },
      DiracCase(
        "r1", "simultaneous minimax steps with R1 of weight γ = 0.3", "λ = 1 + h (-γ / 2 ± √(γ² / 4 - 1 / 4))",
        game(.minimax, [.r1.weighted(0.3)]), eigenvalues: damped(0.15)),
      DiracCase(
        "r1-overdamped", "simultaneous minimax steps with R1 of weight γ = 2, beyond the critical 1",
        "λ = 1 + h (-γ / 2 ± √(γ² / 4 - 1 / 4))", game(.minimax, [.r1.weighted(2)]), eigenvalues: damped(1)),
      DiracCase(
        "r2", "simultaneous non-saturating steps with R2 of weight γ = 0.3", "λ = 1 + h (-γ / 2 ± √(γ² / 4 - 1 / 4))",
        game(.nonSaturating, [.r2.weighted(0.3)]), eigenvalues: damped(0.15)),
      DiracCase(
        "relativistic-r1-r2", "simultaneous relativistic steps with R1 and R2 of weight γ = 0.3 each",
        "λ = 1 + h (-γ ± √(γ² - 1 / 4))", game(.relativistic, [.r1.weighted(0.3), .r2.weighted(0.3)]),
        eigenvalues: damped(0.3)),
      DiracCase(
        "instance-noise", "simultaneous minimax steps under noise of deviation s = 0.8",
        "λ = 1 + h (f''(0) s² ± √(f''(0)² s⁴ - f'(0)²)), f'(0) = 1 / 2, f''(0) = -1 / 4", game(.minimax, noise: 0.8),
        eigenvalues: damped(0.8 * 0.8 / 4)),
      DiracCase(
        "consensus", "consensus minimax steps of weight γ = 1", "λ = 1 + h (-γ f'(0)² ± i f'(0))", game(.minimax),
        .consensus(1)
      ) { h in EigenvaluePair(mean: 1 - h / 4, square: -logistic(h)) },
    ]
    return cases
  }()
}
