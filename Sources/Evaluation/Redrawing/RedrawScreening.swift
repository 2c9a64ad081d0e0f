import SaddleTables
import SaddleTensors

/// How much can be learned of each column, by small trees on some of the rows.
struct RedrawScreening: Sendable {
  let real: CellTable
  let goals: [RedrawGoal]
  /// How many rows of a table are looked at.
  let rows: Int

  private static let folds = 3
  private static let (rounds, leaves, bins) = (30, 15, 63)
  private static let fewestRows = 4_000
  private static let mostRows = 16_000
  /// Additions to bins in all, some seconds on two cores, and nearly twice as many where many labels are asked. Columns
  /// beyond it are left as they are.
  private static let budget = 6e9
  /// Up to so many there are more rows than the fewest, which tell more.
  private static let ample = 2e9

  init(of cells: CellTable, _ schema: Schema) {
    func goals(_ cells: CellTable) -> [RedrawGoal] {
      cells.features.indices.compactMap { cells.features[$0].isEmpty ? nil : RedrawGoal($0, of: schema, in: cells) }
    }
    let width = Double(cells.features.count { !$0.isEmpty } - 1)
    // A level of a tree goes through the rows of each column, a split through the bins.
    let level = 3 * Double(Self.folds * Self.rounds) * width
    let rowsOfBins = Double(Self.bins * Self.leaves / 6)
    let outputs = Double(goals(cells).reduce(0) { $0 + $1.outputs })
    let ample = max(0, Self.ample / max(1, outputs * level) - rowsOfBins)
    rows = min(cells.rows, max(Self.fewestRows, Int(min(Double(Self.mostRows), ample))))
    let real = cells.rows(CrossFitting.spread(rows, of: cells.rows))
    self.real = real
    var left = Self.budget
    self.goals =
      width < 1
      ? []
      : goals(real).sorted { ($0.outputs, $0.place) < ($1.outputs, $1.place) }.filter { [rows] in
        left -= level * (Double(rows) + rowsOfBins) * Double($0.outputs)
        return left >= 0
      }
  }

  /// How well trees tell a column of real rows that had no part in it, the mean over parts: with many labels in sets where
  /// that is clearly better.
  struct Finding {
    let goal: RedrawGoal
    /// Taught by other real rows.
    let real: Double
    /// Taught by generated rows; not asked where real ones teach too little for much to be lacking.
    let generated: Double
  }

  /// - Parameter generated: as many rows as are looked at.
  func finding(_ goal: RedrawGoal, _ generated: CellTable) -> Finding {
    let folds = parts(goal)
    func taught(_ goal: RedrawGoal) -> Double {
      let scores = folds.indices.map { fold in
        score(goal, real, (folds[..<fold] + folds[(fold + 1)...]).flatMap { $0 }.sorted(), on: real, [folds[fold]])
      }
      return scores.reduce(0, +) / Double(Self.folds)
    }
    var (best, most) = (goal, taught(goal))
    if real.asksManyLabels(about: goal.place) {
      var other = goal
      other.partsLabels = true
      let score = taught(other)
      if score > most + Lack.least.score { (best, most) = (other, score) }
    }
    return Finding(
      goal: best, real: most, generated: most > Lack.least.score ? self.generated(best, generated) : most)
  }

  /// The score of trees taught by generated rows.
  func generated(_ goal: RedrawGoal, _ generated: CellTable) -> Double {
    score(goal, generated, generated.known(goal.place), on: real, parts(goal))
  }

  private func parts(_ goal: RedrawGoal) -> [[Int]] {
    let known = real.known(goal.place)
    let folds = CrossFitting.parts(of: known.count, folds: Self.folds)
    return (0..<Self.folds).map { fold in known.indices.filter { folds[$0] == fold }.map { known[$0] } }
  }

  /// The score of trees taught by rows of one table, the mean over parts of the rows of another.
  func score(
    _ goal: RedrawGoal, _ taught: CellTable, _ rows: [Int], on tested: CellTable, _ parts: [[Int]]
  ) -> Double {
    guard !rows.isEmpty else { return 0 }
    let trees = BoostedTrees(
      columns: taught.others(than: goal.place, rows),
      target: goal.target(rows.map { taught.features[goal.place][$0] }),
      growth: .init(
        rounds: Self.rounds, rate: 0.2, leaves: Self.leaves, bins: Self.bins,
        areLabels: taught.areLabels(than: goal.place), partsLabels: goal.partsLabels))
    let scores = parts.map { part in
      part.isEmpty
        ? 0
        : goal.score(trees, tested.others(than: goal.place, part), part.map { tested.features[goal.place][$0] })
    }
    return scores.reduce(0, +) / Double(parts.count)
  }
}
