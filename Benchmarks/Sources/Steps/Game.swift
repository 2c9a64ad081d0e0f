import Saddle

/// One of the games whose training step is timed: one critic update, one generator update, fresh latents.
///
/// They are those of the peers' programs (`peers/`): the same networks, batches, losses and optimizers.
struct Game {
  let name: String
  let recipe: GameRecipe
  let generator: Trainer.Builder
  let critic: Trainer.Builder
  /// The shape of a row of real data, which is a fixed random tensor.
  let row: [Int]
  /// Multiply-adds of one step, by the layers' shapes.
  let multiplyAdds: Double

  func trainer(seed: UInt64 = 0) -> Trainer {
    let real = RandomStream(seed: 1, name: "real").normal([recipe.batch] + row, step: 0)
    return Trainer(recipe, generator: generator, critic: critic, seed: seed) { _ in real }
  }

  private static func recipe(
    _ objective: Objective, _ penalties: [Penalty] = [], latent: Int, batch: Int, rate: Double
  ) -> GameRecipe {
    let adam = OptimizerRecipe(learningRate: rate, beta1: 0.5, beta2: 0.9)
    return GameRecipe(
      latent: LatentPrior(.normal, size: latent), objective: objective, penalties: penalties, batch: batch,
      steps: .max, generatorOptimizer: adam, criticOptimizer: adam, decayShare: 0, averaging: 0)
  }

  /// Multilayer perceptrons on points of the plane, non-saturating.
  static func w1(batch: Int = 256, hidden: Int = 128, latent: Int = 16) -> Game {
    Game(
      name: "w1", recipe: recipe(.nonSaturating, latent: latent, batch: batch, rate: 1e-3),
      generator: { Sequential.perceptron([latent, hidden, hidden, 2], slope: 0, $0) },
      critic: { Sequential.perceptron([2, hidden, hidden, 1], slope: 0.2, $0) }, row: [2],
      multiplyAdds: Cost(
        batch: batch, generator: Cost.dense([latent, hidden, hidden, 2]), critic: Cost.dense([2, hidden, hidden, 1])
      ).logistic)
  }

  /// A table's columns with batch norm, Wasserstein and a gradient penalty.
  static func w2(batch: Int = 500, hidden: Int = 256, latent: Int = 128, columns: Int = 100) -> Game {
    Game(
      name: "w2",
      recipe: recipe(.wasserstein, [.gradientPenalty.weighted(10)], latent: latent, batch: batch, rate: 2e-4),
      generator: {
        Sequential([
          Linear(latent, hidden, $0), BatchNorm(hidden, slope: 0, $0), Linear(hidden, hidden, $0),
          BatchNorm(hidden, slope: 0, $0), Linear(hidden, columns, $0), Function.tanh(),
        ])
      }, critic: { Sequential.perceptron([columns, hidden, hidden, 1], slope: 0.2, $0) }, row: [columns],
      multiplyAdds: Cost(
        batch: batch, generator: Cost.dense([latent, hidden, hidden, columns]),
        critic: Cost.dense([columns, hidden, hidden, 1])
      ).wasserstein)
  }

  /// DCGAN on images, non-saturating, batch norm in both networks.
  static func w3(batch: Int = 64, size: Int = 32, features: Int = 64, latent: Int = 100) -> Game {
    images("w3", .nonSaturating, [], batch, size, features, latent, criticIsNormalized: true)
  }

  /// DCGAN's networks with the Wasserstein distance and a gradient penalty, no batch norm in the critic.
  static func w4(batch: Int = 64, size: Int = 32, features: Int = 64, latent: Int = 100) -> Game {
    images(
      "w4", .wasserstein, [.gradientPenalty.weighted(10)], batch, size, features, latent, criticIsNormalized: false)
  }

  private static func images(
    _ name: String, _ objective: Objective, _ penalties: [Penalty], _ batch: Int, _ size: Int, _ features: Int,
    _ latent: Int, criticIsNormalized: Bool
  ) -> Game {
    // From a side of 4 up: 32 has the widths 256, 128, 64 and 3.
    let doublings = size.trailingZeroBitCount - 2
    let widths = (0..<doublings).reversed().map { features << $0 }
    let seed = [4, 4, widths[0]]
    let steps = Array(zip(widths, widths.dropFirst() + [3]))
    let cost = Cost(
      batch: batch,
      generator: [latent * 16 * widths[0]] + steps.enumerated().map { 16 * (16 << (2 * $0)) * $1.0 * $1.1 },
      critic: steps.enumerated().reversed().map { 16 * (16 << (2 * $0)) * $1.0 * $1.1 } + [16 * widths[0]])
    return Game(
      name: name, recipe: recipe(objective, penalties, latent: latent, batch: batch, rate: 2e-4),
      generator: { initializer in
        var layers: [any Layer] = [
          Linear(latent, 16 * widths[0], hasBias: false, initializer), Function.reshape(seed),
          BatchNorm(widths[0], slope: 0, initializer),
        ]
        for (wide, narrow) in steps {
          let isLast = narrow == 3
          layers.append(
            TransposedConvolution(wide, narrow, kernel: 4, stride: 2, padding: 1, hasBias: isLast, initializer))
          layers.append(isLast ? Function.tanh() : BatchNorm(narrow, slope: 0, initializer))
        }
        return Sequential(layers)
      },
      critic: { initializer in
        var layers: [any Layer] = []
        for (wide, narrow) in steps.reversed() {
          let isNormalized = criticIsNormalized && narrow != 3
          layers.append(
            Convolution(
              narrow, wide, kernel: 4, stride: 2, padding: 1, hasBias: !isNormalized, slope: isNormalized ? nil : 0.2,
              initializer))
          if isNormalized { layers.append(BatchNorm(wide, slope: 0.2, initializer)) }
        }
        layers += [Function.reshape([16 * widths[0]]), Linear(16 * widths[0], 1, initializer)] as [any Layer]
        return Sequential(layers)
      }, row: [size, size, 3], multiplyAdds: name == "w3" ? cost.logistic : cost.wasserstein)
  }
}

/// Multiply-adds of one row through each layer of both networks, and of a whole step.
struct Cost {
  let batch: Int
  let generator: [Int]
  let critic: [Int]

  static func dense(_ widths: [Int]) -> [Int] { zip(widths, widths.dropFirst()).map { $0 * $1 } }

  /// Forward, weights' gradients and inputs' gradients, those of the first layer left out.
  private func trained(_ layers: [Int]) -> Int { 3 * layers.reduce(0, +) - layers[0] }
  private func total(_ layers: [Int]) -> Int { layers.reduce(0, +) }

  /// The generator's step: both forward, the gradient through the critic, the generator's own.
  private var generatorStep: Int { trained(generator) + 2 * total(critic) }

  /// A forward pass of the generator, the critic trained on both batches, the generator's step.
  var logistic: Double { Double(batch * (total(generator) + 2 * trained(critic) + generatorStep)) }

  /// As before, and the penalty: the critic forward, its input's gradient, and the gradient of that with respect to the
  /// weights, which is the weights' gradients and a pass through all layers but the last.
  var wasserstein: Double {
    logistic + Double(batch * (2 * total(critic) + 2 * total(critic) - critic.last!))
  }
}
