import SaddleTensors

/// Each place of an image looks at all of its places: `[batch, height, width, channels]` to the same.
///
/// x + gamma sum over j of softmax_j(q_i k_j) v_j, with queries q and keys k of `reduced` channels and gamma zero at the
/// start (Zhang et al. 2019, equations 1 to 3). The values' weights stand for the product of the paper's W_h and W_v.
public final class SelfAttention: Layer {
  /// Channels to `reduced`, as are the keys; linear, without bias.
  public let queries: Linear
  public let keys: Linear
  /// Channels to channels; linear, without bias.
  public let values: Linear
  /// `[1]`
  public let gamma: Parameter

  /// - Parameter spectral: divides the three weights by their spectral norms, as in the paper.
  public init(_ channels: Int, reduced: Int, spectral: Spectral? = nil, _ initializer: Initializer) {
    queries = Linear(channels, reduced, hasBias: false, spectral: spectral, initializer)
    keys = Linear(channels, reduced, hasBias: false, spectral: spectral, initializer)
    values = Linear(channels, channels, hasBias: false, spectral: spectral, initializer)
    gamma = Parameter(initializer.constant(0, [1]))
  }

  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    precondition(x.rank == 4, "self-attention over images, not over shape \(x.shape)")
    let (batch, places, channels) = (x.shape[0], x.shape[1] * x.shape[2], x.shape[3])
    let rows = x.reshaped([batch * places, channels])
    func projected(_ layer: Linear) -> Tensor {
      let y = layer(rows, mode)
      return y.reshaped([batch, places, y.shape[1]])
    }
    let weights = Tensor.matrixProduct(projected(queries), projected(keys), transposingSecond: true).softmax()
    return x + gamma.value * Tensor.matrixProduct(weights, projected(values)).reshaped(x.shape)
  }
}
