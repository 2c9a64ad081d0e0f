/// One line about each thing that steadies a game, for lists of what there is; the settings are `Stabilizers` and others
/// of a recipe.
public struct Stabilizer: Sendable {
  /// The key of a recipe that sets it, with its value where there is just one.
  public let setting: String
  /// What it is, in one line.
  public let summary: String

  private init(_ setting: String, _ summary: String) { (self.setting, self.summary) = (setting, summary) }

  public static let all: [Stabilizer] = [
    Stabilizer("stabilizers.update=shared", "the generator steps on the rows that the critic has just seen"),
    Stabilizer("stabilizers.update=simultaneous", "both players step from the same point"),
    Stabilizer("stabilizers.update=extragradient", "both look ahead, then step with what they saw"),
    Stabilizer("stabilizers.update=consensus", "adds updateWeight times the gradient of half the squared field"),
    Stabilizer("stabilizers.update=symplectic", "turns the field against its rotation, by updateWeight"),
    Stabilizer("criticOptimizer.kind=optimistic-adam", "twice the step less the one before; for either player"),
    Stabilizer("stabilizers.unrolling", "the generator differentiates through so many critic steps"),
    Stabilizer(
      "stabilizers.instanceNoise", "fading noise on what the critic sees, over instanceNoiseShare of the steps"),
    Stabilizer("stabilizers.labelFlips", "this share of real and generated rows changes sides"),
    Stabilizer("stabilizers.packing", "the critic sees so many samples at once"),
    Stabilizer("stabilizers.clipping", "the critic's parameters stay within this bound"),
    Stabilizer("stabilizers.orthogonal", "the weight of a term for orthogonal weights, of orthogonalForm"),
    Stabilizer("critic.spectralNorm", "divides weights by their spectral norm, by so many iterations a step"),
    Stabilizer("criticOptimizer.learningRate", "two time scales: a rate for each player"),
    Stabilizer("criticSteps", "so many critic steps for each of the generator's"),
    Stabilizer("averaging", "samples come from a moving average of the generator, of this decay"),
  ]
}
