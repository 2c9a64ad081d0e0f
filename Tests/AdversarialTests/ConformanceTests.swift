import SaddleAdversarial
import SaddleNetworks
import SaddleTensors
import Synchronization
import TestSupport
import Testing

/// Every objective with every penalty, on networks in the plane.
@Suite struct ConformanceTests {
  @Test("a few steps change both players and keep all finite", .everyKernel, arguments: Objective.tried, Penalty.all)
  func steps(_ objective: Objective, _ penalty: Penalty) {
    expectSteps(
      objective, penalty, generator: { Sequential.perceptron([2, 8, 2], $0) },
      critic: { Sequential.perceptron([2, 8, 1], $0) }
    ) { ToyDensity.ring8.sample(16, seed: 1, step: $0) }
  }

  @Test("so they do on images, through convolutions", .everyKernel, arguments: Objective.tried, Penalty.all)
  func stepsOnImages(_ objective: Objective, _ penalty: Penalty) {
    expectSteps(
      objective, penalty,
      generator: { initializer in
        Sequential([
          Linear(2, 16, slope: 0.2, initializer), Function.reshape([2, 2, 4]),
          TransposedConvolution(4, 1, kernel: 4, stride: 2, padding: 1, initializer), Function.tanh(),
        ])
      },
      critic: { initializer in
        Sequential([
          Convolution(1, 4, kernel: 4, stride: 2, padding: 1, slope: 0.2, initializer), Function.reshape([16]),
          Linear(16, 1, initializer),
        ])
      }
    ) { RandomStream(seed: 1, name: "images").uniform([16, 4, 4, 1], step: $0) }
  }

  private func expectSteps(
    _ objective: Objective, _ penalty: Penalty, generator: Trainer.Builder, critic: Trainer.Builder,
    batches: @escaping Trainer.Batches
  ) {
    let adam = OptimizerRecipe(learningRate: 1e-2)
    let recipe = GameRecipe(
      latent: LatentPrior(size: 2), objective: objective, penalties: [penalty.weighted(0.3)], batch: 16, steps: 3,
      generatorOptimizer: adam, criticOptimizer: adam)
    let trainer = Trainer(recipe, generator: generator, critic: critic, seed: 1, batches: batches)
    let networks: [any Layer] = [trainer.generator, trainer.critic]
    func values() -> [[Double]] { networks.map { $0.parameters.flatMap { $0.value.scalars() } } }
    for _ in 0..<3 {
      let before = values()
      let report = trainer.takeStep()
      #expect(report.isFinite && report.penalty >= 0)
      for (old, new) in zip(before, values()) { #expect(old != new && new.allSatisfy { $0.isFinite }) }
    }
  }

  /// The critic's loss with its penalty at the critic's weights, and the generator's loss at its own, through the critic.
  @Test("both players' gradients against finite differences", arguments: Objective.tried, Penalty.all)
  func gradients(_ objective: Objective, _ penalty: Penalty) {
    var numbers = TestNumbers(seed: 5)
    let critic = SmoothCritic.arguments(&numbers)
    let generator = [[2, 4], [4], [4, 3], [3]].map { (shape: $0, values: numbers.uniform($0.product)) }
    func tensor(_ shape: [Int], in range: ClosedRange<Double> = -1...1) -> Tensor {
      Tensor(numbers.uniform(shape.product, in: range), shape: shape, type: .float64)
    }
    let (z, real, mixing, noise) = (tensor([4, 2]), tensor([4, 3]), tensor([4, 1], in: 0...1), tensor([4, 3]))
    func generate(_ w: [Tensor]) -> Tensor {
      .linear(Tensor.linear(z, w[0], bias: w[1]).tanh(), w[2], bias: w[3])
    }
    func constants(_ arguments: [(shape: [Int], values: [Double])]) -> [Tensor] {
      arguments.map { Tensor($0.values, shape: $0.shape, type: .float64) }
    }

    let fake = generate(constants(generator))
    let ofCritic = Differentiation(at: Array(critic[2...])) { weights in
      let evaluation = CriticEvaluation(
        critic: { SmoothCritic(weights)($0) }, real: real, fake: fake, mixing: mixing, noise: { noise })
      return objective.critic(evaluation.realOutputs, evaluation.fakeOutputs) + penalty.value(evaluation) * 0.7
    }
    #expect(ofCritic.firstOrderDeviation(&numbers) < 1e-8)

    let judge = SmoothCritic(constants(Array(critic[2...])))
    let ofGenerator = Differentiation(at: generator) { objective.generator(judge(real), judge(generate($0))) }
    #expect(ofGenerator.firstOrderDeviation(&numbers) < 1e-8)
  }

  @Test("the noise that a penalty asks for is one for each step")
  func noise() {
    let drawn = Mutex<[[Double]]>([])
    let probe = Penalty(name: "probe") { evaluation in
      let noise = evaluation.noise()
      #expect(noise.shape == evaluation.real.shape && noise.scalars() == evaluation.noise().scalars())
      drawn.withLock { $0.append(noise.scalars()) }
      return evaluation.realOutputs.sum() * 0
    }
    let adam = OptimizerRecipe(learningRate: 1e-3)
    let recipe = GameRecipe(
      latent: LatentPrior(size: 2), objective: .hinge, penalties: [probe], criticSteps: 2, batch: 300, steps: 2,
      generatorOptimizer: adam, criticOptimizer: adam)
    let trainer = Trainer(
      recipe, generator: { Sequential.perceptron([2, 2], $0) }, critic: { Sequential.perceptron([2, 1], $0) }, seed: 1
    ) { ToyDensity.moons.sample(300, seed: 1, step: $0) }
    for _ in 0..<2 { trainer.takeStep() }
    let draws = drawn.withLock { $0 }
    #expect(Set(draws).count == 4)
    let values = draws.flatMap { $0 }
    // 2,400 draws of mean 0 and square 1: 4.5 standard errors.
    #expect(abs(values.reduce(0, +) / 2_400) < 0.092)
    #expect(abs(values.reduce(0) { $0 + $1 * $1 } / 2_400 - 1) < 0.13)
  }
}

extension Objective {
  /// Every objective, and those with numbers at other ones, too.
  static let tried =
    all
    + [
      "minimax:0.9,0.1", "non-saturating:0.9,0", "least-squares:-1,1,0", "alpha:0.5", "alpha:-1", "saturating-alpha:3",
      "weighted-jensen-shannon:0.7",
    ].map { Objective.named($0)! }
}
