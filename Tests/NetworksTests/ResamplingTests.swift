import SaddleNetworks
import SaddleTensors
import TestSupport
import Testing

/// Average pooling and upsampling against their definitions, and against each other.
@Suite struct ResamplingTests {
  private func draw(_ shape: [Int], _ seed: Int) -> Reference {
    var numbers = TestNumbers(seed: seed)
    return Reference(shape, values: numbers.uniform(shape.product))
  }

  private func tensor(_ x: Reference) -> Tensor { Tensor(x.values, shape: x.shape, type: .float64) }

  @Test("each place of a pooled image is the mean of its window", arguments: [1, 2, 3])
  func pooling(size: Int) {
    let x = draw([2, 2 * size, 3 * size, 3], 1)
    let expected = Reference([2, 2, 3, 3]) { place in
      Reference.indices(of: [size, size]).reduce(0) {
        $0 + x[[place[0], place[1] * size + $1[0], place[2] * size + $1[1], place[3]]]
      } / Double(size * size)
    }
    let y = AveragePooling(size)(tensor(x), .inference)
    #expect(y.shape == expected.shape && deviation(y.scalars(), from: expected.values) < 1e-15)
  }

  @Test("each place of an upsampled image is that of the image below it", arguments: [1, 2, 3])
  func upsampling(factor: Int) {
    let x = draw([2, 2, 3, 3], 2)
    let expected = Reference([2, 2 * factor, 3 * factor, 3]) { x[[$0[0], $0[1] / factor, $0[2] / factor, $0[3]]] }
    let y = Upsampling(factor)(tensor(x), .inference)
    #expect(y.shape == expected.shape && y.scalars() == expected.values)
  }

  @Test("they are adjoint up to the window's size, and pooling undoes upsampling")
  func adjoint() {
    let (wide, narrow) = (draw([2, 4, 6, 3], 3), draw([2, 2, 3, 3], 4))
    let pooled = AveragePooling(2)(tensor(wide), .inference).scalars()
    let raised = Upsampling(2)(tensor(narrow), .inference)
    #expect(deviation(4 * dot(pooled, narrow.values), from: dot(wide.values, raised.scalars())) < 1e-14)
    #expect(deviation(AveragePooling(2)(raised, .inference).scalars(), from: narrow.values) < 1e-15)
  }

  @Test("windows that do not tile the image trap", arguments: [[1, 3, 4, 1], [1, 4, 3, 1]])
  func tiling(shape: [Int]) async {
    await #expect(processExitsWith: .failure) { [shape] in
      _ = AveragePooling(2)(.ones(shape), .inference)
    }
  }
}
