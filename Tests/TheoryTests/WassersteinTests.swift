import SaddleTheory
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct WassersteinTests {
  @Test func uniformDensities() {
    let distance = Wasserstein.distance(Density<Double>.uniform(on: 0...1), .uniform(on: 0...3))
    #expect(abs(distance.value - 1) < 1e-10)
    let apart = Wasserstein.distance(Density<Double>.uniform(on: 0...1), .uniform(on: 5...6))
    #expect(abs(apart.value - 5) < 1e-10)
  }

  @Test("moving 2 places to 3")
  func samples() {
    // Thirds of the mass: 0 -> 0 and 0 -> 1 and 1 -> 1 by half a third, and so on.
    #expect(abs(Wasserstein.distance([0, 6], [0, 3, 9]) - (0 + 3.0 / 6 + 3.0 / 6 + 3.0 / 3)) < 1e-15)
    #expect(Wasserstein.distance([3, 1], [1, 3]) == 0)
    #expect(Wasserstein.distance([], [1]).isNaN)
  }

  @Test func gaussiansInClosedForm() {
    #expect(Wasserstein.betweenGaussians(means: (0, 3), deviations: (2, 2)) == 3)
    #expect(
      abs(Wasserstein.betweenGaussians(means: (1, 1), deviations: (0, 2)) - 2 * (2 / Double.pi).squareRoot()) < 1e-15)
    // E |a + b z| by the trapezoidal rule, which the kink keeps at the square of its step.
    var mean = 0.0
    for index in -100_000...100_000 {
      let z = Double(index) * 1e-4
      mean += abs(0.7 + 1.9 * z) * exp(-z * z / 2) * 1e-4
    }
    mean /= (2 * Double.pi).squareRoot()
    #expect(abs(Wasserstein.betweenGaussians(means: (0.7, 0), deviations: (2.9, 1)) - mean) < 1e-7)
  }

  @Test("the critic's knots are where the distribution functions cross, and it is continuous")
  func critic() {
    let critic = WassersteinCritic(.gaussian(deviation: 2), .gaussian())
    // G - F is negative before 0 and positive behind it, until both are 1 to the last bit.
    #expect(critic.slopes.contains(-1) && critic.slopes.contains(1))
    #expect(critic.knots.contains { abs($0) < 1e-12 })
    #expect(abs((critic(3) - critic(0)) - 3) < 1e-12 && abs((critic(-2) - critic(0)) - 2) < 1e-12)
    for knot in critic.knots { #expect(abs(critic(knot - 1e-9) - critic(knot + 1e-9)) < 1e-8) }
  }

  @Test func equalDensitiesHaveAFlatCritic() {
    let critic = WassersteinCritic(.gaussian(), .gaussian())
    #expect(critic.knots.isEmpty && critic(-3) == 0 && critic(7) == 0)
  }
}
