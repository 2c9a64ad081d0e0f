import SaddleEvaluation
import SaddleTables
import SaddleTensors
import Testing

/// With few rows nothing is good that was not tested.
struct FewRowsTests {
  private func people(_ rows: Range<Int>) -> Table {
    let random = RandomStream(seed: 7, name: "few")
    let draws = random.uniform([rows.upperBound, 2], step: 0, type: .float64).scalars()
    return Table([
      .numbers("x", rows.map { draws[$0 * 2] }), .numbers("y", rows.map { $0 % 9 == 0 ? nil : draws[$0 * 2 + 1] }),
      .labels("k", rows.map { draws[$0 * 2] > 0.5 ? "a" : "b" }),
    ])
  }

  private static let judged: [Finding.Topic] = [.utility, .detection, .missingness, .privacy]

  private func grades(real: Int, synthetic: Int = 400, training: Int = 400) throws -> [Finding.Grade] {
    let appraisal = try Appraisal(
      real: people(0..<real), synthetic: people(1000..<1000 + synthetic), training: people(2000..<2000 + training))
    return appraisal.findings.filter { Self.judged.contains($0.topic) }.map(\.grade)
  }

  @Test(arguments: [5, 25, 99]) func fewRealRowsJudgeNothing(real: Int) throws {
    #expect(try grades(real: real).allSatisfy { $0 == .unknown })
    let appraisal = try Appraisal(real: people(0..<real), synthetic: people(1000..<1400), training: people(2000..<2400))
    #expect(
      appraisal.findings.last?.headline
        == "There are too few rows to judge this: \(real) real rows, where it takes 100.")
    #expect(
      appraisal.overall.hasSuffix("Too few rows to judge: usefulness, telling apart, missing values, privacy."))
    #expect(appraisal.summary.contains("Detection: There are too few rows"))
  }

  @Test func aHundredDo() throws {
    #expect(try grades(real: 100, synthetic: 100, training: 100).allSatisfy { $0 != .unknown })
  }

  @Test func fewRowsOfOtherTables() throws {
    #expect(try grades(real: 100, synthetic: 99).map { $0 == .unknown } == [false, true, true, true])
    #expect(try grades(real: 100, training: 99).map { $0 == .unknown } == [true, false, false, true])
  }

  /// Copies of the training rows are known as such beside 25 rows, of which none is one.
  @Test func copiesAreSeenAllTheSame() throws {
    let training = people(0..<300)
    let copied = try Appraisal(real: people(300..<325), synthetic: training, training: training)
    #expect(copied.findings.last?.grade == .poor && copied.overall.contains("do not share them yet"))
    let few = try Appraisal(real: people(300..<302), synthetic: training, training: training)
    #expect(few.findings.last?.grade == .unknown && few.findings.last?.bad.count == 1)
  }
}
