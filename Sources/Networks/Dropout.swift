import SaddleTensors

/// In training each element is zero with probability `rate`, else divided by 1 - `rate`; at inference all are as they
/// were: any shape to the same (Srivastava et al. 2014).
///
/// The noise is that of the mode under this layer's name, at the mode's step: calls of one step agree, so that a penalty
/// sees the network that the loss saw, and layers of one network need different names.
public final class Dropout: Layer {
  private let rate: Double
  private let name: String

  /// Traps unless 0 <= rate < 1.
  public init(_ rate: Double, name: String) {
    precondition((0..<1).contains(rate), "a dropout rate of \(rate) is not in 0 ..< 1")
    self.rate = rate
    self.name = name
  }

  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    guard mode.isTraining else { return x }
    // In float32 for every type of element, so that the mask does not depend on it.
    let noise = mode.noise.stream("dropout \(name)").uniform(x.shape, step: mode.step, on: x.device)
    let kept = noise.greater(than: noise.filled(rate, shape: [])).cast(to: x.elementType)
    return x * (kept / (1 - rate))
  }
}
