import SaddleNetworks
import SaddleTensors

/// Trains a generator against a critic by stochastic alternating steps (Goodfellow et al. 2014, algorithm 1).
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
  public private(set) var step = 0

  private let generatorOptimizer: any Optimizer
  private let criticOptimizer: any Optimizer
  private let averaging: WeightAverage
  private let batches: Batches
  private let latents: RandomStream
  private let mixing: RandomStream
  private let noise: RandomStream
  private let sampling: RandomStream

  /// - Parameters:
  ///   - recipe: the game's hyper-parameters.
  ///   - generator: makes a generator, `[batch, latent]` to `[batch, ...]`.
  ///   - critic: makes a critic, `[batch, ...]` to `[batch, 1]`.
  ///   - seed: of everything random.
  ///   - batches: draws real data.
  public init(
    _ recipe: GameRecipe, generator: Builder, critic: Builder, seed: UInt64, batches: @escaping Batches
  ) {
    self.recipe = recipe
    self.generator = generator(Initializer(seed: seed, name: "generator"))
    average = generator(Initializer(seed: seed, name: "generator"))
    self.critic = critic(Initializer(seed: seed, name: "critic"))
    self.batches = batches
    generatorOptimizer = recipe.generatorOptimizer.optimizer(for: self.generator.parameters)
    criticOptimizer = recipe.criticOptimizer.optimizer(for: self.critic.parameters)
    averaging = WeightAverage(average, of: self.generator, decay: recipe.averaging)
    latents = RandomStream(seed: seed, name: "latent")
    mixing = RandomStream(seed: seed, name: "mixing")
    noise = RandomStream(seed: seed, name: "noise")
    sampling = RandomStream(seed: seed, name: "sampling")
  }

  /// One iteration: `criticSteps` steps of the critic, then one of the generator.
  @discardableResult
  public func takeStep() -> StepReport {
    setLearningRates()
    var report = StepReport(step: step + 1)
    for index in 0..<recipe.criticSteps {
      (report.criticLoss, report.penalty) = criticStep(draw: step * (recipe.criticSteps + 1) + index)
    }
    report.generatorLoss = generatorStep(draw: step * (recipe.criticSteps + 1) + recipe.criticSteps)
    averaging.update(step: step)
    step += 1
    return report
  }

  private func criticStep(draw: Int) -> (loss: Double, penalty: Double) {
    let real = batches(draw)
    let fake = generate(draw)
    var penalty = 0.0
    let mixing = mixing.uniform([recipe.batch, 1], step: draw)
    let (loss, gradients) = valueWithGradients(at: criticOptimizer.parameters) {
      let evaluation = CriticEvaluation(
        critic: { self.critic($0, self.mode(draw)) }, real: real, fake: fake, mixing: mixing,
        noise: { self.mixing.stream("noise").normal(real.shape, step: draw) })
      let loss = recipe.objective.critic(evaluation.realOutputs, evaluation.fakeOutputs)
      guard !recipe.penalties.isEmpty else { return loss }
      let terms = recipe.penalties.map { $0.value(evaluation) * $0.weight }
      let sum = terms.dropFirst().reduce(terms[0], +)
      penalty = sum.item
      return loss + sum
    }
    criticOptimizer.step(gradients)
    return (loss.item - penalty, penalty)
  }

  private func generatorStep(draw: Int) -> Double {
    let realOutputs =
      recipe.objective.generatorSeesReal ? critic(batches(draw), mode(draw)) : Tensor.zeros([recipe.batch, 1])
    let (loss, gradients) = valueWithGradients(at: generatorOptimizer.parameters) {
      recipe.objective.generator(realOutputs, critic(generate(draw), mode(draw)))
    }
    generatorOptimizer.step(gradients)
    return loss.item
  }

  private func generate(_ draw: Int) -> Tensor {
    generator(recipe.latent.sample(recipe.batch, from: latents, step: draw), mode(draw))
  }

  private func mode(_ draw: Int) -> Mode { Mode(isTraining: true, noise: noise, step: draw) }

  private func setLearningRates() {
    let remaining = Double(recipe.steps - step) / Double(recipe.steps)
    let factor = recipe.decayShare > 0 ? min(1, max(0, remaining / recipe.decayShare)) : 1
    generatorOptimizer.learningRate = recipe.generatorOptimizer.learningRate * factor
    criticOptimizer.learningRate = recipe.criticOptimizer.learningRate * factor
  }

  /// `count` samples of the averaged generator, `[count, ...]`; the same for the same `draw`.
  public func sample(_ count: Int, draw: Int = 0) -> Tensor {
    average(
      recipe.latent.sample(count, from: sampling.stream("latent"), step: draw),
      Mode(isTraining: false, noise: sampling, step: draw))
  }
}

extension Trainer {
  /// All that must be kept to go on later as if never stopped, each with a name.
  public var state: [(name: String, tensor: Tensor)] {
    var all: [(name: String, tensor: Tensor)] = [("step", Tensor([Double(step)], type: .float64))]
    for (name, module) in modules { all += module.state.map { ("\(name).\($0.path)", $0.parameter.value) } }
    for (name, optimizer) in optimizers { all += optimizer.state.map { ("\(name).\($0.name)", $0.tensor) } }
    return all
  }

  /// Takes back what `state` gave. Traps unless names and shapes agree: check with `accepts` first.
  public func restore(_ state: [String: Tensor]) {
    precondition(accepts(state), "the state is of another trainer")
    step = Int(state["step"]!.item)
    for (name, module) in modules {
      for (path, parameter) in module.state { parameter.value = state["\(name).\(path)"]! }
    }
    for (name, optimizer) in optimizers {
      let own = state.filter { $0.key.hasPrefix("\(name).") }
      optimizer.restore(
        Dictionary(uniqueKeysWithValues: own.map { (String($0.key.dropFirst(name.count + 1)), $0.value) }))
    }
  }

  /// Whether a state has the names, shapes and element types of this trainer's, and counts that are whole numbers.
  public func accepts(_ state: [String: Tensor]) -> Bool {
    let counts = ["step"] + optimizers.map { "\($0.0).steps" }
    return self.state.allSatisfy { name, tensor in
      guard let other = state[name], other.shape == tensor.shape, other.elementType == tensor.elementType else {
        return false
      }
      return !counts.contains(name) || Int(exactly: other.item).map { $0 >= 0 } ?? false
    }
  }

  private var modules: [(String, any Layer)] {
    [("generator", generator), ("average", average), ("critic", critic)]
  }

  private var optimizers: [(String, any Optimizer)] {
    [("generatorOptimizer", generatorOptimizer), ("criticOptimizer", criticOptimizer)]
  }
}
