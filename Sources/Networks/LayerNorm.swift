import SaddleTensors

/// Layer normalisation over the last axis, then LeakyReLU where a slope is given: `[batch, ..., features]` to the same.
///
/// Each place is taken by itself, so training and inference agree and nothing is kept (Ba, Kiros, Hinton 2016,
/// arXiv:1607.06450).
public final class LayerNorm: Layer {
  /// `[features]`, as is the shift.
  public let scale: Parameter
  public let shift: Parameter
  public let slope: Double?
  private let epsilon: Double

  public init(_ features: Int, slope: Double? = nil, epsilon: Double = 1e-5, _ initializer: Initializer) {
    scale = Parameter(initializer.constant(1, [features]))
    shift = Parameter(initializer.constant(0, [features]))
    self.slope = slope
    self.epsilon = epsilon
  }

  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    precondition(x.shape.last == scale.value.count, "\(scale.value.count) features normalised in shape \(x.shape)")
    let y = x.standardized(axes: [-1], epsilon: epsilon) * scale.value + shift.value
    return slope.map { y.leakyReLU(slope: $0) } ?? y
  }
}
