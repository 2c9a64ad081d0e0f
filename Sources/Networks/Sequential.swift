import SaddleTensors

/// Layers applied one after the other.
public final class Sequential: Layer {
  public let layers: [any Layer]

  public init(_ layers: [any Layer]) {
    self.layers = layers
  }

  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    layers.reduce(x) { $1($0, mode) }
  }
}

/// A layer's output beside its input: `[batch, n]` to `[batch, m + n]` (the residual block of CTGAN, Xu et al. 2019).
public final class Concatenating: Layer {
  public let body: any Layer

  public init(_ body: any Layer) {
    self.body = body
  }

  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    Tensor.concatenate([body(x, mode), x], axis: 1)
  }
}

extension Sequential {
  /// A multilayer perceptron: hidden layers with LeakyReLU, then a linear one.
  ///
  /// - Parameters:
  ///   - widths: of the input, the hidden layers and the output.
  ///   - spectral: divides every weight by its spectral norm.
  public static func perceptron(
    _ widths: [Int], slope: Double = 0.2, spectral: Spectral? = nil, _ initializer: Initializer
  ) -> Sequential {
    precondition(widths.count >= 2, "a perceptron has an input and an output")
    let gain = (2 / (1 + slope * slope)).squareRoot()
    return Sequential(
      (1..<widths.count).map { index in
        index == widths.count - 1
          ? Linear(widths[index - 1], widths[index], spectral: spectral, initializer)
          : Linear(widths[index - 1], widths[index], slope: slope, gain: gain, spectral: spectral, initializer)
      })
  }
}
