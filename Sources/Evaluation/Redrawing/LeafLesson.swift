import SaddleTables
import SaddleTensors

/// What the leaves of a tree hold of a column of more labels than `RedrawLesson` is for.
struct LeafLesson: Sendable {
  let place: Int
  /// Rows of the table that teach a trial, rows that have no part in it, and those of them by which it is judged.
  private let taught: [Int]
  private let others: [Int]
  private let held: [Int]
  private let table: Table
  private let schema: Schema
  /// For each column those that follow from it.
  private let followers: [Set<Int>]

  /// Rows that a tree learns from: of thousands of labels each has few.
  private static let mostRows = 100_000
  /// What a tree goes through at each level.
  private static let mostCells = 4_000_000
  private static let judges = 20_000

  /// The columns that are open to it.
  static func places(_ cells: CellTable, _ schema: Schema) -> [Int] {
    cells.features.indices.filter { place in
      !cells.features[place].isEmpty && schema.columns[place].labels.count > RedrawGoal.mostLabels
        && !schema.columns[place].kind.holdsNumbers && RedrawGoal.isOpen(place, of: schema, in: cells)
    }
  }

  init(_ place: Int, _ table: Table, _ schema: Schema, _ followers: [Set<Int>]) {
    let most = min(Self.mostRows, Self.mostCells / schema.columns.count)
    let rows = CrossFitting.spread(most, of: table.rowCount)
    let parts = CrossFitting.parts(of: rows.count, folds: 2)
    taught = rows.indices.filter { parts[$0] == 0 }.map { rows[$0] }
    others = rows.indices.filter { parts[$0] == 1 }.map { rows[$0] }
    held = CrossFitting.spread(Self.judges, of: others.count).map { [others] in others[$0] }
    (self.place, self.table, self.schema, self.followers) = (place, table, schema, followers)
  }

  /// What rows of the table teach, each label drawn as often as they have it; nil if they have none.
  private func draw(_ rows: [Int], over generated: CellTable) -> RedrawnColumn? {
    let cells = CellTable(table.rows(rows), labelsOf: schema, silent: followers)
    let known = cells.known(place)
    if known.isEmpty { return nil }
    let truth = known.map { cells.features[place][$0] }
    let tree = DonorTree(
      columns: cells.others(than: place, known), areLabels: cells.areLabels(than: place),
      labels: truth.map { Int32($0) }, count: schema.columns[place].labels.count)
    return RedrawnColumn(place: place, .leaves(tree)).matching(truth, over: generated)
  }

  /// What draws the column, how much it brings, and generated rows with the column drawn; nil if it brings too little to
  /// rows that taught nothing of it.
  ///
  /// - Parameter cells: those of `generated`.
  func mended(
    _ generated: Table, _ cells: CellTable, by codec: TableCodec, within bend: Double, _ random: RandomStream
  ) -> (draw: RedrawnColumn, column: Redrawing.Column, table: Table)? {
    func changed(_ draw: RedrawnColumn, _ name: String) -> Table {
      var (cells, generator) = (cells, random.stream(name).generator())
      return codec.obeying(draw.redrawn(generated, as: &cells, &generator))
    }
    let real = table.rows(held)
    guard let trial = draw(taught, over: cells) else { return nil }
    let before = Fidelity(real, generated)
    let after = Fidelity(real, changed(trial, "trial"))
    let possible = Fidelity(
      real, table.rows(CrossFitting.spread(generated.rowCount, of: taught.count).map { taught[$0] }))
    var gain = Gain(score: 0)
    // Generated rows were matched to all rows, the trial to those that taught it, and cannot be more like the others.
    gain.shape = after.shape(place) - min(before.shape(place), possible.shape(place))
    gain.pairs = after.pairs(place, over: before)
    guard gain.isMuch(within: bend), let draw = draw(taught + others, over: cells) else { return nil }
    let column = Redrawing.Column(
      name: schema.columns[place].name, real: possible.pairs(place) ?? 0, generated: before.pairs(place) ?? 0,
      redrawn: after.pairs(place) ?? 0)
    return (draw, column, changed(draw, "redrawn"))
  }
}
