import SaddleAdversarial
import SaddleNetworks
import SaddleTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A game with one float64 parameter a player: G(z) = theta, C(x) = psi x, and all data at 0. With the Wasserstein losses it
/// is the bilinear game theta psi, with the logistic ones the Dirac-GAN (Mescheder, Geiger and Nowozin 2018, section 2).
struct PointGame {
  private final class Point: Layer {
    let theta = Parameter(Tensor([0], type: .float64))

    func callAsFunction(_ z: Tensor, _ mode: Mode) -> Tensor { theta.value.broadcast(to: [z.shape[0], 1]) }
  }

  private final class Slope: Layer {
    let psi = Parameter(Tensor([0], type: .float64))

    func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor { x * psi.value }
  }

  let trainer: Trainer

  init(_ recipe: GameRecipe, theta: Double, psi: Double, draws: @escaping (Int) -> Void = { _ in }) {
    trainer = Trainer(recipe, generator: { _ in Point() }, critic: { _ in Slope() }, seed: 0) {
      draws($0)
      return .zeros([recipe.batch, 1], type: .float64)
    }
    trainer.generator.parameters[0].value = Tensor([theta], type: .float64)
    trainer.critic.parameters[0].value = Tensor([psi], type: .float64)
  }

  /// theta and psi.
  var point: [Double] { [trainer.generator, trainer.critic].map { $0.parameters[0].value.item } }

  static func recipe(
    _ objective: Objective, kind: OptimizerRecipe.Kind = .sgd, rate: Double = 0.3, beta1: Double = 0,
    _ stabilizers: Stabilizers = Stabilizers()
  ) -> GameRecipe {
    let optimizer = OptimizerRecipe(kind: kind, learningRate: rate, beta1: beta1)
    return GameRecipe(
      latent: LatentPrior(size: 1), objective: objective, batch: 2, steps: 1_000, generatorOptimizer: optimizer,
      criticOptimizer: optimizer, decayShare: 0, stabilizers: stabilizers)
  }
}

/// The field v = (dL_G / dtheta, dL_C / dpsi) of a point game and its derivative J, by hand.
struct PointField {
  let v: [Double]
  /// J[i][j] is the derivative of v[i] with respect to the j-th parameter.
  let j: [[Double]]

  /// - Parameters:
  ///   - r1: the weight of R1 (or R2), which adds r1 psi to the critic's slope.
  ///   - ahead: how far the generator sees the critic descend, its steps times their rate; of the Wasserstein game, where
  ///     L_G = -theta (psi - ahead theta).
  init(_ objective: Objective, _ theta: Double, _ psi: Double, r1: Double = 0, ahead: Double = 0) {
    let t = theta * psi
    let s = 1 / (1 + exp(-t))
    let d = s * (1 - s)
    switch objective.name {
    case "wasserstein":
      v = [-psi + 2 * ahead * theta, theta + r1 * psi]
      j = [[2 * ahead, -1], [1, r1]]
    case "minimax":
      v = [-psi * s, theta * s + r1 * psi]
      j = [[-psi * psi * d, -s - t * d], [s + t * d, theta * theta * d + r1]]
    default:  // Non-saturating, and relativistic, which is the same where real data is 0.
      v = [-psi * (1 - s), theta * s + r1 * psi]
      j = [[psi * psi * d, s - 1 + t * d], [s + t * d, theta * theta * d + r1]]
    }
  }
}
