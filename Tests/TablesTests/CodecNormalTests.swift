import SaddleTables
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The standard normal distribution against `Golden/make_standard_normal.py`, which has 60 digits.
@Suite struct CodecNormalTests {
  private struct Golden: Decodable {
    var quantile, distribution: [[Double]]

    static func read() throws -> Golden {
      let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/standard_normal.json")
      return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
    }
  }

  /// In the upper half p itself holds the score to no more than half an ulp of p over the density.
  @Test("quantiles to 1e-13, from 1e-300 to 1 - 1e-16")
  func quantile() throws {
    let cases = try Golden.read().quantile
    try #require(cases.count > 150)
    for pair in cases { #expect(deviation(StandardNormal.quantile(pair[0]), from: pair[1]) < 1e-13, "at \(pair[0])") }
  }

  /// The error of the rounded argument grows as z^2 in the tail.
  @Test("probabilities to 4e-16 (1 + z^2) of their own size, from -37.5 to 9")
  func distribution() throws {
    let cases = try Golden.read().distribution
    try #require(cases.count > 100)
    for pair in cases {
      let error = abs(StandardNormal.distribution(pair[0]) / pair[1] - 1)
      #expect(error < 4e-16 * (1 + pair[0] * pair[0]), "at \(pair[0])")
    }
  }

  @Test func distributionAtItsEnds() {
    #expect(StandardNormal.distribution(.infinity) == 1 && StandardNormal.distribution(-.infinity) == 0)
    #expect(StandardNormal.distribution(.nan).isNaN)
  }
}
