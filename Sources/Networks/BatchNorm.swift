import SaddleTensors

/// Batch normalisation over the first axis, then LeakyReLU where a slope is given: `[batch, features]` to the same.
///
/// Training uses the batch's mean and (biased) variance and keeps running ones; inference uses the running ones, so that
/// no row depends on its companions (Ioffe and Szegedy 2015).
public final class BatchNorm: Layer {
  /// `[features]`, as are all of the parameters.
  public let scale: Parameter
  public let shift: Parameter
  public let runningMean: Parameter
  public let runningVariance: Parameter
  public let slope: Double?
  private let momentum: Double
  private let epsilon: Double

  public init(
    _ features: Int, slope: Double? = nil, momentum: Double = 0.1, epsilon: Double = 1e-5, _ initializer: Initializer
  ) {
    scale = Parameter(initializer.constant(1, [features]))
    shift = Parameter(initializer.constant(0, [features]))
    runningMean = Parameter(initializer.constant(0, [features]), isLearned: false)
    runningVariance = Parameter(initializer.constant(1, [features]), isLearned: false)
    self.slope = slope
    self.momentum = momentum
    self.epsilon = epsilon
  }

  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    let (centred, variance): (Tensor, Tensor)
    if mode.isTraining {
      let mean = x.mean(axes: [0])
      centred = x - mean
      variance = centred.square().mean(axes: [0])
      let n = Double(x.shape[0])
      runningMean.value = runningMean.value * (1 - momentum) + mean.detached() * momentum
      runningVariance.value =
        runningVariance.value * (1 - momentum) + variance.detached() * (momentum * n / max(1, n - 1))
    } else {
      centred = x - runningMean.value
      variance = runningVariance.value
    }
    let y = centred * (scale.value / (variance + epsilon).squareRoot()) + shift.value
    return slope.map { y.leakyReLU(slope: $0) } ?? y
  }
}
