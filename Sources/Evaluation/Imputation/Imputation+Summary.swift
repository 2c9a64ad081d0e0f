extension Imputation {
  /// What was filled, a line for each column that had missing cells.
  public var summary: String {
    guard !columns.isEmpty else { return "no cell is missing; the table is written as it is" }
    let filled = columns.reduce(0) { $0 + $1.filled }
    let left = columns.reduce(0) { $0 + $1.missing } - filled
    var lines = ["filled \(filled) of \(filled + left) missing cells"]
    let width = min(40, columns.map(\.name.count).max() ?? 0)
    for column in columns {
      let name = column.name.quoted.dropFirst().dropLast().prefix(40)
      let padding = String(repeating: " ", count: max(0, width - name.count))
      lines.append("  \(name)\(padding)  \(column.account)")
    }
    if emptyRows > 0 { lines.append("rows without any known cell, filled with what is usual: \(emptyRows)") }
    return lines.joined(separator: "\n")
  }
}

extension Imputation.Column {
  fileprivate var account: String {
    if let reason { return "\(missing) left missing: \(reason)" }
    let done = filled < missing ? "\(filled) filled, \(missing - filled) left missing by a rule" : "\(filled) filled"
    guard let score, let baseline else { return done }
    let percent = { (share: Double) in "\(Int((share * 100).rounded())) %" }
    return baseline == 0
      ? "\(done): \(percent(score)) of the variance of known cells is explained"
      : "\(done): \(percent(score)) of known cells are guessed right, \(percent(baseline)) by the most frequent"
  }
}
