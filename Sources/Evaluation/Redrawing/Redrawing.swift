import SaddleTables
import SaddleTensors

/// Columns of generated rows that are drawn anew, one after the other, each given the other cells of its row: a step of
/// the sampler of Geman and Geman (1984) from the distribution that boosted trees have learned of the training rows, as
/// fully conditional specification draws what is missing (van Buuren 2007, Stat. Methods Med. Res. 16).
///
/// What a column owes to several others at once a generator learns late, and trees early. Columns are chosen by what
/// can be learned from their generated rows: where trees taught by those guess a column in real rows much worse than trees
/// taught by other real rows do, and no longer so once it is drawn anew.
public struct Redrawing: RowRefinement {
  /// A column that is drawn anew, and how well trees guess it in training rows that had no part in it.
  public struct Column: Sendable, Equatable, Codable {
    public let name: String
    /// Taught by other training rows: the mean F1 of labels, or the share of the variance of numbers that is explained.
    public let real: Double
    /// Taught by generated rows as they were.
    public let generated: Double
    /// Taught by generated rows with the column drawn anew.
    public let redrawn: Double
  }

  /// In the order in which they are drawn.
  public let columns: [Column]
  let draws: [RedrawnColumn]
  let schema: Schema

  /// By how much trees of generated rows have to be worse than those of real ones.
  private static let gap = 0.05
  /// The most columns that are drawn anew.
  private static let most = 8
  /// Real rows that teach what is drawn.
  private static let mostRows = 20_000
  private static let folds = 3

  /// Nil if no column is the better for it.
  ///
  /// - Parameter table: the rows that the model was trained on.
  public init?(_ model: TableModel, _ table: Table, seed: UInt64) {
    let schema = model.codec.schema
    let rows = CrossFitting.spread(Self.mostRows, of: table.rowCount)
    let real = CellTable(table.rows(rows), labelsOf: schema)
    let random = RandomStream(seed: seed, name: "redrawing")
    let screening = Screening(of: real, schema)
    guard !screening.goals.isEmpty else { return nil }
    let blocks = (screening.rows - 1) / TableModel.block + 1
    let sample = Table(
      joining: Device.current.map(0..<blocks) { model.rows(block: $0, from: random.stream("sample")) }, schema: schema)
    var generated = CellTable(sample.head(screening.rows), labelsOf: schema)

    let first = Device.current.map(screening.goals.indices) { screening.scores(screening.goals[$0], generated) }
    let worst = zip(screening.goals, first).filter { $1.real - $1.generated > Self.gap }
      .sorted { $0.1.real - $0.1.generated > $1.1.real - $1.1.generated }.prefix(Self.most)
    // By how much less a column may be spread as the real one is: more on few rows, where chance moves it.
    let bend = max(0.01, 0.8 / Double(screening.rows).squareRoot())
    var (columns, draws): ([Column], [RedrawnColumn]) = ([], [])
    for (goal, scores) in worst {
      let name = schema.columns[goal.place].name
      // Columns that were drawn before may have helped this one.
      let before = draws.isEmpty ? scores.generated : screening.score(goal, generated)
      guard scores.real - before > Self.gap else { continue }
      let lesson = Lesson(goal, real, folds: Self.folds)
      let after = lesson.score(generated, screening, random.stream("trial \(name)"))
      guard after - before > (scores.real - before) / 2 else { continue }
      let draw = lesson.draw
      var generator = random.stream("redrawn \(name)").generator()
      var changed = generated
      draw.redraw(&changed, &generator)
      // Rows that differ in the other columns, if little, can bend the distribution of this one.
      guard goal.shape(changed, real) > goal.shape(generated, real) - bend else { continue }
      generated = changed
      draws.append(draw)
      columns.append(Column(name: name, real: scores.real, generated: before, redrawn: after))
    }
    guard !draws.isEmpty else { return nil }
    (self.schema, self.columns, self.draws) = (schema, columns, draws)
  }

  init(schema: Schema, columns: [Column], draws: [RedrawnColumn]) {
    (self.schema, self.columns, self.draws) = (schema, columns, draws)
  }

  public func refined(_ table: Table, _ random: RandomStream) -> Table {
    var cells = CellTable(table, labelsOf: schema)
    var generator = random.generator()
    var refined = table
    for draw in draws {
      draw.redraw(&cells, &generator)
      let values = cells.features[draw.place]
      refined.columns[draw.place] =
        draw.donors != nil ? .numbers(values) : .categories(values.map { $0.isNaN ? -1 : Int32($0) })
    }
    return refined
  }
}

/// How much can be learned of each column, by small trees on few rows.
private struct Screening: Sendable {
  let real: CellTable
  let goals: [RedrawGoal]
  /// How many rows of a table are looked at.
  let rows: Int

  private static let folds = 3
  private static let growth = BoostedTrees.Growth(rounds: 30, rate: 0.2, leaves: 15)
  private static let mostRows = 4_000
  /// Additions to bins in all, some seconds on two cores. Columns beyond it are left as they are.
  private static let budget = 6e9

  init(of cells: CellTable, _ schema: Schema) {
    rows = min(Self.mostRows, cells.rows)
    let places = CrossFitting.spread(rows, of: cells.rows)
    var real = cells
    real.rows = rows
    for place in real.features.indices where !real.features[place].isEmpty {
      real.features[place] = places.map { cells.features[place][$0] }
    }
    self.real = real
    let width = Double(real.features.count { !$0.isEmpty } - 1)
    // A level of a tree goes through the rows of each column, a split through the bins.
    let output = Double(Self.folds * Self.growth.rounds) * width * Double(3 * rows + 255 * Self.growth.leaves / 2)
    var left = Self.budget
    goals = real.features.indices.compactMap { place in
      !real.features[place].isEmpty && width > 0 ? RedrawGoal(place, of: schema, in: real) : nil
    }.sorted { ($0.outputs, $0.place) < ($1.outputs, $1.place) }.filter {
      left -= output * Double($0.outputs)
      return left >= 0
    }
  }

  func scores(_ goal: RedrawGoal, _ generated: CellTable) -> (real: Double, generated: Double) {
    let known = real.known(goal.place)
    let parts = CrossFitting.parts(of: known.count, folds: Self.folds)
    let scores = (0..<Self.folds).map { fold in
      score(
        goal, real, known.indices.filter { parts[$0] != fold }.map { known[$0] },
        on: known.indices.filter { parts[$0] == fold }.map { known[$0] })
    }
    return (scores.reduce(0, +) / Double(Self.folds), score(goal, generated))
  }

  /// Trees taught by generated rows, tested on the real ones.
  func score(_ goal: RedrawGoal, _ generated: CellTable) -> Double {
    score(goal, generated, generated.known(goal.place), on: real.known(goal.place))
  }

  private func score(_ goal: RedrawGoal, _ taught: CellTable, _ rows: [Int], on tested: [Int]) -> Double {
    score(goal, taught, rows, on: real.others(than: goal.place, tested), tested.map { real.features[goal.place][$0] })
  }

  func score(
    _ goal: RedrawGoal, _ taught: CellTable, _ rows: [Int], on questions: [[Double]], _ truth: [Double]
  ) -> Double {
    guard !rows.isEmpty, !truth.isEmpty else { return 0 }
    let trees = BoostedTrees(
      columns: taught.others(than: goal.place, rows),
      target: goal.target(rows.map { taught.features[goal.place][$0] }), growth: Self.growth)
    return goal.score(trees, questions, truth)
  }
}

/// What real rows teach of one column: trees of parts of them, each judged by the rest, and trees of all.
private struct Lesson: Sendable {
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

  /// The score of trees taught by generated rows with the column drawn anew, on real rows that it was not drawn from.
  func score(_ generated: CellTable, _ screening: Screening, _ random: RandomStream) -> Double {
    let scores = Device.current.map(trials.indices) { fold in
      var cells = generated
      var generator = random.generator(step: fold)
      trials[fold].redraw(&cells, &generator)
      let tested = known.indices.filter { parts[$0] == fold }.map { known[$0] }
      return screening.score(
        goal, cells, cells.known(goal.place), on: real.others(than: goal.place, tested),
        tested.map { real.features[goal.place][$0] })
    }
    return scores.reduce(0, +) / Double(scores.count)
  }
}

extension CellTable {
  /// The rows whose cell of a column is known.
  fileprivate func known(_ place: Int) -> [Int] {
    features[place].indices.filter { !features[place][$0].isNaN }
  }
}
