import SaddleEvaluation
import SaddleTables
import Testing

/// What numbers come to in words.
struct FindingTests {
  private func finding(_ topic: Finding.Topic, _ real: [Column], _ synthetic: [Column]) throws -> Finding {
    try #require(Appraisal(real: Table(real), synthetic: Table(synthetic)).findings.first { $0.topic == topic })
  }

  /// Of 100 rows of the real table, `other` have the second label in the synthetic one: a score of 1 - other / 100.
  @Test(arguments: [
    (0, Finding.Grade.good), (5, .good), (6, .fair), (15, .fair), (16, .poor), (100, .poor),
  ])
  func columnsAreGraded(other: Int, grade: Finding.Grade) throws {
    let synthetic = (0..<100).map { $0 < other ? "b" : "a" }
    let finding = try finding(
      .columns, [.labels("k", Array(repeating: "a", count: 100))], [.labels("k", synthetic)])
    #expect(finding.grade == grade)
    #expect(finding.bad.isEmpty == (other <= 10))
    #expect(finding.advice.isEmpty == finding.bad.isEmpty)
  }

  @Test(arguments: [(0, Finding.Grade.good), (2, .good), (3, .fair), (5, .fair), (6, .poor)])
  func missingCellsAreGraded(more: Int, grade: Finding.Grade) throws {
    func column(_ missing: Int) -> Column {
      .numbers("x", (0..<100).map { $0 < missing ? nil : Double($0) })
    }
    #expect(try finding(.missingness, [column(10)], [column(10 + more)]).grade == grade)
    #expect(try finding(.missingness, [column(10)], [column(10 - more)]).grade == grade)
  }

  /// `c` and `d` are rare, of which `c` occurs; the label `e` is of nobody.
  @Test func rareCategoriesAreCounted() throws {
    let real = Array(repeating: "a", count: 300) + ["c", "c", "d"]
    let synthetic = Array(repeating: "a", count: 96) + ["c", "e", "e", "e"]
    let coverage = try Appraisal(
      real: Table([.labels("k", real)]), synthetic: Table([.labels("k", synthetic)])
    ).coverage[0]
    #expect(coverage.rareCategories == 2 && coverage.rareFound == 1)
    #expect(isNear(coverage.rareReal, 3.0 / 303) && isNear(coverage.rareSynthetic, 0.01))
    #expect(isNear(coverage.coverage, 2.0 / 3) && isNear(coverage.adherence, 0.97))
    let finding = try finding(.rareValues, [.labels("k", real)], [.labels("k", synthetic)])
    #expect(finding.grade == .poor)
    #expect(finding.headline == "Of what is rare, 1 of 2 rare categories occur.")
    #expect(finding.bad.count == 2 && finding.bad.allSatisfy { $0.hasSuffix("\"k\".") })
  }

  /// Of 0 ... 199 the quantiles are 2 and 197, so that two numbers on each side are rare; of 190 ... 209 two are in the
  /// upper tail and ten beyond the range.
  @Test func rareNumbersAreCounted() throws {
    let coverage = try Appraisal(
      real: Table([.numbers("x", (0..<200).map(Double.init))]),
      synthetic: Table([.numbers("x", (190..<210).map(Double.init))])
    ).coverage[0]
    #expect(coverage.rareCategories == nil && isNear(coverage.rareReal, 0.02) && isNear(coverage.rareSynthetic, 0.6))
    #expect(isNear(coverage.adherence, 0.5) && isNear(coverage.coverage, 1 - 190.0 / 199))
  }

  /// The quantiles of 1,000 even numbers leave ten on each side. Of 100 synthetic numbers so many are there.
  @Test(arguments: [(0, Finding.Grade.poor), (1, .poor), (2, .good), (3, .good), (16, .poor)])
  func theOutermostNumbersAreAsFrequentAsTheyShould(outside: Int, grade: Finding.Grade) throws {
    let real = Column.numbers("x", (0..<1000).map(Double.init))
    let synthetic = Column.numbers("x", (0..<100).map { $0 < outside ? 995 : 400 + Double($0) })
    let finding = try finding(.rareValues, [real], [synthetic])
    #expect(finding.grade == grade)
    let bad =
      switch outside {
      case 0: ["The smallest and largest numbers are too rare in \"x\"."]
      case 16: ["Numbers as small or as large as few real ones are too frequent in \"x\"."]
      default: [String]()
      }
    #expect(finding.bad == bad)
    #expect(finding.good.isEmpty == (grade == .poor))
  }

  /// Half of the training numbers are as large as few real ones, and so are the synthetic ones.
  @Test func whatTrainingRowsHaveTooManyOfIsNoFault() throws {
    let real = Table([.numbers("x", (0..<1000).map(Double.init))])
    let others = Table([.numbers("x", (0..<1000).map { $0 % 2 == 0 ? 995 : Double($0) })])
    let finding = try #require(
      Appraisal(real: real, synthetic: others, training: others).findings.first { $0.topic == .rareValues })
    #expect(finding.grade == .good && finding.bad.isEmpty)
  }

  /// What only the training rows have, labels, numbers or missing cells, is known.
  @Test func trainingRowsAreRealToo() throws {
    func table(_ labels: [String?], _ numbers: [Double?]) -> Table {
      Table([.labels("k", labels), .numbers("x", numbers)])
    }
    let (real, synthetic) = (table(["a", "b"], [1, 2]), table(["a", "c", "d", nil], [0, 2, 3, nil]))
    let alone = try Appraisal(real: real, synthetic: synthetic).coverage
    #expect(alone.map(\.unknown) == [0.75, 0.75] && alone.map(\.adherence) == [0.25, 0.25])
    let training = table(["a", "c", nil], [0, 1, nil])
    let beside = try Appraisal(real: real, synthetic: synthetic, training: training)
    #expect(beside.coverage.map(\.adherence) == [0.25, 0.25])
    #expect(isNear(beside.coverage[0].unknown, 0.25) && isNear(beside.coverage[1].unknown, 1.0 / 3))
    let all = try Appraisal(real: real, synthetic: synthetic, training: synthetic)
    #expect(all.coverage.map(\.unknown) == [0, 0])
    #expect(try #require(all.findings.first { $0.topic == .rareValues }).bad.isEmpty)
  }

  @Test func theWholeInASentence() throws {
    let same = Table([.numbers("x", (0..<60).map { Double($0 * $0 % 61) }), .labels("k", (0..<60).map { "\($0 % 3)" })])
    #expect(
      try Appraisal(real: same, synthetic: same).overall
        == "The synthetic rows resemble the real ones closely. Too few rows to judge: usefulness, telling apart. "
        + "How private they are was not measured.")
    let other = Table([.numbers("x", (0..<60).map { Double($0 + 900) }), .labels("k", (0..<60).map { _ in "z" })])
    let overall = try Appraisal(real: same, synthetic: other).overall
    #expect(overall.contains(" other real rows are was not measured. What needs work: columns, "))
    let beside = try Appraisal(real: same, synthetic: other, training: same).overall
    #expect(beside.hasPrefix("The synthetic rows are unlike the real ones"))
  }

  /// Cramér's V of four rows, two and two alike: 1, and of unrelated columns 0; without bias, phi² is less
  /// (2 - 1)(2 - 1) / (n - 1), and the sides are 2 - 1 / (n - 1).
  @Test func strengthIsFreedOfBias() throws {
    let first = (0..<20).map { $0 < 10 ? "a" : "b" }
    // 8 of 10 and 2 of 10: phi = 0.6.
    let second = (0..<20).map { ($0 < 10) == ($0 % 10 < 8) ? "x" : "y" }
    let table = Table([.labels("f", first), .labels("s", second)])
    let pair = try QualityReport(real: table, synthetic: table).pairs[0]
    #expect(isNear(pair.realAssociation, 0.6))
    let unbiased = ((0.36 - 1.0 / 19) / (1 - 1.0 / 19)).squareRoot()
    #expect(isNear(pair.realStrength, unbiased) && isNear(pair.syntheticStrength, unbiased))
  }
}
