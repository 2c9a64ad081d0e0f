/// An appraisal as one page of HTML with its style and pictures inside: no script, nothing that is loaded.
struct ReportPage {
  let appraisal: Appraisal
  /// Whose rows these are.
  let title: String
  /// The most columns that a part shows one by one; it says so when there are more.
  static let mostColumns = 36
  /// The most columns of a heat map.
  static let mostMapped = 24

  var html: String {
    let findings = appraisal.findings
    let rows = appraisal.rows
    let counts = [
      "\(Wording.count(rows.synthetic)) synthetic", "\(Wording.count(rows.real)) real",
      rows.training.map { "\(Wording.count($0)) training" } ?? "",
    ].filter { !$0.isEmpty }.joined(separator: ", ")
    let sections = findings.map { finding in
      section(finding, isUnjudged(finding) && finding.topic != .missingness ? "" : picture(of: finding.topic))
    }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <title>Synthetic rows of \(Markup.text(Markup.cut(title, 80)))</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <header>
      <p class="eyebrow">Report on synthetic rows</p>
      <h1>\(Markup.name(title, 80))</h1>
      <p class="soft">\(counts) rows, \(Wording.count(appraisal.tables.columns.count, "column")) compared\(leftOut)</p>
      </header>
      <main>
      <p class="overall">\(Markup.text(appraisal.overall))</p>
      <nav aria-label="Parts of the report">\(findings.map(card).joined())</nav>
      <p class="legend"><span><i class="real"></i>real</span><span><i class="synthetic"></i>synthetic</span></p>
      \(sections.joined(separator: "\n"))
      \(definitions)
      </main>
      <footer>Made by <code>saddle evaluate</code>. Nothing was drawn at random: the same tables give the same page.</footer>
      </body>
      </html>

      """
  }

  private var leftOut: String {
    let names = appraisal.quality.leftOut
    return names.isEmpty
      ? ""
      : "; left out as keys: \(names.prefix(5).map { Markup.name($0) }.joined(separator: ", "))\(names.count > 5 ? " and \(names.count - 5) more" : "")"
  }

  private func card(_ finding: Finding) -> String {
    """
    <a class="card \(finding.grade.rawValue)" href="#\(finding.topic.rawValue)"><span class="topic">\(finding.topic.title)</span>\
    <b>\(isUnjudged(finding) ? "–" : number(finding.topic))</b><small>\(meaning(finding.topic))</small><span class="grade">\(finding.grade.word)</span></a>
    """
  }

  /// The one number that stands for a topic.
  private func number(_ topic: Finding.Topic) -> String {
    switch topic {
    case .columns: appraisal.quality.shapes.map(Wording.percent) ?? "–"
    case .pairs: appraisal.quality.trends.map(Wording.percent) ?? "–"
    case .utility:
      appraisal.utility.kept.map(Wording.percent) ?? appraisal.utility.synthetic.map { Wording.decimals($0, 2) } ?? "–"
    case .detection: appraisal.detection.auc.map { Wording.decimals($0, 2) } ?? "–"
    case .rareValues: appraisal.rareScore.map(Wording.percent) ?? "–"
    case .missingness: appraisal.missingness.map(\.similarity).min().map(Wording.percent) ?? "–"
    case .privacy:
      appraisal.privacy.flatMap { [$0.distanceAttack.auc, $0.trainedAttack.auc].compactMap(\.self).max() }.map {
        Wording.decimals($0, 2)
      } ?? "–"
    }
  }

  /// What that number is, in a few words.
  private func meaning(_ topic: Finding.Topic) -> String {
    switch topic {
    case .columns: "alike" + beside(appraisal.baseline?.shapes)
    case .pairs: "alike" + beside(appraisal.baseline?.trends)
    case .utility: appraisal.utility.kept == nil ? "score of 1" : "kept"
    case .detection: "0.5 is a guess"
    case .rareValues: "kept" + beside(appraisal.baseline?.rareScore)
    case .missingness: "alike, at worst"
    case .privacy: "best attack; 0.5 is a guess"
    }
  }

  /// Whether a number is there that says nothing.
  private func isUnjudged(_ finding: Finding) -> Bool {
    guard finding.grade == .unknown else { return false }
    return [.detection, .privacy].contains(finding.topic) || appraisal.tooFewTopics.contains(finding.topic)
  }

  private func beside(_ score: Double?) -> String { score.map { "; training rows \(Wording.percent($0))" } ?? "" }

  private func section(_ finding: Finding, _ picture: String) -> String {
    let points =
      Markup.list(finding.good, kind: "good", heading: "What is good")
      + Markup.list(finding.bad, kind: "bad", heading: "What is not")
      + Markup.list(finding.advice, kind: "advice", heading: "What to do")
    return """
      <section id="\(finding.topic.rawValue)">
      <h2>\(finding.topic.title) <span class="badge \(finding.grade.rawValue)">\(finding.grade.word)</span></h2>
      <p class="lead">\(Markup.text(finding.headline))</p>
      <p class="soft">\(finding.topic.explanation)</p>
      \(picture)
      <div class="lists">\(points)</div>
      </section>
      """
  }

  private func picture(of topic: Finding.Topic) -> String {
    switch topic {
    case .columns: columnCharts
    case .pairs: heatMaps
    case .utility: utilityBars
    case .detection:
      Gauge(
        name: "Right about pairs of a real and a synthetic row", auc: appraisal.detection.auc,
        standardError: appraisal.detection.standardError, fair: 0.65, poor: 0.8
      ).html
    case .rareValues: rareTable
    case .missingness: missingBars
    case .privacy: privacyCharts
    }
  }

  /// `text` in small type under a picture.
  func note(_ text: String) -> String { "<p class=\"note\">\(text)</p>" }
}

extension Finding.Grade {
  var word: String {
    switch self {
    case .good: "✓ good"
    case .fair: "~ fair"
    case .poor: "✗ poor"
    case .unknown: "– not judged"
    }
  }
}

extension Finding.Topic {
  /// What the part shows, in HTML.
  var explanation: String {
    switch self {
    case .columns:
      "Each column by itself: how often each value occurs. Where the line follows the area, the synthetic column is spread as the real one."
    case .pairs:
      "How strongly two columns go together: orange if one rises with the other, or if one tells much of the other; blue if one falls as the other rises. The third map is empty where real and synthetic rows agree."
    case .utility:
      "A program learns to guess a column from the others, once from synthetic rows and once from the rows that were trained on. Both are tested on real rows that neither has seen. The nearer the two bars, the more of the table’s use is kept; 1 is perfect, 0 is worthless."
    case .detection:
      "A program is shown rows of both kinds, learns what tells them apart, and is tested on pairs that it has not seen. This finds faults that no column and no pair shows by itself, and is the hardest test here."
    case .rareValues:
      "What occurs in fewer than one of a hundred rows, and the smallest and largest numbers, are what generators forget first. Values that no real row has, held-out or trained on, are listed, too."
    case .missingness: "How many cells are empty in each column."
    case .privacy:
      "A generator that has learned single rows by heart gives them away. So synthetic rows are held beside real rows that the generator has never seen: they must not be closer to the training rows than those are."
    }
  }
}
