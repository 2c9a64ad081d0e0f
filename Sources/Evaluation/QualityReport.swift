import SaddleTables
import SaddleTensors

/// How faithful a synthetic table is to a real one: every column's spread, and every pair of columns' trend.
///
/// The definitions are those of SDMetrics' QualityReport (version 0.32, https://github.com/sdv-dev/SDMetrics), and so
/// are the numbers, with one difference: from tables of more than 50,000 rows SDMetrics draws rows at random for
/// `ContingencySimilarity`; here every row counts.
///
/// - Continuous, integer and date-time columns are numbers, category and boolean columns are categories; identifiers
///   are left out. A column that is constant in one table is what it is in the other.
/// - What cannot be measured has no score, with the reason, and takes no part in a mean.
///
/// ```swift
/// let report = try QualityReport(real: heldOut, synthetic: samples)
/// print(report.summary)
/// ```
public struct QualityReport: Sendable, Equatable, Codable {
  /// The mean of `shapes` and `trends`, in 0 ... 1; of the one that is defined when the other is not.
  public let score: Double?
  /// The mean score of the columns; nil when none has one.
  public let shapes: Double?
  /// The mean score of the pairs; nil when none has one.
  public let trends: Double?
  /// In the real table's order.
  public let columns: [ColumnScore]
  /// Each unordered pair once, in the real table's order.
  public let pairs: [PairScore]
  /// The names of the identifier columns, which are not compared.
  public let leftOut: [String]

  /// Compares two tables whose columns have the same names, in any order; categories are the same if their text is.
  ///
  /// A file to compare with a table is best read by the table's `schema.forComparison`.
  ///
  /// Throws `SaddleError` of kind `malformed` when the names of the columns differ, or when a column holds numbers in
  /// one table and text in the other.
  public init(real: Table, synthetic: Table) throws {
    try self.init(MatchedTables(real: real, synthetic: synthetic))
  }

  init(_ tables: MatchedTables) { self.init(columns: tables.columns, leftOut: tables.identifiers) }

  init(columns matched: [MatchedColumn], leftOut: [String]) {
    let device = Device.current
    columns = device.map(matched.indices) { ColumnScore(matched[$0]) }
    pairs = device.map(matched.indices) { index in
      matched[(index + 1)...].map { PairScore(matched[index], $0) }
    }.flatMap(\.self)
    self.leftOut = leftOut
    shapes = Score.mean(columns.map(\.score))
    trends = Score.mean(pairs.map(\.score))
    score = Score.mean([shapes, trends])
  }
}
