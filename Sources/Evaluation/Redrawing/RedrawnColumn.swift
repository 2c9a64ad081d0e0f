import SaddleTables
import SaddleTensors

/// What draws the cells of one column anew, each given the other cells of its row.
package struct RedrawnColumn: Sendable {
  package let place: Int
  let trees: BoostedTrees
  /// Where numbers come from, their guesses in the units of `trees`; nil for labels.
  let donors: Donors?

  package init(place: Int, trees: BoostedTrees, donors: Donors?) {
    (self.place, self.trees, self.donors) = (place, trees, donors)
  }

  /// A cell for each row, as `CellTable` has them.
  ///
  /// - Parameter questions: the other columns of the rows.
  func drawn(_ questions: [[Double]], rows: Int, _ generator: inout RandomStream.Generator) -> [Double] {
    if let donors {
      return trees.scores(of: questions, rows: rows)[0].map { donors.drawn(near: $0, &generator) ?? .nan }
    }
    let shares = trees.probabilities(of: questions, rows: rows)
    return (0..<rows).map { row in shares.drawn(row, &generator).map { Double(trees.present[$0]) } ?? .nan }
  }

  /// What draws as often each label, or nearly each number, for rows such as these as real rows have it: generated rows differ
  /// from real ones in the other columns, if little, which bends what is drawn.
  ///
  /// - Parameter known: the real cells of the column.
  package func matching(_ known: [Double], over cells: CellTable) -> RedrawnColumn {
    let rows = cells.known(place)
    let questions = cells.others(than: place, rows)
    if let donors {
      let guesses = trees.scores(of: questions, rows: rows.count)[0]
      return RedrawnColumn(place: place, trees: trees, donors: donors.spread(over: guesses))
    }
    let shares = trees.present.map { label in Double(known.count { $0 == Double(label) }) / Double(known.count) }
    return RedrawnColumn(
      place: place, trees: trees.matching(shares, over: questions, rows: rows.count), donors: nil)
  }

  /// Draws the known cells of the column anew; missing ones stay missing.
  package func redraw(_ cells: inout CellTable, _ generator: inout RandomStream.Generator) {
    let known = cells.known(place)
    let values = drawn(cells.others(than: place, known), rows: known.count, &generator)
    for (row, value) in zip(known, values) where !value.isNaN { cells.features[place][row] = value }
  }

  /// The table with the column drawn anew; `cells` are its cells, and stay so.
  func redrawn(_ table: Table, as cells: inout CellTable, _ generator: inout RandomStream.Generator) -> Table {
    redraw(&cells, &generator)
    let values = cells.features[place]
    var drawn = table
    drawn.columns[place] = donors != nil ? .numbers(values) : .categories(values.map { $0.isNaN ? -1 : Int32($0) })
    return drawn
  }
}
