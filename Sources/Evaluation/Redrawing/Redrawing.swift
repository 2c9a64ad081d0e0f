import SaddleTables
import SaddleTensors

/// Columns of generated rows that are drawn anew, one after the other, each given the other cells of its row: a step of
/// the sampler of Geman and Geman (1984) from the distribution that boosted trees have learned of the training rows, as
/// fully conditional specification draws what is missing (van Buuren 2007, Stat. Methods Med. Res. 16).
///
/// What a column owes to several others at once a generator learns late, and trees early. Columns are chosen by what
/// can be learned from their generated rows: where trees taught by those guess a column in real rows much worse than trees
/// taught by other real rows do, and no longer so once it is drawn anew; and by how they go with others, which must not be
/// the worse for it.
public struct Redrawing: RowRefinement {
  /// A column that is drawn anew, and how well trees guess it in training rows that had no part in it; of labels too many
  /// for that, how it goes with the other columns there, the mean of the quality report's pairs.
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
  /// For each column those that follow from it.
  private let followers: [Set<Int>]

  /// Additions to bins that all lessons of numbers or few labels may take, half a minute on two cores.
  package static let budget = 30e9
  /// The most columns of many labels for which it is tried.
  private static let mostOfMany = 4
  /// The most pairs with them that are looked at.
  private static let mostPairs = 4_000
  /// Real rows that teach what is drawn.
  private static let mostRows = 20_000
  private static let folds = 3

  /// Nil if no column is the better for it.
  ///
  /// - Parameters:
  ///   - table: the rows that the model was trained on.
  ///   - tell: takes what is done, as it begins.
  public init?(_ model: TableModel, _ table: Table, seed: UInt64, tell: (String) -> Void = { _ in }) {
    self.init(model, table, seed: seed, budget: Redrawing.budget, tell: tell)
  }

  /// - Parameter budget: additions to bins that all lessons of numbers or few labels may take; those of the columns that
  ///   lack most come first.
  package init?(
    _ model: TableModel, _ table: Table, seed: UInt64, budget: Double, tell: (String) -> Void = { _ in }
  ) {
    var budget = budget
    let schema = model.codec.schema
    let labels = zip(schema.columns, table.columns).compactMap { column, values -> [Int32]? in
      guard case .categories(let codes) = values, column.labels.count <= RedrawGoal.mostLabels else { return nil }
      return codes
    }
    let rows = CrossFitting.spread(Self.mostRows, of: table.rowCount, covering: labels)
    let reference = table.rows(rows)
    let followers = schema.followers
    func cells(_ table: Table) -> CellTable { CellTable(table, labelsOf: schema, silent: followers) }
    let real = cells(reference)
    let random = RandomStream(seed: seed, name: "redrawing")
    let screening = RedrawScreening(of: real, schema)
    let many = LeafLesson.places(real, schema).prefix(Self.mostPairs / schema.columns.count)
    guard !screening.goals.isEmpty || !many.isEmpty else { return nil }
    let blocks = (real.rows - 1) / TableModel.block + 1
    var sample = Table(
      joining: Device.current.map(0..<blocks) { model.rows(block: $0, from: random.stream("sample")) }, schema: schema
    ).head(real.rows)
    var all = cells(sample)
    var generated: CellTable { all.rows(Array(0..<screening.rows)) }

    let few = generated
    let findings = Device.current.map(screening.goals.indices) { screening.finding(screening.goals[$0], few) }
    let parts = CrossFitting.parts(of: reference.rowCount, folds: 2)
    let halves = (0..<2).map { half in reference.rows(parts.indices.filter { parts[$0] == half }) }
    let possible = Fidelity(halves[0], halves[1])
    var fidelity = Fidelity(reference, sample)
    let wanting = findings.map { finding in
      let pairs = possible.pairs(finding.goal.place, over: fidelity)
      return (finding: finding, lack: Lack(score: finding.real - finding.generated, pairs: pairs))
    }.filter(\.lack.isMuch).sorted { $0.lack.share > $1.lack.share }
    // By how much less a column may be spread as the real one is: more on few rows, where chance moves it.
    let bend = 0.8 / Double(real.rows).squareRoot()
    var (columns, draws): ([Column], [RedrawnColumn]) = ([], [])
    for (number, (finding, first)) in wanting.enumerated() {
      let goal = finding.goal
      let (name, place) = (schema.columns[goal.place].name, goal.place)
      // Columns that were drawn before may have helped this one.
      let lack =
        draws.isEmpty
        ? first
        : Lack(
          score: finding.real - screening.generated(goal, generated),
          pairs: possible.pairs(place, over: fidelity))
      guard lack.isMuch else { continue }
      tell("drawing \(name) anew, column \(number + 1) of \(wanting.count)")
      // Columns that go with each other, and with nothing else as they should, hold each other fast. So what fails given all
      // others is tried without those whose turn is yet to come.
      let later = Set(wanting[(number + 1)...].map(\.finding.goal.place))
      for apart in later.isEmpty || lack.pairs <= Lack.least.pairs ? [[]] : [[], later] {
        let cost = RedrawLesson.cost(goal, real, folds: Self.folds)
        guard cost <= budget else { break }
        budget -= cost
        let lesson = RedrawLesson(goal, real, apart: apart, folds: Self.folds)
        let own = apart.isEmpty ? name : "\(name) apart"
        let trial = lesson.scores(generated, screening, random.stream("trial \(own)"))
        // Of the trial's rows, which are others than those that were screened.
        let wanted = Lack(score: finding.real - trial.before, pairs: lack.pairs)
        var gain = Gain(score: trial.after - trial.before, ofLabels: !lesson.lends)
        guard gain.canMend(wanted, within: bend) else { continue }
        let draw = lesson.draw().matching(real.known(place).map { real.features[place][$0] }, over: all)
        var generator = random.stream("redrawn \(own)").generator()
        var drawn = all
        let changed = model.codec.obeying(draw.redrawn(sample, as: &drawn, &generator))
        let becomes = Fidelity(reference, changed)
        gain.shape = becomes.shape(place) - fidelity.shape(place)
        gain.pairs = becomes.pairs(place, over: fidelity)
        guard gain.mends(wanted, within: bend) else { continue }
        (sample, all, fidelity) = (changed, cells(changed), becomes)
        draws.append(draw)
        columns.append(Column(name: name, real: finding.real, generated: trial.before, redrawn: trial.after))
        break
      }
    }
    // Labels too many for such trees come last, when the other columns are what they will be. What is lacking is counted
    // on as many rows as what is possible, since few rows have few pairs of many labels in common.
    let half = many.isEmpty ? fidelity : Fidelity(halves[0], sample.head(halves[1].rowCount))
    let lacking = many.map { (place: $0, lack: Lack(score: 0, pairs: possible.pairs($0, over: half))) }
      .filter(\.lack.isMuch).sorted { $0.lack.share > $1.lack.share }
    for (place, _) in lacking.prefix(Self.mostOfMany) {
      tell("drawing \(schema.columns[place].name) anew, of many labels")
      let lesson = LeafLesson(place, table, schema, followers)
      let own = random.stream("leaves \(schema.columns[place].name)")
      guard let (draw, column, changed) = lesson.mended(sample, all, by: model.codec, within: bend, own) else {
        continue
      }
      (sample, all) = (changed, cells(changed))
      draws.append(draw)
      columns.append(column)
    }
    guard !draws.isEmpty else { return nil }
    self.init(schema: schema, columns: columns, draws: draws)
  }

  init(schema: Schema, columns: [Column], draws: [RedrawnColumn]) {
    (self.schema, self.columns, self.draws) = (schema, columns, draws)
    followers = schema.followers
  }

  public func refined(_ table: Table, by codec: TableCodec, _ random: RandomStream) -> Table {
    var cells = CellTable(table, labelsOf: schema, silent: followers)
    var generator = random.generator()
    var refined = table
    for draw in draws {
      refined = draw.redrawn(refined, as: &cells, &generator)
      // What follows from a column says of those that come after it what has become of it.
      guard !followers[draw.place].isEmpty else { continue }
      refined = codec.obeying(refined)
      cells = CellTable(refined, labelsOf: schema, silent: followers)
    }
    return refined
  }
}
