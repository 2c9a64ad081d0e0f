// The keys are part of the command's interface. What is undefined is written as null: every key is always there.

extension QualityReport {
  enum CodingKeys: String, CodingKey { case score, shapes, trends, columns, pairs, leftOut }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(score, forKey: .score)
    try container.encode(shapes, forKey: .shapes)
    try container.encode(trends, forKey: .trends)
    try container.encode(columns, forKey: .columns)
    try container.encode(pairs, forKey: .pairs)
    try container.encode(leftOut, forKey: .leftOut)
  }
}

extension ColumnScore {
  enum CodingKeys: String, CodingKey { case name, metric, score, reason }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(metric, forKey: .metric)
    try container.encode(score, forKey: .score)
    try container.encode(reason, forKey: .reason)
  }
}

extension PairScore {
  enum CodingKeys: String, CodingKey {
    case first, second, metric, score, reason, realCorrelation, syntheticCorrelation, realAssociation,
      realStrength, syntheticStrength
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(first, forKey: .first)
    try container.encode(second, forKey: .second)
    try container.encode(metric, forKey: .metric)
    try container.encode(score, forKey: .score)
    try container.encode(reason, forKey: .reason)
    try container.encode(realCorrelation, forKey: .realCorrelation)
    try container.encode(syntheticCorrelation, forKey: .syntheticCorrelation)
    try container.encode(realAssociation, forKey: .realAssociation)
    try container.encode(realStrength, forKey: .realStrength)
    try container.encode(syntheticStrength, forKey: .syntheticStrength)
  }
}
