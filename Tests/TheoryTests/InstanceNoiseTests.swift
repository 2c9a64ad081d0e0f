import SaddleTheory
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct InstanceNoiseTests {
  @Test func falsifiedTwinsAreRejected() {
    let jensenShannon = Divergence.jensenShannon
    expectRejection(
      of: InstanceNoise.self,
      [
        (
          ["disjoint-value", "noisy-value", "noisy-gradient", "point-masses", "too-little-noise"],
          { $0.divergence = Divergence(name: "twice") { 2 * jensenShannon.integrand($0, $1) } }
        ),
        (["disjoint-value", "disjoint-gradient"], { $0.data = .uniform(on: 0...3) }),
        (["noisy-descent"], { $0.divergence = Divergence(name: "negative") { -jensenShannon.integrand($0, $1) } }),
        (["noisy-gradient"], { $0.derivative = { p, q in (log(2) - softplus(q - p)) / 2 } }),
      ])
  }
}
