import SaddleNetworks
import SaddleTensors
import TestSupport
import Testing

/// The norm of convolutions as maps of images, against the singular values of their explicit matrices.
@Suite struct OperatorNormTests {
  private let initializer = Initializer(seed: 1, name: "operator", type: .float64)

  /// A convolution of images `[size, size + 1, wide]`; transposed it makes such images.
  struct Geometry: Sendable, CustomTestStringConvertible {
    var size: Int
    var kernel: Int
    var stride: Int
    var padding: Int
    var isTransposed = false
    let wide = 2
    let narrow = 3

    var testDescription: String {
      "\(isTransposed ? "transposed " : "")\(kernel)x\(kernel), stride \(stride), padding \(padding), size \(size)"
    }

    var height: Int { (size + 2 * padding - kernel) / stride + 1 }
    var width: Int { (size + 1 + 2 * padding - kernel) / stride + 1 }

    /// The layer with a weight of its own.
    func layer(_ spectral: Spectral?, _ initializer: Initializer) -> any Layer {
      isTransposed
        ? TransposedConvolution(
          narrow, wide, kernel: kernel, stride: stride, padding: padding, hasBias: false, spectral: spectral,
          initializer)
        : Convolution(
          wide, narrow, kernel: kernel, stride: stride, padding: padding, hasBias: false, spectral: spectral,
          initializer)
    }

    /// The size of what the layer reads.
    var input: (height: Int, width: Int, channels: Int) {
      isTransposed ? (height, width, narrow) : (size, size + 1, wide)
    }

    func onImages(_ iterations: Int) -> Spectral {
      .onImages(height: input.height, width: input.width, iterations: iterations)
    }

    /// The convolution as a matrix, one row for each number of the narrow image and a column for each of the wide one.
    func matrix(_ weight: Tensor) -> [[Double]] {
      let w = Reference(weight.shape, values: weight.scalars())
      let columns = Reference.indices(of: [size, size + 1, wide])
      return Reference.indices(of: [height, width, narrow]).map { place in
        columns.map { source in
          let (y, x) = (source[0] - place[0] * stride + padding, source[1] - place[1] * stride + padding)
          return (0..<kernel).contains(y) && (0..<kernel).contains(x) ? w[[y, x, source[2], place[2]]] : 0
        }
      }
    }

    /// What the layer makes of images as a matrix: transposed, the roles of rows and columns are exchanged.
    func map(_ weight: Tensor) -> [[Double]] {
      let matrix = matrix(weight)
      return isTransposed ? matrix[0].indices.map { column in matrix.map { $0[column] } } : matrix
    }
  }

  private static let geometries = [
    Geometry(size: 4, kernel: 3, stride: 1, padding: 1), Geometry(size: 5, kernel: 3, stride: 1, padding: 0),
    Geometry(size: 5, kernel: 4, stride: 2, padding: 1), Geometry(size: 3, kernel: 1, stride: 1, padding: 0),
    Geometry(size: 4, kernel: 3, stride: 1, padding: 1, isTransposed: true),
  ]

  private func weight(_ layer: any Layer) -> Tensor { layer.parameters[0].value }

  private func spectralNorm(_ layer: any Layer) -> SpectralNorm {
    (layer as? Convolution)?.spectralNorm ?? (layer as! TransposedConvolution).spectralNorm!
  }

  private func image(_ geometry: Geometry, _ numbers: inout TestNumbers, batch: Int = 1) -> Tensor {
    let input = geometry.input
    let shape = [batch, input.height, input.width, input.channels]
    return Tensor(numbers.uniform(shape.product), shape: shape, type: .float64)
  }

  /// A layer of positive weights, whose greatest singular value stands well apart from the next, so that the power method
  /// comes to rest.
  private func positive(_ geometry: Geometry, _ numbers: inout TestNumbers) -> any Layer {
    let layer = geometry.layer(geometry.onImages(300), initializer)
    let shape = weight(layer).shape
    layer.parameters[0].value = Tensor(numbers.uniform(shape.product, in: 0...1), shape: shape, type: .float64)
    return layer
  }

  @Test("many iterations give the greatest singular value of the explicit matrix", arguments: geometries)
  func exact(_ geometry: Geometry) {
    var numbers = TestNumbers(seed: 1)
    let layer = positive(geometry, &numbers)
    let expected = singularValues(geometry.map(weight(layer)))[0]
    let x = image(geometry, &numbers)
    let y = layer(x, .training)
    #expect(deviation(spectralNorm(layer).norm(of: weight(layer)).item, from: expected) < 1e-10)
    // The layer is the matrix over its norm.
    let plain = geometry.map(weight(layer)).map { dot($0, x.scalars()) / expected }
    #expect(deviation(y.scalars(), from: plain) < 1e-10)
  }

  @Test("a training call is so many steps of the power method on the explicit matrix", arguments: geometries, [1, 3])
  func iterations(_ geometry: Geometry, count: Int) {
    var numbers = TestNumbers(seed: 2)
    let layer = geometry.layer(geometry.onImages(count), initializer)
    // Another weight than at the start, so that the vectors still move.
    layer.parameters[0].value = Tensor(
      numbers.uniform(weight(layer).count), shape: weight(layer).shape, type: .float64)
    let matrix = geometry.map(weight(layer))
    let norm = spectralNorm(layer)
    func unit(_ x: [Double]) -> [Double] { x.map { $0 / dot(x, x).squareRoot() } }
    var v = norm.v.value.scalars()
    var u: [Double] = []
    for _ in 0..<count {
      u = unit(matrix.map { dot($0, v) })
      v = unit(v.indices.map { column in matrix.indices.reduce(0) { $0 + matrix[$1][column] * u[$1] } })
    }
    _ = layer(image(geometry, &numbers), .training)
    #expect(deviation(norm.u.value.scalars(), from: u) < 1e-13 && deviation(norm.v.value.scalars(), from: v) < 1e-13)
    #expect(!norm.v.value.isTracked && !norm.u.value.isTracked)
  }

  @Test("once the vectors have come to rest, the estimate's derivative is that of the norm", arguments: geometries)
  func derivative(_ geometry: Geometry) {
    var numbers = TestNumbers(seed: 3)
    let layer = positive(geometry, &numbers)
    _ = layer(image(geometry, &numbers), .training)
    let w = weight(layer).tracked()
    let gradient = gradients(of: spectralNorm(layer).norm(of: w), at: [w])[0].scalars()
    for _ in 0..<2 {
      let direction = numbers.uniform(w.count)
      let expected = slope { t in
        let moved = zip(w.scalars(), direction).map { $0 + t * $1 }
        return singularValues(geometry.map(Tensor(moved, shape: w.shape, type: .float64)))[0]
      }
      #expect(deviation(dot(gradient, direction), from: expected) < 1e-7)
    }
  }

  @Test("the reshaped norm is no bound; the true one is")
  func reshaped() {
    let geometry = Geometry(size: 6, kernel: 3, stride: 1, padding: 1)
    // Equal taps add up, which the reshaped weight does not see: it has the norm 3 sqrt(6), the convolution nearly 9
    // sqrt(6).
    let ones = Tensor.ones([3, 3, 2, 3], type: .float64)
    var numbers = TestNumbers(seed: 4)
    func norm(_ spectral: Spectral) -> Double {
      let layer = geometry.layer(spectral, initializer)
      layer.parameters[0].value = ones
      for _ in 0..<20 { _ = layer(image(geometry, &numbers), .training) }
      let divisor = spectralNorm(layer).norm(of: ones).item
      return singularValues(geometry.map(ones))[0] / divisor
    }
    #expect(norm(.reshaped(iterations: 20)) > 2)
    #expect(deviation(norm(geometry.onImages(20)), from: 1) < 1e-10)
  }

  @Test("a network's recipe divides all of its weights", arguments: NetworkRecipe.Style.allCases)
  func networks(style: NetworkRecipe.Style) {
    let initializer = Initializer(seed: 2, name: "network", type: .float64)
    let plain = NetworkRecipe(style, hidden: [5, 4]).network(3, 2, initializer)
    #expect(plain.state.allSatisfy { !$0.path.contains("spectralNorm") })
    let network = NetworkRecipe(style, hidden: [5, 4], spectralNorm: 400).network(3, 2, initializer)
    var numbers = TestNumbers(seed: 5)
    _ = network(Tensor(numbers.uniform(24), shape: [8, 3], type: .float64), .training)
    let state = Dictionary(uniqueKeysWithValues: network.state.map { ($0.path, $0.parameter.value) })
    let weights = state.keys.filter { $0.hasSuffix("weight") }
    #expect(weights.count == 3)
    for path in weights {
      let (weight, stem) = (state[path]!, path.dropLast("weight".count))
      let (u, v) = (state["\(stem)spectralNorm.u"]!.scalars(), state["\(stem)spectralNorm.v"]!.scalars())
      let (values, columns) = (weight.scalars(), weight.shape[1])
      let rows = (0..<weight.shape[0]).map { Array(values[$0 * columns..<($0 + 1) * columns]) }
      let estimate = zip(u, rows).reduce(0) { $0 + $1.0 * dot($1.1, v) }
      // As many iterations have come to rest, those of the start alone have not.
      #expect(deviation(estimate, from: singularValues(rows)[0]) < 1e-12)
    }
  }
}
