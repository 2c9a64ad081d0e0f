import SaddleEvaluation
import SaddleFiles
import SaddleRuns
import SaddleTables
import TestSupport
import Testing

@Suite struct ImputationRequestTests {
  /// Hostile names and cells, columns of every kind, hardly any rows, hardly any cells.
  @Test("known cells of any table stay, and filled ones are of their column", arguments: 0..<80)
  func anyTable(seed: Int) throws {
    let scratch = try Scratch()
    try scratch.write(RandomTable(seed: seed).text, to: "any.csv")
    let before: Table
    do {
      before = try Table.read(path: scratch("any.csv"))
    } catch { return }
    let filling: Imputation.Filling = seed % 2 == 0 ? .best : .drawn
    let request = ImputationRequest(data: scratch("any.csv"), overrides: try Overrides([]), filling: filling)
    let output = try OutputFile(path: scratch("filled.csv"))
    let imputation = try Run.impute(request, to: output)
    try output.commit()
    let (raw, filled) = (try RawTable.read(path: scratch("any.csv")), try RawTable.read(path: scratch("filled.csv")))
    #expect(filled.names == raw.names && filled.rowCount == raw.rowCount)
    for (place, column) in before.schema.columns.enumerated() {
      let (old, new) = (raw.columns[place], filled.columns[place])
      for row in 0..<raw.rowCount {
        let isMissing =
          switch before.columns[place] {
          case .numbers(let values): values[row].isNaN
          case .categories(let codes): codes[row] < 0
          case .unlearned: false
          }
        guard isMissing else {
          #expect(new.text(row) == old.text(row) && new.isQuoted(row) == old.isQuoted(row))
          continue
        }
        if column.kind.holdsLabels { #expect(column.labels.contains(new.text(row))) }
      }
    }
    let after = try Table.read(path: scratch("filled.csv"), schema: before.schema)
    for (place, column) in before.schema.columns.enumerated() {
      switch (before.columns[place], after.columns[place]) {
      case (.numbers(let old), .numbers(let new)):
        let known = old.filter { !$0.isNaN }
        #expect(new.allSatisfy { known.min()! <= $0 && $0 <= known.max()! }, "\(column.name)")
      case (.categories(let old), .categories(let new)):
        #expect(new.allSatisfy { (0..<Int32(column.labels.count)).contains($0) } && old.count == new.count)
      default: break
      }
    }
    let learned = imputation.columns.filter { $0.reason == nil }
    #expect(learned.allSatisfy { $0.filled == $0.missing && $0.score.map { (0...1).contains($0) } ?? true })
  }
}
