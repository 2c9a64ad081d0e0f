import SaddleTensors

/// Each place repeated over a square of `factor` x `factor`: `[batch, height, width, channels]` to
/// `[batch, height factor, width factor, channels]`.
///
/// Nearest-neighbour interpolation, which before a convolution avoids the checkerboards of transposed ones (Odena,
/// Dumoulin, Olah 2016, doi:10.23915/distill.00003).
public final class Upsampling: Layer {
  private let factor: Int

  public init(_ factor: Int) {
    precondition(factor > 0, "a factor of \(factor) leaves no place")
    self.factor = factor
  }

  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    precondition(x.rank == 4, "upsampling of images, not of shape \(x.shape)")
    let (batch, height, width, channels) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
    return x.reshaped([batch, height, 1, width, 1, channels])
      .broadcast(to: [batch, height, factor, width, factor, channels])
      .reshaped([batch, height * factor, width * factor, channels])
  }
}
