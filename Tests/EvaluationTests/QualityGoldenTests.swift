import SaddleEvaluation
import SaddleTables
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A table pair and what SDMetrics says of it, as `Golden/make_quality.py` writes them.
struct QualityGolden: Decodable, Sendable, CustomTestStringConvertible {
  enum Cell: Decodable {
    case number(Double)
    case text(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      self = try (try? .number(container.decode(Double.self))) ?? .text(container.decode(String.self))
    }
  }
  struct Column: Decodable {
    var name, metric: String
    var score: Double?
  }
  struct Pair: Decodable {
    var first, second, metric: String
    var score, real, association: Double?
  }

  var name: String
  var names: [String]
  var kinds: [ColumnKind]
  var real, synthetic: [[Cell?]]
  var score, shapes, trends: Double?
  var columns: [Column]
  var pairs: [Pair]

  var testDescription: String { name }

  static func all() throws -> [QualityGolden] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/quality.json")
    return try JSONDecoder().decode([QualityGolden].self, from: Data(contentsOf: file))
  }

  /// The table of `cells`; with `constants`, a column of one value is the schema's constant, as a reader infers it.
  func table(_ cells: [[Cell?]], constants: Bool) -> Table {
    Table(
      zip(zip(names, kinds), cells).map { header, cells in
        let (name, kind) = header
        let texts = cells.map { cell -> String? in
          switch cell {
          case .text(let text): text
          case .number(let value): "\(value)"
          case nil: nil
          }
        }
        if constants, Set(texts).count == 1 { return .constant(name, texts[0]) }
        if kind == .category || kind == .boolean {
          return .labels(name, texts, kind: kind, reversed: cells.count > 250)
        }
        return .numbers(name, texts.map { $0.flatMap(Double.init) }, kind: kind)
      }, rows: cells[0].count)
  }
}

struct QualityGoldenTests {
  @Test(arguments: try QualityGolden.all(), [false, true])
  func equalsSDMetrics(golden: QualityGolden, constants: Bool) throws {
    let report = try QualityReport(
      real: golden.table(golden.real, constants: constants),
      synthetic: golden.table(golden.synthetic, constants: constants))
    // SDMetrics gives a label that only the synthetic side has a count of 1e-6, which moves a score by less than that.
    #expect(isNear(report.score, golden.score, within: 1e-6))
    #expect(isNear(report.shapes, golden.shapes, within: 1e-6))
    #expect(isNear(report.trends, golden.trends, within: 1e-9))

    #expect(report.columns.map(\.name) == golden.columns.map(\.name))
    for (ours, theirs) in zip(report.columns, golden.columns) {
      #expect(isNear(ours.score, theirs.score, within: 1e-6), "\(theirs.name)")
      #expect((ours.reason == nil) == (ours.score != nil), "\(theirs.name)")
      if theirs.score != nil { #expect(ours.metric.rawValue == theirs.metric, "\(theirs.name)") }
    }

    #expect(report.pairs.map { [$0.first, $0.second] } == golden.pairs.map { [$0.first, $0.second] })
    for (ours, theirs) in zip(report.pairs, golden.pairs) {
      let place: Comment = "\(theirs.first), \(theirs.second)"
      #expect(isNear(ours.score, theirs.score, within: 1e-9), place)
      #expect((ours.reason == nil) == (ours.score != nil), place)
      if theirs.score != nil { #expect(ours.metric.rawValue == theirs.metric, place) }
      if let real = theirs.real { #expect(isNear(ours.realCorrelation, real, within: 1e-9), place) }
      if let association = theirs.association {
        #expect(isNear(ours.realAssociation, association, within: 1e-9), place)
      }
    }
  }
}
