import SaddleFiles
import SaddleRuns
import SaddleTables
import TestSupport
import Testing

/// Whatever a table holds, it trains, or one sentence says why it does not; and rows that come out are rows of it.
@Suite struct FuzzTests {
  private static let small = [
    "generator.hidden=8", "critic.hidden=8", "latent.size=4", "batch=8", "table.knots=16", "checkpointSeconds=1000",
  ]

  @Test(arguments: 0..<6) func anyTable(group: Int) throws {
    var trained = 0
    for seed in group * 12..<(group + 1) * 12 {
      let scratch = try Scratch()
      let random = RandomTable(seed: seed)
      try scratch.write(random.text, to: "t.csv")
      let folder: RunFolder
      do {
        let request = TrainingRequest(
          data: scratch("t.csv"), overrides: try Overrides(Self.small), length: .steps(2), threads: 1,
          folder: scratch("run"))
        let outcome = try Run.train(request, interruption: Interruption())
        #expect(outcome.steps == 2)
        folder = try RunFolder(existingAt: scratch("run"))
      } catch let error as SaddleError {
        #expect(error.kind == .malformed, "seed \(seed): \(error.message)")
        #expect(!error.message.contains("\n") && error.message.utf8.count < 600, "seed \(seed): \(error.message)")
        continue
      }
      trained += 1
      let output = try OutputFile(path: scratch("rows.csv"))
      try Run.sample(folder, count: 60, seed: 1, threads: 1, to: output, interruption: Interruption())
      try output.commit()
      let source = try Table.read(path: scratch("t.csv")).obeying(nil)
      let rows = try Table.read(path: scratch("rows.csv"), schema: source.schema)
      #expect(rows.rowCount == 60, "seed \(seed)")
      for (place, column) in source.schema.columns.enumerated() {
        switch (source.columns[place], rows.columns[place]) {
        case (.numbers(let own), .numbers(let made)):
          let present = own.filter { !$0.isNaN }
          let range = present.min()!...present.max()!
          #expect(
            made.allSatisfy { $0.isNaN ? column.missing != nil : range.contains($0) }, "seed \(seed), \(column.name)")
        case (.categories, .categories(let made)):
          let labels = 0..<Int32(column.labels.count)
          #expect(
            made.allSatisfy { $0 < 0 ? column.missing != nil : labels.contains($0) }, "seed \(seed), \(column.name)")
        default: #expect(rows.columns[place] == .unlearned)
        }
      }
      // Rules hold in what was written and read again.
      #expect(throws: Never.self, "seed \(seed)") { try rows.obeying(source.schema.rules) }
      _ = try Run.evaluate(folder, against: DataSource(scratch("t.csv")))
    }
    #expect(trained >= 6)
  }
}
