import SaddleTables
import SaddleTensors

/// What real rows teach of one column: trees of parts of them, each judged by the rest, and trees of all.
struct RedrawLesson: Sendable {
  let goal: RedrawGoal
  private let real: CellTable
  private let known: [Int]
  private let parts: [Int]
  /// For each part what the other ones taught.
  private let trials: [RedrawnColumn]
  let draw: RedrawnColumn

  private static let rounds = 200
  private static let patience = 10
  /// Leaves of a tree: one for so many rows, from 8 to 31.
  private static let rowsOfLeaf = 400

  init(_ goal: RedrawGoal, _ real: CellTable, folds: Int) {
    let place = goal.place
    let known = real.known(place)
    let parts = CrossFitting.parts(of: known.count, folds: folds)
    let leaves = min(31, max(8, known.count / Self.rowsOfLeaf))
    let truth = known.map { real.features[place][$0] }
    let taught = Device.current.map(0..<folds) { fold in
      func cut(_ isHeld: Bool) -> (columns: [[Double]], target: BoostedTrees.Target, places: [Int]) {
        let places = known.indices.filter { (parts[$0] == fold) == isHeld }
        return (real.others(than: place, places.map { known[$0] }), goal.target(places.map { truth[$0] }), places)
      }
      let (lessons, held) = (cut(false), cut(true))
      let trees = BoostedTrees(
        columns: lessons.columns, target: lessons.target, growth: .init(rounds: Self.rounds, leaves: leaves),
        watch: .init(columns: held.columns, target: held.target, patience: Self.patience))
      let guesses = goal.isNumber ? trees.scores(of: held.columns, rows: held.places.count)[0] : []
      return (trees: trees, places: held.places, guesses: guesses)
    }
    var guesses = Array(repeating: Double.nan, count: known.count)
    for part in taught { for (place, guess) in zip(part.places, part.guesses) { guesses[place] = guess } }
    // What is tried on a part of the rows must know nothing of their cells.
    trials = taught.indices.map { fold in
      let others = known.indices.filter { parts[$0] != fold }
      return RedrawnColumn(
        place: place, trees: taught[fold].trees,
        donors: goal.isNumber ? Donors(of: others.map { truth[$0] }, guessed: others.map { guesses[$0] }) : nil)
    }
    let rounds = taught.reduce(0) { $0 + $1.trees.rounds.count } / folds
    draw = RedrawnColumn(
      place: place,
      trees: BoostedTrees(
        columns: real.others(than: place, known), target: goal.target(truth),
        growth: .init(rounds: rounds, leaves: leaves)),
      donors: goal.isNumber ? Donors(of: truth, guessed: guesses) : nil)
    (self.goal, self.real, self.known, self.parts) = (goal, real, known, parts)
  }

  /// The scores of trees taught by generated rows, as they are and with the column drawn anew, on parts of the real rows that
  /// taught nothing of what drew it (they said when to end).
  func scores(
    _ generated: CellTable, _ screening: RedrawScreening, _ random: RandomStream
  ) -> (before: Double, after: Double) {
    let tested = trials.indices.map { fold in known.indices.filter { parts[$0] == fold }.map { known[$0] } }
    let rows = generated.known(goal.place)
    let after = Device.current.map(trials.indices) { fold in
      var cells = generated
      var generator = random.generator(step: fold)
      trials[fold].redraw(&cells, &generator)
      return screening.score(goal, cells, rows, on: real, [tested[fold]])
    }
    return (
      screening.score(goal, generated, rows, on: real, tested), after.reduce(0, +) / Double(after.count)
    )
  }
}
