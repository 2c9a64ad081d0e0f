import SaddleTensors

extension Tensor {
  /// Over some axes, the mean taken off and divided by the deviation: (x - mean) / sqrt(variance + epsilon), the variance
  /// divided by the number of elements. Traps for no elements.
  func standardized(axes: [Int], epsilon: Double) -> Tensor {
    let centred = self - mean(axes: axes, keepingAxes: true)
    return centred / (centred.square().mean(axes: axes, keepingAxes: true) + epsilon).squareRoot()
  }
}
