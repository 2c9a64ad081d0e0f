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
  private static func squares(_ values: [Double]) -> Double { mean(values.map { $0 * $0 }) }
  private static func hinges(_ values: [Double]) -> Double { mean(values.map { max(0, $0) }) }
  private static func differences(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 - $1 } }

  private static let value: @Sendable ([Double], [Double]) -> Double = { real, fake in
    mean(real.map { log(d($0)) }) + mean(fake.map { log(1 - d($0)) })
  }

  /// A game in which the generator's loss is the critic's with the sides exchanged.
  private static func mirrored(_ critic: @escaping @Sendable ([Double], [Double]) -> Double) -> ObjectiveFormula {
    ObjectiveFormula(critic: critic, generator: { critic($1, $0) })
  }

  private static func shifted(_ values: [Double], _ by: Double) -> [Double] { values.map { $0 + by } }

  /// A new objective joins with its formula here.
  static let all: [String: ObjectiveFormula] = base.merging(bounds) { $1 }

  /// Nowozin, Cseke and Tomioka 2016, equation 6 and section 3.2.
  private static let bounds: [String: ObjectiveFormula] = DivergenceFormula.all.reduce(into: [:]) { all, member in
    let (name, formula) = member
    let critic: @Sendable ([Double], [Double]) -> Double = { real, fake in
      mean(fake.map { formula.conjugate(formula.activation($0)) }) - mean(real.map(formula.activation))
    }
    all[name] = .init(critic: critic, generator: { _, fake in -mean(fake.map(formula.activation)) })
    all["saturating-" + name] = .init(
      critic: critic, generator: { _, fake in -mean(fake.map { formula.conjugate(formula.activation($0)) }) })
  }

  private static let base: [String: ObjectiveFormula] = [
    // Goodfellow et al. 2014, equation 1, and the remark of section 3.
    "minimax": .init(critic: { -value($0, $1) }, generator: { _, fake in mean(fake.map { log(1 - d($0)) }) }),
    "non-saturating": .init(critic: { -value($0, $1) }, generator: { _, fake in -mean(fake.map { log(d($0)) }) }),
    // Jolicoeur-Martineau 2018, equations 4 and 5.
    "relativistic": .init(
      critic: { -mean(differences($0, $1).map { log(d($0)) }) },
      generator: { -mean(differences($1, $0).map { log(d($0)) }) }),
    "relativistic-hinge": mirrored { hinges(differences($1, $0).map { 1 + $0 }) },
    "relativistic-least-squares": mirrored { squares(shifted(differences($0, $1), -1)) },
    // Jolicoeur-Martineau 2018, relativistic average GANs.
    "relativistic-average": mirrored { real, fake in
      -mean(shifted(real, -mean(fake)).map { log(d($0)) }) - mean(shifted(fake, -mean(real)).map { log(1 - d($0)) })
    },
    "relativistic-average-hinge": mirrored { real, fake in
      hinges(shifted(real, -mean(fake)).map { 1 - $0 }) + hinges(shifted(fake, -mean(real)).map { 1 + $0 })
    },
    "relativistic-average-least-squares": mirrored { real, fake in
      squares(shifted(real, -mean(fake) - 1)) + squares(shifted(fake, -mean(real) + 1))
    },
    // Arjovsky, Chintala and Bottou 2017, equation 2 and algorithm 1.
    "wasserstein": .init(critic: { mean($1) - mean($0) }, generator: { -mean($1) }),
    // Miyato et al. 2018, equations 16 and 17.
    "hinge": .init(critic: { hinges($0.map { 1 - $0 }) + hinges($1.map { 1 + $0 }) }, generator: { -mean($1) }),
    // Mao et al. 2017, equation 2, with the targets 0, 1 and 1.
    "least-squares": .init(
      critic: { squares(shifted($0, -1)) / 2 + squares($1) / 2 }, generator: { squares(shifted($1, -1)) / 2 }),
  ]
}

extension Objective: CustomTestStringConvertible {
  public var testDescription: String { name }
}

/// What every objective must hold to.
@Suite(.everyKernel) struct ObjectiveTests {
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
      // Conjugates are searched, over terms of e^12.
      #expect(deviation(critic.item, from: formula.critic(real, fake)) < 1e-10)
      #expect(deviation(generator.item, from: formula.generator(real, fake)) < 1e-10)
    }
  }

  @Test("first and second derivatives at the logits", arguments: Objective.tried)
  func logitDerivatives(_ objective: Objective) {
    var numbers = TestNumbers(seed: 2)
    let arguments = (0..<2).map { _ in (shape: [5, 1], values: numbers.uniform(5, in: -3...3)) }
    for player in [objective.critic, objective.generator] {
      let differentiation = Differentiation(at: arguments) { player($0[0], $0[1]) }
      #expect(differentiation.firstOrderDeviation(&numbers) < 1e-7)
      #expect(differentiation.secondOrderDeviation(&numbers) < 1e-7)
    }
  }

  @Test("first and second derivatives through a critic, at its weights and at the samples", arguments: Objective.tried)
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

  @Test("finite, with finite gradients, for logits of 10,000", arguments: Objective.tried, [-1e4, 0, 1e4])
  func extremes(_ objective: Objective, realLogit: Double) throws {
    for fakeLogit in [-1e4, 0, 1e4] {
      let (real, fake) = (logits([realLogit], .float32).tracked(), logits([fakeLogit], .float32).tracked())
      for player in [objective.critic, objective.generator] {
        let loss = player(real, fake)
        #expect(loss.item.isFinite)
        #expect(gradients(of: loss, at: [real, fake]).allSatisfy { $0.item.isFinite })
      }
    }
  }

  /// No plateau in the wrong tail, but for generated data where f* is bounded, and with total variation.
  @Test("where the critic is wrong with certainty, its loss still pulls", arguments: Objective.all)
  func pull(_ objective: Objective) {
    let divergence = FDivergence.all.first { objective.name.hasSuffix($0.name) }
    let (real, fake) = (logits([-1e4], .float32).tracked(), logits([1e4], .float32).tracked())
    let slopes = gradients(of: objective.critic(real, fake), at: [real, fake]).map(\.item)
    #expect(slopes[0] < 0 || divergence?.name == "total-variation")
    #expect(slopes[1] > 0 || divergence?.includesEnd == true)
    for name in ["minimax", "non-saturating", "relativistic", "wasserstein", "hinge", "gan"]
    where name == objective.name {
      #expect(slopes == [-1, 1])
    }
  }

  @Test("a generator sees real logits exactly if its loss depends on them", arguments: Objective.all)
  func dependence(_ objective: Objective) {
    let (real, fake) = (logits([0.3, -0.5]).tracked(), logits([0.5, 0.2]).tracked())
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

  @Test("the GAN divergence's bound is the logistic game")
  func logisticBound() {
    let (real, fake) = (logits([-3, 0.5, 9]), logits([-7, 1, 2]))
    let (bound, saturating) = (Objective.fGAN(.gan), Objective.fGAN(.gan, isSaturating: true))
    for (one, other) in [(bound, Objective.nonSaturating), (saturating, .minimax)] {
      #expect(deviation(one.critic(real, fake).item, from: other.critic(real, fake).item) < 1e-15)
      #expect(deviation(one.generator(real, fake).item, from: other.generator(real, fake).item) < 1e-15)
    }
  }

  @Test("smoothed labels: cross entropy with them, least at (alpha p + beta q) / (p + q), and the same generator")
  func smoothing() {
    let (real, fake) = ([-2, 0.5, 3.0], [-1, 4, 0.1])
    for (alpha, beta) in [(0.9, 0.0), (1, 0.1), (0.8, 0.3), (1, 0)] {
      for (smoothed, plain) in [
        (Objective.minimax(real: alpha, fake: beta), Objective.minimax),
        (.nonSaturating(real: alpha, fake: beta), .nonSaturating),
      ] {
        func entropy(_ logits: [Double], _ label: Double) -> Double {
          logits.map { log1p(exp(-$0)) * label + log1p(exp($0)) * (1 - label) }.reduce(0, +) / 3
        }
        #expect(
          deviation(smoothed.critic(logits(real), logits(fake)).item, from: entropy(real, alpha) + entropy(fake, beta))
            < 1e-14)
        let generator = smoothed.generator(logits(real), logits(fake)).item
        #expect(generator == plain.generator(logits(real), logits(fake)).item)
        // Two points of data, at one of which p = 0.6 and q = 0.2 of their densities at both.
        let (p, q) = (0.6, 0.2)
        let best = (alpha * p + beta * q) / (p + q)
        let v = logits([log(best / (1 - best))]).tracked()
        let far = logits([0])
        let slope =
          gradients(of: smoothed.critic(v, far), at: [v])[0].item * p
          + gradients(of: smoothed.critic(far, v), at: [v])[0].item * q
        #expect(abs(slope) < 1e-15)
      }
    }
  }

  @Test("least squares aims at the targets it is given")
  func targets() {
    let objective = Objective.leastSquares(a: -1, b: 2, c: 0.5)
    #expect(objective.critic(logits([2, 2]), logits([-1, -1])).item == 0)
    #expect(objective.critic(logits([3, 1]), logits([-1, 1])).item == 1.5)
    #expect(objective.generator(logits([9]), logits([0.5])).item == 0)
    #expect(objective.generator(logits([9]), logits([2.5])).item == 2)
  }
}

@Suite struct ObjectiveNameTests {
  @Test("numbers after a colon reach the objective")
  func numbers() throws {
    let (real, fake) = (Tensor([0.4], shape: [1, 1]), Tensor([-0.3], shape: [1, 1]))
    let pairs: [(String, Objective)] = [
      ("minimax:0.9,0.1", .minimax(real: 0.9, fake: 0.1)),
      ("non-saturating:0.9,0", .nonSaturating(real: 0.9, fake: 0)),
      ("least-squares:-1,2,0.5", .leastSquares(a: -1, b: 2, c: 0.5)), ("alpha:-0.5", .fGAN(.alpha(-0.5))),
      ("saturating-alpha:0.5", .fGAN(.alpha(0.5), isSaturating: true)),
      ("weighted-jensen-shannon:0.7", .fGAN(.weightedJensenShannon(0.7))),
    ]
    for (name, expected) in pairs {
      let objective = try #require(Objective.named(name))
      #expect(objective.name == expected.name && name.hasPrefix(objective.name))
      #expect(objective.critic(real, fake).item == expected.critic(real, fake).item)
      #expect(objective.generator(real, fake).item == expected.generator(real, fake).item)
      let standard = try #require(Objective.named(objective.name))
      #expect(objective.critic(real, fake).item != standard.critic(real, fake).item)
    }
  }

  @Test(
    "names and numbers that are none",
    arguments: [
      "", ":", "minmax", "hinge:", "hinge:1", "alpha:", "alpha:1", "alpha:0.995", "alpha:0", "alpha:x", "alpha:nan",
      "alpha:inf", "alpha:11", "alpha:0.5,1", "alpha:0.5,", "alpha 0.5", "alpha(0.5)", "least-squares:0,1",
      "least-squares:0,1,", "non-saturating:1.1,0", "non-saturating:0.9", "weighted-jensen-shannon:1",
      "weighted-jensen-shannon:0",
    ])
  func refusals(name: String) { #expect(Objective.named(name) == nil) }

  @Test("every family says in one line what it is and what may follow its name")
  func usage() {
    for family in ObjectiveFamily.all {
      #expect(ObjectiveFamily.named(family.name)?.name == family.name)
      #expect(!family.standard.summary.isEmpty && !family.standard.summary.contains("\n"))
      #expect(family.usage.hasPrefix(family.name))
    }
    #expect(ObjectiveFamily.named("hinge")?.usage == "hinge without numbers")
    #expect(
      ObjectiveFamily.named("alpha")?.usage
        == "alpha[:ALPHA] with ALPHA from -10 to 10, at least 0.01 from 0 and 1")
    #expect(
      ObjectiveFamily.named("non-saturating")?.usage
        == "non-saturating[:REAL,FAKE] with REAL from 0.5 to 1, FAKE from 0 to 0.49")
  }
}
