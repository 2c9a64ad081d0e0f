import SaddleTables
import SaddleTensors

/// What real rows teach of one column: trees of parts of them, each judged by the rest, and trees of all.
struct RedrawLesson: Sendable {
  let goal: RedrawGoal
  private let real: CellTable
  /// Columns that are not asked.
  private let apart: Set<Int>
  private let known: [Int]
  private let parts: [Int]
  /// For each part what the other ones taught.
  private let trials: [RedrawnColumn]
  private let whole: BoostedTrees.Growth
  /// The numbers of a column that has few, which are drawn as labels are; empty for others.
  private let values: [Double]
  private let donors: Donors?

  private static let rounds = 200
  private static let additiveSteps = 100
  /// Additive scores can be sure and wrong, where a leaf without a penalty would add any amount.
  private static let penalty = 1.0
  private static let patience = 10
  /// Held rows that tell when to end, and whether additive scores help.
  private static let voters = 4_000
  /// Additions to bins that a lesson may cost, some seconds on two cores, but for the fewest rows.
  private static let budget = 6e9
  private static let fewestRows = 2_000
  /// Leaves of a tree: one for so many rows, from 8 to 31.
  private static let rowsOfLeaf = 400
  /// Bins of a column: one for so many rows, from 63 to the most.
  private static let rowsOfBin = 8
  /// Rows that a trial's score takes, over several draws where a table has fewer, whose score chance moves more.
  private static let trialRows = 4_000
  private static let mostDraws = 2

  /// How trees learn.
  private struct Form {
    /// Behind additive scores.
    let isAdditive: Bool
    /// Many labels in any two sets.
    var partsLabels = false
  }

  /// - Parameter apart: columns that are not asked, besides those that follow from the column.
  init(_ goal: RedrawGoal, _ all: CellTable, apart: Set<Int> = [], folds: Int) {
    let place = goal.place
    let real = all.silencing(apart, about: place)
    let known = Self.affordable(real, goal, folds: folds)
    let parts = CrossFitting.parts(of: known.count, folds: folds)
    let truth = known.map { real.features[place][$0] }
    let areLabels = real.areLabels(than: place)
    let values = Self.fewValues(real, goal)
    func growth(_ form: Form, _ rounds: Int = Self.rounds, _ steps: Int = Self.additiveSteps) -> BoostedTrees.Growth {
      .init(
        rounds: rounds, leaves: min(31, max(8, known.count / Self.rowsOfLeaf)),
        bins: min(FeatureBins.most, max(63, known.count / Self.rowsOfBin)),
        penalty: form.isAdditive ? Self.penalty : 0, additiveSteps: form.isAdditive ? steps : 0, areLabels: areLabels,
        partsLabels: form.partsLabels)
    }
    func cut(_ places: [Int]) -> (columns: [[Double]], target: BoostedTrees.Target) {
      (real.others(than: place, places.map { known[$0] }), goal.target(places.map { truth[$0] }, drawn: values))
    }
    let held = (0..<folds).map { fold in known.indices.filter { parts[$0] == fold } }
    func trial(_ fold: Int, _ form: Form) -> BoostedTrees {
      let lessons = cut(known.indices.filter { parts[$0] != fold })
      let asked = cut(CrossFitting.spread(Self.voters, of: held[fold].count).map { held[fold][$0] })
      return BoostedTrees(
        columns: lessons.columns, target: lessons.target, growth: growth(form),
        watch: .init(columns: asked.columns, target: asked.target, patience: Self.patience))
    }
    // In each form on as many parts as it takes to tell which is better; the others in the better one.
    let voting = min(folds, (Self.voters * folds - 1) / max(1, known.count) + 1)
    func tried(_ forms: [Form]) -> [(form: Form, trees: [BoostedTrees])] {
      let all = Device.current.map(0..<forms.count * voting) { trial($0 % voting, forms[$0 / voting]) }
      return forms.enumerated().map { ($1, Array(all[$0 * voting..<($0 + 1) * voting])) }
    }
    func loss(_ trees: [BoostedTrees]) -> Double { trees.reduce(0) { $0 + $1.watchedLoss } }
    func better(_ trials: [(form: Form, trees: [BoostedTrees])]) -> (form: Form, trees: [BoostedTrees]) {
      trials.dropFirst().reduce(trials[0]) { loss($1.trees) < loss($0.trees) ? $1 : $0 }
    }
    var best = better(tried([Form(isAdditive: false), Form(isAdditive: true)]))
    if real.asksManyLabels(about: place) {
      best = better([best] + tried([Form(isAdditive: best.form.isAdditive, partsLabels: true)]))
    }
    let form = best.form
    let taught = best.trees + Device.current.map(voting..<folds) { trial($0, form) }
    var guesses = Array(repeating: Double.nan, count: known.count)
    let lends = goal.isNumber && values.isEmpty
    if lends {
      for (trees, places) in zip(taught, held) {
        let own = trees.scores(of: cut(places).columns, rows: places.count)[0]
        for (place, guess) in zip(places, own) { guesses[place] = guess }
      }
    }
    // What is tried on a part of the rows must know nothing of their cells.
    trials = taught.indices.map { fold in
      let others = known.indices.filter { parts[$0] != fold }
      let donors = lends ? Donors(of: others.map { truth[$0] }, guessed: others.map { guesses[$0] }) : nil
      return RedrawnColumn(place: place, apart: apart, taught[fold], values, donors)
    }
    let rounds = taught.reduce(0) { $0 + $1.roundCount } / folds
    let steps = taught.reduce(0) { $0 + $1.additiveSteps } / folds
    whole = growth(form, rounds, steps)
    donors = lends ? Donors(of: truth, guessed: guesses) : nil
    (self.goal, self.real, self.apart) = (goal, all, apart)
    (self.known, self.parts, self.values) = (known, parts, values)
  }

  /// Whether cells come from rows that are guessed alike, and not as often as they are likely.
  var lends: Bool { donors != nil }

  /// The numbers of a column that has no more of them than labels may be, rising; empty for others.
  private static func fewValues(_ real: CellTable, _ goal: RedrawGoal) -> [Double] {
    guard goal.isNumber else { return [] }
    var found: Set<Double> = []
    for row in real.known(goal.place) {
      found.insert(real.features[goal.place][row])
      if found.count > RedrawGoal.mostLabels { return [] }
    }
    return found.sorted()
  }

  /// The rows whose cell is known, as many of them as the budget lasts for.
  private static func affordable(_ real: CellTable, _ goal: RedrawGoal, folds: Int) -> [Int] {
    let known = real.known(goal.place)
    let rows = Int(budget / additionsOfRow(real, goal, folds: folds)) - rowsOfBins
    let labels = goal.target(known.map { real.features[goal.place][$0] }, drawn: fewValues(real, goal)).classes
    return CrossFitting.spread(max(fewestRows, rows), of: known.count, covering: labels.map { [$0] } ?? [])
      .map { known[$0] }
  }

  /// Additions to bins that a lesson takes, if all of its trees are half as many as they may be.
  static func cost(_ goal: RedrawGoal, _ real: CellTable, folds: Int) -> Double {
    let each = additionsOfRow(real, goal, folds: folds)
    let most = max(Double(fewestRows + rowsOfBins) * each, budget)
    return min(most, Double(real.known(goal.place).count + rowsOfBins) * each)
  }

  /// Going through the bins of a split takes as long as going through so many rows of a level.
  private static let rowsOfBins = 31 * 64 / 3

  /// A level of a tree goes through the rows of each column.
  private static func additionsOfRow(_ real: CellTable, _ goal: RedrawGoal, folds: Int) -> Double {
    let forms = real.asksManyLabels(about: goal.place) ? 3 : 2
    let outputs = max(goal.outputs, BoostedTrees.outputs(ofClasses: fewValues(real, goal).count))
    let trees = Double(rounds / 2 * (forms * folds + 1) * outputs)
    return 3 * trees * Double(real.features.count { !$0.isEmpty })
  }

  /// What all of the rows teach.
  func draw() -> RedrawnColumn {
    let trees = BoostedTrees(
      columns: real.silencing(apart, about: goal.place).others(than: goal.place, known),
      target: goal.target(known.map { real.features[goal.place][$0] }, drawn: values), growth: whole)
    return RedrawnColumn(place: goal.place, apart: apart, trees, values, donors)
  }

  /// The scores of trees taught by generated rows, as they are and with the column drawn anew, on parts of the real rows that
  /// taught nothing of what drew it (they said when to end).
  func scores(
    _ generated: CellTable, _ screening: RedrawScreening, _ random: RandomStream
  ) -> (before: Double, after: Double) {
    let tested = trials.indices.map { fold in known.indices.filter { parts[$0] == fold }.map { known[$0] } }
    let rows = generated.known(goal.place)
    let draws = min(Self.mostDraws, max(1, Self.trialRows / max(1, rows.count)))
    let matched = Device.current.map(trials.indices) { fold in
      let taught = known.indices.filter { parts[$0] != fold }.map { real.features[goal.place][known[$0]] }
      return trials[fold].matching(taught, over: generated)
    }
    let after = Device.current.map(0..<draws * trials.count) { draw in
      let fold = draw % trials.count
      var cells = generated
      var generator = random.generator(step: draw)
      matched[fold].redraw(&cells, &generator)
      return screening.score(goal, cells, rows, on: real, [tested[fold]])
    }
    return (
      screening.score(goal, generated, rows, on: real, tested), after.reduce(0, +) / Double(after.count)
    )
  }
}

extension RedrawnColumn {
  fileprivate init(place: Int, apart: Set<Int>, _ trees: BoostedTrees, _ values: [Double], _ donors: Donors?) {
    self.init(
      place: place, apart: apart,
      donors.map { .numbers(trees, $0) } ?? (values.isEmpty ? .labels(trees) : .values(trees, values)))
  }
}
