import SaddleTables
import SaddleTensors

/// What fills the missing cells of one column: trees that were each taught by three quarters of the known cells and judged
/// by the rest, whose guesses are averaged (bagging by folds; Breiman 1996).
struct CellModel: Sendable {
  private let place: Int
  /// What numbers the column can hold; nil for labels.
  private let grid: ValueGrid?
  /// Numbers are scores times `spread`, added to `level`.
  private let level: Double
  private let spread: Double
  private let trees: [BoostedTrees]
  /// What rows without any known cell get.
  private let usual: Double
  /// For a column of many labels, a column that tells them better than trees do.
  private let companion: Companion?
  private let donors: Donors
  let score: Double?
  let baseline: Double?

  private static let folds = 4
  private static let rounds = 200
  /// Leaves of a tree: one for so many rows, from 8 to 31.
  private static let rowsOfLeaf = 400
  private static let patience = 10
  /// Labels beyond so many, the rarest ones, are not told apart by trees: each takes a tree of its own.
  private static let mostLabels = 30
  /// Additions to bins that a column may cost, some seconds on one core.
  private static let budget = 1.5e9

  /// Nil if no cell of the column is known.
  ///
  /// - Parameters:
  ///   - taught: the rows to learn from.
  ///   - asked: the rows of `cells` that the column is missing in.
  init?(of place: Int, in taught: CellTable, for cells: CellTable, _ asked: [Int]) {
    let column = taught.schema[place]
    let target = taught.features[place]
    var known = target.indices.filter { !target[$0].isNaN }
    guard !known.isEmpty else { return nil }
    self.place = place
    let isNumber = column.kind.holdsNumbers || (column.kind == .ordered && column.labels.count > Self.mostLabels)
    grid = isNumber ? ValueGrid(known.map { target[$0] }, of: column) : nil
    var outputs = 1
    var frequencies: [Int] = []
    if !isNumber {
      frequencies = Array(repeating: 0, count: column.labels.count)
      for row in known { frequencies[Int(target[row])] += 1 }
      outputs = min(Self.mostLabels, frequencies.count { $0 > 0 })
    }
    // A level of a tree goes through the rows of each column, a split through the bins.
    let width = Double(max(1, taught.features.count { !$0.isEmpty } - 1))
    let trees = Double(Self.rounds / 2 * Self.folds * (outputs > 2 ? outputs : 1))
    let affordable = Self.budget / trees / width - Double(31 * 64)
    known = CrossFitting.spread(max(2_000, Int(affordable / 3)), of: known.count).map { known[$0] }
    let values = known.map { target[$0] }
    let features = Self.hidden(taught.others(than: place, known), like: cells.others(than: place, asked))
    let goal = isNumber ? CellGoal(numbers: values) : CellGoal(labels: values, frequencies, most: outputs)
    (level, spread, usual) = (goal.level, goal.spread, goal.usual)
    let rows = goal.rows
    let lessons = rows.count == values.count ? features : features.map { column in rows.map { column[$0] } }
    let parts = CrossFitting.parts(of: rows.count, folds: Self.folds)
    let judged = Device.current.map(0..<Self.folds) { fold in
      Self.taught(
        rows.indices.filter { parts[$0] != fold }, judgedBy: rows.indices.filter { parts[$0] == fold }, lessons,
        goal.target)
    }
    self.trees = judged.compactMap(\.trees)
    var guesses = Array(repeating: Double.nan, count: rows.count)
    for part in judged { for (row, guess) in zip(part.rows, part.guesses) { guesses[row] = guess } }
    if isNumber {
      let truths = rows.map { values[$0] }
      let (level, spread) = (level, spread)
      companion = nil
      donors = Donors(of: truths, guessed: guesses.map { $0 * spread + level })
      score = PredictionScores.r2(truth: donors.values.map { $0 / spread }, guesses: donors.guesses.map { $0 / spread })
        .map { max(0, $0) }
      baseline = 0
    } else {
      donors = Donors(of: [], guessed: [])
      let right = rows.indices.count { guesses[$0] == values[rows[$0]] }
      let share = Double(right) / Double(values.count)
      let rival = rows.count < values.count ? Companion(of: values, in: features, folds: Self.folds) : nil
      companion = rival.flatMap { $0.score > share ? $0 : nil }
      score = companion?.score ?? share
      baseline = Double(frequencies[Int(usual)]) / Double(frequencies.reduce(0, +))
    }
  }

  /// Trees taught by some rows and ended by others, the guesses for those, and which they are.
  private static func taught(
    _ kept: [Int], judgedBy held: [Int], _ features: [[Double]], _ goal: BoostedTrees.Target
  ) -> (trees: BoostedTrees?, rows: [Int], guesses: [Double]) {
    // So few rows can be left that one part has none.
    guard !kept.isEmpty else { return (nil, [], []) }
    func cut(_ rows: [Int]) -> [[Double]] { features.map { column in rows.map { column[$0] } } }
    let questions = cut(held)
    let leaves = min(31, max(8, goal.rows / rowsOfLeaf))
    let trees = BoostedTrees(
      columns: cut(kept), target: goal.rows(kept), growth: .init(rounds: rounds, leaves: leaves),
      watch: .init(columns: questions, target: goal.rows(held), patience: patience))
    switch goal {
    case .numbers: return (trees, held, trees.scores(of: questions, rows: held.count)[0])
    case .classes: return (trees, held, trees.classes(of: questions, rows: held.count).map(Double.init))
    }
  }

  /// The rows to learn from, with cells hidden that rows to be filled lack more often.
  ///
  /// What is missing together with the target, or in the rows to fill alone, would otherwise be something that trees have
  /// never been without. A row to fill lends its gaps to each row to learn from.
  private static func hidden(_ lessons: [[Double]], like asked: [[Double]]) -> [[Double]] {
    guard let count = asked.first?.count, count > 0, let rows = lessons.first?.count else { return lessons }
    // The same gaps in all columns of a row.
    var generator = RandomStream(seed: 0, name: "gaps").generator()
    let lenders = (0..<rows).map { _ in
      (row: Int.random(in: 0..<count, using: &generator), chance: Double.random(in: 0..<1, using: &generator))
    }
    return zip(lessons, asked).map { lesson, asked in
      let lacking = Double(asked.count(where: \.isNaN)) / Double(count)
      let lacked = Double(lesson.count(where: \.isNaN)) / Double(rows)
      guard lacking > lacked else { return lesson }
      let share = (lacking - lacked) / lacking / (1 - lacked)
      return zip(lesson, lenders).map { $1.chance < share && asked[$1.row].isNaN ? .nan : $0 }
    }
  }

  /// The best guesses for rows; the usual value for those that are empty.
  func best(in cells: CellTable, _ rows: [Int], empty: Set<Int>) -> [Double] {
    let questions = cells.others(than: place, rows)
    var guesses: [Double]
    if let grid {
      guesses = numbers(questions, rows.count).map { grid.nearest(to: $0) }
      for (index, row) in rows.enumerated() where empty.contains(row) { guesses[index] = grid.nearest(to: usual) }
    } else {
      let shares = probabilities(questions, rows.count)
      guesses = rows.indices.map { row in
        shares.indices.max { shares[$0][row] < shares[$1][row] }.map { Double(labels[$0]) } ?? usual
      }
      if let companion { guesses = zip(companion.guesses(questions), guesses).map { $0 ?? $1 } }
      for (index, row) in rows.enumerated() where empty.contains(row) { guesses[index] = usual }
    }
    return guesses
  }

  /// For each row a known cell that `donors` draw, or a label as often as it is likely.
  func drawn(in cells: CellTable, _ rows: [Int], _ random: RandomStream) -> [Double] {
    let questions = cells.others(than: place, rows)
    var generator = random.generator()
    if grid != nil {
      return numbers(questions, rows.count).map { donors.drawn(near: $0, &generator) ?? usual }
    }
    let shares = probabilities(questions, rows.count)
    let told = companion?.drawn(questions, &generator)
    return rows.indices.map { row in
      told?[row] ?? shares.drawn(row, &generator).map { Double(labels[$0]) } ?? usual
    }
  }

  /// The labels that trees tell apart.
  private var labels: [Int32] { Set(trees.flatMap(\.present)).sorted() }

  private func numbers(_ questions: [[Double]], _ rows: Int) -> [Double] {
    let scores = Device.current.map(trees.indices) { trees[$0].scores(of: questions, rows: rows)[0] }
    let share = 1 / Double(max(1, scores.count))
    return (0..<rows).map { row in
      let mean = scores.reduce(0.0) { $0 + $1[row] * share }
      return mean * spread + level
    }
  }

  /// For each of `labels` how likely it is in each row.
  private func probabilities(_ questions: [[Double]], _ rows: Int) -> [[Double]] {
    let labels = labels
    let parts = Device.current.map(trees.indices) { trees[$0].probabilities(of: questions, rows: rows) }
    var sums = Array(repeating: Array(repeating: 0.0, count: rows), count: labels.count)
    for (trees, part) in zip(trees, parts) {
      for (label, shares) in zip(trees.present, part) {
        let place = labels.firstIndex(of: label)!
        for row in 0..<rows { sums[place][row] += shares[row] / Double(parts.count) }
      }
    }
    return sums
  }
}
