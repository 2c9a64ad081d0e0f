import SaddleNetworks
import SaddleTensors
import TestSupport
import Testing

/// Spectral norm against exact singular values and against the power method, both in Doubles.
@Suite struct SpectralNormTests {
  private let initializer = Initializer(seed: 0, name: "spectral", type: .float64)

  /// The weight as the matrix `[everything but outputs, outputs]`.
  private func matrix(_ weight: Tensor, outputAxis: Int) -> Reference {
    let w = Reference(weight.shape, values: weight.scalars())
    let others = weight.shape.indices.filter { $0 != outputAxis }
    let rows = Reference.indices(of: others.map { weight.shape[$0] })
    return Reference([rows.count, weight.shape[outputAxis]]) { place in
      var index = Array(repeating: place[1], count: weight.rank)
      for (axis, i) in zip(others, rows[place[0]]) { index[axis] = i }
      return w[index]
    }
  }

  private func exactNorm(_ w: Reference) -> Double {
    singularValues((0..<w.shape[0]).map { row in (0..<w.shape[1]).map { w[[row, $0]] } })[0]
  }

  private static let shapes: [(shape: [Int], outputAxis: Int)] = [
    ([5, 4], 1), ([2, 6], 1), ([7, 1], 1), ([3, 3, 2, 4], 3), ([4, 4, 3, 2], 2), ([2, 2, 4, 3], 2),
  ]

  @Test("many iterations give the greatest singular value", arguments: shapes)
  func exact(shape: [Int], outputAxis: Int) {
    let weight = initializer.uniform(shape, bound: 1)
    let norm = SpectralNorm(weight, outputAxis: outputAxis, iterations: 3_000, initializer)
    let expected = exactNorm(matrix(weight, outputAxis: outputAxis))
    #expect(abs(norm.norm(of: weight).item / expected - 1) < 0.05, "the start")
    let divided = norm(weight, .training)
    #expect(deviation(norm.norm(of: weight).item, from: expected) < 1e-12)
    #expect(deviation(exactNorm(matrix(divided, outputAxis: outputAxis)), from: 1) < 1e-12)
    #expect(deviation(divided.scalars(), from: weight.scalars().map { $0 / expected }) < 1e-12)
  }

  @Test("a training call is so many iterations of the power method", arguments: [1, 2, 5])
  func iterations(count: Int) {
    let norm = SpectralNorm(initializer.uniform([4, 3], bound: 1), outputAxis: 1, iterations: count, initializer)
    // Another weight than at the start, so that the vectors still move.
    let weight = initializer.uniform([4, 3], bound: 1)
    let w = Reference([4, 3], values: weight.scalars())
    func unit(_ x: [Double]) -> [Double] { x.map { $0 / dot(x, x).squareRoot() } }
    var (u, v) = (norm.u.value.scalars(), norm.v.value.scalars())
    for _ in 0..<3 {
      _ = norm(weight, .training)
      for _ in 0..<count {
        u = unit((0..<4).map { row in dot((0..<3).map { w[[row, $0]] }, v) })
        v = unit((0..<3).map { column in dot((0..<4).map { w[[$0, column]] }, u) })
      }
      #expect(deviation(norm.u.value.scalars(), from: u) < 1e-14 && deviation(norm.v.value.scalars(), from: v) < 1e-14)
      let sigma = (0..<4).reduce(0) { sum, row in sum + u[row] * dot((0..<3).map { w[[row, $0]] }, v) }
      let kept = (norm.u.value.scalars(), norm.v.value.scalars())
      let divided = norm(weight, .inference)
      #expect(kept == (norm.u.value.scalars(), norm.v.value.scalars()))
      #expect(deviation(divided.scalars(), from: w.values.map { $0 / sigma }) < 1e-13)
    }
    #expect(!norm.u.value.isTracked && norm.parameters.isEmpty)
  }

  @Test("the vectors stay constants while a weight is a variable")
  func constants() {
    let layer = Linear(3, 2, spectral: .reshaped(), initializer)
    let (_, gradients) = valueWithGradients(at: layer.parameters) {
      layer(.ones([4, 3], type: .float64), .training).square().sum()
    }
    #expect(gradients.count == 2 && gradients[0].scalars().contains { $0 != 0 })
    #expect(layer.state.allSatisfy { !$0.parameter.value.isTracked })
  }

  @Test("layers divide their weights, not their biases")
  func layers() {
    let x = initializer.uniform([2, 4, 4, 3], bound: 1)
    let convolution = Convolution(3, 2, kernel: 3, padding: 1, spectral: .reshaped(), initializer)
    let transposed = TransposedConvolution(3, 2, kernel: 3, padding: 1, spectral: .reshaped(), initializer)
    let linear = Linear(3, 2, spectral: .reshaped(), initializer)
    let bias = Tensor([3, -5], type: .float64)
    for layer in [convolution, transposed, linear] as [any Layer] { layer.parameters[1].value = bias }
    let plain: [(any Layer, Tensor, Tensor)] = [
      (convolution, x, .convolution(x, convolution.weight.value, padding: 1)),
      (transposed, x, .transposedConvolution(x, transposed.weight.value, padding: 1)),
      (linear, x.reshaped([32, 3]), .matrixProduct(x.reshaped([32, 3]), linear.weight.value)),
    ]
    for (index, (layer, x, product)) in plain.enumerated() {
      for _ in 0..<1_000 { _ = layer(x.slice(0..<1, axis: 0), .training) }
      let weight = layer.parameters[0].value
      let norm = exactNorm(matrix(weight, outputAxis: [3, 2, 1][index]))
      let values = product.scalars()
      let expected = values.indices.map { values[$0] / norm + [3, -5][$0 % 2] }
      #expect(deviation(layer(x, .inference).scalars(), from: expected) < 1e-12)
    }
  }

  @Test("the estimate does not depend on the vectors' lengths, which averages shorten")
  func lengths() {
    let weight = initializer.uniform([4, 3], bound: 1)
    let norm = SpectralNorm(weight, outputAxis: 1, initializer)
    let before = norm.norm(of: weight).item
    norm.u.value = norm.u.value * 0.5
    norm.v.value = norm.v.value * 0.25
    #expect(deviation(norm.norm(of: weight).item, from: before) < 1e-15)
  }

  @Test("a weight of zeros stays zero, and its norm is found once it moves")
  func zero() {
    let zeros = Tensor.zeros([4, 3], type: .float64)
    let norm = SpectralNorm(zeros, outputAxis: 1, iterations: 1_000, initializer)
    #expect(norm(zeros, .training).scalars() == zeros.scalars())
    let weight = initializer.uniform([4, 3], bound: 1)
    _ = norm(weight, .training)
    #expect(deviation(norm.norm(of: weight).item, from: exactNorm(matrix(weight, outputAxis: 1))) < 1e-12)
  }
}
