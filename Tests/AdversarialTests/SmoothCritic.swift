import SaddleTensors
import TestSupport

/// A critic of one hidden layer, `[batch, 3]` to `[batch, 1]`, without kinks: finite differences of any order hold.
struct SmoothCritic {
  private let weights: [Tensor]

  init(_ weights: [Tensor]) {
    self.weights = weights
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    Tensor.linear(Tensor.linear(x, weights[0], bias: weights[1]).tanh(), weights[2], bias: weights[3])
  }

  /// Real and generated samples, then the weights.
  static func arguments(_ numbers: inout TestNumbers) -> [(shape: [Int], values: [Double])] {
    [[4, 3], [4, 3], [3, 5], [5], [5, 1], [1]].map { (shape: $0, values: numbers.uniform($0.product)) }
  }
}
