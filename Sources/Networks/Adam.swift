import SaddleTensors

/// Adam (Kingma and Ba 2015, algorithm 1).
public final class Adam: Optimizer {
  public let parameters: [Parameter]
  public var learningRate: Double
  private let beta1: Double
  private let beta2: Double
  private let epsilon: Double
  private var means: [Tensor]
  private var squares: [Tensor]
  private var steps = 0

  public init(
    _ parameters: [Parameter], learningRate: Double, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8
  ) {
    self.parameters = parameters
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    means = parameters.map { $0.value.filled(0) }
    squares = parameters.map { $0.value.filled(0) }
  }

  public func step(_ gradients: [Tensor]) {
    precondition(gradients.count == parameters.count, "one gradient for each parameter")
    steps += 1
    guard let device = gradients.first?.device else { return }
    let targets = gradients.enumerated().map { index, gradient in
      AdamTarget(&parameters[index].value, mean: &means[index], square: &squares[index], gradient: gradient)
    }
    device.adamStep(
      targets, rate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, step: steps)
  }

  public var state: [(name: String, tensor: Tensor)] {
    [("steps", Tensor([Double(steps)], type: .float64))]
      + means.enumerated().map { ("mean.\($0)", $1) } + squares.enumerated().map { ("square.\($0)", $1) }
  }

  public func restore(_ state: [String: Tensor]) {
    steps = Int(state["steps"]!.item)
    for index in parameters.indices {
      means[index] = state["mean.\(index)"]!
      squares[index] = state["square.\(index)"]!
    }
  }
}
