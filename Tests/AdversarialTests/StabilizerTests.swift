import SaddleAdversarial
import SaddleNetworks
import SaddleTensors
import TestSupport
import Testing

/// What each stabilizer does to what the critic sees, to its outputs and to its parameters.
@Suite(.everyKernel) struct StabilizerTests {
  /// A critic that keeps what it saw: the mean of each row.
  private final class Witness: Layer {
    let scale = Parameter(.ones([1]))
    var seen: [Tensor] = []

    func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
      seen.append(x.detached())
      return x.reshaped([x.shape[0], x.count / x.shape[0]]).mean(axes: [1], keepingAxes: true) * scale.value
    }
  }

  /// A generator of numbers that no other row has, whatever the noise.
  private final class Counter: Layer {
    let shape: [Int]
    let value: Double
    let offset = Parameter(.zeros([1]))

    init(_ shape: [Int], value: Double) {
      self.shape = shape
      self.value = value
    }

    func callAsFunction(_ z: Tensor, _ mode: Mode) -> Tensor {
      Tensor((0..<z.shape[0] * shape.product).map { value * Double($0) }, shape: [z.shape[0]] + shape) + offset.value
    }
  }

  private func recipe(
    _ objective: Objective = .nonSaturating, batch: Int = 1_000, steps: Int = 10, rate: Double = 1e-30,
    _ change: (inout Stabilizers) -> Void
  ) -> GameRecipe {
    var stabilizers = Stabilizers()
    change(&stabilizers)
    let optimizer = OptimizerRecipe(kind: .sgd, learningRate: rate, beta1: 0)
    return GameRecipe(
      latent: LatentPrior(size: 1), objective: objective, batch: batch, steps: steps, generatorOptimizer: optimizer,
      criticOptimizer: optimizer, decayShare: 0, stabilizers: stabilizers)
  }

  /// What the critic saw in each step: real and generated rows in its own step, generated ones in the generator's and, where
  /// its loss asks for them, real ones before.
  private func seen(_ recipe: GameRecipe, row: [Int] = [2], value: Double = 0, steps: Int = 1) -> [[Tensor]] {
    let witness = Witness()
    let trainer = Trainer(
      recipe, generator: { _ in Counter(row, value: value) }, critic: { _ in witness }, seed: 2
    ) { _ in
      Tensor((0..<recipe.batch * row.product).map { -value * Double($0) }, shape: [recipe.batch] + row)
    }
    return (0..<steps).map { _ in
      witness.seen = []
      trainer.takeStep()
      return witness.seen
    }
  }

  private func moments(_ x: [Double]) -> (mean: Double, variance: Double) {
    let mean = x.reduce(0, +) / Double(x.count)
    return (mean, x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count))
  }

  @Test("noise falls linearly to zero over its share of the steps", arguments: [0, 0.5, 1])
  func schedule(share: Double) {
    var stabilizers = Stabilizers()
    #expect(stabilizers.noiseDeviation(step: 3, of: 10) == 0)
    stabilizers.instanceNoise = 2
    stabilizers.instanceNoiseShare = share
    for step in 0...10 {
      let expected =
        switch share {
        case 0: 2.0
        case 0.5: [2, 1.6, 1.2, 0.8, 0.4, 0, 0, 0, 0, 0, 0][step]
        default: 2 - 0.2 * Double(step)
        }
      #expect(deviation(stabilizers.noiseDeviation(step: step, of: 10), from: expected) < 1e-14)
    }
  }

  @Test("instance noise: normal, of the scheduled width, new for real and generated rows and each batch")
  func instanceNoise() {
    let steps = seen(
      recipe(.relativistic) { stabilizers in
        stabilizers.instanceNoise = 3
        stabilizers.instanceNoiseShare = 0.2
      }, steps: 3)
    for (index, width) in [3, 1.5, 0].enumerated() {
      #expect(steps[index].count == 4)
      for noise in steps[index] {
        let (mean, variance) = moments(noise.scalars())
        // 2000 draws; five standard errors of the mean and of the variance.
        #expect(abs(mean) <= 5 * width / 2_000.0.squareRoot() + 1e-20)
        #expect(abs(variance - width * width) <= 5 * width * width * (2.0 / 2_000).squareRoot())
      }
    }
    let all = steps[0] + steps[1]
    for (i, a) in all.enumerated() {
      for b in all[(i + 1)...] {
        let (x, y) = (a.scalars(), b.scalars())
        // The correlation of independent draws has a standard error of 1 / sqrt(2000).
        #expect(abs(dot(x, y)) < 5 * (dot(x, x) * dot(y, y) / 2_000).squareRoot())
      }
    }
  }

  @Test("a share of the rows changes sides, in the critic's loss alone", arguments: [0, 0.2, 1])
  func labelFlips(share: Double) {
    func report(_ critic: @escaping @Sendable (Tensor, Tensor) -> Tensor) -> StepReport {
      let objective = Objective(name: "test", critic: critic, generator: { _, fake in fake.mean() })
      let recipe = recipe(objective) { $0.labelFlips = share }
      let trainer = Trainer(
        recipe, generator: { _ in Counter([1], value: 1) }, critic: { _ in Witness() }, seed: 2
      ) { _ in Tensor(repeating: -1, shape: [1_000, 1]) }
      return trainer.takeStep()
    }
    let flipped = report { real, _ in real.greaterOrEqual(to: real.filled(0)).mean() }
    #expect(abs(flipped.criticLoss - share) <= 5 * (share * (1 - share) / 1_000).squareRoot() + 1e-6)
    // Row by row both sides are still there: real outputs are -1, generated ones 0, 1, ... 999.
    let pairs = report { real, fake in
      let rows = Tensor((0..<1_000).map { Double($0) - 1 }, shape: [1_000, 1])
      return (real + fake - rows).square().sum() + (Tensor.minimum(real, fake) + 1).square().sum()
    }
    #expect(pairs.criticLoss == 0)
    #expect(deviation(flipped.generatorLoss, from: 499.5) < 1e-6)
  }

  @Test("the critic sees m rows at once, each once and in order", arguments: [1, 2, 5])
  func packing(m: Int) {
    let inputs = seen(recipe(batch: 20) { $0.packing = m }, row: [3], value: 1)[0]
    let rows = (0..<60).map(Double.init)
    #expect(inputs.allSatisfy { $0.shape == [20 / m, 3 * m] })
    // Row-major, so that the rows of a pack follow each other.
    #expect(inputs.map { $0.scalars() } == [rows.map { -$0 }, rows, rows])
  }

  @Test("packed images lie together place by place")
  func packedImages() {
    let shape = [4, 2, 3, 2]
    let x = Reference(shape, values: (0..<48).map(Double.init))
    var stabilizers = Stabilizers()
    stabilizers.packing = 2
    let packed = stabilizers.packed(Tensor(x.values, shape: shape))
    let expected = Reference([2, 2, 3, 4]) { i in x[[2 * i[0] + i[3] / 2, i[1], i[2], i[3] % 2]] }
    #expect(packed.shape == [2, 2, 3, 4] && packed.scalars() == expected.values)
    #expect(seen(recipe(batch: 4) { $0.packing = 2 }, row: [2, 3, 2], value: 1)[0][1].scalars() == packed.scalars())
  }

  @Test("packing goes with penalties, whose points are packs, too")
  func packedPenalty() {
    var recipe = recipe(.wasserstein, batch: 6) { $0.packing = 3 }
    recipe.penalties = [.gradientPenalty]
    let trainer = Trainer(
      recipe, generator: { Linear(1, 2, $0) }, critic: { Linear(6, 1, $0) }, seed: 0
    ) { _ in .zeros([6, 2]) }
    let weight = (trainer.critic as! Linear).weight.value.scalars()
    // A linear critic has the same slope everywhere.
    let norm = dot(weight, weight).squareRoot()
    #expect(deviation(trainer.takeStep().penalty, from: (norm - 1) * (norm - 1)) < 1e-5)
  }

  @Test("clipping keeps the critic's parameters within bounds after each step", arguments: Update.allCases)
  func clipping(update: Update) {
    let recipe = recipe(.wasserstein, batch: 16, rate: 0.2) {
      $0.clipping = 0.03
      $0.update = update
    }
    let trainer = Trainer(
      recipe, generator: { Sequential.perceptron([1, 4, 2], $0) }, critic: { Sequential.perceptron([2, 8, 1], $0) },
      seed: 0
    ) { ToyDensity.moons.sample(16, seed: 0, step: $0) }
    for _ in 0..<4 {
      trainer.takeStep()
      let values = trainer.critic.parameters.flatMap { $0.value.scalars() }
      let bound = Double(Float(0.03))
      #expect(values.allSatisfy { abs($0) <= bound } && values.contains(bound) && values.contains { abs($0) < bound })
    }
    #expect(trainer.generator.parameters.contains { $0.value.scalars().contains { abs($0) > 0.1 } })
  }

  @Test("orthogonal regularisation is what its formula says", arguments: OrthogonalPenalty.allCases)
  func orthogonal(form: OrthogonalPenalty) {
    var numbers = TestNumbers(seed: 4)
    let weights = [[4, 3], [2, 2, 3, 2], [2, 5]].map { (shape: $0, values: numbers.uniform($0.product)) }
    var expected = 0.0
    for (shape, values) in weights {
      let columns = shape.last!
      let rows = values.count / columns
      for i in 0..<columns {
        for j in 0..<columns {
          let product = (0..<rows).reduce(0) { $0 + values[$1 * columns + i] * values[$1 * columns + j] }
          if i != j {
            expected += product * product
          } else if form == .full {
            expected += (product - 1) * (product - 1)
          }
        }
      }
    }
    let differentiation = Differentiation(at: weights + [(shape: [3], values: [1, 2, 3])]) { form($0)! }
    let tensors = differentiation.arguments.map { Tensor($0.values, shape: $0.shape, type: .float64) }
    #expect(deviation(form(tensors)!.item, from: expected) < 1e-13)
    #expect(form([Tensor([1, 2])]) == nil)
    #expect(differentiation.firstOrderDeviation(&numbers) < 1e-8)
    #expect(differentiation.secondOrderDeviation(&numbers) < 1e-8)
  }

  @Test("orthogonal regularisation is a penalty of the critic, with its weight")
  func orthogonalTerm() {
    func report(_ weight: Double, _ r1: Double) -> (penalty: Double, critic: [Tensor]) {
      var recipe = recipe(batch: 16, rate: 0.1) {
        $0.orthogonal = weight
        $0.orthogonalForm = .full
      }
      recipe.penalties = [.r1.weighted(r1)]
      let trainer = Trainer(
        recipe, generator: { Linear(1, 2, $0) }, critic: { Sequential.perceptron([2, 3, 1], $0) }, seed: 0
      ) { ToyDensity.moons.sample(16, seed: 0, step: $0) }
      return (trainer.takeStep().penalty, trainer.critic.parameters.map(\.value))
    }
    let start = Sequential.perceptron([2, 3, 1], Initializer(seed: 0, name: "critic")).parameters.map(\.value)
    let value = OrthogonalPenalty.full(start)!.item
    #expect(deviation(report(0.5, 0).penalty, from: 0.5 * value) < 1e-6)
    #expect(deviation(report(0.5, 2).penalty, from: 0.5 * value + report(0, 2).penalty) < 1e-6)
    #expect(OrthogonalPenalty.full(report(0.5, 0).critic)!.item < OrthogonalPenalty.full(report(0, 0).critic)!.item)
  }

  @Test("each has a line of its own")
  func list() {
    #expect(Set(Stabilizer.all.map(\.setting)).count == Stabilizer.all.count)
    #expect(Stabilizer.all.allSatisfy { !$0.summary.isEmpty })
    for update in Update.allCases where update != .alternating {
      #expect(Stabilizer.all.contains { $0.setting == "stabilizers.update=\(update.rawValue)" })
    }
  }
}
