import SaddleAdversarial
import SaddleNetworks
import SaddleTensors

/// The logistic game of a linear generator and a quadratic discriminator on Gaussian data.
enum LogisticLinearGame {
  /// The generator's W2² at each twentieth step of the last half of training, over three seeds.
  static let losses = (0..<3).flatMap { train(seed: UInt64($0)) }

  private static let batch = 256
  private static let steps = 2000

  private static func train(seed: UInt64) -> [Double] {
    let size = LinearGAN.covariance.rows
    let generator = Linear(LinearGAN.rank, size, hasBias: false, Initializer(seed: seed, name: "generator"))
    let critic = Quadratic(size)
    let random = RandomStream(seed: seed, name: "linear game")
    let root = LinearGAN.covariance.squareRoot
    let mixing = Tensor(root.values, shape: [size, size])
    let optimizers = [generator.parameters, critic.parameters].map { Adam($0, learningRate: 2e-3, beta1: 0.5) }
    var losses: [Double] = []
    for step in 0..<steps {
      let real = Tensor.linear(random.stream("data").normal([batch, size], step: step), mixing)
      let latent = random.stream("latent").normal([batch, LinearGAN.rank], step: step)
      let fake = generator(latent, .training)
      optimizers[1].step(
        valueWithGradients(at: critic.parameters) {
          Objective.nonSaturating.critic(critic(real, .training), critic(fake, .training))
        }.gradients)
      optimizers[0].step(
        valueWithGradients(at: generator.parameters) {
          Objective.nonSaturating.generator(critic(real, .training), critic(generator(latent, .training), .training))
        }.gradients)
      guard step >= steps / 2 && step % 20 == 0 else { continue }
      losses.append(
        LinearGAN.loss(
          Matrix(rows: LinearGAN.rank, columns: size, values: generator.weight.value.scalars()).transposed))
    }
    return losses
  }
}

/// xᵀ A x + c, the logit of the best discriminator between Gaussians of mean zero: `[batch, size]` to `[batch, 1]`.
private final class Quadratic: Layer {
  let matrix: Parameter
  let constant: Parameter

  init(_ size: Int) {
    matrix = Parameter(.zeros([size, size]))
    constant = Parameter(.zeros([1]))
  }

  func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    (x * .linear(x, matrix.value)).sum(axes: [1], keepingAxes: true) + constant.value
  }
}
