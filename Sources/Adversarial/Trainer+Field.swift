import SaddleNetworks
import SaddleTensors

/// The vector field of the game, v = the gradients of both players' losses, and moves along it.
extension Trainer {
  /// The numbers of the batches on which the losses are taken.
  typealias Draws = (critic: Int, generator: Int)

  /// The parameters of both players, in the order of the field.
  var parameters: [Parameter] { criticOptimizer.parameters + generatorOptimizer.parameters }

  /// - Parameter fake: the generated rows, if they are there already.
  func criticGradients(draw: Int, fake: Tensor? = nil, _ report: inout StepReport) -> [Tensor] {
    withVariables(criticOptimizer.parameters) { variables in
      let loss = criticLoss(draw: draw, fake: fake)
      report.record(loss)
      return gradients(of: (consume loss).sum, at: variables)
    }
  }

  func generatorGradients(draw: Int, _ report: inout StepReport) -> [Tensor] {
    withVariables(generatorOptimizer.parameters) { variables in
      let loss = unrolledLoss(draw: draw)
      report.generatorLoss = loss.item
      return gradients(of: consume loss, at: variables)
    }
  }

  /// The critic's step, then the generator's on the same rows.
  func moveBoth(draw: Int, _ report: inout StepReport) {
    let slopes = withVariables(generatorOptimizer.parameters) { variables in
      let fake = generate(draw)
      moveCritic(along: criticGradients(draw: draw, fake: fake.detached(), &report))
      let loss = unrolledLoss(draw: draw, fake: consume fake)
      report.generatorLoss = loss.item
      return gradients(of: consume loss, at: variables)
    }
    // Now nothing else holds the weights, which are changed where they lie.
    moveGenerator(along: slopes)
  }

  /// v where both players are.
  func field(_ draws: Draws, _ report: inout StepReport) -> [Tensor] {
    criticGradients(draw: draws.critic, &report) + generatorGradients(draw: draws.generator, &report)
  }

  /// v + gamma J'v or v + gamma A'v where both players are.
  func adjustedField(_ draws: Draws, _ report: inout StepReport) -> [Tensor] {
    withVariables(parameters) { variables in
      let critic = criticLoss(draw: draws.critic)
      let generator = unrolledLoss(draw: draws.generator)
      report.record(critic)
      report.generatorLoss = generator.item
      let split = criticOptimizer.parameters.count
      let field =
        gradients(of: critic.sum, at: Array(variables[..<split]), differentiable: true)
        + gradients(of: generator, at: Array(variables[split...]), differentiable: true)
      let stabilizers = recipe.stabilizers
      return zip(field, stabilizers.update.adjustment(of: field, at: variables)).map {
        $0.detached() + $1 * stabilizers.updateWeight
      }
    }
  }

  func move(along field: [Tensor]) {
    moveCritic(along: Array(field[..<criticOptimizer.parameters.count]))
    moveGenerator(along: Array(field[criticOptimizer.parameters.count...]))
  }

  func moveGenerator(along gradients: [Tensor]) { generatorOptimizer.step(gradients) }

  func moveCritic(along gradients: [Tensor]) {
    criticOptimizer.step(gradients)
    let bound = recipe.stabilizers.clipping
    guard bound > 0 else { return }
    for parameter in criticOptimizer.parameters {
      let (low, high) = (parameter.value.filled(-bound, shape: []), parameter.value.filled(bound, shape: []))
      parameter.value = .minimum(.maximum(parameter.value, low), high)
    }
  }
}

extension StepReport {
  fileprivate mutating func record(_ loss: Trainer.CriticLoss) {
    penalty = loss.penalty?.item ?? 0
    criticLoss = loss.sum.item - penalty
  }
}
