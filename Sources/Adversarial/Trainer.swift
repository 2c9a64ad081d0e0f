import SaddleNetworks
import SaddleTensors

/// Trains a generator against a critic by stochastic steps, alternating ones (Goodfellow et al. 2014, algorithm 1) unless
/// the recipe has another update.
///
/// Everything random is a function of the seed and the step, so a trainer that takes back its `state` goes on with the
/// bits of one that never stopped.
///
/// ```swift
/// let trainer = Trainer(
///   recipe, generator: { Sequential.perceptron([2, 128, 128, 2], $0) },
///   critic: { Sequential.perceptron([2, 128, 128, 1], $0) }, seed: 0
/// ) { density.sample(256, seed: 0, step: $0) }
/// try trainer.run()
/// let samples = trainer.sample(1000)
/// ```
public final class Trainer {
  /// Draws the real batch `[batch, ...]` of a critic's step; the same for the same number.
  public typealias Batches = (_ step: Int) -> Tensor
  /// Makes a network; called twice for the generator, whose average is a network of its own.
  public typealias Builder = (Initializer) -> any Layer

  public let recipe: GameRecipe
  public let generator: any Layer
  /// The generator whose parameters are moving averages; samples come from it.
  public let average: any Layer
  public let critic: any Layer
  /// The number of generator steps taken.
  public internal(set) var step = 0
  /// The step with which training ends and to which schedules lead: the recipe's, unless it is moved while learning rates
  /// do not yet fall.
  public var lastStep: Int

  let generatorOptimizer: any Optimizer
  let criticOptimizer: any Optimizer
  private let averaging: WeightAverage
  let batches: Batches
  let random: RandomStreams

  /// Where each kind of noise comes from.
  struct RandomStreams {
    let latents, mixing, noise, sampling, instanceNoise, labelFlips: RandomStream

    init(seed: UInt64) {
      latents = RandomStream(seed: seed, name: "latent")
      mixing = RandomStream(seed: seed, name: "mixing")
      noise = RandomStream(seed: seed, name: "noise")
      sampling = RandomStream(seed: seed, name: "sampling")
      instanceNoise = RandomStream(seed: seed, name: "instance noise")
      labelFlips = RandomStream(seed: seed, name: "label flips")
    }
  }

  /// - Parameters:
  ///   - recipe: the game's hyper-parameters.
  ///   - generator: makes a generator, `[batch, latent]` to `[batch, ...]`.
  ///   - critic: makes a critic, `[batch, ...]` to `[batch, 1]`; with packing, of rows so packed.
  ///   - seed: of everything random.
  ///   - batches: draws real data.
  public init(
    _ recipe: GameRecipe, generator: Builder, critic: Builder, seed: UInt64, batches: @escaping Batches
  ) {
    self.recipe = recipe
    lastStep = recipe.steps
    self.generator = generator(Initializer(seed: seed, name: "generator"))
    average = generator(Initializer(seed: seed, name: "generator"))
    self.critic = critic(Initializer(seed: seed, name: "critic"))
    self.batches = batches
    generatorOptimizer = recipe.generatorOptimizer.optimizer(for: self.generator.parameters)
    criticOptimizer = recipe.criticOptimizer.optimizer(for: self.critic.parameters)
    averaging = WeightAverage(average, of: self.generator, decay: recipe.averaging)
    random = RandomStreams(seed: seed)
  }

  /// One iteration: `criticSteps` steps of the critic and one of the generator, which alternate, or the last of which is
  /// a move of both.
  @discardableResult
  public func takeStep() -> StepReport {
    setLearningRates()
    var report = StepReport(step: step + 1)
    let (update, criticSteps) = (recipe.stabilizers.update, recipe.criticSteps)
    let first = step * update.draws(criticSteps: criticSteps)
    for draw in first..<first + (update == .alternating ? criticSteps : criticSteps - 1) {
      moveCritic(along: criticGradients(draw: draw, &report))
    }
    let draws = (critic: first + criticSteps - 1, generator: first + criticSteps)
    switch update {
    case .alternating:
      moveGenerator(along: generatorGradients(draw: draws.generator, &report))
    case .shared:
      moveBoth(draw: draws.critic, &report)
    case .simultaneous:
      move(along: field(draws, &report))
    case .extragradient:
      let start = parameters.map(\.value)
      move(along: field(draws, &report))
      let ahead = field((draws.critic + 2, draws.generator + 2), &report)
      for (parameter, value) in zip(parameters, start) { parameter.value = value }
      move(along: ahead)
    case .consensus, .symplectic:
      move(along: adjustedField(draws, &report))
    }
    averaging.update(step: step)
    step += 1
    return report
  }

  private func setLearningRates() {
    let remaining = Double(lastStep - step) / Double(lastStep)
    let factor = recipe.decayShare > 0 ? min(1, max(0, remaining / recipe.decayShare)) : 1
    generatorOptimizer.learningRate = recipe.generatorOptimizer.learningRate * factor
    criticOptimizer.learningRate = recipe.criticOptimizer.learningRate * factor
  }

  /// `count` samples of the averaged generator, `[count, ...]`; the same for the same `draw`.
  public func sample(_ count: Int, draw: Int = 0) -> Tensor {
    average(
      recipe.latent.sample(count, from: random.sampling.stream("latent"), step: draw),
      Mode(isTraining: false, noise: random.sampling, step: draw))
  }
}
