import SaddleTables
import SaddleTensors

/// What draws the cells of one column anew, each given the other cells of its row.
package struct RedrawnColumn: Sendable {
  package enum Source: Sendable {
    /// Labels as likely as trees say.
    case labels(BoostedTrees)
    /// Numbers of a column that has few of them, rising, each as likely as trees say.
    case values(BoostedTrees, [Double])
    /// Numbers of cells that trees guess alike.
    case numbers(BoostedTrees, Donors)
    /// Labels, however many there are, of cells that one tree has in one leaf.
    case leaves(DonorTree)
  }

  package let place: Int
  /// Columns that are not asked, as they are drawn later, besides those that follow from it.
  let apart: Set<Int>
  let source: Source

  package init(place: Int, apart: Set<Int> = [], _ source: Source) {
    (self.place, self.apart, self.source) = (place, apart, source)
  }

  /// What is asked of rows.
  private func questions(_ cells: CellTable, _ rows: [Int]) -> [[Double]] {
    cells.silencing(apart, about: place).others(than: place, rows)
  }

  /// A cell for each row, as `CellTable` has them.
  ///
  /// - Parameter questions: the other columns of the rows.
  func drawn(_ questions: [[Double]], rows: Int, _ generator: inout RandomStream.Generator) -> [Double] {
    switch source {
    case .labels(let trees):
      let shares = trees.probabilities(of: questions, rows: rows)
      return (0..<rows).map { row in shares.drawn(row, &generator).map { Double(trees.present[$0]) } ?? .nan }
    case .values(let trees, let values):
      return RedrawnColumn(place: place, .labels(trees)).drawn(questions, rows: rows, &generator)
        .map { $0.isNaN ? $0 : values[Int($0)] }
    case .numbers(let trees, let donors):
      return trees.scores(of: questions, rows: rows)[0].map { donors.drawn(near: $0, &generator) ?? .nan }
    case .leaves(let tree): return tree.drawn(questions, rows: rows, &generator).map(Double.init)
    }
  }

  /// What draws as often each label, or nearly each number, for rows such as these as real rows have it: generated rows differ
  /// from real ones in the other columns, if little, which bends what is drawn.
  ///
  /// - Parameter known: the real cells of the column.
  package func matching(_ known: [Double], over cells: CellTable) -> RedrawnColumn {
    let rows = cells.known(place)
    let questions = questions(cells, rows)
    func matching(_ trees: BoostedTrees, _ cell: (Int32) -> Double) -> BoostedTrees {
      let shares = trees.present.map { label in Double(known.count { $0 == cell(label) }) / Double(known.count) }
      return trees.matching(shares, over: questions, rows: rows.count)
    }
    switch source {
    case .labels(let trees):
      return RedrawnColumn(place: place, apart: apart, .labels(matching(trees) { Double($0) }))
    case .values(let trees, let values):
      return RedrawnColumn(place: place, apart: apart, .values(matching(trees) { values[Int($0)] }, values))
    case .numbers(let trees, let donors):
      let guesses = trees.scores(of: questions, rows: rows.count)[0]
      return RedrawnColumn(place: place, apart: apart, .numbers(trees, donors.spread(over: guesses)))
    case .leaves(let tree):
      return RedrawnColumn(place: place, apart: apart, .leaves(tree.matching(known, over: questions, rows: rows.count)))
    }
  }

  /// Draws the known cells of the column anew; missing ones stay missing.
  package func redraw(_ cells: inout CellTable, _ generator: inout RandomStream.Generator) {
    let known = cells.known(place)
    let values = drawn(questions(cells, known), rows: known.count, &generator)
    for (row, value) in zip(known, values) where !value.isNaN { cells.features[place][row] = value }
  }

  /// The table with the column drawn anew; `cells` are its cells, and stay so.
  func redrawn(_ table: Table, as cells: inout CellTable, _ generator: inout RandomStream.Generator) -> Table {
    redraw(&cells, &generator)
    let values = cells.features[place]
    var drawn = table
    drawn.columns[place] =
      switch source {
      case .numbers, .values: .numbers(values)
      case .labels, .leaves: .categories(values.map { $0.isNaN ? -1 : Int32($0) })
      }
    return drawn
  }
}
