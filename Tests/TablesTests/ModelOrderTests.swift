import SaddleTables
import TestSupport
import Testing

@Suite struct ModelOrderTests {
  @Test(
    "each epoch has every row once, also where batches cross its end",
    arguments: [(7, 3), (10, 5), (4, 10), (1, 3), (5, 1)])
  func epochs(rows: Int, batch: Int) {
    let order = BatchOrder(rows: rows, batch: batch, seed: 1)
    let batches = (0..<rows * 4).map { order.rows(ofBatch: $0) }
    #expect(batches.allSatisfy { $0.count == batch })
    let drawn = batches.flatMap(\.self)
    let epochs = stride(from: 0, to: drawn.count, by: rows).map { Array(drawn[$0..<$0 + rows]) }
    for epoch in epochs { #expect(epoch.sorted() == Array(0..<rows)) }
    if rows > 3 { #expect(Set(epochs).count > 1) }
  }

  @Test(
    "a batch is a function of the seed and its number, in whatever order it is asked for", arguments: [(7, 3), (4, 10)])
  func anyOrder(rows: Int, batch: Int) {
    let straight = BatchOrder(rows: rows, batch: batch, seed: 8)
    let expected = (0..<60).map { straight.rows(ofBatch: $0) }
    var random = TestNumbers(seed: 3)
    let order = BatchOrder(rows: rows, batch: batch, seed: 8)
    for number in (Array(0..<60) + Array(0..<60)).shuffled(using: &random) {
      #expect(order.rows(ofBatch: number) == expected[number])
    }
    let other = BatchOrder(rows: rows, batch: batch, seed: 9)
    #expect((0..<60).map { other.rows(ofBatch: $0) } != expected)
  }

  /// With 5,000 epochs of three rows, each of the six orders is drawn about 833 times.
  @Test("all orders are equally likely")
  func uniform() {
    let order = BatchOrder(rows: 3, batch: 3, seed: 2)
    let counts = (0..<5_000).reduce(into: [[Int]: Int]()) { $0[order.rows(ofBatch: $1), default: 0] += 1 }
    #expect(counts.count == 6)
    let chiSquared = counts.values.reduce(0.0) {
      $0 + (Double($1) - 5_000 / 6) * (Double($1) - 5_000 / 6) / (5_000 / 6)
    }
    // One in a thousand exceeds 20.5 with five degrees of freedom.
    #expect(chiSquared < 20.5)
  }
}
