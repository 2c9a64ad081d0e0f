import SaddleNetworks
import SaddleTensors
import TestSupport
import Testing

/// Convolutions as layers against sums over places and taps, bias and LeakyReLU included.
@Suite(.everyKernel) struct ConvolutionTests {
  private let initializer = Initializer(seed: 0, name: "convolution", type: .float64)

  private func reference(_ x: Tensor) -> Reference { Reference(x.shape, values: x.scalars()) }

  /// For each place of the result, the sum over the places of `x` that a tap of the kernel connects with it.
  private func sums(
    _ shape: [Int], stride: Int, padding: Int, from x: Reference, _ w: Reference, bias: [Double], isTransposed: Bool
  ) -> Reference {
    Reference(shape) { place in
      var sum = bias[place[3]]
      for i in Reference.indices(of: Array(x.shape.dropFirst())) {
        let (wide, narrow) = isTransposed ? (Array(place.dropFirst()), i) : (i, Array(place.dropFirst()))
        let tap = (0..<2).map { wide[$0] + padding - narrow[$0] * stride }
        guard tap.allSatisfy((0..<3).contains) else { continue }
        sum += x[[place[0]] + i] * w[tap + [wide[2], narrow[2]]]
      }
      return sum > 0 ? sum : 0.2 * sum
    }
  }

  @Test("a convolution", arguments: [(1, 0), (1, 1), (2, 1), (3, 0)])
  func convolution(stride: Int, padding: Int) {
    let layer = Convolution(2, 3, kernel: 3, stride: stride, padding: padding, slope: 0.2, initializer)
    layer.bias!.value = Tensor([0.5, -0.25, 1], type: .float64)
    let x = initializer.uniform([2, 5, 6, 2], bound: 1)
    let y = layer(x, .training)
    let size = [5, 6].map { ($0 + 2 * padding - 3) / stride + 1 }
    let expected = sums(
      [2] + size + [3], stride: stride, padding: padding, from: reference(x), reference(layer.weight.value),
      bias: [0.5, -0.25, 1], isTransposed: false)
    #expect(y.shape == expected.shape && deviation(y.scalars(), from: expected.values) < 1e-14)
  }

  @Test("a transposed convolution", arguments: [(1, 0, 0), (1, 1, 0), (2, 1, 1), (3, 0, 2)])
  func transposedConvolution(stride: Int, padding: Int, outputPadding: Int) {
    let layer = TransposedConvolution(
      2, 3, kernel: 3, stride: stride, padding: padding, outputPadding: outputPadding, slope: 0.2, initializer)
    layer.bias!.value = Tensor([0.5, -0.25, 1], type: .float64)
    let x = initializer.uniform([2, 3, 4, 2], bound: 1)
    let y = layer(x, .training)
    let size = [3, 4].map { ($0 - 1) * stride + 3 - 2 * padding + outputPadding }
    let expected = sums(
      [2] + size + [3], stride: stride, padding: padding, from: reference(x), reference(layer.weight.value),
      bias: [0.5, -0.25, 1], isTransposed: true)
    #expect(y.shape == expected.shape && deviation(y.scalars(), from: expected.values) < 1e-14)
  }
}
