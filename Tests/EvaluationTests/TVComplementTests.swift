import SaddleEvaluation
import Testing

struct TVComplementTests {
  @Test(
    arguments: [
      ([0, 0, 1, 1], [0, 1, 1, 2], 0.75),
      // A category that only one side has.
      ([0, 1], [0, 0], 0.5),
      ([0], [1], 0),
      // Shares, not counts; missing values do not count.
      ([0, 1], [0, 0, 0, 1, 1, 1], 1),
      ([0, -1, -1, 1], [1, 0], 1),
    ] as [([Int32], [Int32], Double)])
  func knownAnswers(real: [Int32], synthetic: [Int32], expected: Double) {
    #expect(isNear(TVComplement.score(real: real, synthetic: synthetic).value, expected))
    #expect(isNear(TVComplement.score(real: synthetic, synthetic: real).value, expected))
  }

  @Test func withoutValuesThereIsNoScore() {
    #expect(TVComplement.score(real: [-1], synthetic: [0]) == .undefined("no values in the real table"))
    #expect(TVComplement.score(real: [0], synthetic: [-1, -1]) == .undefined("no values in the synthetic table"))
    #expect(TVComplement.score(real: [], synthetic: []).value == nil)
  }
}
