import SaddleEvaluation
import Testing

struct KSComplementTests {
  @Test(
    arguments: [
      // Three of four values agree; the largest gap, 1/4, is between 4 and 9.
      ([1, 2, 3, 4], [1, 2, 3, 9], 0.75),
      // Ties: at 1 the shares are 1/2 and 1/4.
      ([1, 1, 2, 2], [1, 2, 2, 2], 0.75),
      // Unequal sizes: at 0 the shares are 1/2 and 1/3.
      ([0, 1], [0, 0.5, 1], 5.0 / 6),
      // Nothing in common, whichever is larger.
      ([1, 2], [3, 4, 5], 0),
      ([3, 4, 5], [1, 2], 0),
      // The order does not matter, and missing values do not count.
      ([3, 1, .nan, 2], [.nan, .nan, 2, 3, 1], 1),
      // Noise beyond the 14th decimal is a tie.
      ([0.1 + 0.2, 1], [0.3, 1], 1),
      ([-.infinity, 0, 1e300, .infinity], [-.infinity, 0, 1e300, 2e300], 0.75),
    ] as [([Double], [Double], Double)])
  func knownAnswers(real: [Double], synthetic: [Double], expected: Double) {
    #expect(isNear(KSComplement.score(real: real, synthetic: synthetic).value, expected))
    #expect(isNear(KSComplement.score(real: synthetic, synthetic: real).value, expected))
  }

  @Test func withoutValuesThereIsNoScore() {
    #expect(KSComplement.score(real: [.nan], synthetic: [1]) == .undefined("no values in the real table"))
    #expect(KSComplement.score(real: [1], synthetic: []) == .undefined("no values in the synthetic table"))
  }

  /// The definition itself, in O(n^2), on samples with many ties.
  @Test(arguments: 1...20)
  func equalsTheDefinition(seed: UInt64) {
    var random = XorShift(state: seed &* 0x9E37_79B9_7F4A_7C15)
    let real = (0..<Int.random(in: 1...40, using: &random)).map { _ in Double(Int.random(in: 0...9, using: &random)) }
    let synthetic = (0..<Int.random(in: 1...40, using: &random)).map { _ in
      Double(Int.random(in: 2...14, using: &random))
    }
    func share(_ values: [Double], atMost x: Double) -> Double {
      Double(values.count { $0 <= x }) / Double(values.count)
    }
    let gap = (real + synthetic).map { abs(share(real, atMost: $0) - share(synthetic, atMost: $0)) }.max()!
    #expect(isNear(KSComplement.score(real: real, synthetic: synthetic).value, 1 - gap))
  }
}
