/// What a metric says of a pair of columns.
public struct PairMeasure: Sendable, Equatable {
  public let score: Score
  /// Pearson's correlation of the two columns in the real table, where both hold numbers and it is defined.
  public var realCorrelation: Double?
  /// The same in the synthetic table.
  public var syntheticCorrelation: Double?
  /// Cramér's V of the two columns in the real table, where one holds categories and it is defined.
  public var realAssociation: Double?
  /// Cramér's V in the real table without its bias, by which tables of different lengths can be compared.
  public var realStrength: Double?
  /// The same in the synthetic table.
  public var syntheticStrength: Double?
}
