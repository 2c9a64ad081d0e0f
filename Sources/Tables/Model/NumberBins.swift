import SaddleNetworks
import SaddleTensors

/// What a critic of rows begins with: each number also as its place within bins, `[batch, width]` to
/// `[batch, width + numbers * bins]`.
///
/// Element t of a number's encoding rises from 0 to 1 while the number passes through bin t (the piecewise linear
/// encoding of Gorishniy, Rubachev and Babenko 2022, section 3.1), so that a critic of few layers can tell values that lie
/// close together. Bins are of equal probability under the standard normal.
public final class NumberBins: Layer {
  private let layout: RowLayout
  private let bins: Int
  /// The lower ends of the bins, and one over their widths; `[bins]`.
  private let low, scale: Tensor

  /// - Parameter bins: at least one.
  public init(_ layout: RowLayout, bins: Int) {
    precondition(bins >= 1, "numbers are put into no bins")
    self.layout = layout
    self.bins = bins
    // The outermost bins would reach to infinity; they end where half of a bin's probability is left.
    let ends = (0...bins).map {
      StandardNormal.quantile(min(max(Double($0), 0.1), Double(bins) - 0.1) / Double(bins))
    }
    low = Tensor(Array(ends.dropLast()))
    scale = Tensor(zip(ends, ends.dropFirst()).map { 1 / ($1 - $0) })
  }

  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    guard layout.numbers > 0 else { return x }
    // Packed rows lie side by side.
    let packing = x.shape[1] / layout.width
    let rows = x.reshaped([x.shape[0] * packing, layout.width])
    let numbers = rows.slice(0..<layout.numbers, axis: 1).reshaped([rows.shape[0], layout.numbers, 1])
    let share = (numbers - low.cast(to: x.elementType)) * scale.cast(to: x.elementType)
    let places = (1 - (1 - share.relu()).relu()).reshaped([rows.shape[0], layout.numbers * bins])
    return Tensor.concatenate([rows, places], axis: 1).reshaped([
      x.shape[0], packing * (layout.width + layout.numbers * bins),
    ])
  }
}
