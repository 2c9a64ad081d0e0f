import SaddleAdversarial
import SaddleEvaluation
import SaddleTables

/// How good synthetic rows are: their quality, and for a mixture of modes how many of them were found.
public struct Assessment: Sendable, Encodable {
  public let quality: QualityReport
  /// All else that is measured of them, where it was asked for.
  public let appraisal: Appraisal?
  /// Nil unless the real data is a density with modes.
  public let modes: ModeCoverage?
  /// Which tables were too long to be compared whole.
  public let notes: [String]

  /// Measures the quality alone.
  ///
  /// - Throws: `SaddleError` of kind `malformed` when columns differ.
  public init(synthetic: Table, against data: DataSource, _ real: Table) throws {
    quality = try QualityReport(real: real, synthetic: synthetic)
    appraisal = nil
    notes = []
    modes = Self.modes(synthetic, data, real)
  }

  /// Measures everything.
  ///
  /// - Throws: as `Appraisal`.
  init(synthetic: Table, against data: DataSource, _ real: Table, training: Table?, target: String?) throws {
    let appraisal = try Appraisal(real: real, synthetic: synthetic, training: training, target: target)
    quality = appraisal.quality
    self.appraisal = appraisal
    notes = [("real", real), ("synthetic", synthetic), ("training", training)].compactMap { name, table in
      guard let table, let all = table.drawnFrom else { return nil }
      return "Of the \(name) rows, \(table.rowCount) drawn from \(all) were compared."
    }
    modes = Self.modes(synthetic, data, real)
  }

  private static func modes(_ synthetic: Table, _ data: DataSource, _ real: Table) -> ModeCoverage? {
    let points = real.schema.columns.compactMap { synthetic.numbers(named: $0.name) }
    guard let density = data.density, !density.modes.isEmpty, points.count == real.columns.count else { return nil }
    return ModeCoverage(of: density, columns: points)
  }

  private enum Key: CodingKey { case modes, notes }

  /// The keys of the appraisal, or of the quality report, and `modes` where there are any.
  public func encode(to encoder: any Encoder) throws {
    if let appraisal { try appraisal.encode(to: encoder) } else { try quality.encode(to: encoder) }
    var container = encoder.container(keyedBy: Key.self)
    try container.encodeIfPresent(modes, forKey: .modes)
    if !notes.isEmpty { try container.encode(notes, forKey: .notes) }
  }

  /// The appraisal, or the quality report, in words, and the modes that were found.
  public var summary: String { ([appraisal?.summary ?? quality.summary] + notes + modeLine).joined(separator: "\n") }

  /// One line: what a person wants to know first.
  public var headline: String {
    let score = "quality \(Assessment.decimals(quality.score)) of 1"
    let parts = "shapes \(Assessment.decimals(quality.shapes)), pairs \(Assessment.decimals(quality.trends))"
    return (["\(score) (\(parts))"] + modeLine).joined(separator: "; ")
  }

  private var modeLine: [String] {
    modes.map { modes in
      let share = Assessment.decimals(modes.highQualityShare * 100, places: 1)
      return ["\(modes.found) of \(modes.modes) modes found, \(share) % of samples within three standard deviations"]
    } ?? []
  }

  private static func decimals(_ value: Double?, places: Int = 3) -> String {
    guard let value, value.isFinite, abs(value) < 1e6 else { return "undefined" }
    let scale = (0..<places).reduce(1.0) { product, _ in product * 10 }
    let scaled = Int((abs(value) * scale).rounded())
    let digits = String(scaled % Int(scale) + Int(scale)).dropFirst()
    return "\(value < 0 ? "-" : "")\(scaled / Int(scale)).\(digits)"
  }
}

extension Table {
  /// The values of a column of numbers.
  fileprivate func numbers(named name: String) -> [Double]? {
    for (column, values) in zip(schema.columns, columns) where column.name == name {
      if case .numbers(let values) = values { return values }
    }
    return nil
  }
}
