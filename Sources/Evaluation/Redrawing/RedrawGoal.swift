import SaddleTables

/// What trees are to learn of a column, numbers in units that suit its real cells.
struct RedrawGoal: Sendable {
  let place: Int
  let isNumber: Bool
  /// How many labels there are; 0 for numbers.
  let labels: Int
  /// Whether the trees that tell of it part many labels of other columns into any sets.
  var partsLabels = false
  private let level: Double
  private let spread: Double

  /// Labels beyond so many take too many trees.
  static let mostLabels = 12
  /// So few known cells teach nothing.
  private static let fewest = 100

  /// Whether a column may be drawn anew: not without enough known cells, all equal, made from others by a rule or moved by
  /// what others make, and not moments, whose calendar trees do not see.
  static func isOpen(_ place: Int, of schema: Schema, in cells: CellTable) -> Bool {
    let column = schema.columns[place]
    let known = cells.features[place].filter { !$0.isNaN }
    return known.count >= fewest && known.contains { $0 != known[0] } && column.kind != .datetime
      && schema.makesFreely(column.name)
  }

  /// Nil for a column that is not drawn anew, or has too many labels for trees that are taught.
  init?(_ place: Int, of schema: Schema, in cells: CellTable) {
    guard Self.isOpen(place, of: schema, in: cells) else { return nil }
    let column = schema.columns[place]
    let known = cells.features[place].filter { !$0.isNaN }
    self.place = place
    isNumber = column.kind.holdsNumbers
    labels = column.labels.count
    if isNumber {
      let goal = CellGoal(numbers: known)
      (level, spread) = (goal.level, goal.spread)
    } else {
      guard labels <= Self.mostLabels else { return nil }
      (level, spread) = (0, 1)
    }
  }

  /// How many trees a round takes.
  var outputs: Int { BoostedTrees.outputs(ofClasses: labels) }

  /// - Parameter values: those of a column of few numbers, rising, if trees are to tell how likely each is; each cell is one
  ///   of them.
  func target(_ cells: [Double], drawn values: [Double] = []) -> BoostedTrees.Target {
    if !values.isEmpty { return .classes(cells.map { Int32(values.firstIndex(of: $0)!) }, count: values.count) }
    return isNumber
      ? .numbers(cells.map { $0 / spread - level / spread }) : .classes(cells.map { Int32($0) }, count: labels)
  }

  /// How well cells are guessed that trees have not seen: the mean F1 of labels, or R2, at least 0, as `Utility` has them.
  func score(_ trees: BoostedTrees, _ questions: [[Double]], _ cells: [Double]) -> Double {
    switch target(cells) {
    case .numbers(let truth):
      max(0, PredictionScores.r2(truth: truth, guesses: trees.scores(of: questions, rows: truth.count)[0]) ?? 0)
    case .classes(let truth, _):
      PredictionScores.macroF1(truth: truth, guesses: trees.classes(of: questions, rows: truth.count)) ?? 0
    }
  }
}

extension Schema {
  /// Whether a column is in no sum and no group of which exactly one is set, repeats none, follows from none, and what
  /// follows from it follows from it alone: of several that a column follows from the others move to agree with it.
  fileprivate func makesFreely(_ name: String) -> Bool {
    let results = rules.filter { $0.form == .function && $0.columns[0] == name }.map { $0.columns[1] }
    return !rules.contains { rule in
      switch rule.form {
      case .sum, .same: rule.columns.contains(name) || results.contains { rule.columns.contains($0) }
      case .oneOf: rule.columns.contains(name)
      case .function: rule.columns[1] == name || (rule.columns[0] != name && results.contains(rule.columns[1]))
      default: false
      }
    }
  }

  /// For each column those that follow from it, and what follows from these: they would say what a cell was, where it is
  /// asked what it may be. Rules of a damaged file, and names that it has twice, do no harm.
  var followers: [Set<Int>] {
    let places = Dictionary(columns.enumerated().map { ($1.name, $0) }) { first, _ in first }
    var next = Array(repeating: [Int](), count: columns.count)
    for rule in rules where rule.form == .function && rule.columns.count == 2 {
      if let from = places[rule.columns[0]], let to = places[rule.columns[1]] { next[from].append(to) }
    }
    return columns.indices.map { place in
      var (found, reached) = (Set<Int>(), next[place])
      while let follower = reached.popLast() {
        if follower != place, found.insert(follower).inserted { reached += next[follower] }
      }
      return found
    }
  }
}
