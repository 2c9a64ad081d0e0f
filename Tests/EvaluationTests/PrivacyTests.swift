import SaddleEvaluation
import SaddleTables
import SaddleTensors
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Three tables and what SDMetrics says of them, as `Golden/make_privacy.py` writes them.
struct PrivacyGolden: Decodable {
  typealias Cell = QualityGolden.Cell
  struct Column: Decodable {
    var name: String
    var coverage: Double?
    var adherence, missing: Double
  }

  var names: [String]
  var kinds: [ColumnKind]
  var training, real, synthetic: [[Cell?]]
  var toTraining, heldOut: [Double]
  var closerToTraining, overfittingProtection: Double
  var columns: [Column]

  static func read() throws -> PrivacyGolden {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/privacy.json")
    return try JSONDecoder().decode(PrivacyGolden.self, from: Data(contentsOf: file))
  }

  func table(_ cells: [[Cell?]]) -> Table {
    Table(
      zip(zip(names, kinds), cells).map { header, cells in
        let texts = cells.map { cell -> String? in
          switch cell {
          case .text(let text): text
          case .number(let value): "\(value)"
          case nil: nil
          }
        }
        return header.1 == .category
          ? .labels(header.0, texts) : .numbers(header.0, texts.map { $0.flatMap(Double.init) }, kind: header.1)
      })
  }

  func appraisal() throws -> Appraisal {
    try Appraisal(real: table(real), synthetic: table(synthetic), training: table(training))
  }
}

struct PrivacyTests {
  @Test func distancesAreThoseOfSDMetrics() throws {
    let golden = try PrivacyGolden.read()
    let privacy = try #require(golden.appraisal().privacy)
    for (ours, theirs) in [(privacy.synthetic, golden.toTraining), (privacy.heldOut, golden.heldOut)] {
      let sorted = theirs.sorted()
      #expect(ours.rows == theirs.count)
      for (step, quantile) in ours.quantiles.enumerated() {
        #expect(isNear(quantile, sorted[step * (sorted.count - 1) / 20], within: 1e-6))
      }
    }
    #expect(isNear(privacy.closerToTraining, golden.closerToTraining))
    #expect(isNear(privacy.overfittingProtection, golden.overfittingProtection))
    // Ten rows were copied.
    #expect(privacy.copies.synthetic == 10 && isNear(privacy.copies.syntheticShare, 1.0 / 7))
    #expect(privacy.copies.heldOut == 0)
  }

  @Test func coverageAndMissingnessAreThoseOfSDMetrics() throws {
    let golden = try PrivacyGolden.read()
    let appraisal = try golden.appraisal()
    let missing = Dictionary(uniqueKeysWithValues: appraisal.missingness.map { ($0.name, $0.similarity) })
    #expect(appraisal.coverage.map(\.name) == golden.names)
    for (ours, theirs) in zip(appraisal.coverage, golden.columns) {
      #expect(isNear(ours.coverage, theirs.coverage), "\(theirs.name)")
      #expect(isNear(ours.adherence, theirs.adherence), "\(theirs.name)")
      #expect(isNear(missing[theirs.name] ?? 1, theirs.missing), "\(theirs.name)")
    }
  }

  /// Rows `from ..< to` of numbers between 0 and 1 and labels that no two rows are likely to share.
  private func people(_ range: Range<Int>) -> Table {
    let random = RandomStream(seed: 5, name: "people")
    let values = random.uniform([range.upperBound, 4], step: 0, type: .float64).scalars()
    return Table(
      (0..<4).map { column in
        .numbers("c\(column)", range.map { values[$0 * 4 + column] })
      } + [.labels("label", range.map { "\($0 % 7)" })])
  }

  /// Whoever copies training rows is found out; whoever draws from the same people is not.
  @Test func copiesAreFoundAndChanceIsNot() throws {
    let (training, heldOut) = (people(0..<600), people(600..<1200))
    let copied = try #require(try Appraisal(real: heldOut, synthetic: training, training: training).privacy)
    #expect(copied.copies.synthetic == 600 && copied.copies.heldOut == 0)
    #expect(copied.synthetic.quantiles.allSatisfy { $0 == 0 })
    #expect(copied.closeShare == 1 && copied.closerToTraining == 1 && copied.overfittingProtection == 0)
    #expect(copied.distanceAttack.auc == 1 && copied.distanceAttack.isBeyondChance)
    #expect(try #require(copied.trainedAttack.auc) > 0.98)

    let fresh = try Appraisal(real: heldOut, synthetic: people(1200..<1800), training: training)
    let privacy = try #require(fresh.privacy)
    #expect(privacy.copies.synthetic == 0)
    for attack in [privacy.distanceAttack, privacy.trainedAttack] {
      #expect(attack.rows == 600)
      #expect(abs(try #require(attack.auc) - 0.5) < 3 * (attack.standardError ?? 0))
    }
    #expect(abs((privacy.closeShare ?? 1) - 0.05) < 0.03)
    #expect(fresh.findings.last?.topic == .privacy && fresh.findings.last?.grade == .good)
  }

  /// Real rows are far from each other here and close there; the closest synthetic row is at a fifth of that from those
  /// that were trained on, and at nearly half from others. Only who looks at the neighbourhood sees the difference.
  @Test func theTrainedAttackLooksAtTheNeighbourhood() throws {
    var random = XorShift(state: 7)
    // Of every size: a distance alone does not tell whose it is.
    let gaps = (0...400).map { _ in
      let draw = Double.random(in: 0...1, using: &random)
      return 0.0005 + draw * draw * draw * draw * draw
    }
    var places = [0.0]
    for gap in gaps.dropLast() { places.append(places[places.count - 1] + gap) }
    var (training, heldOut, synthetic): ([Double?], [Double?], [Double?]) = ([], [], [])
    for (row, place) in places.enumerated().dropFirst().dropLast() {
      let isMember = Bool.random(using: &random)
      let share = isMember ? 0.2 : 0.45
      synthetic.append(gaps[row - 1] < gaps[row] ? place - share * gaps[row - 1] : place + share * gaps[row])
      if isMember { training.append(place) } else { heldOut.append(place) }
    }
    let privacy = try #require(
      try Appraisal(
        real: Table([.numbers("x", heldOut)]), synthetic: Table([.numbers("x", synthetic)]),
        training: Table([.numbers("x", training)]), target: "x"
      ).privacy)
    #expect(try #require(privacy.distanceAttack.auc) < 0.75)
    #expect(try #require(privacy.trainedAttack.auc) > 0.85)
  }

  /// Thirty rows of each set teach a split, fifteen would not.
  @Test func mostRowsTeachAndTheRestIsJudged() {
    let (low, high) = ((0..<45).map { Double($0) }, (0..<45).map { Double($0 + 100) })
    #expect(CrossFitting.auc(positives: [high], negatives: [low], folds: 3) == 1)
    #expect(CrossFitting.auc(positives: [low], negatives: [high], folds: 3) == 1)
    #expect(CrossFitting.auc(positives: [low], negatives: [[1, 2]], folds: 3) == nil)
  }

  /// The same bits for any number of threads.
  @Test func threadsDoNotMatter() throws {
    let golden = try PrivacyGolden.read()
    let texts = try [1, 3].map { threads in
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      return try Device.$current.withValue(Device(threads: threads)) {
        String(decoding: try encoder.encode(golden.appraisal()), as: UTF8.self)
      }
    }
    #expect(texts[0] == texts[1])
  }

  /// All rows are at one distance: five of a hundred held-out ones are the closest, and as many synthetic ones.
  @Test func equalDistancesCountInPart() throws {
    let quarter = Table([
      .numbers("x", Array(repeating: 0.25, count: 40)), .numbers("y", Array(repeating: 1, count: 40)),
    ])
    let training = Table([.numbers("x", [0, 1]), .numbers("y", [1, 1])])
    let privacy = try #require(try Appraisal(real: quarter, synthetic: quarter, training: training).privacy)
    #expect(isNear(privacy.closeShare, 0.05) && privacy.synthetic.median == 0.125)
  }

  /// No row is where both columns are least.
  @Test func onlyRowsAreNeighbours() throws {
    let training = Table([.numbers("x", [0, 1]), .numbers("y", [1, 0])])
    let synthetic = Table([.numbers("x", [0]), .numbers("y", [0])])
    let privacy = try #require(try Appraisal(real: training, synthetic: synthetic, training: training).privacy)
    #expect(privacy.synthetic.median == 0.5)
  }

  /// Values too large for a difference to be a Double, missing ones, and a constant.
  @Test func extremeValuesHaveDistances() throws {
    let training = Table([.numbers("x", [-1.7e308, 1.7e308, nil]), .numbers("k", [5, 5, 5])])
    let synthetic = Table([.numbers("x", [0, nil, 1e300]), .numbers("k", [5, 5, 6])])
    let privacy = try #require(try Appraisal(real: training, synthetic: synthetic, training: training).privacy)
    // 1/2 of the range in one of two columns; a copy; 1/2 of the range and another constant.
    let quantiles = privacy.synthetic.quantiles
    #expect(
      quantiles.first == 0 && isNear(quantiles[10], 0.25, within: 1e-6) && isNear(quantiles.last, 0.75, within: 1e-6))
    #expect(privacy.copies.synthetic == 1)
  }
}
