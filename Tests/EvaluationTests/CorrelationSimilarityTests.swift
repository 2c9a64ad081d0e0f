import SaddleEvaluation
import Testing

struct CorrelationSimilarityTests {
  @Test(
    arguments: [
      ([1, 2, 3], [2, 4, 6], 1),
      ([1, 2, 3], [5, 4, 3], -1),
      // Deviations -3/2, -1/2, 1/2, 3/2 and -1/2, -3/2, 3/2, 1/2: products 3, squares 5 and 5.
      ([1, 2, 3, 4], [2, 1, 4, 3], 0.6),
      // Rows with a missing value do not count.
      ([1, 2, .nan, 3, 4, 9], [2, 1, 7, 4, 3, .nan], 0.6),
      // No square overflows, none vanishes.
      ([1e200, 2e200, 3e200, 4e200], [2e-200, 1e-200, 4e-200, 3e-200], 0.6),
      ([1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4], [2, 1, 4, 3], 0.6),
      // The mean of three times 0.1 is not 0.1.
      ([0.1, 0.1, 0.1], [1, 2, 3], nil),
      ([1, 2, 3], [0.1, 0.1, 0.1], nil),
      ([1, .nan], [2, 3], nil),
      ([], [], nil),
      ([1, 2, .infinity], [1, 2, 3], nil),
    ] as [([Double], [Double], Double?)])
  func pearson(first: [Double], second: [Double], expected: Double?) {
    #expect(isNear(CorrelationSimilarity.pearson(first, second), expected))
  }

  @Test func theScoreIsOneLessHalfTheDifference() {
    let line: (first: [Double], second: [Double]) = ([1, 2, 3, 4], [1, 2, 3, 4])
    let loose: (first: [Double], second: [Double]) = ([1, 2, 3, 4], [2, 1, 4, 3])
    let against: (first: [Double], second: [Double]) = ([1, 2, 3, 4], [4, 3, 2, 1])
    #expect(isNear(CorrelationSimilarity.measure(real: line, synthetic: loose).score.value, 0.8))
    #expect(isNear(CorrelationSimilarity.measure(real: line, synthetic: against).score.value, 0))
    #expect(isNear(CorrelationSimilarity.measure(real: against, synthetic: loose).score.value, 0.2))
    #expect(isNear(CorrelationSimilarity.measure(real: loose, synthetic: loose).score.value, 1))
  }

  @Test func weakOrUndefinedCorrelationsHaveNoScore() {
    let weak: (first: [Double], second: [Double]) = ([1, -1, -1, 1], [1, 2, 3, 4])
    let line: (first: [Double], second: [Double]) = ([1, 2, 3, 4], [1, 2, 3, 4])
    let flat: (first: [Double], second: [Double]) = ([1, 1, 1, 1], [1, 2, 3, 4])
    let result = CorrelationSimilarity.measure(real: weak, synthetic: line)
    #expect(result.score == .undefined("the real correlation is within ±0.5"))
    #expect(isNear(result.realCorrelation, 0) && isNear(result.syntheticCorrelation, 1))
    #expect(
      CorrelationSimilarity.measure(real: flat, synthetic: line).score
        == .undefined("no correlation in the real table"))
    #expect(
      CorrelationSimilarity.measure(real: line, synthetic: flat).score
        == .undefined("no correlation in the synthetic table"))
    #expect(isNear(CorrelationSimilarity.measure(real: line, synthetic: weak).score.value, 0.5))
  }
}
