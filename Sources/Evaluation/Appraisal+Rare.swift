// What rare values come to.

/// How much of what is rare was kept.
struct RareScores {
  /// The share of the rare categories that occur; nil when there are none.
  let categories: Double?
  /// How nearly as frequent the outermost numbers are as they should be, the mean over the columns; nil without any.
  let numbers: Double?

  init(_ coverage: [Coverage]) {
    let there = coverage.reduce(0) { $0 + ($1.rareCategories ?? 0) }
    categories =
      there > 0 ? Double(coverage.reduce(0) { $0 + ($1.rareFound ?? 0) }) / Double(there) : nil
    numbers = Score.mean(coverage.lazy.filter { $0.rareCategories == nil }.map(\.rareSimilarity))
  }

  var mean: Double? { Score.mean([categories, numbers]) }
}

extension Appraisal {
  var rareScores: RareScores { RareScores(coverage) }
  var rareScore: Double? { rareScores.mean }

  private func reached(_ score: Double, _ part: KeyPath<RareScores, Double?>) -> Double {
    Baseline.reached(score, of: baseline.flatMap { RareScores($0.coverage)[keyPath: part] }) ?? 0
  }

  /// How many of a column's training cells are where few real ones are; as many as should be when that is not known.
  private func training(_ place: Int) -> Double {
    baseline?.coverage[place].rareSynthetic ?? coverage[place].rareReal
  }

  var rareFinding: Finding {
    let rare = coverage.filter { ($0.rareCategories ?? 0) > 0 }
    let (there, found) = (rare.reduce(0) { $0 + $1.rareCategories! }, rare.reduce(0) { $0 + $1.rareFound! })
    let (share, tails) = (rareScores.categories, rareScores.numbers)
    let invented = coverage.filter { ($0.unknown ?? 0) > 0.01 }.sorted { $0.unknown! > $1.unknown! }
    let parts = [
      share.map { _ in "\(Wording.count(found)) of \(Wording.count(there)) rare categories occur" },
      tails.map { "how frequent the smallest and largest numbers are is \(Wording.percent($0)) alike" },
    ].compactMap(\.self)
    let real = baseline?.rareScore.map { "; training rows reach \(Wording.percent($0)) in all" } ?? ""
    var finding = Finding(
      topic: .rareValues,
      grade: Finding.grade(Baseline.reached(rareScore, of: baseline?.rareScore), good: 0.85, fair: 0.6),
      headline: parts.isEmpty
        ? "No value of the real table is rare." : "Of what is rare, \(parts.joined(separator: ", and "))\(real).")
    if let share, reached(share, \.categories) >= 0.85 { finding.good.append("Rare categories are not forgotten.") }
    if let tails, reached(tails, \.numbers) >= 0.85 {
      finding.good.append("The smallest and largest numbers occur as they should.")
    }
    let forgotten = rare.filter { $0.rareFound! < $0.rareCategories! }
    if !forgotten.isEmpty {
      finding.bad.append("Rare categories are missing in \(Wording.names(forgotten.map(\.name))).")
      finding.advice.append("Sample more rows, if something in a thousand is to occur among them.")
    }
    let numbers = coverage.indices.filter { coverage[$0].rareCategories == nil && coverage[$0].rareReal > 0 }
    // What training rows have too few or too many of is no fault of the generator.
    let thin = numbers.filter { place in
      let column = coverage[place]
      return column.rareSynthetic < min(column.rareReal, training(place)) / 2
    }
    let thick = numbers.filter { place in
      let column = coverage[place]
      return column.rareSynthetic
        > max(column.rareReal + 2 * column.rareError, 2 * max(column.rareReal, training(place)))
    }
    if !thin.isEmpty {
      finding.bad.append(
        "The smallest and largest numbers are too rare in \(Wording.names(thin.map { coverage[$0].name })).")
    }
    if !thick.isEmpty {
      finding.bad.append(
        "Numbers as small or as large as few real ones are too frequent in \(Wording.names(thick.map { coverage[$0].name }))."
      )
    }
    if !invented.isEmpty {
      finding.bad.append(
        "Values that no real row has, or beyond the real range, occur in \(Wording.names(invented.map(\.name))).")
    }
    return finding
  }
}
