import SaddleTheory
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct LabelSmoothingTests {
  @Test func falsifiedTwinsAreRejected() {
    expectRejection(
      of: LabelSmoothing.self,
      [
        (
          ["optimum"],
          { $0.objective = { p, q, a, b, d in (a * p + b * q) * log(d) + ((1 - a) * p + (1 + b) * q) * log1p(-d) } }
        ),
        (
          ["optimum", "bounds", "one-sided", "far-from-data"],
          {
            $0.optimum = { p, q, alpha, beta, x in (alpha * q(x) - beta * p(x)) / (p(x) + q(x)) }
          }
        ),
      ])
  }
}
