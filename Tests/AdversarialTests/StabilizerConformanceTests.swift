import SaddleAdversarial
import SaddleNetworks
import SaddleTensors
import TestSupport
import Testing

/// Every stabilizer, and pairs of them, with several objectives on the plane.
@Suite(.everyKernel) struct StabilizerConformanceTests {
  /// One way to steady a game. To have a new one tested, add a line.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    var kind = OptimizerRecipe.Kind.adam
    var spectralNorm = 0
    var stabilizers = Stabilizers()

    init(_ name: String, _ change: (inout Case) -> Void) {
      self.name = name
      change(&self)
    }

    var testDescription: String { name }

    static let all: [Case] = [
      Case("simultaneous") { $0.stabilizers.update = .simultaneous },
      Case("extragradient") { $0.stabilizers.update = .extragradient },
      Case("extragradient by descent") {
        $0.stabilizers.update = .extragradient
        $0.kind = .sgd
      },
      Case("consensus") {
        $0.stabilizers.update = .consensus
        $0.stabilizers.updateWeight = 0.1
      },
      Case("shared rows") { $0.stabilizers.update = .shared },
      Case("symplectic") { $0.stabilizers.update = .symplectic },
      Case("optimistic Adam") { $0.kind = .optimisticAdam },
      Case("optimistic descent, simultaneous") {
        $0.kind = .optimisticSGD
        $0.stabilizers.update = .simultaneous
      },
      Case("unrolling") { $0.stabilizers.unrolling = 2 },
      Case("unrolling with extragradient") {
        $0.stabilizers.unrolling = 1
        $0.stabilizers.update = .extragradient
      },
      Case("unrolling with consensus") {
        $0.stabilizers.unrolling = 1
        $0.stabilizers.update = .consensus
        $0.stabilizers.updateWeight = 0.1
      },
      Case("instance noise") { $0.stabilizers.instanceNoise = 0.3 },
      Case("label flips") { $0.stabilizers.labelFlips = 0.1 },
      Case("packing") { $0.stabilizers.packing = 2 },
      Case("packing with noise and flips") {
        $0.stabilizers.packing = 4
        $0.stabilizers.instanceNoise = 0.3
        $0.stabilizers.labelFlips = 0.1
      },
      Case("packing with unrolling") {
        $0.stabilizers.packing = 2
        $0.stabilizers.unrolling = 1
      },
      Case("clipping") { $0.stabilizers.clipping = 0.1 },
      Case("orthogonal") { $0.stabilizers.orthogonal = 0.01 },
      Case("spectral norm") { $0.spectralNorm = 1 },
      Case("spectral norm with unrolling") {
        $0.spectralNorm = 2
        $0.stabilizers.unrolling = 2
      },
      Case("spectral norm with extragradient") {
        $0.spectralNorm = 1
        $0.stabilizers.update = .extragradient
      },
      Case("nothing") { _ in },
    ]

    func trainer(_ objective: Objective) -> Trainer {
      let optimizer = OptimizerRecipe(kind: kind, learningRate: 1e-2)
      let recipe = GameRecipe(
        latent: LatentPrior(size: 3), objective: objective,
        penalties: objective.name == "wasserstein" ? [.gradientPenalty] : [.r1.weighted(0.1)], criticSteps: 2,
        batch: 16,
        steps: 6, generatorOptimizer: optimizer, criticOptimizer: optimizer, averaging: 0.9, stabilizers: stabilizers)
      return Trainer(
        recipe, generator: { NetworkRecipe(.concatenating, hidden: [8]).network(3, 2, $0) },
        critic: {
          NetworkRecipe(.perceptron, hidden: [8, 8], spectralNorm: spectralNorm).network(2 * stabilizers.packing, 1, $0)
        }, seed: 1
      ) { ToyDensity.moons.sample(16, seed: 1, step: $0) }
    }
  }

  private static let objectives: [Objective] = [.nonSaturating, .relativistic, .wasserstein]

  private func bytes(_ trainer: Trainer) -> [String: [UInt8]] {
    Dictionary(uniqueKeysWithValues: trainer.state.map { ($0.name, $0.tensor.bytes()) })
  }

  private func trained(_ game: Case, _ objective: Objective, threads: Int) throws -> [String: [UInt8]] {
    try Device.$current.withValue(Device.alike(threads: threads)) {
      let trainer = game.trainer(objective)
      try trainer.run()
      return bytes(trainer)
    }
  }

  @Test(
    "losses are finite; bits are those of any number of threads and of a run that stopped; no other game has them",
    arguments: Case.all, objectives)
  func conformance(_ game: Case, _ objective: Objective) throws {
    let whole = try trained(game, objective, threads: 1)
    #expect(try trained(game, objective, threads: 3) == whole)

    let first = game.trainer(objective)
    try first.run(shouldStop: { first.step == 3 })
    let state = Dictionary(uniqueKeysWithValues: first.state.map { ($0.name, $0.tensor) })
    let second = game.trainer(objective)
    #expect(second.accepts(state))
    second.restore(state.mapValues { Tensor(bytes: $0.bytes(), shape: $0.shape, type: $0.elementType) })
    try second.run()
    #expect(bytes(second) == whole && !second.isTracked)

    guard game.name != "nothing" else { return }
    let plain = try trained(Case.all.last!, objective, threads: 1)
    #expect(plain["generator.layers.1.weight"] != whole["generator.layers.1.weight"])
  }
}

extension Trainer {
  /// Whether a derivative is still recorded anywhere.
  fileprivate var isTracked: Bool { state.contains { $0.tensor.isTracked } }
}
