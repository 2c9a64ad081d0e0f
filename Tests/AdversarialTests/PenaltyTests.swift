import SaddleAdversarial
import SaddleTensors
import TestSupport
import Testing

extension Penalty: CustomTestStringConvertible {
  public var testDescription: String { name }
}

/// What every penalty must hold to: its value where the critic's gradient is known, and its own derivatives.
@Suite struct PenaltyTests {
  /// What a penalty is for critics whose gradients have these norms at the real samples, the generated ones, and the
  /// points between, and those around the real ones. A new penalty joins with its formula here.
  private static let formulas: [String: @Sendable (Norms) -> Double] = [
    // Mescheder, Geiger and Nowozin 2018, equations 9 and 10 with gamma = 1.
    "r1": { mean($0.real.map { $0 * $0 / 2 }) },
    "r2": { mean($0.fake.map { $0 * $0 / 2 }) },
    // Gulrajani et al. 2017, equation 3 with lambda = 1, and section 4.
    "gradient-penalty": { mean($0.between.map { ($0 - 1) * ($0 - 1) }) },
    "one-sided-gradient-penalty": { mean($0.between.map { $0 > 1 ? ($0 - 1) * ($0 - 1) : 0 }) },
    // Kodali et al. 2017 with k = 1.
    "dragan": { mean($0.around.map { ($0 - 1) * ($0 - 1) }) },
  ]

  private struct Norms {
    let real: [Double]
    let fake: [Double]
    let between: [Double]
    let around: [Double]
  }

  private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
  private static func norm(_ values: [Double]) -> Double { dot(values, values).squareRoot() }

  @Test("every penalty has a name of its own, by which it is found, and a formula here")
  func names() {
    #expect(Set(Penalty.all.map(\.name)) == Set(Self.formulas.keys))
    #expect(Penalty.all.count == Self.formulas.count)
    for penalty in Penalty.all {
      #expect(Penalty.named(penalty.name)?.name == penalty.name && penalty.weighted(2).summary == penalty.summary)
      #expect(!penalty.summary.isEmpty && !penalty.summary.contains("\n"))
    }
    #expect(Penalty.named("r3") == nil)
  }

  @Test(
    "a linear critic's gradient is its weights, whatever the sample's shape", arguments: Penalty.all,
    [
      [5, 3], [1, 7], [4, 2, 3, 2], [3, 4, 4, 1], [6, 1],
    ])
  func linear(_ penalty: Penalty, shape: [Int]) throws {
    let formula = try #require(Self.formulas[penalty.name])
    var numbers = TestNumbers(seed: 1)
    let features = shape.dropFirst().reduce(1, *)
    for scale in [0, 0.1, 1, 5] {
      let w = numbers.uniform(features).map { $0 * scale }
      let evaluation = CriticEvaluation(
        critic: { x in
          Tensor.matrixProduct(x.reshaped([shape[0], features]), Tensor(w, shape: [features, 1], type: .float64)) + 0.7
        },
        real: Tensor(numbers.uniform(shape.product), shape: shape, type: .float64),
        fake: Tensor(numbers.uniform(shape.product), shape: shape, type: .float64),
        mixing: Tensor(numbers.uniform(shape[0], in: 0...1), shape: [shape[0], 1], type: .float64),
        noise: { .ones(shape, type: .float64) })
      let norms = Array(repeating: Self.norm(w), count: shape[0])
      let value = penalty.value(evaluation)
      #expect(value.shape == [])
      #expect(
        deviation(value.item, from: formula(Norms(real: norms, fake: norms, between: norms, around: norms))) < 5e-6)
    }
  }

  /// For C(x) = |x|^2 / 2 the gradient at x is x itself, so the penalty shows at which points it was taken.
  @Test("a quadratic critic's gradient is the sample, taken where the penalty says", arguments: Penalty.all)
  func quadratic(_ penalty: Penalty) throws {
    let formula = try #require(Self.formulas[penalty.name])
    var numbers = TestNumbers(seed: 2)
    let (real, fake, mixing, noise) = (
      numbers.uniform(12, in: 0.2...1.5), numbers.uniform(12, in: -1...1.2), numbers.uniform(4, in: 0...1),
      numbers.uniform(12)
    )
    let evaluation = CriticEvaluation(
      critic: { $0.square().sum(axes: [1], keepingAxes: true) * 0.5 },
      real: Tensor(real, shape: [4, 3], type: .float64), fake: Tensor(fake, shape: [4, 3], type: .float64),
      mixing: Tensor(mixing, shape: [4, 1], type: .float64), noise: { Tensor(noise, shape: [4, 3], type: .float64) })
    let between = (0..<12).map { (place: Int) -> Double in
      let share = mixing[place / 3]
      return share * real[place] + (1 - share) * fake[place]
    }
    let mean = Self.mean(real)
    let spread = Self.mean(real.map { ($0 - mean) * ($0 - mean) }).squareRoot()
    let around = zip(real, noise).map { $0 + $1 * spread / 2 }
    func norms(_ x: [Double]) -> [Double] { (0..<4).map { Self.norm(Array(x[3 * $0..<3 * $0 + 3])) } }
    let expected = formula(
      Norms(real: norms(real), fake: norms(fake), between: norms(between), around: norms(around)))
    #expect(expected > 1e-3)
    #expect(deviation(penalty.value(evaluation).item, from: expected) < 1e-10)
  }

  @Test("first and second derivatives at the critic's weights and the samples", arguments: Penalty.all, 0..<3)
  func derivatives(_ penalty: Penalty, seed: Int) {
    var numbers = TestNumbers(seed: 10 + seed)
    // Steep enough that some slopes are above one and some below.
    let arguments = SmoothCritic.arguments(&numbers).map { (shape: $0.shape, values: $0.values.map { $0 * 1.5 }) }
    let mixing = Tensor(numbers.uniform(4, in: 0...1), shape: [4, 1], type: .float64)
    let noise = Tensor(numbers.uniform(12), shape: [4, 3], type: .float64)
    // The samples are data, at which a penalty is constant: only the weights are moved.
    let (real, fake) = (arguments[0].values, arguments[1].values)
    let differentiation = Differentiation(at: Array(arguments[2...])) { weights in
      penalty.value(
        CriticEvaluation(
          critic: { SmoothCritic(weights)($0) }, real: Tensor(real, shape: [4, 3], type: .float64),
          fake: Tensor(fake, shape: [4, 3], type: .float64), mixing: mixing, noise: { noise }))
    }
    #expect(differentiation.firstOrderDeviation(&numbers) < 1e-7)
    #expect(differentiation.secondOrderDeviation(&numbers) < 1e-6)
  }

  @Test(
    "finite, with finite gradients at the weights, for a critic that is flat and one that is steep",
    arguments: Penalty.all, [0, 1e4])
  func extremes(_ penalty: Penalty, scale: Double) {
    let w = Tensor([scale, -scale], shape: [2, 1]).tracked()
    let evaluation = CriticEvaluation(
      critic: { .matrixProduct($0, w) }, real: Tensor([1, 2], shape: [1, 2]), fake: Tensor([0, 1], shape: [1, 2]),
      mixing: Tensor([0.5], shape: [1, 1]), noise: { Tensor([1, -1], shape: [1, 2]) })
    let value = penalty.value(evaluation)
    #expect(value.item.isFinite)
    #expect(gradients(of: value, at: [w])[0].scalars().allSatisfy { $0.isFinite })
  }

  @Test("the outputs that objectives and penalties share are the critic's, and differentiable at the samples")
  func evaluation() {
    var calls = 0
    let evaluation = CriticEvaluation(
      critic: { x in
        calls += 1
        return x * 3
      }, real: Tensor([1], shape: [1, 1]), fake: Tensor([2], shape: [1, 1]), mixing: Tensor([0.5], shape: [1, 1]))
    #expect(calls == 2)
    #expect(evaluation.realOutputs.item == 3 && evaluation.fakeOutputs.item == 6)
    #expect(gradients(of: evaluation.realOutputs, at: [evaluation.real])[0].item == 3)
    #expect(gradients(of: evaluation.fakeOutputs, at: [evaluation.fake])[0].item == 3)
  }
}
