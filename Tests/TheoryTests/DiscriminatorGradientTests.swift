import SaddleTheory
import Testing

@Suite struct DiscriminatorGradientTests {
  @Test func falsifiedTwinsAreRejected() {
    let all = ["hidden-weights", "hidden-biases", "output-weights", "output-bias", "any-network"]
    expectRejection(
      of: DiscriminatorGradient.self,
      [
        (all, { $0.realWeight = { $0 } }),
        (all, { $0.fakeWeight = { $0 } }),
        (["hidden-weights", "hidden-biases"], { $0.activationSlope = { 1 - $0 } }),
      ])
  }
}
