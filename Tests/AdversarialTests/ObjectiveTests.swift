import SaddleAdversarial
import SaddleTensors
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the papers say an objective is, in Doubles and in terms of D = sigmoid(logit) where they are.
struct ObjectiveFormula: Sendable {
  let critic: @Sendable (_ real: [Double], _ fake: [Double]) -> Double
  let generator: @Sendable (_ real: [Double], _ fake: [Double]) -> Double

  private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
  private static func d(_ logit: Double) -> Double { 1 / (1 + exp(-logit)) }
  private static func differences(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 - $1 } }

  private static let value: @Sendable ([Double], [Double]) -> Double = { real, fake in
    mean(real.map { log(d($0)) }) + mean(fake.map { log(1 - d($0)) })
  }

  /// A new objective joins with its formula here.
  static let all: [String: ObjectiveFormula] = [
    // Goodfellow et al. 2014, equation 1, and the remark of section 3.
    "minimax": .init(critic: { -value($0, $1) }, generator: { _, fake in mean(fake.map { log(1 - d($0)) }) }),
    "non-saturating": .init(critic: { -value($0, $1) }, generator: { _, fake in -mean(fake.map { log(d($0)) }) }),
    // Jolicoeur-Martineau 2018, equations 4 and 5.
    "relativistic": .init(
      critic: { -mean(differences($0, $1).map { log(d($0)) }) },
      generator: { -mean(differences($1, $0).map { log(d($0)) }) }),
    // Arjovsky, Chintala and Bottou 2017, equation 2 and algorithm 1.
    "wasserstein": .init(critic: { mean($1) - mean($0) }, generator: { -mean($1) }),
  ]
}

extension Objective: CustomTestStringConvertible {
  public var testDescription: String { name }
}

/// What every objective must hold to.
@Suite struct ObjectiveTests {
  private func logits(_ values: [Double], _ type: ElementType = .float64) -> Tensor {
    Tensor(values, shape: [values.count, 1], type: type)
  }

  @Test("every objective has a name of its own, by which it is found, and a formula here")
  func names() {
    #expect(Set(Objective.all.map(\.name)) == Set(ObjectiveFormula.all.keys))
    #expect(Objective.all.count == ObjectiveFormula.all.count)
    for objective in Objective.all { #expect(Objective.named(objective.name)?.name == objective.name) }
    #expect(Objective.named("minmax") == nil)
  }

  @Test("values are the papers'", arguments: Objective.all)
  func values(_ objective: Objective) throws {
    let formula = try #require(ObjectiveFormula.all[objective.name])
    var numbers = TestNumbers(seed: 1)
    for count in [1, 2, 7, 64] {
      let (real, fake) = (numbers.uniform(count, in: -6...6), numbers.uniform(count, in: -6...6))
      let (critic, generator) = (
        objective.critic(logits(real), logits(fake)), objective.generator(logits(real), logits(fake))
      )
      #expect(critic.shape == [] && generator.shape == [])
      #expect(deviation(critic.item, from: formula.critic(real, fake)) < 1e-12)
      #expect(deviation(generator.item, from: formula.generator(real, fake)) < 1e-12)
    }
  }

  @Test("first and second derivatives at the logits", arguments: Objective.all)
  func logitDerivatives(_ objective: Objective) {
    var numbers = TestNumbers(seed: 2)
    let arguments = (0..<2).map { _ in (shape: [5, 1], values: numbers.uniform(5, in: -3...3)) }
    for player in [objective.critic, objective.generator] {
      let differentiation = Differentiation(at: arguments) { player($0[0], $0[1]) }
      #expect(differentiation.firstOrderDeviation(&numbers) < 1e-7)
      #expect(differentiation.secondOrderDeviation(&numbers) < 1e-7)
    }
  }

  @Test("first and second derivatives through a critic, at its weights and at the samples", arguments: Objective.all)
  func criticDerivatives(_ objective: Objective) {
    var numbers = TestNumbers(seed: 3)
    let arguments = SmoothCritic.arguments(&numbers)
    for player in [objective.critic, objective.generator] {
      let differentiation = Differentiation(at: arguments) { xs in
        let critic = SmoothCritic(Array(xs[2...]))
        return player(critic(xs[0]), critic(xs[1]))
      }
      #expect(differentiation.firstOrderDeviation(&numbers) < 1e-7)
      #expect(differentiation.secondOrderDeviation(&numbers) < 1e-7)
    }
  }

  @Test("finite, with finite gradients, for logits of 10,000", arguments: Objective.all, [-1e4, 0, 1e4])
  func extremes(_ objective: Objective, realLogit: Double) throws {
    for fakeLogit in [-1e4, 0, 1e4] {
      let (real, fake) = (logits([realLogit], .float32).tracked(), logits([fakeLogit], .float32).tracked())
      for player in [objective.critic, objective.generator] {
        let loss = player(real, fake)
        #expect(loss.item.isFinite && abs(loss.item) <= 2.0001e4)
        let slopes = gradients(of: loss, at: [real, fake]).map(\.item)
        #expect(slopes.allSatisfy { $0.isFinite && abs($0) <= 1 })
      }
    }
    // Where the critic is wrong with certainty, its loss still pulls: no plateau in the wrong tail.
    let (real, fake) = (logits([-1e4], .float32).tracked(), logits([1e4], .float32).tracked())
    #expect(gradients(of: objective.critic(real, fake), at: [real, fake]).map(\.item) == [-1, 1])
  }

  @Test("a generator sees real logits exactly if its loss depends on them", arguments: Objective.all)
  func dependence(_ objective: Objective) {
    let (real, fake) = (logits([0.3, -1]).tracked(), logits([0.5, 2]).tracked())
    let slopes = gradients(of: objective.generator(real, fake), at: [real, fake]).map { $0.scalars() }
    #expect(slopes[0].contains { $0 != 0 } == objective.generatorSeesReal)
    #expect(slopes[1].allSatisfy { $0 < 0 }, "the generator must raise the critic's outputs")
    let critic = gradients(of: objective.critic(real, fake), at: [real, fake]).map { $0.scalars() }
    #expect(critic[0].allSatisfy { $0 < 0 } && critic[1].allSatisfy { $0 > 0 })
  }

  @Test("the saturating gradient is D / (1 - D) times the other, sample by sample")
  func saturation() {
    let values = [-8.0, -2, 0, 0.5, 3, 9]
    let fake = logits(values).tracked()
    func slopes(_ objective: Objective) -> [Double] {
      gradients(
        of: objective.generator(fake, fake.detached()) + objective.generator(fake.detached(), fake), at: [fake])[0]
        .scalars()
    }
    let (saturating, other) = (slopes(.minimax), slopes(.nonSaturating))
    for (index, logit) in values.enumerated() {
      let d = 1 / (1 + exp(-logit))
      #expect(deviation(saturating[index] / other[index], from: d / (1 - d)) < 1e-12)
    }
  }

  @Test("at D = 1/2 everywhere the value is -log 4")
  func equilibrium() {
    let half = logits([0, 0, 0])
    for objective in [Objective.minimax, .nonSaturating] {
      #expect(abs(objective.critic(half, half).item - log(4)) < 1e-15)
    }
  }
}
