import SaddleTables
import SaddleTensors

/// What draws the cells of one column anew, each given the other cells of its row.
struct RedrawnColumn: Sendable {
  let place: Int
  let trees: BoostedTrees
  /// Where numbers come from, their guesses in the units of `trees`; nil for labels.
  let donors: Donors?

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

  /// Draws the known cells of the column anew; missing ones stay missing.
  func redraw(_ cells: inout CellTable, _ generator: inout RandomStream.Generator) {
    let known = cells.known(place)
    let values = drawn(cells.others(than: place, known), rows: known.count, &generator)
    for (row, value) in zip(known, values) where !value.isNaN { cells.features[place][row] = value }
  }
}
