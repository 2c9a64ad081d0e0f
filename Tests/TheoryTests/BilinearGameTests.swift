import SaddleTheory
import Testing

@Suite struct BilinearGameTests {
  @Test func falsifiedTwinsAreRejected() {
    let methods = ["extragradient", "optimistic"]
    expectRejection(
      of: BilinearGame.self,
      [
        (["simultaneous", "simultaneous-eigenvalues"], { $0.simultaneous = { 1 + $0 * $0 } }),
        (["extragradient", "extragradient-eigenvalues"], { $0.extragradient = { (1 - $0 * $0).squareRoot() } }),
        // The lesser root.
        (["optimistic"], { $0.optimistic = { ((1 - (1 - 4 * $0 * $0).squareRoot()) / 2).squareRoot() } }),
        (
          ["alternating-mean", "alternating-square", "alternating-above-the-limit"],
          { $0.alternating = { e in EigenvaluePair(mean: 1 - e * e, square: (1 - e * e) * (1 - e * e) - 1) } }
        ),
        (["alternating-conserved"], { $0.conserved = { x, y, e in x * x + y * y + e * x * y } }),
        (["alternating-below-the-limit", "alternating-above-the-limit"], { $0.alternatingLimit = 2.2 }),
        (
          methods.flatMap { ["\($0)-at-the-limit", "\($0)-above-the-limit"] },
          {
            $0.extragradientLimit = 0.9
            $0.optimisticLimit = 0.5
          }
        ),
        (
          methods.flatMap { ["\($0)-at-the-limit", "\($0)-below-the-limit"] },
          {
            $0.extragradientLimit = 1.2
            $0.optimisticLimit = 0.5.squareRoot()
          }
        ),
      ])
  }
}
