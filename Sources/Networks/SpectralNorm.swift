import SaddleTensors

/// Divides a weight by its spectral norm, the greatest factor by which it stretches a vector (Miyato et al. 2018,
/// algorithm 1).
///
/// The weight is read as a matrix W `[everything but outputs, outputs]`, and its norm estimated as sigma = u' W v, by power
/// iteration on each training call; at inference u and v stay as they are. They are constants to derivatives, so that the
/// derivative of sigma with respect to W is u v'.
///
/// For a convolution the norm of the weight so reshaped is the customary one and no Lipschitz bound: the convolution may
/// stretch an image by more, up to as many times as the kernel has rows.
public final class SpectralNorm: Module {
  /// The left singular vector, `[1, everything but outputs]`, of length one.
  public let u: Parameter
  /// The right singular vector, `[outputs, 1]`, of length one.
  public let v: Parameter
  private let outputAxis: Int
  private let iterations: Int

  /// - Parameters:
  ///   - weight: what is to be divided, as it starts.
  ///   - outputAxis: which of its axes holds the outputs.
  ///   - iterations: of the power method on each training call.
  public init(_ weight: Tensor, outputAxis: Int, iterations: Int = 1, _ initializer: Initializer) {
    let outputs = weight.shape[outputAxis]
    u = Parameter(initializer.uniform([1, weight.count / max(1, outputs)], bound: 1).unit(), isLearned: false)
    v = Parameter(initializer.uniform([outputs, 1], bound: 1).unit(), isLearned: false)
    self.outputAxis = outputAxis
    self.iterations = iterations
    // From random vectors the first estimates would be far too small, and the quotients as much too large.
    iterate(15, on: matrix(weight))
  }

  /// The weight divided by the estimate of its norm. A weight of zeros stays as it is.
  public func callAsFunction(_ weight: Tensor, _ mode: Mode) -> Tensor {
    if mode.isTraining { iterate(iterations, on: matrix(weight.detached())) }
    let sigma = norm(of: weight)
    return sigma.item == 0 ? weight : weight / sigma
  }

  /// The estimate u' W v, of shape `[]`.
  public func norm(of weight: Tensor) -> Tensor {
    // Vectors that are averages of others, as those of averaged networks, are shorter than one.
    let (u, v) = (u.value.unit(), v.value.unit())
    return Tensor.matrixProduct(.matrixProduct(u, matrix(weight)), v).reshaped([])
  }

  private func matrix(_ weight: Tensor) -> Tensor {
    let order = weight.shape.indices.filter { $0 != outputAxis } + [outputAxis]
    let outputs = weight.shape[outputAxis]
    return weight.transposed(order).reshaped([weight.count / max(1, outputs), outputs])
  }

  private func iterate(_ count: Int, on matrix: Tensor) {
    for _ in 0..<count {
      let left = Tensor.matrixProduct(v.value, matrix, transposingFirst: true, transposingSecond: true)
      guard left.length > 0 else { return }
      u.value = left.unit()
      v.value = Tensor.matrixProduct(matrix, u.value, transposingFirst: true, transposingSecond: true).unit()
    }
  }
}

extension Tensor {
  /// The Euclidean norm of all elements.
  fileprivate var length: Double { square().sum().item.squareRoot() }

  /// This vector at length one; a vector of zeros stays as it is.
  fileprivate func unit() -> Tensor { length > 0 ? self / length : self }
}
