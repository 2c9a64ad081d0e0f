import SaddleEvaluation
import SaddleTables
import SaddleTensors
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What real rows score against each other is what synthetic ones are held to.
struct BaselineTests {
  /// Rows of a town of 60, a region that follows from it, and a number.
  private func people(_ rows: Range<Int>, follows: Bool = true) -> Table {
    let random = RandomStream(seed: 4, name: "towns")
    let draws = random.uniform([rows.upperBound, 3], step: 0, type: .float64).scalars()
    let towns = rows.map { Int(draws[$0 * 3] * 60) }
    return Table([
      .labels("town", towns.map { "t\($0)" }),
      .labels("region", zip(rows, towns).map { "r\(follows ? $1 / 6 : Int(draws[$0 * 3 + 1] * 10))" }),
      .numbers("x", rows.map { draws[$0 * 3 + 2] }),
    ])
  }

  private func grades(_ appraisal: Appraisal) -> [Finding.Topic: Finding.Grade] {
    Dictionary(uniqueKeysWithValues: appraisal.findings.map { ($0.topic, $0.grade) })
  }

  @Test func realRowsAreGood() throws {
    let (real, synthetic) = (people(0..<120), people(120..<240))
    let alone = try Appraisal(real: real, synthetic: synthetic)
    #expect(alone.baseline == nil && grades(alone)[.columns] == .poor && grades(alone)[.pairs] == .poor)
    #expect(alone.overall.hasPrefix("The synthetic rows are not much like the real ones, and how like them other real"))
    #expect(alone.findings[1].bad.allSatisfy { $0.hasPrefix("Least alike") })

    let beside = try Appraisal(real: real, synthetic: synthetic, training: people(240..<360))
    let baseline = try #require(beside.baseline)
    #expect(baseline.rows == 120 && isNear(baseline.score, alone.quality.score, within: 0.05))
    #expect(grades(beside)[.columns] == .good && grades(beside)[.pairs] == .good)
    #expect(beside.overall.hasPrefix("The synthetic rows are as much like the real ones as training rows are ("))
    #expect(beside.findings[1].bad.isEmpty)
    #expect(beside.page(title: "x").contains("alike; training rows"))
    #expect(beside.summary.contains("Real rows: 120 training rows in place of the synthetic ones score 0."))
  }

  @Test func whatIsLostIsStillSeen() throws {
    let appraisal = try Appraisal(
      real: people(0..<120), synthetic: people(120..<240, follows: false), training: people(240..<360))
    #expect(grades(appraisal)[.pairs] == .poor)
    #expect(appraisal.findings[1].bad == ["Relations that were lost or exaggerated: \"town\" with \"region\"."])
  }

  /// Training rows are compared as far as there are synthetic ones, and are the same at every call.
  @Test func asManyRowsAsThereAreSyntheticOnes() throws {
    let few = try Appraisal(real: people(0..<120), synthetic: people(120..<160), training: people(160..<360))
    #expect(few.baseline?.rows == 40)
    let again = try Appraisal(real: people(0..<120), synthetic: people(120..<160), training: people(160..<360))
    #expect(few.baseline == again.baseline)
  }

  /// Rows against themselves are the scale of today's cuts.
  @Test func theSameRowsAreAScaleOfOne() throws {
    let rows = people(0..<120)
    let appraisal = try Appraisal(real: rows, synthetic: rows, training: rows)
    #expect(isNear(appraisal.baseline?.score, 1) && isNear(appraisal.baseline?.shapes, appraisal.quality.shapes))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let text = String(decoding: try encoder.encode(appraisal), as: UTF8.self)
    #expect(text.contains(#""baseline":{"columns":[{"name":"town","score":1},"#))
    #expect(text.contains(#"{"first":"town","score":1,"second":"region"}"#))
  }
}
