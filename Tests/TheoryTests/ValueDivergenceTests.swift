import SaddleTheory
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct ValueDivergenceTests {
  private static let pairs = ["shifted-gaussians", "scaled-gaussians", "mixtures", "plane-gaussians", "plane-ring"]

  @Test func falsifiedTwinsAreRejected() {
    let jensenShannon = Divergence.jensenShannon
    expectRejection(
      of: ValueDivergence.self,
      [
        (Self.pairs.flatMap { ["\($0)-kl", "\($0)-js", "\($0)-sampled"] }, { $0.logit = { $1 - $0 } }),
        (Self.pairs.flatMap { ["\($0)-js", "\($0)-sampled"] }, { $0.value = { 2 * $0 + log(4) } }),
        (
          ["example", "at-most-log-2", "disjoint"],
          { $0.divergence = Divergence(name: "twice") { 2 * jensenShannon.integrand($0, $1) } }
        ),
        (["zero-only-for-equal"], { $0.divergence = Divergence(name: "half") { jensenShannon.integrand($0, $1) / 2 } }),
        // The cross entropy with the mixture, which lacks the entropies.
        (
          ["zero-for-equal"],
          {
            $0.divergence = Divergence(name: "cross entropy") { p, q in
              -(exp(p) + exp(q)) * (logSumExp([p, q]) - log(2)) / 2
            }
          }
        ),
      ])
  }
}
