import SaddleNetworks
import SaddleTensors
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Self-attention against its formula in Doubles.
@Suite struct SelfAttentionTests {
  private let initializer = Initializer(seed: 0, name: "attention", type: .float64)

  private func reference(_ x: Tensor) -> Reference { Reference(x.shape, values: x.scalars()) }

  @Test("each place gets the values of all places by the soft-max of query times key", arguments: [0, 0.7])
  func attention(gamma: Double) {
    let layer = SelfAttention(4, reduced: 2, initializer)
    #expect(layer.gamma.value.scalars() == [0])
    #expect(layer.queries.weight.value.shape == [4, 2] && layer.keys.weight.value.shape == [4, 2])
    layer.gamma.value = Tensor([gamma], type: .float64)
    let input = initializer.uniform([2, 3, 2, 4], bound: 2)
    let x = reference(input.reshaped([2, 6, 4]))
    let weights = [layer.queries, layer.keys, layer.values].map { reference($0.weight.value) }
    func projected(_ image: Int, _ place: Int, _ w: Reference) -> [Double] {
      (0..<w.shape[1]).map { column in (0..<4).reduce(0) { $0 + x[[image, place, $1]] * w[[$1, column]] } }
    }
    let expected = Reference(x.shape) { index in
      let query = projected(index[0], index[1], weights[0])
      let scores = (0..<6).map { exp(dot(query, projected(index[0], $0, weights[1]))) }
      let sum = (0..<6).reduce(0) { $0 + scores[$1] * projected(index[0], $1, weights[2])[index[2]] }
      return x[index] + gamma * sum / scores.reduce(0, +)
    }
    let y = layer(input, .inference)
    #expect(y.shape == input.shape && deviation(y.scalars(), from: expected.values) < 1e-13)
  }
}
