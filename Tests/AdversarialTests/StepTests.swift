import SaddleAdversarial
import SaddleNetworks
import SaddleTensors
import TestSupport
import Testing

/// Whole training steps of each kind of game: perceptrons, batch norm with a gradient penalty, convolutions, and the
/// double backward through convolutions.
@Suite(.everyKernel) struct StepTests {
  enum Game: String, CaseIterable {
    case plane, table, images, penalizedImages

    /// A trainer on a fixed batch.
    func trainer() -> Trainer {
      let isImage = self == .images || self == .penalizedImages
      let adam = OptimizerRecipe(learningRate: 1e-3)
      let isWasserstein = self == .table || self == .penalizedImages
      let batch = isImage ? 6 : 300
      let recipe = GameRecipe(
        latent: LatentPrior(size: 20), objective: isWasserstein ? .wasserstein : .nonSaturating,
        penalties: isWasserstein ? [.gradientPenalty.weighted(10)] : [], batch: batch, steps: 1_000,
        generatorOptimizer: adam, criticOptimizer: adam, averaging: 0.9)
      let row = isImage ? [16, 16, 3] : self == .plane ? [2] : [40]
      let real = RandomStream(seed: 9, name: "real").normal([batch] + row, step: 0)
      return Trainer(recipe, generator: generator, critic: critic, seed: 3) { _ in real }
    }

    private func generator(_ initializer: Initializer) -> any Layer {
      switch self {
      case .plane: return Sequential.perceptron([20, 130, 130, 2], slope: 0, initializer)
      case .table:
        return Sequential([
          Linear(20, 130, initializer), BatchNorm(130, slope: 0, initializer), Linear(130, 40, initializer),
          Function.tanh(),
        ])
      case .images, .penalizedImages:
        return Sequential([
          Linear(20, 16 * 32, hasBias: false, initializer), Function.reshape([4, 4, 32]),
          BatchNorm(32, slope: 0, initializer),
          TransposedConvolution(32, 16, kernel: 4, stride: 2, padding: 1, hasBias: false, initializer),
          BatchNorm(16, slope: 0, initializer),
          TransposedConvolution(16, 3, kernel: 4, stride: 2, padding: 1, initializer), Function.tanh(),
        ])
      }
    }

    private func critic(_ initializer: Initializer) -> any Layer {
      switch self {
      case .plane: return Sequential.perceptron([2, 130, 130, 1], initializer)
      case .table: return Sequential.perceptron([40, 130, 130, 1], initializer)
      case .images, .penalizedImages:
        let isNormalized = self == .images
        var layers: [any Layer] = [
          Convolution(3, 16, kernel: 4, stride: 2, padding: 1, slope: 0.2, initializer),
          Convolution(
            16, 32, kernel: 4, stride: 2, padding: 1, hasBias: !isNormalized, slope: isNormalized ? nil : 0.2,
            initializer),
        ]
        if isNormalized { layers.append(BatchNorm(32, slope: 0.2, initializer)) }
        return Sequential(layers + [Function.reshape([16 * 32]), Linear(16 * 32, 1, initializer)])
      }
    }
  }

  private func state(_ game: Game, threads: Int, steps: Int) -> [[UInt8]] {
    Device.$current.withValue(Device.alike(threads: threads)) {
      let trainer = game.trainer()
      for _ in 0..<steps { #expect(trainer.takeStep().isFinite) }
      return trainer.state.map { $0.tensor.bytes() }
    }
  }

  @Test("the same bits for any number of threads", arguments: Game.allCases)
  func threads(game: Game) {
    let alone = state(game, threads: 1, steps: 3)
    #expect(alone != state(game, threads: 1, steps: 2))
    for threads in [2, 3, 5] { #expect(state(game, threads: threads, steps: 3) == alone, "\(threads) threads") }
  }

  @Test("a step in its steady state asks the system for no storage", arguments: Game.allCases, [1, 2])
  func steadyState(game: Game, threads: Int) {
    let device = Device.alike(threads: threads)
    Device.$current.withValue(device) {
      let trainer = game.trainer()
      for _ in 0..<4 { trainer.takeStep() }
      let warm = device.bytesAllocated
      for _ in 0..<8 { trainer.takeStep() }
      #expect(device.bytesAllocated == warm && warm > 0)
    }
  }
}
