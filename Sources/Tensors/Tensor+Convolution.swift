/// Convolutions of images `[batch, height, width, channels]` in two dimensions.
///
/// One trilinear form, sum of y[b, o, n] w[t, c, n] x[b, o stride + t - padding, c], gives all three: the convolution, the
/// transposed convolution and the derivative with respect to the weights are its derivatives in y, x and w, so each
/// one's derivatives are the other two, to any order.
extension Tensor {
  /// A convolution (cross-correlation), then LeakyReLU where a slope is given.
  ///
  /// - Parameters:
  ///   - x: `[batch, height, width, inputs]`.
  ///   - w: `[kernel height, kernel width, inputs, outputs]`.
  ///   - bias: `[outputs]`, or none.
  ///   - slope: not negative.
  ///   - padding: rows and columns of zeros on each side.
  /// - Returns: `[batch, (height + 2 padding - kernel height) / stride + 1, ..., outputs]`, divisions rounding down.
  public static func convolution(
    _ x: Tensor, _ w: Tensor, bias: Tensor? = nil, slope: Double? = nil, stride: Int = 1, padding: Int = 0
  ) -> Tensor {
    precondition(x.rank == 4 && w.rank == 4, "a convolution of shapes \(x.shape) and \(w.shape)")
    let geometry = Convolution(
      (x.shape[1], x.shape[2]), kernel: (w.shape[0], w.shape[1]), stride: stride, padding: padding)
    return convolution(x, w, bias: bias, slope: slope, geometry)
  }

  /// A transposed convolution, the adjoint of `convolution` with the same weights, then LeakyReLU where a slope is given.
  ///
  /// - Parameters:
  ///   - x: `[batch, height, width, inputs]`.
  ///   - w: `[kernel height, kernel width, outputs, inputs]`.
  ///   - bias: `[outputs]`, or none.
  ///   - slope: not negative.
  ///   - padding: rows and columns left off on each side.
  ///   - outputPadding: rows and columns added on the lower right, less than the stride.
  /// - Returns: `[batch, (height - 1) stride + kernel height - 2 padding + outputPadding, ..., outputs]`.
  public static func transposedConvolution(
    _ x: Tensor, _ w: Tensor, bias: Tensor? = nil, slope: Double? = nil, stride: Int = 1, padding: Int = 0,
    outputPadding: Int = 0
  ) -> Tensor {
    precondition(x.rank == 4 && w.rank == 4, "a transposed convolution of shapes \(x.shape) and \(w.shape)")
    let geometry = Convolution(
      narrow: (x.shape[1], x.shape[2]), extra: outputPadding, kernel: (w.shape[0], w.shape[1]), stride: stride,
      padding: padding)
    return transposedConvolution(x, w, bias: bias, slope: slope, geometry)
  }

  private static func convolution(
    _ x: Tensor, _ w: Tensor, bias: Tensor?, slope: Double?, _ geometry: Convolution
  ) -> Tensor {
    let channels = check(x, w, bias: bias, outputs: 3, slope: slope)
    let storage = geometry.run(
      x.storage, w.storage, batch: x.shape[0], channels: channels, bias: bias?.storage, slope: slope ?? 1)
    let shape = [x.shape[0], geometry.narrow.height, geometry.narrow.width, channels.narrow]
    return .result(storage, shape: shape, of: [x, w] + (bias.map { [$0] } ?? [])) { d in
      let g = slope.map { leakyReLUBackward(d.gradient, d.output, slope: $0) } ?? d.gradient
      return [
        d.when(0) { transposedConvolution(g, d.inputs[1], bias: nil, slope: nil, geometry) },
        d.when(1) { convolutionWeights(d.inputs[0], g, geometry) },
      ] + (bias == nil ? [] : [d.when(2) { g.sum(axes: [0, 1, 2]) }])
    }
  }

  private static func transposedConvolution(
    _ x: Tensor, _ w: Tensor, bias: Tensor?, slope: Double?, _ geometry: Convolution
  ) -> Tensor {
    let channels = check(x, w, bias: bias, outputs: 2, slope: slope)
    let storage = geometry.runTransposed(
      x.storage, w.storage, batch: x.shape[0], channels: channels, bias: bias?.storage, slope: slope ?? 1)
    let shape = [x.shape[0], geometry.wide.height, geometry.wide.width, channels.wide]
    return .result(storage, shape: shape, of: [x, w] + (bias.map { [$0] } ?? [])) { d in
      let g = slope.map { leakyReLUBackward(d.gradient, d.output, slope: $0) } ?? d.gradient
      return [
        d.when(0) { convolution(g, d.inputs[1], bias: nil, slope: nil, geometry) },
        d.when(1) { convolutionWeights(g, d.inputs[0], geometry) },
      ] + (bias == nil ? [] : [d.when(2) { g.sum(axes: [0, 1, 2]) }])
    }
  }

  /// `[kernel height, kernel width, wide channels, narrow channels]` of a wide and a narrow image.
  private static func convolutionWeights(_ wide: Tensor, _ narrow: Tensor, _ geometry: Convolution) -> Tensor {
    let channels = (wide: wide.shape[3], narrow: narrow.shape[3])
    let storage = geometry.runForWeights(wide.storage, narrow.storage, batch: wide.shape[0], channels: channels)
    let shape = [geometry.kernel.height, geometry.kernel.width, channels.wide, channels.narrow]
    return .result(storage, shape: shape, of: [wide, narrow]) { d in
      [
        d.when(0) { transposedConvolution(d.inputs[1], d.gradient, bias: nil, slope: nil, geometry) },
        d.when(1) { convolution(d.inputs[0], d.gradient, bias: nil, slope: nil, geometry) },
      ]
    }
  }

  /// The channels of the wide and the narrow image, whose axes in `w` are 2 and 3.
  private static func check(
    _ x: Tensor, _ w: Tensor, bias: Tensor?, outputs: Int, slope: Double?
  ) -> (wide: Int, narrow: Int) {
    precondition(x.shape[3] == w.shape[5 - outputs], "images of shape \(x.shape) for weights of \(w.shape)")
    precondition(bias == nil || bias!.shape == [w.shape[outputs]], "a bias of another length than \(w.shape[outputs])")
    precondition(
      x.elementType == w.elementType && (bias?.elementType ?? w.elementType) == w.elementType, "element types differ")
    precondition(slope ?? 0 >= 0, "a negative slope loses the sign that its derivative needs")
    return (w.shape[2], w.shape[3])
  }
}
