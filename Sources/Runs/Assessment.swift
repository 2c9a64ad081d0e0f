import SaddleAdversarial
import SaddleEvaluation
import SaddleTables

/// How good synthetic rows are: their quality, and for a mixture of modes how many of them were found.
public struct Assessment: Sendable, Encodable {
  public let quality: QualityReport
  /// Nil unless the real data is a density with modes.
  public let modes: ModeCoverage?

  public init(synthetic: Table, against data: DataSource, _ real: Table) throws {
    quality = try QualityReport(real: real, synthetic: synthetic)
    let points = real.schema.columns.compactMap { synthetic.numbers(named: $0.name) }
    if case .toy(let density) = data, !density.modes.isEmpty, points.count == real.columns.count {
      modes = ModeCoverage(of: density, columns: points)
    } else {
      modes = nil
    }
  }

  private enum Key: CodingKey { case modes }

  /// The keys of the quality report, and `modes` where there are any.
  public func encode(to encoder: any Encoder) throws {
    try quality.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encodeIfPresent(modes, forKey: .modes)
  }

  /// The quality report in words, and the modes that were found.
  public var summary: String { ([quality.summary] + modeLine).joined(separator: "\n") }

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
