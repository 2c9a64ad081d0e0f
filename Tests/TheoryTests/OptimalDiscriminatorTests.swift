import SaddleTheory
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct OptimalDiscriminatorTests {
  @Test func falsifiedTwinsAreRejected() {
    expectRejection(
      of: OptimalDiscriminator.self,
      [
        (["line", "plane", "trained-network"], { $0.optimum = { sigmoid($1 - $0) } }),
        (["strictly-concave"], { $0.objective = { p, q, d in p * log(d) - q * log1p(-d) } }),
      ])
  }
}
