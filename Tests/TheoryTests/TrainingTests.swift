import SaddleAdversarial
import SaddleTensors
import SaddleTheory
import Testing

@Suite struct TrainingTests {
  @Test func falsifiedTwinsAreRejected() {
    let runs = ["minimax", "non-saturating"].flatMap { objective in
      ["k1", "k5"].flatMap { k in ["normal", "uniform"].map { "\(objective)-\(k)-\($0)" } }
    }
    expectRejection(
      of: Training.self,
      [
        (
          runs.flatMap { run in ["mean", "deviation", "value", "discriminator"].map { "\(run)-\($0)" } },
          {
            $0.minimax = $0.minimax.fleeing
            $0.nonSaturating = $0.nonSaturating.fleeing
          }
        )
      ])
  }
}

extension Objective {
  /// The same with a generator that seeks what it should avoid.
  fileprivate var fleeing: Objective {
    let generator = generator
    return Objective(name: name, critic: critic) { -generator($0, $1) }
  }
}
