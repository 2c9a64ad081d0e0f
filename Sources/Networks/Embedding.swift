import SaddleTensors

/// A learned vector for each of `count` classes: n indices to `[n, features]` (Bengio et al. 2003).
///
/// Elements start uniform with mean 0 and variance 1.
public final class Embedding: Module {
  /// `[count, features]`
  public let weight: Parameter

  public init(_ count: Int, _ features: Int, _ initializer: Initializer) {
    weight = Parameter(initializer.uniform([count, features], gain: 1, inputs: 1))
  }

  /// The vectors of these classes, in their order. Traps if an index is not in 0 ..< count.
  public func callAsFunction(_ indices: [Int32]) -> Tensor { weight.value.gathered(indices) }
}
