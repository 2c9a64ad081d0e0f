import SaddleTheory
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct FrechetTests {
  @Test func falsifiedTwinsAreRejected() {
    expectRejection(
      of: Frechet.self,
      [
        (
          ["line", "commuting", "same", "map-cost", "map-sampled", "other-couplings"],
          { $0.distance = { 2 * $0.frechetDistance(to: $1) + 1 } }
        ),
        (["map-moments", "map-cost", "map-sampled"], { $0.optimalMap = { $1.optimalMap(to: $0) } }),
        (["kl-line", "kl-plane"], { $0.kullbackLeibler = { $1.kullbackLeibler(from: $0) } }),
        (
          ["samples", "too-few-samples"],
          { $0.moments = { _ in GaussianMoments(mean: [0, 0], covariance: .diagonal([1, 1])) } }
        ),
      ])
  }
}
