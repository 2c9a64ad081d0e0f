import SaddleAdversarial
import SaddleFiles
import SaddleNetworks
import SaddleTables

/// Every hyper-parameter of a run, under the keys that `--set` takes.
public struct Recipe: Codable, Sendable, Equatable {
  public var name: String
  /// What the recipe is for, in one line.
  public var summary: String
  /// The name of an objective, with its numbers after a colon if they are others than its own: `alpha:0.5`.
  public var objective: String
  /// The weight of each penalty by name.
  public var penalties: [String: Double]
  /// When penalties are taken, and how their weights change.
  public var penaltySchedule = PenaltyRecipe()
  public var latent: LatentPrior
  public var generator: NetworkRecipe
  public var critic: NetworkRecipe
  public var generatorOptimizer: OptimizerRecipe
  public var criticOptimizer: OptimizerRecipe
  /// The critic's steps for each of the generator's.
  public var criticSteps: Int
  /// Rows of a step.
  public var batch: Int
  /// The generator's steps in all; 0 for as many as `length` gives the rows.
  public var steps: Int
  /// How many steps a table gets.
  public var length = LengthRecipe()
  /// Learning rates fall linearly to zero over this last share of the steps.
  public var decayShare: Double
  /// The decay of the generator's moving average.
  public var averaging: Double
  /// What else steadies the game.
  public var stabilizers = Stabilizers()
  /// How a table becomes what the networks see.
  public var table: TableRecipe
  /// The kinds of columns, by name, where inference would guess wrong.
  public var column: [String: ColumnKind] = [:]
  /// Texts that mean a missing cell, besides the empty one, `NA` and the like.
  public var missing: [String] = []
  /// How a table's samples are scored while training goes on.
  public var validation = ValidationRecipe()
  /// How often a game on a density is measured beside its theory.
  public var theory = TheoryRecipe()
  /// Seconds between checkpoints.
  public var checkpointSeconds = 20.0

  /// The game that the recipe sets up. Traps for an objective or a penalty that does not exist: `validate` first.
  public var game: GameRecipe {
    let terms = penalties.sorted { $0.key < $1.key }.filter { $0.value != 0 }
    var game = GameRecipe(
      latent: latent, objective: Objective.named(objective)!,
      penalties: terms.map { Penalty.named($0.key)!.weighted($0.value) }, criticSteps: criticSteps, batch: batch,
      steps: steps,
      generatorOptimizer: generatorOptimizer, criticOptimizer: criticOptimizer, decayShare: decayShare,
      averaging: averaging, stabilizers: stabilizers)
    game.penaltySchedule = penaltySchedule
    return game
  }
}

extension Recipe {
  /// The default for tables: relativistic pairing with both zero-centred penalties (R3GAN, Huang et al. 2024) on
  /// columns encoded through their quantiles.
  public static let tables: Recipe = {
    var recipe = Recipe(
      name: "table", summary: "The default for tables: relativistic pairing with R1 and R2.", objective: "relativistic",
      penalties: weights(["r1": 0.3, "r2": 0.3]), penaltySchedule: PenaltyRecipe(decay: 0.03, interval: 5),
      latent: LatentPrior(.normal, size: 64),
      generator: NetworkRecipe(.concatenating, hidden: [192, 192]),
      critic: NetworkRecipe(.perceptron, hidden: [0, 0]),
      generatorOptimizer: OptimizerRecipe(learningRate: 1e-3), criticOptimizer: OptimizerRecipe(learningRate: 1e-3),
      criticSteps: 1, batch: 64, steps: 0, decayShare: 0.5, averaging: 0.999, table: TableRecipe(candidates: 2))
    recipe.stabilizers.update = .shared
    return recipe
  }()

  /// Nearly the same networks with the Wasserstein distance and a gradient penalty (Gulrajani et al. 2017).
  public static let tablesWasserstein = Recipe.tables.changed(
    "table-wasserstein", "Tables with the Wasserstein distance and a gradient penalty."
  ) {
    $0.objective = "wasserstein"
    $0.penalties = weights(["gradient-penalty": 10])
    $0.penaltySchedule = PenaltyRecipe()
    $0.stabilizers.update = .alternating
    $0.table.candidates = 1
    $0.batch = 250
    $0.length = LengthRecipe(base: 2_000, perRow: 0.5, most: 20_000)
    $0.generatorOptimizer.learningRate = 2e-4
    $0.criticOptimizer.learningRate = 2e-4
  }

  /// The default for tables with several times its time.
  public static let tablesThorough = Recipe.tables.changed(
    "table-thorough", "Tables with wider networks, more steps and a longer choice among candidates."
  ) {
    $0.generator.hidden = [256, 256]
    $0.batch = 128
    $0.length = LengthRecipe(base: 8_000, perRow: 5, most: 200_000)
    $0.table.candidates = 4
  }

  /// The default for densities in the plane.
  public static let toy = Recipe(
    name: "toy", summary: "The default for densities in the plane: relativistic pairing with weak R1 and R2.",
    objective: "relativistic", penalties: weights(["r1": 0.1, "r2": 0.1]),
    latent: LatentPrior(.normal, size: 2), generator: NetworkRecipe(.perceptron, hidden: [64, 64, 64, 64]),
    critic: NetworkRecipe(.perceptron, hidden: [64, 64, 64, 64]),
    generatorOptimizer: OptimizerRecipe(learningRate: 3e-3, beta1: 0, beta2: 0.99),
    criticOptimizer: OptimizerRecipe(learningRate: 3e-3, beta1: 0, beta2: 0.99), criticSteps: 1, batch: 256,
    steps: 20_000, decayShare: 0.8, averaging: 0.999,
    table: TableRecipe(numbers: .plain, matchMarginals: false, redraw: false))

  /// The game of the first paper in its non-saturating form, on densities in the plane.
  public static let toyNonSaturating = Recipe.toy.changed(
    "toy-non-saturating", "Densities in the plane with the non-saturating logistic game."
  ) {
    $0.objective = "non-saturating"
  }

  /// The weights of all penalties, 0 for those that are not named, so that a recipe shows every key.
  private static func weights(_ own: [String: Double]) -> [String: Double] {
    own.merging(Penalty.all.map { ($0.name, 0) }) { own, _ in own }
  }

  private func changed(_ name: String, _ summary: String, _ change: (inout Recipe) -> Void) -> Recipe {
    var recipe = self
    recipe.name = name
    recipe.summary = summary
    change(&recipe)
    return recipe
  }
}
