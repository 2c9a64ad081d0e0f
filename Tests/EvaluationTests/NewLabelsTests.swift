import SaddleEvaluation
import SaddleTables
import SaddleTensors
import Testing

/// Real rows that are written otherwise than the training rows.
struct NewLabelsTests {
  private func people(_ rows: Range<Int>, _ label: (Int) -> String) -> Table {
    let random = RandomStream(seed: 6, name: "labels")
    let draws = random.uniform([rows.upperBound, 2], step: 0, type: .float64).scalars()
    return Table([
      .labels("k", rows.map { label(Int(draws[$0 * 2] * 1000)) }), .numbers("x", rows.map { draws[$0 * 2 + 1] }),
    ])
  }

  private func appraisal(training: (Int) -> String, real: (Int) -> String) throws -> Appraisal {
    try Appraisal(
      real: people(0..<300, real), synthetic: people(300..<600, training), training: people(600..<900, training))
  }

  @Test func anotherSpellingIsNoAlarm() throws {
    let appraisal = try appraisal(
      training: { $0 < 700 ? "true" : "false" }, real: { $0 < 700 ? "True" : "False" })
    let new = try #require(appraisal.newLabels.first)
    #expect(new.name == "k" && new.share == 1 && new.labels == ["True", "False"])
    let privacy = try #require(appraisal.findings.last)
    #expect(privacy.grade == .unknown)
    #expect(
      privacy.headline
        == "Not to be judged until both files are written alike: these real rows have labels in \"k\" that no training "
        + "row has.")
    let text = "100 % of the real cells of \"k\" hold labels that no training row has: \"True\" and \"False\"."
    #expect(privacy.bad.first == text && appraisal.findings[0].bad.contains(text))
    #expect(appraisal.overall.hasSuffix("How private they are cannot be judged by these real rows."))
    #expect(!appraisal.overall.contains("do not share"))
    let detection = try #require(appraisal.findings.first { $0.topic == .detection })
    #expect(detection.bad.last == "Labels in \"k\" that no training row has may be all that gives the rows away.")
    #expect(appraisal.summary.contains("Privacy: Not to be judged until both files are written alike"))
    #expect(!appraisal.page(title: "x").contains("Exact copies of a training row"))
  }

  /// A new label of a tenth of the rows is one, of a fortieth is none; labels that hardly repeat are new by chance.
  @Test func whatSamplingExplainsIsNone() throws {
    let common: (Int) -> String = { "l\($0 % 3)" }
    #expect(
      try appraisal(training: common, real: { $0 < 100 ? "new" : common($0) }).newLabels.map(\.labels) == [["new"]])
    #expect(try appraisal(training: common, real: { $0 < 25 ? "new" : common($0) }).newLabels.isEmpty)
    let rare = try appraisal(training: { "l\($0)" }, real: { "l\($0)" })
    #expect(rare.newLabels.isEmpty && rare.findings.last?.grade != .unknown)
    let unknown = try appraisal(training: { "l\($0)" }, real: { "L\($0)" })
    #expect(unknown.newLabels.first?.share == 1)
  }
}
