import SaddleTensors

/// A function without parameters as a layer: `Function { $0.tanh() }`.
public final class Function: Layer {
  private let function: (Tensor) -> Tensor

  public init(_ function: @escaping (Tensor) -> Tensor) {
    self.function = function
  }

  /// The hyperbolic tangent, element by element.
  public static func tanh() -> Function { Function { $0.tanh() } }

  /// Each element of the batch in another shape: `[batch, ...]` to `[batch] + shape`.
  public static func reshape(_ shape: [Int]) -> Function { Function { $0.reshaped([$0.shape[0]] + shape) } }

  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor { function(x) }
}
