import SaddleAdversarial
import SaddleNetworks
import SaddleTensors
import TestSupport
import Testing

/// Steps that differentiate through gradients, on smooth networks in float64, against finite differences.
@Suite struct LookingAheadTests {
  /// Two linear layers with a hyperbolic tangent between them, of float64 whatever comes in.
  private static func network(_ widths: [Int], _ name: String) -> Sequential {
    let initializer = Initializer(seed: 5, name: name, type: .float64)
    return Sequential([
      Function { $0.elementType == .float64 ? $0 : $0.cast(to: .float64) }, Linear(widths[0], widths[1], initializer),
      Function.tanh(),
      Linear(widths[1], widths[2], initializer),
    ])
  }

  private let rate = 0.05

  private func trainer(_ objective: Objective, _ penalties: [Penalty], _ change: (inout Stabilizers) -> Void) -> Trainer
  {
    var stabilizers = Stabilizers()
    change(&stabilizers)
    let optimizer = OptimizerRecipe(kind: .sgd, learningRate: rate, beta1: 0)
    let recipe = GameRecipe(
      latent: LatentPrior(size: 2), objective: objective, penalties: penalties, batch: 4, steps: 10,
      generatorOptimizer: optimizer, criticOptimizer: optimizer, decayShare: 0, stabilizers: stabilizers)
    return Trainer(
      recipe, generator: { _ in Self.network([2, 3, 2], "g") }, critic: { _ in Self.network([2, 4, 1], "c") }, seed: 3
    ) { Self.real($0) }
  }

  private static func real(_ draw: Int) -> Tensor {
    RandomStream(seed: 8, name: "real").normal([4, 2], step: draw, type: .float64)
  }

  private func values(_ network: any Module) -> [[Double]] { network.parameters.map { $0.value.scalars() } }

  private func set(_ network: any Module, to values: [[Double]]) {
    for (parameter, value) in zip(network.parameters, values) {
      parameter.value = Tensor(value, shape: parameter.value.shape, type: .float64)
    }
  }

  /// The losses of both players on a draw, at networks as they are.
  private func losses(
    _ generator: any Layer, _ critic: any Layer, _ recipe: GameRecipe, draw: Int
  ) -> (critic: Tensor, generator: Tensor) {
    let fake = generator(recipe.latent.sample(4, from: RandomStream(seed: 3, name: "latent"), step: draw), .training)
    let mixing = RandomStream(seed: 3, name: "mixing").uniform([4, 1], step: draw).cast(to: .float64)
    let e = CriticEvaluation(
      critic: { critic($0, .training) }, real: Self.real(draw), fake: fake, mixing: mixing,
      noise: { RandomStream(seed: 3, name: "mixing").stream("noise").normal([4, 2], step: draw, type: .float64) })
    let penalties = recipe.penalties.map { $0.value(e) * $0.weight }
    return (
      penalties.reduce(recipe.objective.critic(e.realOutputs, e.fakeOutputs), +),
      recipe.objective.generator(e.realOutputs, e.fakeOutputs)
    )
  }

  private static let games: [(Objective, [Penalty])] = [
    (.nonSaturating, [.r1.weighted(0.5)]), (.relativistic, [.r2.weighted(0.7)]),
    (.wasserstein, [.gradientPenalty.weighted(2)]), (.leastSquares(), [.dragan.weighted(2)]),
  ]

  @Test("the unrolled gradient is that of the surrogate", arguments: games.indices, [1, 3])
  func unrolled(game: Int, k: Int) {
    let (objective, penalties) = Self.games[game]
    let ahead = trainer(objective, penalties) { $0.unrolling = k }
    let plain = trainer(objective, penalties) { _ in }
    let start = values(plain.generator)
    ahead.takeStep()
    plain.takeStep()
    // The critic's own step is the same, and the look ahead leaves it alone.
    let critic = values(plain.critic)
    #expect(values(ahead.critic) == critic)

    var numbers = TestNumbers(seed: game)
    let direction = start.map { numbers.uniform($0.count) }
    let expected = slope { t in
      let (g, c) = (Self.network([2, 3, 2], "g"), Self.network([2, 4, 1], "c"))
      set(g, to: zip(start, direction).map { zip($0, $1).map { $0 + t * $1 } })
      set(c, to: critic)
      for _ in 0..<k {
        let (_, slopes) = valueWithGradients(at: c.parameters) { losses(g, c, plain.recipe, draw: 1).critic }
        for (parameter, slope) in zip(c.parameters, slopes) { parameter.value = parameter.value - slope * rate }
      }
      return losses(g, c, plain.recipe, draw: 1).generator.item
    }
    func moved(_ trainer: Trainer) -> Double {
      zip(zip(start, values(trainer.generator)), direction).reduce(0) { sum, pair in
        sum + zip(zip(pair.0.0, pair.0.1), pair.1).reduce(0) { $0 + ($1.0.0 - $1.0.1) / rate * $1.1 }
      }
    }
    // The error of the differences is about 1e-10.
    #expect(deviation(moved(ahead), from: expected) < 1e-8)
    #expect(abs(moved(plain) - expected) > 1e-4)
  }

  @Test("consensus adds the gradient of half the squared field", arguments: games.indices)
  func consensus(game: Int) {
    let (objective, penalties) = Self.games[game]
    let trainer = trainer(objective, penalties) {
      $0.update = .consensus
      $0.updateWeight = 0.6
    }
    let start = values(trainer.critic) + values(trainer.generator)
    let split = values(trainer.critic).count
    trainer.takeStep()
    let end = values(trainer.critic) + values(trainer.generator)
    /// v at `start` moved by t along `direction`.
    func field(_ t: Double, _ direction: [[Double]]) -> [[Double]] {
      let (g, c) = (Self.network([2, 3, 2], "g"), Self.network([2, 4, 1], "c"))
      let place = zip(start, direction).map { zip($0, $1).map { $0 + t * $1 } }
      set(c, to: Array(place[..<split]))
      set(g, to: Array(place[split...]))
      let critic = valueWithGradients(at: c.parameters) { losses(g, c, trainer.recipe, draw: 0).critic }
      let generator = valueWithGradients(at: g.parameters) { losses(g, c, trainer.recipe, draw: 1).generator }
      return (critic.gradients + generator.gradients).map { $0.scalars() }
    }
    func product(_ a: [[Double]], _ b: [[Double]]) -> Double { zip(a, b).reduce(0) { $0 + dot($1.0, $1.1) } }
    var numbers = TestNumbers(seed: game)
    for _ in 0..<3 {
      let direction = start.map { numbers.uniform($0.count) }
      let added = slope { t in
        let v = field(t, direction)
        return product(v, v) / 2
      }
      let expected = product(field(0, direction), direction) + 0.6 * added
      let actual = product(zip(start, end).map { zip($0, $1).map { ($0 - $1) / rate } }, direction)
      #expect(deviation(actual, from: expected) < 1e-8)
      #expect(abs(added) > 1e-4)
    }
  }

  @Test("the symplectic step turns by the part of J that turns")
  func symplectic() {
    let (objective, penalties) = Self.games[0]
    let steps = [Update.simultaneous, .symplectic].map { update in
      let trainer = trainer(objective, penalties) {
        $0.update = update
        $0.updateWeight = 1
      }
      let start = values(trainer.critic) + values(trainer.generator)
      trainer.takeStep()
      let end = values(trainer.critic) + values(trainer.generator)
      return zip(start, end).map { zip($0, $1).map { ($0 - $1) / rate } }
    }
    // v'Av = 0 for any antisymmetric A, and so is v'A'v.
    let (v, adjusted) = (steps[0].flatMap { $0 }, steps[1].flatMap { $0 })
    let added = zip(adjusted, v).map { $0 - $1 }
    #expect(abs(dot(added, v)) < 1e-11 * dot(v, v) && dot(added, added) > 1e-6)
  }

  @Test("looking ahead leaves statistics and singular vectors of the critic where they were")
  func buffers() {
    func critic(_ initializer: Initializer) -> Sequential {
      Sequential([
        Linear(2, 4, spectral: .reshaped(), initializer), BatchNorm(4, slope: 0.2, initializer),
        Linear(4, 1, initializer),
      ])
    }
    func state(_ unrolling: Int) -> [[Double]] {
      var recipe = trainer(.nonSaturating, []) { $0.unrolling = unrolling }.recipe
      recipe.generatorOptimizer.learningRate = 1e-3
      let trainer = Trainer(
        recipe, generator: { Sequential.perceptron([2, 4, 2], $0) }, critic: critic, seed: 1
      ) { Self.real($0).cast(to: .float32) }
      trainer.takeStep()
      return trainer.critic.state.map { $0.parameter.value.scalars() }
    }
    #expect(state(1) == state(4))
  }
}
