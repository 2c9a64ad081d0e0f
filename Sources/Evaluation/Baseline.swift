/// What real rows score: the training rows in the place of the synthetic ones, against the same real rows.
///
/// Two samples of one population differ, too: the more, the fewer the rows and the more labels a column has. A
/// generator cannot be asked for more than this. As many training rows as there are synthetic ones at most, drawn at random, but
/// the same ones at every call.
public struct Baseline: Sendable, Equatable {
  /// How many training rows were compared.
  public let rows: Int
  /// As in `QualityReport`, over the columns and pairs that have a score there.
  public let score: Double?
  public let shapes: Double?
  public let trends: Double?
  /// One for each column and pair of the quality report, in its order.
  public let columns: [ColumnScore]
  public let pairs: [PairScore]
  /// How much of what is rare the training rows have.
  public let rareScore: Double?
  let coverage: [Coverage]

  /// Nil without training rows.
  init?(_ tables: MatchedTables, beside quality: QualityReport) {
    guard tables.hasTraining else { return nil }
    let rows = CrossFitting.drawn(tables.rows(.synthetic), of: tables.rows(.training))
    let matched = tables.columns.map { $0.training(rows) }
    let report = QualityReport(columns: matched, leftOut: [])
    coverage = matched.map(Coverage.init)
    rareScore = RareScores(coverage).mean
    self.rows = rows.count
    (columns, pairs) = (report.columns, report.pairs)
    shapes = Score.mean(zip(report.columns, quality.columns).lazy.filter { $1.score != nil }.map(\.0.score))
    trends = Score.mean(zip(report.pairs, quality.pairs).lazy.filter { $1.score != nil }.map(\.0.score))
    score = Score.mean([shapes, trends])
  }

  /// A score as a share of what training rows have, at most 1: what is graded. The score itself where that is not
  /// known; nil where training rows have nothing in common with the real ones, so that nothing is left to measure.
  static func reached(_ score: Double?, of baseline: Double?) -> Double? {
    guard let score, let baseline else { return score }
    return baseline > 0 ? min(1, score / baseline) : nil
  }
}

extension MatchedColumn {
  /// The real rows beside the training rows at these places.
  fileprivate func training(_ rows: [Int]) -> MatchedColumn {
    func beside<Cell>(_ sides: [[Cell]]) -> [[Cell]] {
      let cells = sides[Side.training.rawValue]
      return [sides[0], rows.map { cells[$0] }]
    }
    switch values {
    case .numbers(let sides): return MatchedColumn(name: name, values: .numbers(beside(sides)))
    case .categories(let sides, let labels):
      return MatchedColumn(name: name, values: .categories(beside(sides), labels: labels))
    }
  }
}

// The keys are part of the command's interface.

extension Baseline: Encodable {
  private enum Key: CodingKey { case rows, score, shapes, trends, rareScore, columns, pairs, name, first, second }

  /// Of the columns and pairs the names and scores; a pair without a score is left out.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(rows, forKey: .rows)
    try container.encode(score, forKey: .score)
    try container.encode(shapes, forKey: .shapes)
    try container.encode(trends, forKey: .trends)
    try container.encode(rareScore, forKey: .rareScore)
    var columns = container.nestedUnkeyedContainer(forKey: .columns)
    for column in self.columns {
      var part = columns.nestedContainer(keyedBy: Key.self)
      try part.encode(column.name, forKey: .name)
      try part.encode(column.score, forKey: .score)
    }
    var pairs = container.nestedUnkeyedContainer(forKey: .pairs)
    for pair in self.pairs where pair.score != nil {
      var part = pairs.nestedContainer(keyedBy: Key.self)
      try part.encode(pair.first, forKey: .first)
      try part.encode(pair.second, forKey: .second)
      try part.encode(pair.score, forKey: .score)
    }
  }
}
