import SaddleTensors

/// How a layer keeps its weight at norm one.
public enum Spectral: Sendable, Equatable {
  /// The weight is divided by its norm as a matrix `[everything but outputs, outputs]` (Miyato et al. 2018). Exact for a
  /// linear layer. For a convolution it is the customary norm and **no Lipschitz bound**: the convolution may still
  /// stretch an image by more than one, up to as many times as the kernel has rows.
  case reshaped(iterations: Int = 1)
  /// The weight is divided by the norm of the convolution itself, the greatest factor by which it stretches an image of
  /// that size, its padding with zeros included: then the layer is 1-Lipschitz on such images, as far as the iterations
  /// have come. For a linear layer, which has no images, this is `reshaped`.
  case onImages(height: Int, width: Int, iterations: Int = 1)

  var iterations: Int {
    switch self {
    case .reshaped(let iterations), .onImages(_, _, let iterations): iterations
    }
  }
}

/// Divides a weight by its spectral norm, the greatest factor by which it stretches a vector (Miyato et al. 2018,
/// algorithm 1).
///
/// The norm is that of a linear map W, a function of the weight, and estimated as sigma = u' W v by power iteration on
/// each training call: u = W v, v = W' u, each at length one; at inference u and v stay as they are. They are constants to
/// derivatives, so that the derivative of sigma with respect to W is u v'. The estimate never exceeds the norm, so that
/// what is divided by it has a norm of at least one, which tends to one by a factor of (sigma_2 / sigma_1)^2 an iteration.
public final class SpectralNorm: Module {
  /// The left singular vector, of length one: `[1, everything but outputs]` of a matrix, `[1, height, width, outputs]` of
  /// a map of images.
  public let u: Parameter
  /// The right singular vector, of length one: `[outputs, 1]` of a matrix, `[1, height, width, inputs]` of a map of
  /// images.
  public let v: Parameter
  private let map: (_ weight: Tensor, _ v: Tensor) -> Tensor
  private let iterations: Int

  /// The norm of a weight read as the matrix `[everything but outputs, outputs]`.
  ///
  /// - Parameters:
  ///   - weight: what is to be divided, as it starts.
  ///   - outputAxis: which of its axes holds the outputs.
  ///   - iterations: of the power method on each training call.
  public convenience init(_ weight: Tensor, outputAxis: Int, iterations: Int = 1, _ initializer: Initializer) {
    let outputs = weight.shape[outputAxis]
    let order = weight.shape.indices.filter { $0 != outputAxis } + [outputAxis]
    self.init(weight, shape: [outputs, 1], iterations: iterations, initializer) { weight, v in
      let matrix = weight.transposed(order).reshaped([weight.count / max(1, outputs), outputs])
      return .matrixProduct(v, matrix, transposingFirst: true, transposingSecond: true)
    }
  }

  /// The norm of any map that is linear in its weight and in what it maps.
  ///
  /// - Parameters:
  ///   - weight: what is to be divided, as it starts.
  ///   - shape: of what is mapped.
  ///   - iterations: of the power method on each training call.
  ///   - map: the image W v of a vector, or of a batch of one.
  public init(
    _ weight: Tensor, shape: [Int], iterations: Int = 1, _ initializer: Initializer,
    map: @escaping (_ weight: Tensor, _ v: Tensor) -> Tensor
  ) {
    self.map = map
    self.iterations = iterations
    let image = map(weight, weight.filled(0, shape: shape))
    u = Parameter(initializer.uniform(image.shape, bound: 1).unit(), isLearned: false)
    v = Parameter(initializer.uniform(shape, bound: 1).unit(), isLearned: false)
    // From random vectors the first estimates would be far too small, and the quotients as much too large.
    iterate(15, on: weight)
  }

  /// The weight divided by the estimate of its norm. A weight of zeros stays as it is.
  public func callAsFunction(_ weight: Tensor, _ mode: Mode) -> Tensor {
    if mode.isTraining { iterate(iterations, on: weight.detached()) }
    let sigma = norm(of: weight)
    return sigma.item == 0 ? weight : weight / sigma
  }

  /// The estimate u' W v, of shape `[]`.
  public func norm(of weight: Tensor) -> Tensor {
    // Vectors that are averages of others, as those of averaged networks, are shorter than one.
    (u.value.unit() * map(weight, v.value.unit())).sum()
  }

  private func iterate(_ count: Int, on weight: Tensor) {
    for _ in 0..<count {
      let x = v.value.tracked()
      let image = map(weight, x)
      guard image.length > 0 else { return }
      u.value = image.detached().unit()
      // The derivative of a linear map, drawn back, is its adjoint.
      v.value = gradients(of: image, at: [x], seed: u.value)[0].unit()
    }
  }
}

extension Tensor {
  /// The Euclidean norm of all elements.
  fileprivate var length: Double { square().sum().item.squareRoot() }

  /// This vector at length one; a vector of zeros stays as it is.
  fileprivate func unit() -> Tensor { length > 0 ? self / length : self }
}
