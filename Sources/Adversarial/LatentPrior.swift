import SaddleTensors

/// The distribution p_z of the noise that a generator turns into data.
public struct LatentPrior: Codable, Sendable, Equatable {
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// N(0, I)
    case normal
    /// Uniform on [-1, 1]^size
    case uniform
  }

  public var kind: Kind
  /// The number of latent dimensions.
  public var size: Int

  public init(_ kind: Kind = .normal, size: Int) {
    self.kind = kind
    self.size = size
  }

  /// `[batch, size]` independent draws; the same for the same stream and step.
  public func sample(_ batch: Int, from random: RandomStream, step: Int) -> Tensor {
    switch kind {
    case .normal: random.normal([batch, size], step: step)
    case .uniform: random.uniform([batch, size], step: step) * 2 - 1
    }
  }
}
