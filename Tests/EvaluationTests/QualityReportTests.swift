import SaddleEvaluation
import SaddleFiles
import SaddleTables
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

struct QualityReportTests {
  let people: [Column] = [
    .identifier("id"),
    .numbers("height", [150, 160, nil, 180, 190, 171], kind: .integer),
    .numbers("weight", [51, 60.5, 70, 81, 90, nil]),
    .numbers("born", [1e9, 1.1e9, 1.2e9, 1.3e9, nil, 1.4e9], kind: .datetime),
    .labels("size", ["s", "s", "m", "l", "l", nil]),
    .labels("member", ["no", "no", "no", "yes", "yes", "yes"], kind: .boolean),
    .constant("country", "NO"),
  ]

  @Test func aTableIsLikeItselfInAnyOrderOfColumnsAndLabels() throws {
    var other = Array(people.reversed())
    other[2] = .labels("size", ["s", "s", "m", "l", "l", nil], reversed: true)
    let report = try QualityReport(real: Table(people, rows: 6), synthetic: Table(other, rows: 6))
    #expect(report.columns.map(\.name) == ["height", "weight", "born", "size", "member", "country"])
    #expect(report.columns.allSatisfy { $0.score == 1 })
    #expect(report.pairs.count == 15)
    #expect(report.pairs.contains { $0.score != nil && $0.metric == .correlationSimilarity })
    #expect(report.pairs.contains { $0.score != nil && $0.metric == .contingencySimilarity })
    #expect(report.pairs.allSatisfy { isNear($0.score ?? 1, 1) })
    #expect(isNear(report.shapes, 1) && isNear(report.trends, 1) && isNear(report.score, 1))
    #expect(report.leftOut == ["id"])
  }

  @Test func theScoreIsTheMeanOfShapesAndTrends() throws {
    let real = Table([.numbers("x", [1, 2, 3, 4]), .numbers("y", [1, 2, 3, 4])])
    let synthetic = Table([.numbers("x", [1, 2, 3, 9]), .numbers("y", [4, 3, 2, 1])])
    let report = try QualityReport(real: real, synthetic: synthetic)
    #expect(isNear(report.shapes, 0.875))
    // r of (1, 2, 3, 9) and (4, 3, 2, 1): products -12.5, squares 38.75 and 5.
    #expect(isNear(report.trends, 1 - (1 + 12.5 / (38.75 * 5).squareRoot()) / 2))
    #expect(isNear(report.score, (report.shapes! + report.trends!) / 2))
  }

  /// The same values, taken for different kinds because one table happens to hold few of them.
  @Test(
    arguments: [
      (.numbers("c", [0, 1, nil]), .labels("c", ["0", "1", nil], kind: .boolean), .ksComplement, 1),
      (.labels("c", ["0", "1,5", nil]), .numbers("c", [0, 1.5, nil]), .ksComplement, 1),
      (.numbers("c", [2.5, 1, 1]), .constant("c", "2,5"), .ksComplement, 1.0 / 3),
      (.constant("c", "-1e3"), .numbers("c", [-1000, 1, 1]), .ksComplement, 1.0 / 3),
      (.constant("c", "7"), .constant("c", "7,0"), .ksComplement, 1),
      (.constant("c", "nan"), .constant("c", "inf"), .tvComplement, 0),
      // A real constant that reads as a number is one; the label of a category is not, but `1` and `1,0` are the same.
      (.constant("c", "7"), .labels("c", ["6", "8", "8"]), .ksComplement, 1.0 / 3),
      (.constant("c", "007"), .labels("c", ["006", "007", "007"]), .tvComplement, 2.0 / 3),
      (
        .labels("c", ["0", "1", "1"], kind: .boolean), .labels("c", ["1,0", "0,0", "1,0"], kind: .boolean),
        .tvComplement, 1
      ),
      // Too many digits for a Double, which would take the two for the same.
      (
        .labels("c", ["12345678901234567890", "x", "x"]), .labels("c", ["12345678901234567891", "x", "x"]),
        .tvComplement, 2.0 / 3
      ),
      (.constant("c", "1e400"), .constant("c", "1e400"), .tvComplement, 1),
      (.constant("c", "a"), .constant("c", "a"), .tvComplement, 1),
      (.labels("c", ["a", "b", "b"]), .constant("c", "b"), .tvComplement, 2.0 / 3),
      (.labels("c", ["1", "2", "3"]), .constant("c", "2"), .tvComplement, 1.0 / 3),
      (.numbers("c", [1, 2, 3], kind: .datetime), .constant("c", nil), .ksComplement, nil),
      (.constant("c", nil), .labels("c", ["a", "b", "b"]), .tvComplement, nil),
    ] as [(Column, Column, ColumnScore.Metric, Double?)])
  func kindsThatGoTogether(real: Column, synthetic: Column, metric: ColumnScore.Metric, score: Double?) throws {
    let report = try QualityReport(
      real: Table([real], rows: 3, decimalSeparator: ","), synthetic: Table([synthetic], rows: 3, decimalSeparator: ",")
    )
    #expect(report.columns[0].metric == metric)
    #expect(isNear(report.columns[0].score, score))
  }

  @Test(
    arguments: [
      (.numbers("c", [1, 2]), .labels("c", ["1", "b"])),
      (.constant("c", "b"), .numbers("c", [1, 2])),
      (.numbers("c", [1, 2], kind: .datetime), .numbers("c", [1, 2])),
      (.labels("c", ["1", "2"]), .numbers("c", [1, 2], kind: .datetime)),
      (.numbers("c", [1, 2]), .identifier("c")),
    ] as [(Column, Column)])
  func kindsThatDoNot(real: Column, synthetic: Column) throws {
    let (real, synthetic) = (Table([real], rows: 2), Table([synthetic], rows: 2))
    let error = #expect(throws: SaddleError.self) { try QualityReport(real: real, synthetic: synthetic) }
    #expect(error?.kind == .malformed)
    let kinds = (real.schema.columns[0].kind.rawValue, synthetic.schema.columns[0].kind.rawValue)
    #expect(
      error?.message
        == "column \"c\" is \(kinds.0) in the real table and \(kinds.1) in the synthetic one, so that the two "
        + "cannot be compared; give it one kind in both, as --set column.NAME=category does")
  }

  @Test(arguments: [
    (
      ["a", "b"], ["c"],
      "the two tables share no column: the real one has \"a\", \"b\", the synthetic one \"c\""
    ),
    (["a", "b"], ["b"], "the two tables differ in their columns: only the real one has \"a\""),
    (
      ["a", "b"], ["b", "1", "2", "3", "4", "5", "6", "7"],
      "the two tables differ in their columns: only the real one has \"a\", "
        + "only the synthetic one has \"1\", \"2\", \"3\", \"4\", \"5\" and 2 more"
    ),
  ])
  func namesThatDiffer(real: [String], synthetic: [String], message: String) throws {
    let tables = [real, synthetic].map { Table($0.map { .numbers($0, [1, 2]) }) }
    let error = #expect(throws: SaddleError.self) { try QualityReport(real: tables[0], synthetic: tables[1]) }
    #expect(error == SaddleError(.malformed, message + "; give two files with the same names in their headers"))
  }

  @Test func numbersWithoutBinsHaveNoPairScore() throws {
    let wide = Table([
      .numbers("x", [-1.7e308, 1.7e308, 0, 1]), .labels("k", ["a", "b", "c", "c"]),
    ])
    let report = try QualityReport(real: wide, synthetic: wide)
    #expect(report.columns[0].score == 1)
    #expect(report.pairs[0].reason == "the range of the numbers cannot be divided into bins")
  }

  @Test func emptyTablesHaveNoScore() throws {
    let empty = Table([.numbers("x", []), .labels("k", []), .constant("c", "1")])
    let report = try QualityReport(real: empty, synthetic: empty)
    #expect(report.score == nil && report.shapes == nil && report.trends == nil)
    #expect(report.columns.allSatisfy { $0.reason != nil } && report.pairs.allSatisfy { $0.reason != nil })
  }
}
