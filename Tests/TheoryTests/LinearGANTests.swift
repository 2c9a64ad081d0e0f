import SaddleTheory
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct LinearGANTests {
  @Test func falsifiedTwinsAreRejected() {
    let genuine = LinearGAN().gradient
    expectRejection(
      of: LinearGAN.self,
      [
        (["gradient", "loss"], { $0.gradient = { k, g in genuine(k, g) + 0.2 * g } }),
        // The principal components of the inverse.
        (["components"], { $0.gradient = { k, g in genuine(SymmetricEigen(k).mapped { 1 / $0 }, g) } }),
        (["loss"], { $0.leastLoss = { $0.prefix($1).reduce(0, +) } }),
        (["logistic-blind"], { $0.divergence = .totalVariation }),
        (["logistic-game"], { $0.logisticLoss = { $0.reduce(0, +) / Double(2 * $0.count) } }),
      ])
  }
}
