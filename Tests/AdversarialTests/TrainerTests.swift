import SaddleAdversarial
import SaddleNetworks
import SaddleTensors
import TestSupport
import Testing

/// A small game in the plane.
private func recipe(
  objective: String = "relativistic", penalties: [String: Double] = ["r1": 0.1, "r2": 0.1], criticSteps: Int = 1,
  steps: Int = 12, kind: OptimizerRecipe.Kind = .adam, rate: Double = 1e-3, decayShare: Double = 0.5,
  averaging: Double = 0.9
) -> GameRecipe {
  let optimizer = OptimizerRecipe(kind: kind, learningRate: rate)
  return GameRecipe(
    latent: LatentPrior(size: 3), objective: Objective.named(objective)!, penalties: weighted(penalties),
    criticSteps: criticSteps, batch: 16,
    steps: steps, generatorOptimizer: optimizer, criticOptimizer: optimizer, decayShare: decayShare,
    averaging: averaging)
}

private func trainer(_ recipe: GameRecipe, seed: UInt64 = 0, style: NetworkRecipe.Style = .perceptron) -> Trainer {
  Trainer(
    recipe, generator: { NetworkRecipe(style, hidden: [8]).network(3, 2, $0) },
    critic: { NetworkRecipe(.perceptron, hidden: [8]).network(2, 1, $0) }, seed: seed
  ) { ToyDensity.moons.sample(recipe.batch, seed: seed, step: $0) }
}

/// All of a trainer's state as bytes.
private func bytes(_ trainer: Trainer) -> [String: [UInt8]] {
  Dictionary(uniqueKeysWithValues: trainer.state.map { ($0.name, $0.tensor.bytes()) })
}

private func dictionary(_ trainer: Trainer) -> [String: Tensor] {
  Dictionary(uniqueKeysWithValues: trainer.state.map { ($0.name, $0.tensor) })
}

@Suite(.everyKernel) struct TrainerTests {
  /// A critic that counts its calls and a layer with a constant gradient, so that each step can be worked out by hand.
  private final class Affine: Layer {
    let weight: Parameter
    var calls = 0

    init(_ start: Double, _ initializer: Initializer) {
      weight = Parameter(initializer.constant(start, [1, 1]))
    }

    func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
      calls += 1
      return .matrixProduct(x, weight.value)
    }
  }

  /// Wasserstein without penalty, one dimension, G(z) = a z and C(x) = c x: the critic's gradient is
  /// a mean(z) - mean(x), the generator's -c mean(z), so gradient descent's steps are known.
  @Test("the algorithm: k critic steps, then one of the generator, at the scheduled rates", arguments: [1, 3])
  func algorithm(criticSteps: Int) {
    var recipe = recipe(objective: "wasserstein", penalties: [:], criticSteps: criticSteps, steps: 4, kind: .sgd)
    recipe.latent.size = 1
    recipe.generatorOptimizer = OptimizerRecipe(kind: .sgd, learningRate: 0.5, beta1: 0)
    recipe.criticOptimizer = OptimizerRecipe(kind: .sgd, learningRate: 0.25, beta1: 0)
    var draws: [Int] = []
    var realMeans: [Double] = []
    let trainer = Trainer(recipe, generator: { Affine(2, $0) }, critic: { Affine(-1, $0) }, seed: 7) { draw in
      draws.append(draw)
      let batch = RandomStream(seed: 9, name: "real").normal([16, 1], step: draw) + 3
      realMeans.append(batch.mean().item)
      return batch
    }
    let latents = RandomStream(seed: 7, name: "latent")
    var (a, c, calls) = (2.0, -1.0, 0)
    // Half of the steps at the full rate, then down in equal parts.
    for (index, factor) in [1.0, 1, 1, 0.5].enumerated() {
      let report = trainer.takeStep()
      for k in 0..<criticSteps {
        let z = recipe.latent.sample(16, from: latents, step: index * (criticSteps + 1) + k).mean().item
        let real = realMeans[index * criticSteps + k]
        if k == criticSteps - 1 { #expect(abs(report.criticLoss - c * (a * z - real)) < 1e-5) }
        c -= 0.25 * factor * (a * z - real)
      }
      let z = recipe.latent.sample(16, from: latents, step: index * (criticSteps + 1) + criticSteps).mean().item
      #expect(abs(report.generatorLoss + c * a * z) < 1e-5 && report.penalty == 0 && report.step == index + 1)
      a += 0.5 * factor * c * z
      #expect(abs((trainer.generator as! Affine).weight.value.item - a) < 1e-5)
      #expect(abs((trainer.critic as! Affine).weight.value.item - c) < 1e-5)
      calls += 2 * criticSteps + 1
      #expect((trainer.critic as! Affine).calls == calls)
    }
    #expect(draws.count == 4 * criticSteps && Set(draws).count == draws.count)
  }

  @Test("penalties come at their interval, as much heavier, and fall geometrically")
  func penaltySchedule() {
    func penalties(_ schedule: PenaltyRecipe) -> [Double] {
      var recipe = recipe(penalties: ["r1": 0.5], steps: 8)
      // Nothing moves, so that only the schedule changes the penalty of a step.
      recipe.criticOptimizer.learningRate = 0
      recipe.generatorOptimizer.learningRate = 0
      recipe.penaltySchedule = schedule
      let trainer = trainer(recipe)
      return (0..<8).map { _ in trainer.takeStep().penalty }
    }
    let plain = penalties(PenaltyRecipe())
    #expect(plain.allSatisfy { $0 > 0 })
    let lazy = penalties(PenaltyRecipe(interval: 3))
    for step in 0..<8 { #expect(abs(lazy[step] - (step % 3 == 2 ? 3 * plain[step] : 0)) < 1e-6 * plain[step] + 1e-12) }
    let falling = penalties(PenaltyRecipe(decay: 0.01))
    for step in 0..<8 {
      let factor = [1, 0.5623413, 0.3162278, 0.1778279, 0.1, 0.05623413, 0.03162278, 0.01778279][step]
      #expect(abs(falling[step] - factor * plain[step]) < 1e-5 * plain[step])
    }
  }

  @Test("penalties are weighted, and reported apart from the loss")
  func penaltyReport() {
    let (plain, light, heavy) = (
      trainer(recipe(penalties: [:])).takeStep(), trainer(recipe(penalties: ["r1": 0.5])).takeStep(),
      trainer(recipe(penalties: ["r1": 5, "r2": 0])).takeStep()
    )
    #expect(plain.penalty == 0 && light.penalty > 0)
    #expect(abs(heavy.penalty / light.penalty - 10) < 1e-4)
    #expect(abs(plain.criticLoss - light.criticLoss) < 1e-5 && abs(plain.criticLoss - heavy.criticLoss) < 1e-5)
  }

  @Test("samples are of the averaged generator in inference, repeatable, and new for another draw")
  func samples() {
    let trainer = trainer(recipe(averaging: 0.9), style: .concatenating)
    for _ in 0..<3 { trainer.takeStep() }
    let sample = trainer.sample(10)
    #expect(sample.shape == [10, 2] && sample.scalars() == trainer.sample(10).scalars())
    #expect(sample.scalars() != trainer.sample(10, draw: 1).scalars())
    #expect(trainer.sample(4).scalars() == Array(sample.scalars().prefix(8)))
    trainer.generator.parameters[0].value = trainer.generator.parameters[0].value * 5
    #expect(sample.scalars() == trainer.sample(10).scalars())
    trainer.average.parameters[0].value = trainer.average.parameters[0].value * 5
    #expect(sample.scalars() != trainer.sample(10).scalars())
  }

  @Test("without averaging the average is the generator")
  func noAverage() {
    let trainer = trainer(recipe(averaging: 0))
    for _ in 0..<3 { trainer.takeStep() }
    #expect(
      trainer.average.state.map { $0.parameter.value.scalars() }
        == trainer.generator.state.map { $0.parameter.value.scalars() })
  }

  @Test("events in order, to every observer; what an observer throws ends the training")
  func events() throws {
    var seen: [[TrainingEvent]] = [[], []]
    try trainer(recipe(steps: 3)).run(observers: [{ seen[0].append($0) }, { seen[1].append($0) }])
    #expect(seen[0] == seen[1] && seen[0].count == 5)
    #expect(seen[0].first == .started(step: 0, of: 3) && seen[0].last == .finished(step: 3))
    let steps = seen[0].dropFirst().dropLast().map { event in
      if case .stepped(let report) = event { report.step } else { -1 }
    }
    #expect(steps == [1, 2, 3])

    var stopped: [TrainingEvent] = []
    let halted = trainer(recipe(steps: 9))
    try halted.run(observers: [{ stopped.append($0) }], shouldStop: { halted.step == 2 })
    #expect(stopped.count == 4 && stopped.last == .stopped(step: 2) && halted.step == 2)
    try halted.run(observers: [{ stopped.append($0) }])
    #expect(stopped[4] == .started(step: 2, of: 9) && stopped.last == .finished(step: 9))

    struct Enough: Error {}
    let refused = trainer(recipe(steps: 9))
    #expect(throws: Enough.self) {
      try refused.run(observers: [{ if case .stepped(let report) = $0, report.step == 4 { throw Enough() } }])
    }
    #expect(refused.step == 4)
  }

  @Test("losses that are no longer finite end the training with the step", arguments: OptimizerRecipe.Kind.allCases)
  func divergence(kind: OptimizerRecipe.Kind) {
    var events = 0
    let wild = trainer(recipe(objective: "wasserstein", penalties: [:], steps: 400, kind: kind, rate: 1e18))
    let error = #expect(throws: Trainer.Diverged.self) { try wild.run(observers: [{ _ in events += 1 }]) }
    #expect(error?.step == wild.step && events == wild.step)
  }
}

/// Stopping and going on.
@Suite(.everyKernel) struct ResumeTests {
  @Test(
    "a trainer that takes back its state goes on bit for bit", arguments: OptimizerRecipe.Kind.allCases,
    NetworkRecipe.Style.allCases)
  func resume(kind: OptimizerRecipe.Kind, style: NetworkRecipe.Style) throws {
    let recipe = recipe(criticSteps: 2, kind: kind)
    let whole = trainer(recipe, style: style)
    try whole.run()
    let first = trainer(recipe, style: style)
    try first.run(shouldStop: { first.step == 5 })
    let state = dictionary(first)
    let kept = bytes(first)
    try first.run()
    #expect(bytes(first) == bytes(whole))
    #expect(state.mapValues { $0.bytes() } == kept, "going on changed the state that was given out")

    let second = trainer(recipe, style: style)
    second.restore(state.mapValues { Tensor(bytes: $0.bytes(), shape: $0.shape, type: $0.elementType) })
    #expect(second.step == 5 && bytes(second) == kept)
    try second.run()
    #expect(bytes(second) == bytes(whole))
    #expect(second.sample(8).bytes() == whole.sample(8).bytes())
  }

  @Test("the same bits for any number of threads, others for another seed", arguments: Objective.all)
  func determinism(_ objective: Objective) throws {
    func trained(_ threads: Int, _ seed: UInt64) throws -> [String: [UInt8]] {
      try Device.$current.withValue(Device.alike(threads: threads)) {
        let trainer = trainer(recipe(objective: objective.name, steps: 5), seed: seed)
        try trainer.run()
        return bytes(trainer)
      }
    }
    let alone = try trained(1, 3)
    #expect(try trained(2, 3) == alone && trained(3, 3) == alone)
    #expect(try trained(1, 4) != alone)
  }

  @Test("a state of other names, shapes, types or counts is refused")
  func acceptance() {
    let trainer = trainer(recipe())
    trainer.takeStep()
    let state = dictionary(trainer)
    #expect(trainer.accepts(state))
    for name in state.keys {
      #expect(!trainer.accepts(state.filter { $0.key != name }), "\(name)")
      #expect(!trainer.accepts(state.merging([name: .zeros([77])]) { $1 }), "\(name)")
      let other: ElementType = state[name]!.elementType == .float32 ? .float64 : .float32
      #expect(!trainer.accepts(state.merging([name: state[name]!.cast(to: other)]) { $1 }), "\(name)")
    }
    for count in [-1, 0.5, .nan, .infinity, 1e300] {
      for name in state.keys where name.hasSuffix("step") || name.hasSuffix("steps") {
        let isAccepted = trainer.accepts(state.merging([name: Tensor([count], type: .float64)]) { $1 })
        #expect(!isAccepted, "\(name) \(count)")
      }
    }
    let wider = Trainer(
      recipe(), generator: { Sequential.perceptron([3, 9, 2], $0) }, critic: { Sequential.perceptron([2, 8, 1], $0) },
      seed: 0
    ) { ToyDensity.moons.sample(16, seed: 0, step: $0) }
    #expect(!wider.accepts(state))
  }
}
