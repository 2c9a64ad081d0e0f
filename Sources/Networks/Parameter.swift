import SaddleTensors

/// A tensor that a module owns and that changes as the module learns.
public final class Parameter {
  public var value: Tensor
  /// Whether an optimizer moves it; running statistics are kept and saved but not learned.
  public let isLearned: Bool

  public init(_ value: Tensor, isLearned: Bool = true) {
    self.value = value.detached()
    self.isLearned = isLearned
  }
}

/// Computes a loss and its gradient with respect to each of the parameters.
///
/// Only these parameters are variables while `loss` runs: nothing is recorded for any other network that it calls.
public func valueWithGradients(at parameters: [Parameter], _ loss: () -> Tensor) -> (value: Tensor, gradients: [Tensor])
{
  withVariables(parameters) { variables in
    let value = loss()
    return (value.detached(), gradients(of: value, at: variables))
  }
}

/// Runs `body` while the parameters are variables, and gives it their values in order.
package func withVariables<Result>(_ parameters: [Parameter], _ body: ([Tensor]) -> Result) -> Result {
  for parameter in parameters { parameter.value = parameter.value.tracked() }
  defer { for parameter in parameters { parameter.value = parameter.value.detached() } }
  return body(parameters.map(\.value))
}
