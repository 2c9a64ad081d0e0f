import SaddleNetworks
import SaddleTensors
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Optimizers and averages against their update rules, written out in Doubles.
@Suite(.everyKernel) struct OptimizerTests {
  private func parameter(_ values: [Double]) -> Parameter { Parameter(Tensor(values, type: .float64)) }

  /// The gradient of a quartic bowl, so that each step depends on the one before.
  private func gradient(_ x: [Double]) -> [Double] { x.map { 4 * $0 * $0 * $0 - 2 * $0 + 0.3 } }

  @Test("Adam's trajectory", arguments: [(0.9, 0.999), (0, 0.9), (0.5, 0.9)])
  func adam(beta1: Double, beta2: Double) {
    let start = [1.5, -0.7, 0.1, 3]
    let parameter = parameter(start)
    let optimizer = Adam([parameter], learningRate: 0.05, beta1: beta1, beta2: beta2, epsilon: 1e-6)
    var (x, m, v) = (start, [0.0, 0, 0, 0], [0.0, 0, 0, 0])
    for t in 1...60 {
      optimizer.learningRate = t > 30 ? 0.01 : 0.05
      optimizer.step([Tensor(gradient(parameter.value.scalars()), type: .float64)])
      for (i, g) in gradient(x).enumerated() {
        m[i] = beta1 * m[i] + (1 - beta1) * g
        v[i] = beta2 * v[i] + (1 - beta2) * g * g
        let (mean, square) = (m[i] / (1 - pow(beta1, Double(t))), v[i] / (1 - pow(beta2, Double(t))))
        x[i] -= (t > 30 ? 0.01 : 0.05) * mean / (square.squareRoot() + 1e-6)
      }
      #expect(deviation(parameter.value.scalars(), from: x) < 1e-10)
    }
    #expect(deviation(x, from: start) > 0.1)
  }

  @Test("gradient descent's trajectory", arguments: [0, 0.9])
  func sgd(momentum: Double) {
    let start = [1.1, -0.7, 0.1]
    let parameter = parameter(start)
    let optimizer = SGD([parameter], learningRate: 0.01, momentum: momentum)
    var (x, v) = (start, [0.0, 0, 0])
    for _ in 0..<40 {
      optimizer.step([Tensor(gradient(parameter.value.scalars()), type: .float64)])
      for (i, g) in gradient(x).enumerated() {
        v[i] = momentum * v[i] + g
        x[i] -= 0.01 * v[i]
      }
      #expect(deviation(parameter.value.scalars(), from: x) < 1e-12)
    }
  }

  @Test("optimistic steps: twice the direction, less the one before", arguments: OptimisticCase.allCases)
  func optimistic(base: OptimisticCase) {
    let start = [1.1, -0.7, 0.1]
    let parameter = parameter(start)
    let optimizer = OptimizerRecipe(kind: base.kind, learningRate: 0.02, beta1: base.beta1, beta2: 0.9)
      .optimizer(for: [parameter])
    var (x, m, v, last) = (start, [0.0, 0, 0], [0.0, 0, 0], [0.0, 0, 0])
    for t in 1...40 {
      let rate = t > 20 ? 0.01 : 0.02
      optimizer.learningRate = rate
      #expect(optimizer.learningRate == rate)
      optimizer.step([Tensor(gradient(parameter.value.scalars()), type: .float64)])
      for (i, g) in gradient(x).enumerated() {
        let direction: Double
        if base.kind == .optimisticSGD {
          m[i] = base.beta1 * m[i] + g
          direction = m[i]
        } else {
          m[i] = base.beta1 * m[i] + (1 - base.beta1) * g
          v[i] = 0.9 * v[i] + 0.1 * g * g
          direction =
            m[i] / (1 - pow(base.beta1, Double(t))) / ((v[i] / (1 - pow(0.9, Double(t)))).squareRoot() + 1e-8)
        }
        x[i] -= 2 * rate * direction - last[i]
        last[i] = rate * direction
      }
      #expect(deviation(parameter.value.scalars(), from: x) < 1e-11)
    }
    #expect(deviation(x, from: start) > 0.1)
  }

  enum OptimisticCase: CaseIterable {
    case adam, adamWithoutMean, descent, momentum

    var kind: OptimizerRecipe.Kind { self == .adam || self == .adamWithoutMean ? .optimisticAdam : .optimisticSGD }
    var beta1: Double { self == .adam || self == .momentum ? 0.5 : 0 }
  }

  @Test("several parameters keep statistics of their own", arguments: OptimizerRecipe.Kind.allCases)
  func several(kind: OptimizerRecipe.Kind) {
    let recipe = OptimizerRecipe(kind: kind, learningRate: 0.1)
    let (a, b, alone) = (parameter([1, 2]), parameter([3]), parameter([3]))
    let (both, one) = (recipe.optimizer(for: [a, b]), recipe.optimizer(for: [alone]))
    for step in 1...5 {
      let g = Tensor([Double(step)], type: .float64)
      both.step([Tensor([-1, 5], type: .float64), g])
      one.step([g])
    }
    #expect(b.value.scalars() == alone.value.scalars() && b.value.item < 3)
    #expect(a.value.scalars()[0] > 1 && a.value.scalars()[1] < 2)
  }

  @Test("a recipe's settings reach its optimizer")
  func recipes() {
    let (x, y) = (parameter([1]), parameter([1]))
    let descent = OptimizerRecipe(kind: .sgd, learningRate: 0.25, beta1: 0.5).optimizer(for: [x])
    descent.step([Tensor([1], type: .float64)])
    descent.step([Tensor([1], type: .float64)])
    #expect(x.value.item == 1 - 0.25 - 0.375)
    // The second step's mean is (b1 (1 - b1) g1 + (1 - b1) g2) / (1 - b1^2), likewise the square.
    let adam = OptimizerRecipe(kind: .adam, learningRate: 0.25, beta1: 0.5, beta2: 0.75).optimizer(for: [y])
    adam.step([Tensor([1], type: .float64)])
    adam.step([Tensor([3], type: .float64)])
    let (mean, square) = ((0.25 + 1.5) / 0.75, (0.1875 + 2.25) / 0.4375)
    #expect(abs(y.value.item - (1 - 0.25 - 0.25 * mean / square.squareRoot())) < 1e-7)
  }

  @Test(
    "an optimizer that takes back its state goes on bit for bit", arguments: OptimizerRecipe.Kind.allCases, [0, 0.5])
  func restoring(kind: OptimizerRecipe.Kind, beta1: Double) {
    let recipe = OptimizerRecipe(kind: kind, learningRate: 0.02, beta1: beta1)
    func run(_ parameter: Parameter, _ optimizer: any Optimizer, _ steps: Int) {
      for _ in 0..<steps { optimizer.step([Tensor(gradient(parameter.value.scalars())).cast(to: .float32)]) }
    }
    let whole = Parameter(Tensor([1.2, -0.4, 0.2]))
    run(whole, recipe.optimizer(for: [whole]), 20)
    let half = Parameter(Tensor([1.2, -0.4, 0.2]))
    let first = recipe.optimizer(for: [half])
    run(half, first, 9)
    let state = Dictionary(uniqueKeysWithValues: first.state.map { ($0.name, $0.tensor) })
    let kept = half.value
    let keptBytes = state.mapValues { $0.bytes() }
    run(half, first, 3)
    #expect(state.mapValues { $0.bytes() } == keptBytes, "going on changed the state that was given out")
    let resumed = Parameter(kept)
    let second = recipe.optimizer(for: [resumed])
    second.restore(state)
    run(resumed, second, 11)
    #expect(resumed.value.bytes() == whole.value.bytes())
  }

  @Test("an average moves by its decay, which is less early on, and covers what is not learned")
  func average() {
    let initializer = Initializer(seed: 0, name: "a", type: .float64)
    let (network, copy) = (BatchNorm(1, initializer), BatchNorm(1, initializer))
    network.shift.value = Tensor([10], type: .float64)
    let average = WeightAverage(copy, of: network, decay: 0.9)
    #expect(copy.shift.value.item == 10)
    var (shift, mean) = (10.0, 0.0)
    for step in 0..<200 {
      network.shift.value = Tensor([Double(step)], type: .float64)
      network.runningMean.value = Tensor([Double(-step)], type: .float64)
      average.update(step: step)
      let decay = min(0.9, Double(1 + step) / Double(10 + step))
      shift = decay * shift + (1 - decay) * Double(step)
      mean = decay * mean - (1 - decay) * Double(step)
      #expect(abs(copy.shift.value.item - shift) < 1e-12 && abs(copy.runningMean.value.item - mean) < 1e-12)
    }
    #expect(network.shift.value.item == 199)
    let none = WeightAverage(copy, of: network, decay: 0)
    network.shift.value = Tensor([-3], type: .float64)
    none.update(step: 500)
    #expect(copy.shift.value.item == -3)
  }
}
