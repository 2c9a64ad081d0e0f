import SaddleTensors

/// `x w + b`, then LeakyReLU where a slope is given: `[batch, inputs]` to `[batch, outputs]`.
///
/// Weights start uniform on [-a, a] with a = gain sqrt(3 / inputs), so that their variance is gain^2 / inputs (He et al.
/// 2015 with gain sqrt 2 for ReLU); biases start at zero. With `spectral` the weight is divided by its spectral norm.
public final class Linear: Layer {
  /// `[inputs, outputs]`
  public let weight: Parameter
  /// `[outputs]`
  public let bias: Parameter?
  /// Divides the weight by its spectral norm, if there is one.
  public let spectralNorm: SpectralNorm?
  public let slope: Double?

  public init(
    _ inputs: Int, _ outputs: Int, hasBias: Bool = true, slope: Double? = nil, gain: Double = 1,
    spectral: Spectral? = nil, _ initializer: Initializer
  ) {
    weight = Parameter(initializer.uniform([inputs, outputs], gain: gain, inputs: inputs))
    bias = hasBias ? Parameter(initializer.constant(0, [outputs])) : nil
    spectralNorm = spectral.map { [weight] in
      SpectralNorm(weight.value, outputAxis: 1, iterations: $0.iterations, initializer)
    }
    self.slope = slope
  }

  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    let w = spectralNorm.map { $0(weight.value, mode) } ?? weight.value
    return .linear(x, w, bias: bias?.value, slope: slope)
  }
}
