import SaddleTensors

/// The mean of each window of `size` x `size` places, windows side by side: `[batch, height, width, channels]` to
/// `[batch, height / size, width / size, channels]`.
///
/// The adjoint of `Upsampling` by the same factor, divided by `size` squared (the subsampling of LeCun et al. 1998). Traps
/// if `size` does not divide the height and the width.
public final class AveragePooling: Layer {
  private let size: Int

  public init(_ size: Int) {
    precondition(size > 0, "windows of size \(size) hold no place")
    self.size = size
  }

  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    precondition(x.rank == 4, "average pooling of images, not of shape \(x.shape)")
    let (height, width) = (x.shape[1], x.shape[2])
    precondition(
      height % size == 0 && width % size == 0, "windows of size \(size) do not tile images of \(height) x \(width)")
    return x.reshaped([x.shape[0], height / size, size, width / size, size, x.shape[3]]).mean(axes: [2, 4])
  }
}
