import SaddleTensors

/// Batch normalisation over all axes but the last, then LeakyReLU where a slope is given: `[batch, ..., features]` to the
/// same.
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
    guard mode.isTraining else {
      let factor = scale.value / (runningVariance.value + epsilon).squareRoot()
      return .scaledColumns(x, mean: runningMean.value, factor: factor, shift: shift.value, slope: slope)
    }
    let (y, mean, variance) = Tensor.batchNormalized(
      x, scale: scale.value, shift: shift.value, slope: slope, epsilon: epsilon)
    let rows = Double(x.count / x.shape.last!)
    x.device.moveAverages(
      [
        AverageTarget(&runningMean.value, toward: mean),
        AverageTarget(&runningVariance.value, toward: variance * (rows / max(1, rows - 1))),
      ], decay: 1 - momentum)
    return y
  }
}
