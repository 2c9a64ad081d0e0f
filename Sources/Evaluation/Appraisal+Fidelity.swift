// What the scores of columns, pairs and missing values come to.

extension Appraisal {
  private static let beside =
    "Give the training rows with --train, and what real rows score among themselves is set beside this."

  static let writeAlike =
    "Write the real rows as the training rows are written, if these labels are only spelled otherwise; then evaluate again."

  var columnsFinding: Finding {
    let scored = quality.columns.indices.compactMap { place in
      reached(column: place).map { (name: quality.columns[place].name, score: $0) }
    }
    let close = scored.filter { $0.score >= 0.95 }
    let off = scored.filter { $0.score < 0.9 }.sorted { $0.score < $1.score }
    let real = baseline?.shapes.map { "; training rows are \(Wording.percent($0))" } ?? ""
    var finding = Finding(
      topic: .columns,
      grade: Finding.grade(Baseline.reached(quality.shapes, of: baseline?.shapes), good: 0.95, fair: 0.85),
      headline: quality.shapes.map {
        "Taken one by one, the columns are spread \(Wording.percent($0)) as in the real table\(real)."
      } ?? "No column has values to compare.")
    if !close.isEmpty {
      let kind =
        baseline == nil ? "Spread at least 95 % as in the real table" : "Spread at least 95 % as training rows are"
      finding.good.append("\(kind): \(Wording.count(close.count)) of \(Wording.count(scored.count, "column")).")
    }
    if !off.isEmpty {
      finding.bad.append("Furthest off: \(Wording.names(off.map(\.name))).")
      finding.advice.append(
        "Train for more steps (--steps), and see with saddle inspect whether these columns were read as what they are."
      )
      if baseline == nil { finding.advice.append(Self.beside) }
    }
    finding.bad += newLabels.prefix(3).map(\.text)
    if !newLabels.isEmpty { finding.advice.append(Self.writeAlike) }
    return finding
  }

  var pairsFinding: Finding {
    let scored = quality.pairs.indices.compactMap { place in
      Baseline.reached(quality.pairs[place].score, of: baseline?.pairs[place].score).map {
        (pair: quality.pairs[place], score: $0)
      }
    }
    let kept = scored.count { $0.score >= 0.9 }
    let lost = scored.filter { $0.score < 0.8 }.sorted { $0.score < $1.score }
    let real = baseline?.trends.map { ", and \(Wording.percent($0)) in the training rows" } ?? ""
    var finding = Finding(
      topic: .pairs,
      grade: Finding.grade(Baseline.reached(quality.trends, of: baseline?.trends), good: 0.9, fair: 0.8),
      headline: quality.trends.map {
        "Columns that go together in the real table do so \(Wording.percent($0)) alike in the synthetic one\(real)."
      } ?? "No two columns of the real table go together enough to be compared.")
    if kept > 0 {
      let kind = baseline == nil ? "At least 90 % alike" : "At least 90 % as alike as in the training rows"
      finding.good.append("\(kind): \(Wording.count(kept)) of \(Wording.count(scored.count, "related pair")).")
    }
    if !lost.isEmpty {
      let names = lost.prefix(3).map { "\($0.pair.first.named) with \($0.pair.second.named)" }
      let kind = baseline == nil ? "Least alike" : "Relations that were lost or exaggerated"
      finding.bad.append("\(kind): \(names.joined(separator: "; ")).")
      finding.advice.append("Train for more steps, or with a wider generator (--set generator.hidden=512,512).")
      if baseline == nil { finding.advice.append(Self.beside) }
    }
    return finding
  }

  /// A column's score as it is graded.
  func reached(column place: Int) -> Double? {
    Baseline.reached(quality.columns[place].score, of: baseline?.columns[place].score)
  }

  var missingFinding: Finding {
    let off = missingness.filter { $0.similarity < 0.98 }.sorted { $0.similarity < $1.similarity }
    guard let worst = missingness.map(\.similarity).min() else {
      return Finding(topic: .missingness, grade: .unknown, headline: "No cell is missing in either table.")
    }
    if let reason = tooFew([.real, .synthetic]) {
      return Finding(topic: .missingness, grade: .unknown, headline: reason)
    }
    var finding = Finding(
      topic: .missingness, grade: Finding.grade(worst, good: 0.98, fair: 0.95),
      headline:
        "\(Wording.count(missingness.count, "column")) \(missingness.count == 1 ? "has" : "have") missing values; their shares differ by at most \(Wording.percent(1 - worst))."
    )
    if off.count < missingness.count {
      finding.good.append(
        "Missing as often as in the real table, within two percent: \(Wording.count(missingness.count - off.count)) of \(Wording.count(missingness.count))."
      )
    }
    if !off.isEmpty { finding.bad.append("Too many or too few are missing in \(Wording.names(off.map(\.name))).") }
    if worst < 0.95 {
      finding.advice.append("Train for more steps; the generator learns missing cells as it learns values.")
    }
    return finding
  }
}
