// The pictures of utility and privacy, and what every number means.

extension ReportPage {
  var utilityBars: String {
    let utility = appraisal.utility
    guard !utility.targets.isEmpty else { return "" }
    // Of many columns, those that lose most.
    let order = utility.targets.sorted {
      ($0.synthetic ?? 0) - ($0.real ?? 0) < ($1.synthetic ?? 0) - ($1.real ?? 0)
    }
    let targets =
      utility.targets.count <= Self.mostColumns ? utility.targets : Array(order.prefix(Self.mostColumns))
    let bars = OverlayChart.bars(
      targets.map { target in
        let name = "\(Markup.name(target.name, 24)) <small class=\"soft\">\(target.metric == .r2 ? "R²" : "F1")</small>"
        return (
          name, target.real, target.synthetic ?? 0, Wording.decimals(target.real, 2),
          target.synthetic.map { Wording.decimals($0, 2) } ?? Markup.text(target.reason ?? "none")
        )
      })
    return bars
      + note(
        "What is guessed: \(Markup.text(utility.choice)). F1 is for categories, the mean over them of precision and "
          + "recall in one; R² is for numbers, the share of their variance that is explained.")
      + (targets.count < utility.targets.count
        ? note("The \(targets.count) columns that lose most of \(utility.targets.count) are shown.") : "")
  }

  var privacyCharts: String {
    guard let privacy = appraisal.privacy else { return "" }
    var html = ""
    if let bins = SharedBins(real: privacy.heldOut.sorted, synthetic: privacy.synthetic.sorted, most: 40, from: 0) {
      html +=
        "<div class=\"pair\"><div class=\"chart wide\"><h3><span>How far from the closest training row</span></h3>"
        + OverlayChart.numbers(
          bins, label: "Distances from held-out and from synthetic rows to the closest training row")
        + note(
          "The area is of held-out real rows, the line of synthetic ones. 0 is a copy, 1 differs in everything. A line that is heaped up at the left of the area is a warning."
        )
        + "</div><div>\(gauges(privacy))</div></div>"
    }
    let rows: [(String, String, String)] = [
      (
        "Typical distance (median)", Wording.decimals(privacy.synthetic.median),
        Wording.decimals(privacy.heldOut.median)
      ),
      ("Very close: as the closest 5 % of held-out rows", Wording.percent(privacy.closeShare), "5 %"),
      (
        "Exact copies of a training row",
        "\(Wording.count(privacy.copies.synthetic)) (\(Wording.percent(privacy.copies.syntheticShare)))",
        "\(Wording.count(privacy.copies.heldOut)) (\(Wording.percent(privacy.copies.heldOutShare)))"
      ),
    ]
    html +=
      "<div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th scope=\"col\"></th><th scope=\"col\">Synthetic rows</th><th scope=\"col\">Held-out real rows</th></tr></thead><tbody>"
      + rows.map { "<tr><th scope=\"row\">\($0.0)</th><td>\($0.1)</td><td>\($0.2)</td></tr>" }.joined()
      + "</tbody></table></div>"
    let looked = privacy.synthetic.rows
    if looked < appraisal.rows.synthetic || privacy.heldOut.rows < appraisal.rows.real {
      html += note(
        "Distances are of \(Wording.count(looked)) synthetic and \(Wording.count(privacy.heldOut.rows)) held-out rows, spread evenly over the tables, to every training row."
      )
    }
    return html
  }

  private func gauges(_ privacy: Privacy) -> String {
    func gauge(_ name: String, _ attack: Privacy.Attack) -> String {
      Gauge(name: name, auc: attack.auc, standardError: attack.standardError, fair: 0.53, poor: 0.6).html
    }
    return "<h3>Who guesses which rows were trained on is right about pairs</h3>"
      + gauge("by the distance to synthetic rows", privacy.distanceAttack)
      + gauge("by a program that has learned to", privacy.trainedAttack)
      + note(
        "Each of \(Wording.count(privacy.trainedAttack.rows)) training rows beside a held-out one; ± is two standard errors, within which a guess is chance."
      )
  }

  var definitions: String {
    let terms = [
      (
        "Training rows",
        "Real rows are not all alike either. So training rows, as many as there are synthetic ones at most, are scored in their place. Columns and pairs are graded by the share of that which the synthetic rows reach."
      ),
      (
        "Columns",
        "Numbers: 1 less the Kolmogorov-Smirnov distance. Categories: 1 less the total variation distance. SDMetrics’ KSComplement and TVComplement."
      ),
      (
        "Pairs",
        "Numbers: 1 less half the difference of Pearson’s correlations, for real ones beyond ±0.5. Else: 1 less the total variation distance of the joint shares, for a real Cramér’s V above 0.3. SDMetrics’ CorrelationSimilarity and ContingencySimilarity."
      ),
      (
        "Usefulness",
        "Macro F1 or R² on real rows of gradient-boosted trees as scikit-learn’s HistGradientBoosting makes them, with its defaults. The card shows the mean taught by synthetic rows as a share of the mean taught by training rows; scores below 0 count as 0."
      ),
      (
        "Telling apart",
        "The area under the ROC curve of the same trees, cross-fitted in three parts, as many rows of either kind."
      ),
      (
        "Rare values",
        "Categories of less than 1 % of the real cells; numbers below the 1 % or above the 99 % quantile. SDMetrics’ CategoryCoverage, RangeCoverage, CategoryAdherence and BoundaryAdherence. The card shows the mean of the share of rare categories that occur and of how nearly as frequent the outermost numbers are as they should be: the rarer of the two shares as a part of the other, of which two standard errors are no excess. It is graded as a share of what training rows have."
      ),
      ("Missing values", "The card shows SDMetrics’ MissingValueSimilarity of the column furthest off."),
      (
        "Privacy",
        "Distance: the mean over columns of the difference as a share of the training range, or of 0 for the same category and 1 for another (Gower 1971). Attacks: the area under the ROC curve of telling training rows from held-out ones, by the distance to the closest synthetic row, and by trees that see ten such distances, cross-fitted in five parts. The card shows the larger area."
      ),
    ]
    let list = terms.map { "<dt>\($0.0)</dt><dd>\($0.1)</dd>" }.joined()
    return "<details><summary>How each number is defined</summary><dl>\(list)</dl></details>"
  }
}
