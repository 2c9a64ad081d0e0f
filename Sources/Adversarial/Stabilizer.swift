/// One line about each thing that steadies a game, for lists of what there is; the settings are `Stabilizers` and others
/// of a recipe.
public struct Stabilizer: Sendable {
  public let name: String
  /// What it is, with the keys of a recipe that set it.
  public let summary: String

  public static let all: [Stabilizer] = [
    Stabilizer(
      name: "simultaneous", summary: "Both players step from the same point (stabilizers.update=simultaneous)."),
    Stabilizer(
      name: "extragradient",
      summary: "Both look ahead, then step with what they saw (stabilizers.update=extragradient)."),
    Stabilizer(
      name: "consensus",
      summary: "Adds the gradient of half the squared field (stabilizers.update=consensus, stabilizers.updateWeight)."),
    Stabilizer(
      name: "symplectic",
      summary: "Turns the field against its rotation (stabilizers.update=symplectic, stabilizers.updateWeight)."),
    Stabilizer(
      name: "optimistic",
      summary: "Twice the step less the one before (criticOptimizer.kind and generatorOptimizer.kind=optimistic-adam)."),
    Stabilizer(
      name: "unrolling", summary: "The generator differentiates through k critic steps (stabilizers.unrolling)."),
    Stabilizer(
      name: "instance-noise",
      summary: "Fading noise on what the critic sees (stabilizers.instanceNoise, stabilizers.instanceNoiseShare)."),
    Stabilizer(name: "label-flips", summary: "Some real and generated rows change sides (stabilizers.labelFlips)."),
    Stabilizer(name: "packing", summary: "The critic sees several samples at once (stabilizers.packing)."),
    Stabilizer(name: "clipping", summary: "The critic's parameters stay within bounds (stabilizers.clipping)."),
    Stabilizer(
      name: "orthogonal",
      summary: "Asks for orthogonal weights of the critic (stabilizers.orthogonal, stabilizers.orthogonalForm)."),
    Stabilizer(
      name: "spectral-norm", summary: "Divides the critic's weights by their spectral norm (critic.spectralNorm)."),
    Stabilizer(
      name: "two-time-scales",
      summary: "A learning rate for each player (criticOptimizer.learningRate, generatorOptimizer.learningRate)."),
    Stabilizer(name: "critic-steps", summary: "Several critic steps for each of the generator's (criticSteps)."),
    Stabilizer(name: "averaging", summary: "Samples come from a moving average of the generator (averaging)."),
  ]
}
