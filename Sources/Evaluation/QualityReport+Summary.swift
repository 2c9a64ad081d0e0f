extension QualityReport {
  /// The report in a few lines of text: the scores, and the three lowest columns and pairs.
  public var summary: String {
    let scoredPairs = pairs.count { $0.score != nil }
    var lines = [
      "Quality \(decimals(score)): the mean of column shapes \(decimals(shapes)) and pair trends \(decimals(trends)).",
      "Pairs that are related enough in the real table to count: \(scoredPairs) of \(pairs.count).",
    ]
    lines += Self.lowest(
      "Lowest columns", columns.map { (name: $0.name.quoted, metric: $0.metric.rawValue, score: $0.score) })
    lines += Self.lowest(
      "Lowest pairs",
      pairs.map { (name: "\($0.first.quoted) × \($0.second.quoted)", metric: $0.metric.rawValue, score: $0.score) })
    lines += columns.compactMap { column in column.reason.map { "No score for \(column.name.quoted): \($0)." } }
    if !leftOut.isEmpty { lines.append("Left out as identifiers: \(leftOut.map(\.quoted).joined(separator: ", ")).") }
    return lines.joined(separator: "\n")
  }

  /// The three lowest scores under a heading, in columns of fixed width; nothing when there are no scores.
  private static func lowest(_ heading: String, _ rows: [(name: String, metric: String, score: Double?)]) -> [String] {
    let lowest = rows.compactMap { row in row.score.map { (row.name, row.metric, $0) } }.sorted { $0.2 < $1.2 }.prefix(
      3)
    guard !lowest.isEmpty else { return [] }
    return ["", heading] + lowest.map { "  \(fit($0, 44))  \(fit($1, 21))  \(decimals($2))" }
  }
}

/// `score` to three decimals.
private func decimals(_ score: Double?) -> String {
  guard let score else { return "undefined" }
  let thousandths = Int((score * 1000).rounded())
  return "\(thousandths / 1000)." + String(String(thousandths % 1000 + 1000).dropFirst())
}

/// `text` cut or padded to `width` characters.
private func fit(_ text: String, _ width: Int) -> String {
  text.count > width ? text.prefix(width - 1) + "…" : text + String(repeating: " ", count: width - text.count)
}
