extension Appraisal {
  /// The quality report's lines, and a line for each of the other parts.
  public var summary: String { ([quality.summary, ""] + lines).joined(separator: "\n") }

  private var lines: [String] {
    var lines: [String] = []
    if let baseline {
      lines.append(
        "Real rows: \(Wording.count(baseline.rows, "training row")) in place of the synthetic ones score \(Wording.decimals(baseline.score))"
          + " (shapes \(Wording.decimals(baseline.shapes)), pairs \(Wording.decimals(baseline.trends))).")
    }
    let scores = [utility.real.map { "\(Wording.decimals($0)) taught by training rows" }].compactMap(\.self)
    lines.append(
      "Utility: real rows are guessed with \(Wording.decimals(utility.synthetic)) by trees taught by synthetic rows"
        + scores.map { ", \($0)" }.joined() + " (\(utility.choice)).")
    lines.append(
      detectionFinding.grade == .unknown
        ? "Detection: \(detectionFinding.headline)"
        : "Detection: trees tell synthetic rows from real ones with AUC \(Wording.decimals(detection.auc)); 0.5 is a guess."
    )
    lines.append("Rare values: \(rareFinding.headline)")
    lines.append("Missing values: \(missingFinding.headline)")
    if let privacy, privacyFinding.grade != .unknown {
      lines.append(
        "Privacy: the closest training row is at \(Wording.decimals(privacy.synthetic.median)) from synthetic rows and "
          + "\(Wording.decimals(privacy.heldOut.median)) from held-out ones (medians); exact copies "
          + "\(Wording.percent(privacy.copies.syntheticShare)) and \(Wording.percent(privacy.copies.heldOutShare));")
      lines.append(
        "  attacks that guess which rows were trained on have AUC \(Wording.decimals(privacy.distanceAttack.auc)) by distance "
          + "and \(Wording.decimals(privacy.trainedAttack.auc)) by trees; 0.5 is a guess.")
    } else {
      lines.append("Privacy: \(privacyFinding.headline)")
    }
    if rows.training == nil {
      lines.append("Give the training rows with --train for privacy, and for what fidelity and utility are set beside.")
    }
    return lines
  }

  /// A page of pictures and advice that needs nothing but a browser; `title` says whose rows these are.
  public func page(title: String) -> String { ReportPage(appraisal: self, title: title).html }
}
