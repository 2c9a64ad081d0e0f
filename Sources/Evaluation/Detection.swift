/// Whether real and synthetic rows can be told apart (Lopez-Paz and Oquab 2017, arXiv:1610.06545): trees learn to, and
/// judge rows that they were not taught by.
///
/// As many rows of either table, at most 50,000, spread evenly over the larger one; the real ones are those of the
/// evaluation, not of training.
public struct Detection: Sendable, Equatable, Codable {
  /// How often a synthetic row is taken for more synthetic than a real one: 0.5 is a guess, 1 is always; nil for fewer
  /// rows than parts.
  public let auc: Double?
  /// The area's standard error.
  public let standardError: Double?
  /// How many rows of each table were judged.
  public let rows: Int

  private static let folds = 3
  private static let mostRows = 50_000

  init(_ tables: MatchedTables) {
    let count = min(tables.rows(.real), tables.rows(.synthetic), Self.mostRows)
    let features = tables.columns.map(\.features)
    func columns(_ side: MatchedColumn.Side) -> [[Double]] {
      let indices = CrossFitting.spread(count, of: tables.rows(side))
      return features.map { column in indices.map { column[side.rawValue][$0] } }
    }
    auc = CrossFitting.auc(positives: columns(.synthetic), negatives: columns(.real), folds: Self.folds)
    standardError = auc.map { CrossFitting.standardError(auc: $0, rows: count, folds: Self.folds) }
    rows = count
  }
}
