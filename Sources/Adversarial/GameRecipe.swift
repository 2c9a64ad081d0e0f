import SaddleNetworks

/// Every hyper-parameter of the game itself.
public struct GameRecipe: Sendable {
  public var latent: LatentPrior
  public var objective: Objective
  /// Terms of the critic's loss, each with its weight.
  public var penalties: [Penalty]
  /// k, the critic's steps for each of the generator's.
  public var criticSteps: Int
  /// Rows of a step.
  public var batch: Int
  /// The generator's steps in all.
  public var steps: Int
  /// Each player's optimizer and learning rate; rates that differ are two time scales (Heusel et al. 2017).
  public var generatorOptimizer: OptimizerRecipe
  public var criticOptimizer: OptimizerRecipe
  /// Learning rates fall linearly to zero over this last share of the steps, 0 ... 1.
  public var decayShare: Double
  /// The decay of the generator's moving average; 0 for none.
  public var averaging: Double
  /// When penalties are taken, and how their weights change.
  public var penaltySchedule = PenaltyRecipe()
  /// What else steadies the game.
  public var stabilizers: Stabilizers

  public init(
    latent: LatentPrior, objective: Objective, penalties: [Penalty] = [], criticSteps: Int = 1, batch: Int, steps: Int,
    generatorOptimizer: OptimizerRecipe, criticOptimizer: OptimizerRecipe, decayShare: Double = 0.5,
    averaging: Double = 0.999, stabilizers: Stabilizers = Stabilizers()
  ) {
    self.latent = latent
    self.objective = objective
    self.penalties = penalties
    self.criticSteps = criticSteps
    self.batch = batch
    self.steps = steps
    self.generatorOptimizer = generatorOptimizer
    self.criticOptimizer = criticOptimizer
    self.decayShare = decayShare
    self.averaging = averaging
    self.stabilizers = stabilizers
  }
}
