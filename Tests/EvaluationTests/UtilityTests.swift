import SaddleEvaluation
import SaddleFiles
import SaddleTables
import SaddleTensors
import Testing

struct UtilityTests {
  /// y follows from x, z from nothing.
  private func table(_ rows: Range<Int>, noise: Double = 0) -> Table {
    let random = RandomStream(seed: 2, name: "utility")
    let draws = random.uniform([rows.upperBound, 3], step: 0, type: .float64).scalars()
    return Table([
      .numbers("x", rows.map { draws[$0 * 3] }),
      .labels("y", rows.map { (noise > 0 ? draws[$0 * 3 + 2] : draws[$0 * 3]) > 0.5 ? "high" : "low" }),
      .numbers("z", rows.map { draws[$0 * 3 + 1] }), .identifier("key"), .constant("same", "a"),
    ])
  }

  @Test func whatIsLostIsSeen() throws {
    let good = try Appraisal(
      real: table(0..<400), synthetic: table(400..<800), training: table(800..<1200), target: "y")
    #expect(good.utility.targets.map(\.name) == ["y"])
    #expect(good.utility.targets[0].metric == .macroF1)
    #expect(good.utility.kept.map { $0 > 0.97 } == true)
    let bad = try Appraisal(
      real: table(0..<400), synthetic: table(400..<800, noise: 1), training: table(800..<1200), target: "y")
    #expect(bad.utility.kept.map { $0 < 0.7 } == true)
    #expect(bad.findings.first { $0.topic == .utility }?.grade == .poor)
    // Relations that are not there give every synthetic row away.
    #expect(try #require(bad.detection.auc) > 0.7 && (try #require(good.detection.auc)) < 0.6)
  }

  /// Codes of seventeen cities, some of them rare, from which the city follows. Without a penalty on leaves trees come apart on
  /// it: their mean F1 was 0.02 on a table made so.
  @Test func manyClassesDoNotComeApart() throws {
    func cities(_ rows: Range<Int>) -> Table {
      let draws = RandomStream(seed: 3, name: "cities").uniform([rows.upperBound, 4], step: 0, type: .float64).scalars()
      let city = rows.map { Int(17 * draws[$0 * 4] * draws[$0 * 4]) }
      return Table([
        .numbers("code", zip(rows, city).map { Double($1 * 7 % 17 * 1_000 + Int(draws[$0 * 4 + 1] * 30)) }),
        .labels("city", city.map { "c\($0)" }), .numbers("x", rows.map { draws[$0 * 4 + 2] }),
        .numbers("y", rows.map { draws[$0 * 4 + 3] }),
      ])
    }
    let appraisal = try Appraisal(
      real: cities(0..<800), synthetic: cities(800..<3_300), training: cities(3_300..<5_800), target: "city")
    let target = appraisal.utility.targets[0]
    #expect(try #require(target.real) > 0.8 && #require(target.synthetic) > 0.8, "\(target)")
  }

  @Test func withoutTargetEveryColumnIsOne() throws {
    let utility = try Appraisal(real: table(0..<100), synthetic: table(100..<200)).utility
    #expect(utility.targets.map(\.name) == ["x", "y", "z"])
    #expect(utility.real == nil && utility.kept == nil && utility.synthetic != nil)
    #expect(utility.targets.map(\.metric) == [.r2, .macroF1, .r2])
  }

  @Test(arguments: [
    ("key", "--target \"key\" is a column of keys, which nothing can be learned of; name another column"),
    ("X", "--target \"X\" is no column of the real rows; did you mean \"x\"?"),
    (
      "same",
      "--target \"same\" has one value only in the real rows, so that there is nothing to guess; name another column"
    ),
  ])
  func targetsThatCannotBe(name: String, message: String) {
    let error = #expect(throws: SaddleError.self) {
      try Appraisal(real: table(0..<50), synthetic: table(50..<99), target: name)
    }
    #expect(error == SaddleError(.usage, message))
  }
}
