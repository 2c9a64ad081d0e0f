/// How alike two columns go together in the two tables.
public struct PairScore: Sendable, Equatable, Codable {
  public enum Metric: String, Codable, Sendable {
    case correlationSimilarity = "CorrelationSimilarity"
    case contingencySimilarity = "ContingencySimilarity"
  }

  public let first: String
  public let second: String
  public let metric: Metric
  /// In 0 ... 1, higher is better; nil when undefined.
  public let score: Double?
  /// Why there is no score; nil when there is one.
  public let reason: String?
  /// Pearson's correlation in the real table, between two columns of numbers, where it is defined.
  public let realCorrelation: Double?
  /// The same in the synthetic table.
  public let syntheticCorrelation: Double?
  /// Cramér's V in the real table, between other columns, where it is defined.
  public let realAssociation: Double?
  /// Cramér's V in the real table without its bias, by which tables of different lengths can be compared.
  public let realStrength: Double?
  /// The same in the synthetic table.
  public let syntheticStrength: Double?

  init(_ first: MatchedColumn, _ second: MatchedColumn) {
    let result: PairMeasure
    if case .numbers(let sides) = first.values, case .numbers(let others) = second.values {
      metric = .correlationSimilarity
      result = CorrelationSimilarity.measure(real: (sides[0], others[0]), synthetic: (sides[1], others[1]))
    } else {
      metric = .contingencySimilarity
      result = Self.contingency(first.codes, second.codes)
    }
    self.first = first.name
    self.second = second.name
    score = result.score.value
    reason = result.score.reason
    realCorrelation = result.realCorrelation
    syntheticCorrelation = result.syntheticCorrelation
    realAssociation = result.realAssociation
    realStrength = result.realStrength
    syntheticStrength = result.syntheticStrength
  }

  private static func contingency(_ first: MatchedColumn.Codes?, _ second: MatchedColumn.Codes?) -> PairMeasure {
    guard let first, let second else {
      return PairMeasure(score: .undefined("the range of the numbers cannot be divided into bins"))
    }
    return ContingencySimilarity.measure(
      real: (first.real, second.real), synthetic: (first.synthetic, second.synthetic))
  }
}
