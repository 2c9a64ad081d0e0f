import SaddleEvaluation
import SaddleTables
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What the command prints of a report.
struct QualityReportTextTests {
  /// Shapes: x, whose name has a line break, 3/4; y 1; a long name 1/2; empty none. Trends: x and y are opposite, and
  /// nothing else is scored.
  func report() throws -> QualityReport {
    let long = String(repeating: "long", count: 12)
    return try QualityReport(
      real: Table([
        .identifier("id"), .numbers("x\n", [1, 2, 3, 4]), .numbers("y", [1, 2, 3, 4]),
        .labels(long, ["a", "a", "a", "a"]), .numbers("empty", [nil, nil, nil, nil]),
      ]),
      synthetic: Table([
        .identifier("id"), .numbers("x\n", [1, 2, 3, 3.5]), .numbers("y", [4, 3, 2, 1]),
        .labels(long, ["a", "b", "a", "b"]), .numbers("empty", [nil, nil, nil, nil]),
      ]))
  }

  @Test func summary() throws {
    // r of (1, 2, 3, 3.5) and (4, 3, 2, 1) is -4.25 / sqrt(3.6875 * 5) = -0.98977, so the pair has 0.00511.
    #expect(
      try report().summary == """
        Quality 0.378: the mean of column shapes 0.750 and pair trends 0.005.
        Pairs that are related enough in the real table to count: 1 of 6.

        Lowest columns
          "longlonglonglonglonglonglonglonglonglonglo…  TVComplement           0.500
          "x\\n"                                         KSComplement           0.750
          "y"                                           KSComplement           1.000

        Lowest pairs
          "x\\n" × "y"                                   CorrelationSimilarity  0.005
        No score for "empty": no values in the real table.
        Left out as identifiers: "id".
        """)
  }

  @Test func summaryWithoutScores() throws {
    let empty = Table([.numbers("x", [nil])])
    #expect(
      try QualityReport(real: empty, synthetic: empty).summary == """
        Quality undefined: the mean of column shapes undefined and pair trends undefined.
        Pairs that are related enough in the real table to count: 0 of 0.
        No score for "x": no values in the real table.
        """)
  }

  @Test func jsonHasEveryKeyAndNullForWhatIsUndefined() throws {
    let report = try report()
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let data = try encoder.encode(report)
    let text = String(decoding: data, as: UTF8.self)
    #expect(
      text.contains(
        #"{"metric":"KSComplement","name":"empty","reason":"no values in the real table","score":null}"#))
    #expect(text.contains(#"{"metric":"KSComplement","name":"y","reason":null,"score":1}"#))
    #expect(
      text.contains(
        #"{"first":"x\n","metric":"CorrelationSimilarity","realAssociation":null,"realCorrelation":null,"#
          + #""realStrength":null,"reason":"no correlation in the real table","score":null,"second":"empty","#
          + #""syntheticCorrelation":null,"syntheticStrength":null}"#))
    #expect(text.hasPrefix(#"{"columns":["#) && text.contains(#""leftOut":["id"],"pairs":["#))
    #expect(try JSONDecoder().decode(QualityReport.self, from: data) == report)

    let empty = Table([.numbers("x", [nil])])
    let undefined = try String(decoding: encoder.encode(QualityReport(real: empty, synthetic: empty)), as: UTF8.self)
    #expect(undefined.hasSuffix(#""leftOut":[],"pairs":[],"score":null,"shapes":null,"trends":null}"#))
  }
}
