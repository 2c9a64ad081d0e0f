import SaddleNetworks
import SaddleTensors
import Testing

/// The rows of an embedding, their start and their derivative.
@Suite struct EmbeddingTests {
  private let initializer = Initializer(seed: 0, name: "embedding", type: .float64)

  @Test("an embedding gives the rows that indices name, of variance one at the start")
  func embedding() {
    let embedding = Embedding(200, 50, initializer)
    let rows = embedding.weight.value.scalars()
    let y = embedding([7, 0, 199, 7])
    #expect(y.shape == [4, 50])
    let expected = [7, 0, 199, 7].flatMap { (index: Int) -> ArraySlice<Double> in rows[index * 50..<index * 50 + 50] }
    #expect(y.scalars() == expected)
    #expect(embedding([]).shape == [0, 50])
    let variance = rows.reduce(0) { $0 + $1 * $1 } / Double(rows.count)
    #expect(abs(variance - 1) < 0.04)
    let (_, gradients) = valueWithGradients(at: embedding.parameters) { embedding([1, 3, 1]).sum() }
    let counts = gradients[0].sum(axes: [1]).scalars()
    #expect(counts[0..<5] == [0, 100, 0, 50, 0] && counts[5...].allSatisfy { $0 == 0 })
  }

  @Test("an index that is not below the count traps")
  func index() async {
    await #expect(processExitsWith: .failure) { _ = Embedding(2, 3, Initializer(seed: 0, name: "x"))([0, 2]) }
  }
}
