import SaddleAdversarial
import SaddleTensors
import SaddleTheory
import Testing

/// D as critics' outputs tell it.
@Suite struct DiscriminatorTests {
  private let odds: [Double] = [0.02, 0.3, 1, 2.5, 40]

  /// For odds u = p / q at a point, the output that makes u l(v) + m(v) least, by a search that knows no derivative.
  private func best(_ objective: Objective, _ u: Double) -> Double {
    let zero = Tensor.zeros([1, 1], type: .float64)
    // A constant that the other side adds moves no minimum.
    func loss(_ v: Double) -> Double {
      let output = Tensor([v], shape: [1, 1], type: .float64)
      return u * objective.critic(output, zero).item + objective.critic(zero, output).item
    }
    var (low, high) = (-200.0, 200.0)
    for _ in 0..<200 {
      let (a, b) = (low + (high - low) / 3, high - (high - low) / 3)
      if loss(a) < loss(b) { high = b } else { low = a }
    }
    return (low + high) / 2
  }

  @Test(arguments: ObjectiveFamily.all.map(\.standard).filter { $0.odds == .exact }.map(\.name))
  func exactOddsGiveTheBestDiscriminator(name: String) throws {
    let objective = try #require(Objective.named(name))
    let outputs = odds.map { best(objective, $0) }
    let told = try #require(objective.discriminator(outputs, real: outputs, fake: outputs))
    for (told, u) in zip(told, odds) { #expect(abs(told - u / (1 + u)) < 1e-5, "\(name) at odds \(u): \(told)") }
  }

  /// Outputs that are logits plus a number tell D where half of all points are real.
  @Test func oddsUpToAFactorAreMadeEven() throws {
    let logits = odds.map { u in (real: softplus(u) - 1, fake: -softplus(u) + 1) }
    let (real, fake) = (logits.map { $0.real + 7 }, logits.map { $0.fake + 7 })
    let told = try #require(Objective.relativistic.discriminator([7], real: real, fake: fake))
    #expect(abs(told[0] - 0.5) < 1e-9)
    let other = try #require(Objective.relativistic.discriminator([8], real: real, fake: fake))
    #expect(abs(other[0] - sigmoid(1)) < 1e-9)
  }

  @Test func criticsOfDistancesTellNothing() {
    for objective in [Objective.wasserstein, .hinge, .relativisticHinge] {
      #expect(objective.discriminator([0], real: [1], fake: [0]) == nil)
    }
    // Its best output is a sign.
    #expect(Objective.named("total-variation")?.odds == Objective.Odds.none)
  }
}
