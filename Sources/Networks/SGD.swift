import SaddleTensors

/// Gradient descent, with momentum where it is not zero: v = momentum v + g; p = p - rate v.
public final class SGD: Optimizer {
  public let parameters: [Parameter]
  public var learningRate: Double
  private let momentum: Double
  private var velocities: [Tensor]

  public init(_ parameters: [Parameter], learningRate: Double, momentum: Double = 0) {
    self.parameters = parameters
    self.learningRate = learningRate
    self.momentum = momentum
    velocities = momentum == 0 ? [] : parameters.map { $0.value.filled(0) }
  }

  public func step(_ gradients: [Tensor]) {
    precondition(gradients.count == parameters.count, "one gradient for each parameter")
    for (index, gradient) in gradients.enumerated() {
      var direction = gradient
      if momentum != 0 {
        velocities[index] = velocities[index] * momentum + gradient
        direction = velocities[index]
      }
      parameters[index].value = parameters[index].value - direction * learningRate
    }
  }

  public var state: [(name: String, tensor: Tensor)] { velocities.enumerated().map { ("velocity.\($0)", $1) } }

  public func restore(_ state: [String: Tensor]) {
    for index in velocities.indices { velocities[index] = state["velocity.\(index)"]! }
  }
}
