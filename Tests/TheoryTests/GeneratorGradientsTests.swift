import SaddleTheory
import Testing

@Suite struct GeneratorGradientsTests {
  private static let shifts = ["shift-0.5", "shift-1", "shift-2", "shift-4"]
  private static let families = shifts + ["scale"]

  private static func norms(_ kind: String, _ places: [String]) -> [String] {
    places.map { "\(kind)-norm-at-\($0)" }
  }

  @Test func falsifiedTwinsAreRejected() {
    expectRejection(
      of: GeneratorGradients.self,
      [
        // The sign.
        (
          ["minimax"] + Self.families.map { "\($0)-minimax" } + Self.shifts.map { "\($0)-sum" },
          { $0.minimaxWeight = { $0 } }
        ),
        // 1 - D for D, and D².
        (["minimax"] + Self.norms("minimax", ["1e-2", "1e-4", "1e-8", "0"]), { $0.minimaxWeight = { $0 - 1 } }),
        (["minimax"] + Self.norms("minimax", ["0.5", "1e-2", "1e-4", "1e-8"]), { $0.minimaxWeight = { -$0 * $0 } }),
        // 1 for 1 - D, and D.
        (
          ["non-saturating"] + Self.families.map { "\($0)-non-saturating" }
            + Self.norms("non-saturating", ["0.5", "1e-2", "1e-4", "1e-8"]), { $0.nonSaturatingWeight = { _ in -1 } }
        ),
        (
          ["non-saturating"] + Self.norms("non-saturating", ["1e-2", "1e-4", "1e-8", "0"]),
          { $0.nonSaturatingWeight = { -$0 } }
        ),
        (["ratio"], { $0.ratio = { (1 - $0) / $0 } }),
        // JS for 2 JS.
        (Self.families.map { "\($0)-minimax" }, { $0.minimaxDivergence = { _, js in js } }),
        (Self.families.map { "\($0)-non-saturating" }, { $0.nonSaturatingDivergence = { kl, js in kl - js } }),
        (Self.shifts.map { "\($0)-sum" }, { $0.sum = { $0 / 2 } }),
      ])
  }
}
