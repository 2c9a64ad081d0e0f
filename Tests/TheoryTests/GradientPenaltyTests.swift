import SaddleAdversarial
import SaddleTensors
import SaddleTheory
import Testing

@Suite struct GradientPenaltyTests {
  /// E h(gradient of C) half way between real and generated data.
  private static func penalty(_ term: @escaping @Sendable (Tensor) -> Tensor) -> Penalty {
    Penalty(name: "falsified") { e in
      let between = ((e.real.detached() + e.fake.detached()) * 0.5).tracked()
      return term(gradients(of: e.critic(between), at: [between], differentiable: true)[0]).mean()
    }
  }

  @Test func falsifiedTwinsAreRejected() {
    expectRejection(
      of: GradientPenaltyVerification.self,
      [
        // The norm along the last axis, R1 without its half, R2 on real data, the best slope one.
        (
          [
            "all-axes", "unit-slope", "r1-value", "r1-derivative", "r2-value", "r2-derivative", "trained-point-masses",
          ],
          {
            $0.gradientPenalty = Self.penalty { gradient in
              ((gradient.square().sum(axes: [gradient.rank - 1]) + 1e-12).squareRoot() - 1).square()
            }
            $0.r1 = Penalty.r1.doubled
            $0.r2 = Penalty.r1
            $0.bestSlope = { _, _ in 1 }
          }
        ),
        // A slope of zero for one.
        (
          [
            "unit-slope", "between-value", "between-derivative", "trained-between-coupled-points",
            "trained-slope-between-coupled-points", "trained-spread-of-slopes",
          ],
          { $0.gradientPenalty = Self.penalty { $0.square().sum(axes: Array(1..<$0.rank)) } }
        ),
      ])
  }
}

extension Penalty {
  fileprivate var doubled: Penalty {
    let value = value
    return Penalty(name: name) { value($0) * 2 }
  }
}
