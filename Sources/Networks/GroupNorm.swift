import SaddleTensors

/// Group normalisation, then LeakyReLU where a slope is given: `[batch, height, width, features]` to the same.
///
/// The features are divided into runs of equal length; the statistics are those of all places and of the features of one
/// run, for each image by itself, so training and inference agree and nothing is kept (Wu and He 2018, arXiv:1803.08494).
/// Any number of axes may lie between the first and the last.
public final class GroupNorm: Layer {
  /// `[features]`, as is the shift.
  public let scale: Parameter
  public let shift: Parameter
  public let slope: Double?
  private let groups: Int
  private let epsilon: Double

  /// Traps if `groups` does not divide `features`.
  public init(
    _ features: Int, groups: Int, slope: Double? = nil, epsilon: Double = 1e-5, _ initializer: Initializer
  ) {
    precondition(groups > 0 && features % groups == 0, "\(features) features do not fall into \(groups) groups")
    scale = Parameter(initializer.constant(1, [features]))
    shift = Parameter(initializer.constant(0, [features]))
    self.slope = slope
    self.groups = groups
    self.epsilon = epsilon
  }

  /// Instance normalisation: each feature is a group of its own (Ulyanov, Vedaldi, Lempitsky 2016, arXiv:1607.08022).
  public static func instanceNorm(
    _ features: Int, slope: Double? = nil, epsilon: Double = 1e-5, _ initializer: Initializer
  ) -> GroupNorm {
    GroupNorm(features, groups: features, slope: slope, epsilon: epsilon, initializer)
  }

  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    let features = scale.value.count
    precondition(x.rank >= 2 && x.shape.last == features, "\(features) features normalised in shape \(x.shape)")
    let places = x.shape.dropFirst().dropLast().reduce(1, *)
    let standard = x.reshaped([x.shape[0], places, groups, features / groups])
      .standardized(axes: [1, 3], epsilon: epsilon)
    let y = standard.reshaped(x.shape) * scale.value + shift.value
    return slope.map { y.leakyReLU(slope: $0) } ?? y
  }
}
