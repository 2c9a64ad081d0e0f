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
  private static let gap = 0.03
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
    let screening = RedrawScreening(of: real, schema)
    guard !screening.goals.isEmpty else { return nil }
    let blocks = (real.rows - 1) / TableModel.block + 1
    let sample = Table(
      joining: Device.current.map(0..<blocks) { model.rows(block: $0, from: random.stream("sample")) }, schema: schema)
    var all = CellTable(sample.head(real.rows), labelsOf: schema)
    var generated: CellTable { all.rows(Array(0..<screening.rows)) }

    let few = generated
    let first = Device.current.map(screening.goals.indices) { screening.scores(screening.goals[$0], few) }
    let worst = zip(screening.goals, first).filter { $1.real - $1.generated > Self.gap }
      .sorted { $0.1.real - $0.1.generated > $1.1.real - $1.1.generated }.prefix(Self.most)
    // By how much less a column may be spread as the real one is: more on few rows, where chance moves it.
    let bend = 0.8 / Double(real.rows).squareRoot()
    var (columns, draws): ([Column], [RedrawnColumn]) = ([], [])
    for (goal, scores) in worst {
      let name = schema.columns[goal.place].name
      // Columns that were drawn before may have helped this one.
      guard draws.isEmpty || scores.real - screening.scores(goal, generated).generated > Self.gap else { continue }
      let lesson = RedrawLesson(goal, real, folds: Self.folds)
      let (before, after) = lesson.scores(generated, screening, random.stream("trial \(name)"))
      guard after - before > max(Self.gap, scores.real - before) / 2 else { continue }
      let draw = lesson.draw().matching(real.known(goal.place).map { real.features[goal.place][$0] }, over: all)
      var generator = random.stream("redrawn \(name)").generator()
      var changed = all
      draw.redraw(&changed, &generator)
      guard goal.shape(changed, real) > goal.shape(all, real) - bend else { continue }
      all = changed
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
