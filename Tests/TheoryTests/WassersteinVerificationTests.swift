import SaddleTheory
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct WassersteinVerificationTests {
  @Test func falsifiedTwinsAreRejected() {
    expectRejection(
      of: WassersteinVerification.self,
      [
        (["gaussians"], { $0.gaussianDistance = { means, _ in abs(means.0 - means.1) } }),
        (["sorting", "sampling"], { $0.sampleDistance = { abs($0.reduce(0, +) / 300 - $1.reduce(0, +) / 200) } }),
        (
          ["sampling", "dual-optimum", "dual-others", "spectral-norm", "gradient-penalty"],
          { $0.distance = { Wasserstein.distance($0, $1).value / 5 } }
        ),
        (["dual-optimum"], { $0.critic = { WassersteinCritic($1, $0) } }),
        (["dual-slope"], { $0.critic = { p, _ in WassersteinCritic(p, p) } }),
        (["point-masses", "point-masses-slope"], { $0.pointDistance = { $0 * $0 } }),
        (["point-masses-js"], { $0.divergence = .totalVariation }),
        (["dual-others", "clipping", "spectral-norm", "gradient-penalty"], { $0.dual = { 20 * ($0 - $1) } }),
        (["gradient-penalty-near"], { $0.dual = { $1 - $0 } }),
      ])
  }
}
