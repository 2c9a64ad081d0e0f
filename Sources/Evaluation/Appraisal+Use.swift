// What utility, detection and privacy come to.

extension Appraisal {
  var utilityFinding: Finding {
    guard let synthetic = utility.synthetic else {
      return Finding(topic: .utility, grade: .unknown, headline: "There is no column that trees could learn to guess.")
    }
    if let reason = tooFew([.real, .training]) {
      return Finding(topic: .utility, grade: .unknown, headline: reason)
    }
    guard let real = utility.real else {
      return Finding(
        topic: .utility, grade: .unknown,
        headline: "Trees taught by synthetic rows guess real ones with a score of \(Wording.decimals(synthetic)) of 1.",
        advice: ["Give the training rows with --train, and the score of trees taught by those is set beside it."])
    }
    let kept = utility.kept
    var finding = Finding(
      topic: .utility, grade: Finding.grade(kept, good: 0.95, fair: 0.85),
      headline:
        "Trees taught by synthetic rows guess real ones with a score of \(Wording.decimals(synthetic)); taught by "
        + "training rows, with \(Wording.decimals(real)).")
    guard let kept else {
      finding.bad.append("Even training rows teach next to nothing, so that there is little to keep.")
      return finding
    }
    let (well, badly) = (
      utility.targets.filter { ($0.synthetic ?? 0) >= ($0.real ?? 0) - 0.03 },
      utility.targets.filter { ($0.synthetic ?? 0) < ($0.real ?? 0) - 0.1 }
    )
    if kept >= 0.95 { finding.good.append("Work that learns from the real table can begin with the synthetic one.") }
    if !well.isEmpty, utility.targets.count > 1 {
      finding.good.append(
        "Guessed as well, or nearly: \(Wording.count(well.count)) of \(Wording.count(utility.targets.count, "column"))."
      )
    }
    if !badly.isEmpty {
      finding.bad.append("Guessed far worse: \(Wording.names(badly.map(\.name))).")
      finding.advice.append("Train for more steps, and sample at least as many rows as there are real ones.")
    }
    return finding
  }

  var detectionFinding: Finding {
    if let reason = tooFew([.real, .synthetic]) {
      return Finding(topic: .detection, grade: .unknown, headline: reason)
    }
    guard let auc = detection.auc else {
      return Finding(topic: .detection, grade: .unknown, headline: "There is nothing to tell rows apart by.")
    }
    var finding = Finding(
      topic: .detection, grade: Finding.grade(-auc, good: -0.65, fair: -0.8),
      headline: "Trees that learn to tell synthetic rows from real ones are right about "
        + "\(Wording.percent(max(0.5, auc))) of pairs, where half is a guess.")
    switch finding.grade {
    case .good:
      finding.good.append("This is a hard test; there is hardly a pattern left that gives synthetic rows away.")
    case .fair: finding.bad.append("Some pattern gives synthetic rows away, which may not matter for your use.")
    default:
      finding.bad.append("Synthetic rows are easily known as such.")
      finding.advice.append(
        "Look for rules between columns that real rows always keep, such as a sum; columns that follow from others are "
          + "better left out and computed afterwards.")
    }
    if finding.grade != .good, !newLabels.isEmpty {
      let names = Wording.names(newLabels.map(\.name))
      finding.bad.append("Labels in \(names) that no training row has may be all that gives the rows away.")
    }
    return finding
  }

  var privacyFinding: Finding {
    guard let privacy else {
      return Finding(
        topic: .privacy, grade: .unknown,
        headline: rows.training == nil
          ? "Privacy is judged beside the rows that were trained on, which were not given."
          : "There are too few rows to judge privacy.",
        advice: rows.training == nil ? ["Give the training rows with --train."] : [])
    }
    let (copied, heldOut) = (privacy.copies.syntheticShare, privacy.copies.heldOutShare)
    let shares =
      "\(Wording.percent(copied)) of synthetic rows are exact copies of training rows, and \(Wording.percent(heldOut)) of held-out real rows are"
    guard newLabels.isEmpty else {
      // Such rows are far from the training rows because of how they are written, whatever the generator does.
      let names = Wording.names(newLabels.map(\.name))
      var finding = Finding(
        topic: .privacy, grade: .unknown,
        headline:
          "Not to be judged until both files are written alike: these real rows have labels in \(names) that no training "
          + "row has.")
      finding.bad = newLabels.prefix(3).map(\.text) + (copied > 0 ? ["\(shares)."] : [])
      finding.advice.append(Self.writeAlike)
      return finding
    }
    let attacks = [privacy.distanceAttack, privacy.trainedAttack].filter(\.isBeyondChance)
    let strongest = attacks.compactMap(\.auc).max() ?? 0.5
    // Two standard errors of the difference of two shares.
    let noise =
      2 * (copied * (1 - copied) / Double(rows.synthetic) + heldOut * (1 - heldOut) / Double(rows.real)).squareRoot()
    let copies = copied > heldOut + noise + 0.001
    if let reason = tooFew([.real, .synthetic, .training]) {
      // Where no copy is found among n rows, there may yet be 3 / n (the rule of three).
      let isCopied = copied > 2 * (heldOut + noise + 3 / Double(rows.real)) + 0.01
      return Finding(
        topic: .privacy, grade: isCopied ? .poor : .unknown,
        headline: isCopied ? "Many synthetic rows are copies of rows that were trained on." : reason,
        bad: copied > 0 ? ["\(shares)."] : [], advice: isCopied ? ["Do not share these rows yet."] : [])
    }
    let close = privacy.closeShare ?? 0
    let isPoor = strongest > 0.6 || (copies && copied > 2 * heldOut + 0.01) || close > 0.2
    let isFair = strongest > 0.53 || copies || close > 0.1
    var finding = Finding(
      topic: .privacy, grade: isPoor ? .poor : isFair ? .fair : .good,
      headline: isPoor
        ? "Some synthetic rows are too close to rows that were trained on."
        : isFair
          ? "Synthetic rows are somewhat closer to training rows than real rows are."
          : "Synthetic rows are no closer to training rows than other real rows are.")
    let attackText = "an attacker who guesses which rows were trained on"
    if attacks.isEmpty {
      finding.good.append("No attack does better than chance: \(attackText) learns nothing from the synthetic rows.")
    } else {
      finding.bad.append(
        "\(attackText.prefix(1).uppercased() + attackText.dropFirst()) is right about \(Wording.percent(strongest)) of pairs, where half is a guess."
      )
    }
    if copies { finding.bad.append("\(shares).") } else { finding.good.append("\(shares), which is by chance.") }
    if close > 0.1 {
      finding.bad.append(
        "\(Wording.percent(close)) of synthetic rows are as close to a training row as 5 % of held-out rows are.")
    }
    if isPoor || isFair {
      finding.advice.append(
        "Train for fewer steps or on more rows, or with a smaller generator, and leave out columns that name someone; then evaluate again."
      )
    }
    if isPoor { finding.advice.insert("Do not share these rows yet.", at: 0) }
    finding.advice.append(
      "These are tests and no proof: they find what these attacks find. Only training with differential privacy bounds them all."
    )
    return finding
  }
}
