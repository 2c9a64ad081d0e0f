extension Appraisal {
  /// With fewer rows of a table nothing is judged that has to be beyond chance.
  ///
  /// Of so many rows on either side, two standard errors of detection's area are 0.13, below the 0.15 that part good
  /// from a guess, and of the attack by distance 0.08, below the 0.1 that part poor from one; a cell is a hundredth,
  /// where shares of missing cells are graded by two; and five rows are the closest twentieth of the held-out ones.
  static let fewestRows = 100

  /// What is said when one of these tables is too short to judge by; nil when none is.
  func tooFew(_ sides: [MatchedColumn.Side]) -> String? {
    let short = sides.compactMap { side -> String? in
      let (count, kind): (Int?, String) =
        switch side {
        case .real: (rows.real, "real")
        case .synthetic: (rows.synthetic, "synthetic")
        case .training: (rows.training, "training")
        }
      return count.flatMap { $0 < Self.fewestRows ? Wording.count($0, "\(kind) row") : nil }
    }
    guard !short.isEmpty else { return nil }
    return
      "There are too few rows to judge this: \(short.joined(separator: " and ")), where it takes \(Self.fewestRows)."
  }

  /// The parts that are not judged for want of rows.
  var tooFewTopics: [Finding.Topic] {
    var topics: [Finding.Topic] = []
    if tooFew([.real, .training]) != nil { topics.append(.utility) }
    if tooFew([.real, .synthetic]) != nil { topics.append(.detection) }
    if !missingness.isEmpty, tooFew([.real, .synthetic]) != nil { topics.append(.missingness) }
    if rows.training != nil, tooFew([.real, .synthetic, .training]) != nil { topics.append(.privacy) }
    return topics
  }
}
