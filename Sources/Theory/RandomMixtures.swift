import SaddleTensors

/// Random mixtures of one to three Gaussians on the line, with means in [-3, 3] and deviations in [0.3, 2].
struct RandomMixtures {
  private var random: RandomStream.Generator

  init(seed: UInt64) {
    random = RandomStream(seed: seed, name: "mixtures").generator()
  }

  mutating func next() -> Density<Double> {
    .mixture(
      (0..<Int.random(in: 1...3, using: &random)).map { _ in
        let weight = Double.random(in: 0.2...1, using: &random)
        let mean = Double.random(in: -3...3, using: &random)
        return (weight, .gaussian(mean: mean, deviation: .random(in: 0.3...2, using: &random)))
      })
  }
}
