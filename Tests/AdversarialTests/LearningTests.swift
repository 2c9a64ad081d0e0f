import SaddleAdversarial
import SaddleNetworks
import SaddleTensors
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Whole games that must get somewhere, and what is written of them.
@Suite(.everyKernel) struct LearningTests {
  /// Each objective with what it needs to converge.
  static let games: [Game] =
    Objective.all.map { Game($0.name, own[$0.name] ?? ["r1": 0.1]) } + [
      Game("relativistic", ["r1": 0.1, "r2": 0.1]), Game("non-saturating", ["dragan": 0.1]),
      Game("wasserstein", ["one-sided-gradient-penalty": 1]),
    ]

  struct Game: CustomTestStringConvertible {
    let objective: String
    let penalties: [String: Double]
    var testDescription: String { "\(objective) \(penalties.keys.sorted())" }

    init(_ objective: String, _ penalties: [String: Double]) {
      self.objective = objective
      self.penalties = penalties
    }
  }

  /// What needs another penalty than the rest: total variation's critic must be kept from its plateaus.
  private static let own: [String: [String: Double]] = [
    "wasserstein": ["gradient-penalty": 1], "total-variation": ["r1": 1], "saturating-total-variation": ["r1": 1],
  ]

  @Test("every objective has a game here")
  func coverage() {
    #expect(Set(Self.games.map(\.objective)) == Set(Objective.all.map(\.name)))
    #expect(Set(Self.games.flatMap(\.penalties.keys)) == Set(Penalty.all.map(\.name)))
  }

  @Test("a few hundred steps bring the generator to a Gaussian elsewhere", arguments: games)
  func gaussian(game: Game) throws {
    let (objective, penalties) = (game.objective, game.penalties)
    let recipe = GameRecipe(
      latent: LatentPrior(size: 4), objective: Objective.named(objective)!, penalties: weighted(penalties),
      criticSteps: objective == "wasserstein" ? 4 : 1, batch: 128, steps: 500,
      generatorOptimizer: OptimizerRecipe(learningRate: 2e-3), criticOptimizer: OptimizerRecipe(learningRate: 4e-3),
      averaging: 0.98)
    let trainer = Trainer(
      recipe, generator: { Sequential.perceptron([4, 32, 2], $0) }, critic: { Sequential.perceptron([2, 32, 1], $0) },
      seed: 0
    ) { ToyDensity.gaussian.sample(128, seed: 0, step: $0) * 0.5 + Tensor([2, -1]) }

    /// Distance of the samples' mean from (2, -1), and of their standard deviation from 0.5.
    func distance() -> (mean: Double, deviation: Double) {
      let sample = trainer.sample(4_000)
      let mean = sample.mean(axes: [0])
      let deviations = (sample - mean).square().mean(axes: [0]).squareRoot().scalars()
      let centre = (mean - Tensor([2, -1])).square().sum().item.squareRoot()
      return (centre, deviations.map { abs($0 - 0.5) }.max()!)
    }
    let before = distance()
    #expect(before.mean > 1.8)
    try trainer.run()
    let after = distance()
    #expect(after.mean < 0.25, "\(after)")
    #expect(after.deviation < 0.25, "\(after)")
  }

  @Test("events are written as flat objects")
  func coding() throws {
    var report = StepReport(step: 3)
    report.criticLoss = 0.5
    report.generatorLoss = -1
    let events: [(TrainingEvent, String)] = [
      (.started(step: 1, of: 9), #"{"event":"started","step":1,"steps":9}"#),
      (.stepped(report), #"{"criticLoss":0.5,"event":"step","generatorLoss":-1,"penalty":0,"step":3}"#),
      (.stopped(step: 4), #"{"event":"stopped","step":4}"#),
      (.finished(step: 9), #"{"event":"finished","step":9}"#),
    ]
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    for (event, expected) in events { #expect(String(decoding: try encoder.encode(event), as: UTF8.self) == expected) }
  }
}
