import SaddleEvaluation
import SaddleTables
import Testing

/// Two files, read as the command reads them.
struct ComparisonTests {
  static let real = """
    key,city,count,fixed,label,empty
    k01,Oslo,3,7,same,
    k02,Bergen,4,7,same,
    k03,Oslo,5,7,same,
    k04,Oslo,6,7,same,

    """

  func report(_ synthetic: String) throws -> QualityReport {
    let real = try Table.parse(Array(Self.real.utf8), name: "real.csv")
    return try QualityReport(
      real: real, synthetic: Table.parse(Array(synthetic.utf8), name: "new.csv", schema: real.schema.forComparison))
  }

  @Test func aFileIsLikeItself() throws {
    let report = try report(Self.real)
    #expect(report.columns.map(\.name) == ["city", "count", "fixed", "label", "empty"])
    #expect(report.columns.map(\.score) == [1, 1, 1, 1, nil])
    #expect(report.leftOut == ["key"])
  }

  /// The constants of one file vary in the other: 7, 7, 8 and 8; same and other.
  @Test func constantsOfTheOtherFileAreSeenToVary() throws {
    let report = try report(
      """
      city,key,count,label,fixed,empty
      Oslo,k11,3.5,same,7,
      Bergen,k12,4,other,7,
      Paris,k13,5,other,8,
      Oslo,k14,6,other,8,

      """)
    #expect(report.columns.map(\.name) == ["city", "count", "fixed", "label", "empty"])
    #expect(report.columns.map(\.score) == [0.75, 0.75, 0.5, 0.25, nil])
    #expect(
      report.columns.map(\.metric.rawValue).prefix(4) == [
        "TVComplement", "KSComplement", "KSComplement", "TVComplement",
      ])
  }
}
