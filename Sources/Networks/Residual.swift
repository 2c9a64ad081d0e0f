import SaddleTensors

/// A layer's output added to its input, or to the input as a shortcut changes it: x + body(x), or shortcut(x) + body(x)
/// (He et al. 2016, equations 1 and 2).
///
/// Traps if the two terms differ in shape.
public final class Residual: Layer {
  public let body: any Layer
  public let shortcut: (any Layer)?

  public init(_ body: any Layer, shortcut: (any Layer)? = nil) {
    self.body = body
    self.shortcut = shortcut
  }

  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    let direct = shortcut.map { $0(x, mode) } ?? x
    let change = body(x, mode)
    precondition(direct.shape == change.shape, "a residual of shape \(change.shape) added to \(direct.shape)")
    return direct + change
  }
}
