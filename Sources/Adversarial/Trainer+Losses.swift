import SaddleNetworks
import SaddleTensors

/// Both players' losses on a batch, as functions of the parameters as they are.
extension Trainer {
  /// What the critic minimises.
  struct CriticLoss {
    /// The objective and the penalties.
    let sum: Tensor
    /// The sum of the weighted penalties, if there are any.
    let penalty: Tensor?
  }

  /// - Parameter fake: the generated rows, if they are there already.
  func criticLoss(draw: Int, fake: Tensor? = nil) -> CriticLoss {
    let real = criticInput(batches(draw), "real", draw)
    let fake = criticInput(fake ?? generate(draw), "fake", draw)
    let evaluation = CriticEvaluation(
      critic: { self.critic($0, self.mode(draw)) }, real: real, fake: fake,
      mixing: random.mixing.uniform([real.shape[0], 1], step: draw).cast(to: real.elementType),
      noise: { self.random.mixing.stream("noise").normal(real.shape, step: draw, type: real.elementType) })
    let outputs = flipped((evaluation.realOutputs, evaluation.fakeOutputs), draw)
    let objective = recipe.objective.critic(outputs.real, outputs.fake)
    let factor = recipe.penaltySchedule.factor(step: step, of: lastStep)
    var terms = factor > 0 ? recipe.penalties.map { $0.value(evaluation) * ($0.weight * factor) } : []
    if let term = orthogonalPenalty { terms.append(term) }
    let penalty = terms.first.map { terms.dropFirst().reduce($0, +) }
    return CriticLoss(sum: penalty.map { objective + $0 } ?? objective, penalty: penalty)
  }

  func generatorLoss(draw: Int, fake: Tensor? = nil) -> Tensor {
    let realOutputs =
      recipe.objective.generatorSeesReal
      ? critic(criticInput(batches(draw), "real", draw), mode(draw))
      : Tensor.zeros([recipe.batch / recipe.stabilizers.packing, 1])
    return recipe.objective.generator(
      realOutputs, critic(criticInput(fake ?? generate(draw), "fake", draw), mode(draw)))
  }

  /// The generator's loss against the critic as it would be after `unrolling` steps of gradient descent, through which
  /// derivatives flow (Metz et al. 2017, section 2.2). The critic stays as it is.
  func unrolledLoss(draw: Int, fake: Tensor? = nil) -> Tensor {
    guard recipe.stabilizers.unrolling > 0 else { return generatorLoss(draw: draw, fake: fake) }
    // With statistics and singular vectors, which training calls change.
    let kept = critic.state.map { ($0.parameter, $0.parameter.value) }
    defer { for (parameter, value) in kept { parameter.value = value } }
    let parameters = criticOptimizer.parameters
    for parameter in parameters where !parameter.value.isTracked { parameter.value = parameter.value.tracked() }
    for _ in 0..<recipe.stabilizers.unrolling {
      let slopes = gradients(
        of: criticLoss(draw: draw, fake: fake).sum, at: parameters.map(\.value), differentiable: true)
      for (parameter, slope) in zip(parameters, slopes) {
        parameter.value = parameter.value - slope * criticOptimizer.learningRate
      }
    }
    return generatorLoss(draw: draw, fake: fake)
  }

  func generate(_ draw: Int) -> Tensor {
    generator(recipe.latent.sample(recipe.batch, from: random.latents, step: draw), mode(draw))
  }

  private func mode(_ draw: Int) -> Mode { Mode(isTraining: true, noise: random.noise, step: draw) }

  /// Real or generated rows as the critic sees them: with noise, and packed.
  private func criticInput(_ x: Tensor, _ side: String, _ draw: Int) -> Tensor {
    let stabilizers = recipe.stabilizers
    let deviation = stabilizers.noiseDeviation(step: step, of: recipe.steps)
    guard deviation > 0 else { return stabilizers.packed(x) }
    // In float32 for every type of element, so that the draws do not depend on it.
    let noise = random.instanceNoise.stream(side).normal(x.shape, step: draw).cast(to: x.elementType)
    return stabilizers.packed(x + noise * deviation)
  }

  /// The critic's outputs, with the two sides of some rows exchanged.
  private func flipped(_ outputs: (real: Tensor, fake: Tensor), _ draw: Int) -> (real: Tensor, fake: Tensor) {
    let share = recipe.stabilizers.labelFlips
    guard share > 0 else { return outputs }
    let uniform = random.labelFlips.uniform(outputs.real.shape, step: draw)
    let flips = uniform.filled(share, shape: []).greater(than: uniform).cast(to: outputs.real.elementType)
    return (flips.select(outputs.fake, outputs.real), flips.select(outputs.real, outputs.fake))
  }

  private var orthogonalPenalty: Tensor? {
    let (weight, form) = (recipe.stabilizers.orthogonal, recipe.stabilizers.orthogonalForm)
    guard weight > 0 else { return nil }
    return form(criticOptimizer.parameters.map(\.value)).map { $0 * weight }
  }
}
