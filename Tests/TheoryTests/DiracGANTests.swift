import SaddleTheory
import Testing

@Suite struct DiracGANTests {
  private static let cases = DiracGAN().cases.map(\.name)

  @Test func falsifiedTwinsAreRejected() {
    // What is wrong in one twin concerns different checks.
    expectRejection(
      of: DiracGAN.self,
      [
        // The flow's eigenvalues for the update's, 4 for 8, h for 2 h, the orbit without its tilt, w for 2 w.
        (
          Self.cases.map { "\($0)-mean" } + [
            "non-saturating-alternating-decay", "non-saturating-simultaneous-circle", "wasserstein-clipped-orbit",
            "wasserstein-gradient-penalty-orbit",
          ],
          {
            Self.falsify(&$0) { $0.mean -= 1 }
            $0.decay = { (4 / $0).squareRoot() }
            $0.circle = { $0.squareRoot() }
            $0.finalOrbit = { c, _ in c * c }
            $0.swing = { $0 }
          }
        ),
        // f'(0) = 1 for 1 / 2, simultaneous steps for alternating ones, the sign of the orbit's tilt.
        (
          Self.cases.map { "\($0)-square" }
            + Self.cases.filter { $0 != "wasserstein-gradient-penalty" }.map { "\($0)-trajectory" }
            + ["minimax-alternating-orbit", "wasserstein-clipped-orbit"],
          {
            Self.falsify(&$0) { $0.square *= 4 }
            $0.circling = .simultaneous
            $0.orbit = { theta, psi, h in theta * theta + psi * psi - h * theta * psi }
          }
        ),
      ])
  }

  private static func falsify(
    _ verification: inout DiracGAN, _ change: @escaping @Sendable (inout EigenvaluePair) -> Void
  ) {
    for index in verification.cases.indices {
      let genuine = verification.cases[index].eigenvalues
      verification.cases[index].eigenvalues = { h in
        var pair = genuine(h)
        change(&pair)
        return pair
      }
    }
  }
}
