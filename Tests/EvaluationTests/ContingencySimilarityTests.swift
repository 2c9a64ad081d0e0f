import SaddleEvaluation
import Testing

struct ContingencySimilarityTests {
  typealias Pair = (first: [Int32], second: [Int32])

  @Test func knownAnswers() {
    let same: Pair = ([0, 0, 1, 1], [5, 5, 2, 2])
    let crossed: Pair = ([0, 0, 1, 1], [2, 2, 5, 5])
    let half: Pair = ([0, 0, 1, 1], [5, 2, 5, 2])
    let unseen: Pair = ([0, 0, 1, 3], [5, 5, 2, 2])
    #expect(ContingencySimilarity.measure(real: same, synthetic: same).score == .defined(1))
    #expect(ContingencySimilarity.measure(real: same, synthetic: crossed).score == .defined(0))
    #expect(ContingencySimilarity.measure(real: same, synthetic: half).score == .defined(0.5))
    #expect(ContingencySimilarity.measure(real: same, synthetic: unseen).score == .defined(0.75))
  }

  @Test func missingIsAValueLikeAnyOther() {
    let real: Pair = ([0, 0, -1, -1], [1, 1, 0, 0])
    let synthetic: Pair = ([0, -1, -1, -1], [1, 1, 0, -1])
    #expect(ContingencySimilarity.measure(real: real, synthetic: synthetic).score == .defined(0.5))
  }

  /// The table and the value of SciPy's documentation of `scipy.stats.contingency.association`.
  @Test func associationIsCramersV() {
    let table = [[100, 150], [203, 322], [420, 700], [320, 210]]
    var real: Pair = ([], [])
    for (row, counts) in table.enumerated() {
      for (column, count) in counts.enumerated() {
        real.first += [Int32](repeating: Int32(row), count: count)
        real.second += [Int32](repeating: Int32(column), count: count)
      }
    }
    let result = ContingencySimilarity.measure(real: real, synthetic: real)
    #expect(isNear(result.realAssociation, 0.18617813077483678))
    #expect(result.score == .undefined("the real association is at most 0.3"))
    #expect(ContingencySimilarity.measure(real: real, synthetic: real, threshold: 0.18).score == .defined(1))
  }

  @Test func oneValueOrNoRowsHaveNoScore() {
    let one: Pair = ([0, 0, 0], [0, 1, 2])
    let many: Pair = ([0, 1, 2], [0, 1, 2])
    #expect(
      ContingencySimilarity.measure(real: one, synthetic: many).score == .undefined("one value in the real table"))
    #expect(isNear(ContingencySimilarity.measure(real: many, synthetic: one).score.value, 1.0 / 3))
    #expect(
      ContingencySimilarity.measure(real: ([], []), synthetic: many).score
        == .undefined("no values in the real table"))
    #expect(
      ContingencySimilarity.measure(real: many, synthetic: ([], [])).score
        == .undefined("no values in the synthetic table"))
  }

  /// What a category is called must not matter; names far apart take the way of counting that is for many categories.
  @Test(arguments: 1...10)
  func spreadingTheCodesChangesNothing(seed: UInt64) {
    var random = XorShift(state: seed &* 0x9E37_79B9_7F4A_7C15)
    func pair(_ count: Int) -> Pair {
      let first = (0..<count).map { _ in Int32.random(in: -1...3, using: &random) }
      return (first, first.map { Int32.random(in: 0...9, using: &random) < 7 ? $0 : -1 })
    }
    let (real, synthetic) = (pair(500), pair(300))
    func spread(_ pair: Pair) -> Pair {
      (pair.first.map { $0 < 0 ? $0 : $0 * 100_000 + 7 }, pair.second.map { $0 < 0 ? $0 : $0 * 300_000 + 11 })
    }
    let near = ContingencySimilarity.measure(real: real, synthetic: synthetic)
    let far = ContingencySimilarity.measure(real: spread(real), synthetic: spread(synthetic))
    #expect(near.score.value != nil)
    #expect(isNear(near.score.value, far.score.value))
    #expect(isNear(near.realAssociation, far.realAssociation))
  }
}
