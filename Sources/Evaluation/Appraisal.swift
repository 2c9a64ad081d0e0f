import SaddleTables

/// All that is measured of synthetic rows: how faithful they are, how useful, and how private.
///
/// The same tables give the same numbers at every call and for any number of threads: nothing is drawn at random.
///
/// ```swift
/// let appraisal = try Appraisal(real: heldOut, synthetic: samples, training: training)
/// print(appraisal.summary)
/// ```
public struct Appraisal: Sendable {
  public let quality: QualityReport
  /// What the training rows score in the place of the synthetic ones; nil without training rows.
  public let baseline: Baseline?
  public let detection: Detection
  /// One for each column, in the real table's order.
  public let coverage: [Coverage]
  /// One for each column that lacks a cell in either table.
  public let missingness: [Missingness]
  /// Columns whose labels the training rows do not know; empty without training rows.
  public let newLabels: [NewLabels]
  public let utility: Utility
  /// Nil without training rows, or without any rows or columns.
  public let privacy: Privacy?
  /// How many rows of each table were compared; `training` is nil without one.
  public let rows: Rows
  /// What the report draws.
  let tables: MatchedTables

  public struct Rows: Sendable, Equatable, Codable {
    public let real: Int
    public let synthetic: Int
    public let training: Int?
  }

  /// - Parameters:
  ///   - real: rows that the generator was not trained on.
  ///   - synthetic: rows of the same columns.
  ///   - training: the rows that it was trained on; without them there is no privacy, and nothing to set
  ///     the other scores beside.
  ///   - target: the column to guess; else as many as time allows.
  /// - Throws: `SaddleError` of kind `malformed` when columns differ, `usage` for a target that cannot be learned.
  public init(real: Table, synthetic: Table, training: Table? = nil, target: String? = nil) throws {
    tables = try MatchedTables(real: real, synthetic: synthetic, training: training)
    quality = QualityReport(tables)
    baseline = Baseline(tables, beside: quality)
    utility = try Utility(tables, pairs: quality.pairs, target: target)
    detection = Detection(tables)
    coverage = tables.columns.map(Coverage.init)
    missingness = tables.columns.map(Missingness.init).filter { $0.real > 0 || $0.synthetic > 0 }
    newLabels = tables.columns.compactMap(NewLabels.init)
    privacy = Privacy(tables)
    rows = Rows(real: real.rowCount, synthetic: synthetic.rowCount, training: training?.rowCount)
  }
}

// The keys are part of the command's interface: those of the quality report, and these.

extension Appraisal: Encodable {
  private enum Key: CodingKey {
    case overall, findings, rows, baseline, utility, detection, coverage, missingness, newLabels, privacy
  }

  public func encode(to encoder: any Encoder) throws {
    try quality.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(overall, forKey: .overall)
    try container.encode(findings, forKey: .findings)
    try container.encode(rows, forKey: .rows)
    try container.encode(baseline, forKey: .baseline)
    try container.encode(utility, forKey: .utility)
    try container.encode(detection, forKey: .detection)
    try container.encode(coverage, forKey: .coverage)
    try container.encode(missingness, forKey: .missingness)
    try container.encode(newLabels, forKey: .newLabels)
    try container.encode(privacy, forKey: .privacy)
  }
}
