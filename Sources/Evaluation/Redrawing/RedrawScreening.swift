import SaddleTables
import SaddleTensors

/// How much can be learned of each column, by small trees on some of the rows.
struct RedrawScreening: Sendable {
  let real: CellTable
  let goals: [RedrawGoal]
  /// How many rows of a table are looked at.
  let rows: Int

  private static let folds = 3
  private static let growth = BoostedTrees.Growth(rounds: 30, rate: 0.2, leaves: 15, bins: 63)
  private static let fewestRows = 4_000
  private static let mostRows = 16_000
  /// Additions to bins in all, some seconds on two cores. Columns beyond it are left as they are.
  private static let budget = 6e9
  /// Up to so many there are more rows than the fewest, which tell more.
  private static let ample = 2e9

  init(of cells: CellTable, _ schema: Schema) {
    func goals(_ cells: CellTable) -> [RedrawGoal] {
      cells.features.indices.compactMap { cells.features[$0].isEmpty ? nil : RedrawGoal($0, of: schema, in: cells) }
    }
    let width = Double(cells.features.count { !$0.isEmpty } - 1)
    // A level of a tree goes through the rows of each column, a split through the bins.
    let level = 3 * Double(Self.folds * Self.growth.rounds) * width
    let rowsOfBins = Double(Self.growth.bins * Self.growth.leaves / 6)
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

  /// The scores of trees taught by real rows and by generated ones, the mean over parts of the real rows; those taught by real
  /// rows had no part in theirs. Where real rows teach too little for much to be lacking, generated ones are not asked, and
  /// lack nothing.
  func scores(_ goal: RedrawGoal, _ generated: CellTable) -> (real: Double, generated: Double) {
    let known = real.known(goal.place)
    let folds = CrossFitting.parts(of: known.count, folds: Self.folds)
    func rows(_ isInside: (Int) -> Bool) -> [Int] { known.indices.filter { isInside(folds[$0]) }.map { known[$0] } }
    let scores = (0..<Self.folds).map { fold in
      score(goal, real, rows { $0 != fold }, on: real, [rows { $0 == fold }])
    }
    let taught = scores.reduce(0, +) / Double(Self.folds)
    guard taught > Lack.least.score else { return (taught, taught) }
    let parts = (0..<Self.folds).map { fold in rows { $0 == fold } }
    return (taught, score(goal, generated, generated.known(goal.place), on: real, parts))
  }

  /// The score of trees taught by rows of one table, the mean over parts of the rows of another.
  func score(
    _ goal: RedrawGoal, _ taught: CellTable, _ rows: [Int], on tested: CellTable, _ parts: [[Int]]
  ) -> Double {
    guard !rows.isEmpty else { return 0 }
    let trees = BoostedTrees(
      columns: taught.others(than: goal.place, rows),
      target: goal.target(rows.map { taught.features[goal.place][$0] }), growth: Self.growth)
    let scores = parts.map { part in
      part.isEmpty
        ? 0
        : goal.score(trees, tested.others(than: goal.place, part), part.map { tested.features[goal.place][$0] })
    }
    return scores.reduce(0, +) / Double(parts.count)
  }
}
