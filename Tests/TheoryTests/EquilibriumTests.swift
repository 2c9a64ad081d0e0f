import SaddleTheory
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct EquilibriumTests {
  @Test func falsifiedTwinsAreRejected() {
    let genuine = Equilibrium().integrand
    expectRejection(
      of: Equilibrium.self,
      [
        (["half", "generator-deviations", "duality-gap-elsewhere"], { $0.optimum = { 0.5 * $0 - $1 } }),
        (
          ["value", "discriminator-gradient", "discriminator-deviations"],
          { $0.integrand = { genuine($0, $1 + log(0.5), $2) } }
        ),
        (["generator-gradient", "duality-gap"], { $0.equilibrium = { 0.1 * $0 } }),
        (
          ["duality-gap-positive"],
          { $0.divergence = Divergence(name: "negative") { -Divergence.jensenShannon.integrand($0, $1) } }
        ),
      ])
  }
}
