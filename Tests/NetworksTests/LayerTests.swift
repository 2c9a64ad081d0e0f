import SaddleNetworks
import SaddleTensors
import TestSupport
import Testing

/// Each layer against its formula, and where its weights start.
@Suite(.everyKernel) struct LayerTests {
  private func initializer(_ name: String = "test") -> Initializer { Initializer(seed: 0, name: name, type: .float64) }

  @Test("a linear layer is x w + b, then LeakyReLU", arguments: [nil, 0, 0.2] as [Double?])
  func linear(slope: Double?) {
    var numbers = TestNumbers(seed: 1)
    let layer = Linear(3, 2, slope: slope, initializer())
    let bias = numbers.uniform(2)
    layer.bias!.value = Tensor(bias, type: .float64)
    let (x, w) = (numbers.uniform(12), layer.weight.value.scalars())
    let expected = (0..<8).map { place -> Double in
      let (row, column) = place.quotientAndRemainder(dividingBy: 2)
      let sum = (0..<3).reduce(bias[column]) { $0 + x[row * 3 + $1] * w[$1 * 2 + column] }
      return sum > 0 ? sum : (slope ?? 1) * sum
    }
    let actual = layer(Tensor(x, shape: [4, 3], type: .float64), .inference)
    #expect(actual.shape == [4, 2] && deviation(actual.scalars(), from: expected) < 1e-14)
  }

  @Test("layers are applied in order, and a concatenating one passes its input on")
  func composition() {
    let (first, second) = (Linear(2, 3, slope: 0.2, initializer("a")), Linear(3, 1, initializer("b")))
    let x = Tensor([1, -2, 0.5, 4], shape: [2, 2], type: .float64)
    let y = Sequential([first, second])(x, .inference)
    #expect(y.scalars() == second(first(x, .inference), .inference).scalars())
    let joined = Concatenating(first)(x, .inference)
    let inner = first(x, .inference).scalars()
    #expect(joined.shape == [2, 5])
    #expect(joined.scalars() == Array(inner[0..<3]) + [1, -2] + Array(inner[3..<6]) + [0.5, 4])
  }

  @Test("weights start with variance gain^2 / inputs and zero mean, biases at zero", arguments: [1, 2.0.squareRoot()])
  func initialVariance(gain: Double) {
    let layer = Linear(200, 300, gain: gain, initializer())
    let w = layer.weight.value.scalars()
    let variance = w.reduce(0) { $0 + $1 * $1 } / Double(w.count)
    #expect(abs(variance * 200 / (gain * gain) - 1) < 0.015)
    #expect(abs(w.reduce(0, +) / Double(w.count)) < 4 * (variance / Double(w.count)).squareRoot())
    #expect(w.allSatisfy { abs($0) <= gain * (3.0 / 200).squareRoot() })
    #expect(layer.bias!.value.scalars().allSatisfy { $0 == 0 })
  }

  @Test("a perceptron's hidden layers keep the variance of what passes, its last one has gain 1")
  func perceptron() {
    let network = Sequential.perceptron([100, 400, 200], slope: 0.2, initializer())
    let layers = network.layers.map { $0 as! Linear }
    #expect(layers.map(\.slope) == [0.2, nil])
    let variances = layers.map { layer -> Double in
      let w = layer.weight.value.scalars()
      return w.reduce(0) { $0 + $1 * $1 } / Double(w.count)
    }
    #expect(abs(variances[0] * 100 * 1.04 / 2 - 1) < 0.02)
    #expect(abs(variances[1] * 400 - 1) < 0.02)
  }

  @Test("networks start the same for the same seed and name, differently for others, and draw each layer anew")
  func starts() {
    func start(_ seed: UInt64, _ name: String) -> [Double] {
      Sequential.perceptron([2, 2, 2], Initializer(seed: seed, name: name)).state.flatMap {
        $0.parameter.value.scalars()
      }
    }
    #expect(start(1, "a") == start(1, "a"))
    #expect(start(1, "a") != start(2, "a") && start(1, "a") != start(1, "b"))
    let network = Sequential([Linear(2, 2, initializer()), Linear(2, 2, initializer())])
    let shared = initializer()
    let drawn = Sequential([Linear(2, 2, shared), Linear(2, 2, shared)])
    #expect(network.state[0].parameter.value.scalars() == network.state[2].parameter.value.scalars())
    #expect(drawn.state[0].parameter.value.scalars() != drawn.state[2].parameter.value.scalars())
    #expect(drawn.state[0].parameter.value.elementType == .float64)
  }

  @Test("the shapes of recipes' networks", arguments: NetworkRecipe.Style.allCases)
  func recipes(style: NetworkRecipe.Style) {
    let network = NetworkRecipe(style, hidden: [7, 5]).network(3, 2, Initializer(seed: 0, name: "x"))
    #expect(network(.ones([4, 3]), .training).shape == [4, 2])
    let weights = network.state.filter { $0.path.hasSuffix("weight") }.map(\.parameter.value.shape)
    #expect(weights == (style == .perceptron ? [[3, 7], [7, 5], [5, 2]] : [[3, 7], [10, 5], [15, 2]]))
    let norms = network.state.filter { $0.path.hasSuffix("scale") }.count
    #expect(norms == (style == .perceptron ? 0 : 2))
    let bare = NetworkRecipe(style, hidden: []).network(3, 2, Initializer(seed: 0, name: "x"))
    #expect(bare(.ones([4, 3]), .training).shape == [4, 2])
  }
}
