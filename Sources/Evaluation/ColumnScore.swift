/// How alike one column is spread in the two tables.
public struct ColumnScore: Sendable, Equatable, Codable {
  public enum Metric: String, Codable, Sendable {
    case ksComplement = "KSComplement"
    case tvComplement = "TVComplement"
  }

  public let name: String
  public let metric: Metric
  /// In 0 ... 1, higher is better; nil when undefined.
  public let score: Double?
  /// Why there is no score; nil when there is one.
  public let reason: String?

  init(_ column: MatchedColumn) {
    let result: Score
    switch column.values {
    case .numbers(let sides):
      (metric, result) = (.ksComplement, KSComplement.score(real: sides[0], synthetic: sides[1]))
    case .categories(let sides, _):
      (metric, result) = (.tvComplement, TVComplement.score(real: sides[0], synthetic: sides[1]))
    }
    name = column.name
    score = result.value
    reason = result.reason
  }
}
