import SaddleTensors

/// A convolution in two dimensions, then LeakyReLU where a slope is given: `[batch, height, width, inputs]` to
/// `[batch, (height + 2 padding - kernel) / stride + 1, ..., outputs]`.
///
/// Weights start with variance gain^2 / (kernel^2 inputs), biases at zero. With `spectral` the weight is divided by its
/// norm, of which there are two.
public final class Convolution: Layer {
  /// `[kernel, kernel, inputs, outputs]`
  public let weight: Parameter
  /// `[outputs]`
  public let bias: Parameter?
  /// Divides the weight by its spectral norm, if there is one.
  public let spectralNorm: SpectralNorm?
  public let slope: Double?
  private let stride: Int
  private let padding: Int

  public init(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0, hasBias: Bool = true,
    slope: Double? = nil, gain: Double = 1, spectral: Spectral? = nil, _ initializer: Initializer
  ) {
    weight = Parameter(
      initializer.uniform([kernel, kernel, inputs, outputs], gain: gain, inputs: kernel * kernel * inputs))
    bias = hasBias ? Parameter(initializer.constant(0, [outputs])) : nil
    spectralNorm = spectral.map { [weight] in
      SpectralNorm(weight.value, $0, inputs: inputs, outputAxis: 3, initializer) { w, x in
        .convolution(x, w, stride: stride, padding: padding)
      }
    }
    self.slope = slope
    self.stride = stride
    self.padding = padding
  }

  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    let w = spectralNorm.map { $0(weight.value, mode) } ?? weight.value
    return .convolution(x, w, bias: bias?.value, slope: slope, stride: stride, padding: padding)
  }
}

/// A transposed convolution in two dimensions, then LeakyReLU where a slope is given: `[batch, height, width, inputs]` to
/// `[batch, (height - 1) stride + kernel - 2 padding + outputPadding, ..., outputs]`.
///
/// Weights start with variance gain^2 stride^2 / (kernel^2 inputs), since a place of the result sees that many of them;
/// biases start at zero. With `spectral` the weight is divided by its norm, of which there are two.
public final class TransposedConvolution: Layer {
  /// `[kernel, kernel, outputs, inputs]`
  public let weight: Parameter
  /// `[outputs]`
  public let bias: Parameter?
  /// Divides the weight by its spectral norm, if there is one.
  public let spectralNorm: SpectralNorm?
  public let slope: Double?
  private let stride: Int
  private let padding: Int
  private let outputPadding: Int

  public init(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0, outputPadding: Int = 0,
    hasBias: Bool = true, slope: Double? = nil, gain: Double = 1, spectral: Spectral? = nil, _ initializer: Initializer
  ) {
    weight = Parameter(
      initializer.uniform(
        [kernel, kernel, outputs, inputs], gain: gain * Double(stride), inputs: kernel * kernel * inputs))
    bias = hasBias ? Parameter(initializer.constant(0, [outputs])) : nil
    spectralNorm = spectral.map { [weight] in
      SpectralNorm(weight.value, $0, inputs: inputs, outputAxis: 2, initializer) { w, x in
        .transposedConvolution(x, w, stride: stride, padding: padding, outputPadding: outputPadding)
      }
    }
    self.slope = slope
    self.stride = stride
    self.padding = padding
    self.outputPadding = outputPadding
  }

  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    let w = spectralNorm.map { $0(weight.value, mode) } ?? weight.value
    return .transposedConvolution(
      x, w, bias: bias?.value, slope: slope, stride: stride, padding: padding, outputPadding: outputPadding)
  }
}

extension SpectralNorm {
  /// The norm that `spectral` asks for, of the weight of a layer that makes of images what `map` says.
  fileprivate convenience init(
    _ weight: Tensor, _ spectral: Spectral, inputs: Int, outputAxis: Int, _ initializer: Initializer,
    map: @escaping (_ weight: Tensor, _ x: Tensor) -> Tensor
  ) {
    switch spectral {
    case .reshaped(let iterations):
      self.init(weight, outputAxis: outputAxis, iterations: iterations, initializer)
    case .onImages(let height, let width, let iterations):
      self.init(weight, shape: [1, height, width, inputs], iterations: iterations, initializer, map: map)
    }
  }
}
