import SaddleAdversarial
import SaddleFiles
import SaddleRuns
import SaddleTables
import TestSupport
import Testing

/// Whole runs in this process: train, sample, read back, evaluate.
@Suite struct RunTests {
  private static let small = [
    "generator.hidden=8", "critic.hidden=8", "latent.size=4", "batch=8", "table.knots=16", "checkpointSeconds=0",
  ]

  private func train(
    _ data: String, _ settings: [String] = [], recipe: String? = nil, steps: Int = 3, in scratch: Scratch
  ) throws -> (outcome: Outcome, folder: RunFolder, losses: [StepReport]) {
    let request = TrainingRequest(
      data: data, recipe: recipe, overrides: try Overrides(Self.small + settings), length: .steps(steps), threads: 1,
      folder: scratch("run"))
    var reports: [StepReport] = []
    let outcome = try Run.train(request, interruption: Interruption()) { event in
      if case .stepped(let report) = event { reports.append(report) }
    }
    return (outcome, try RunFolder(existingAt: scratch("run")), reports)
  }

  /// What `Run.sample` writes.
  private func sample(_ folder: RunFolder, _ count: Int, in scratch: Scratch) throws -> [UInt8] {
    let output = try OutputFile(path: scratch("synthetic.csv"))
    try Run.sample(folder, count: count, seed: 5, threads: 1, to: output, interruption: Interruption())
    try output.commit()
    return try scratch.read("synthetic.csv")
  }

  private static let table =
    "age,town\n" + (0..<40).map { "\(20 + $0 * 7 % 31).5,\(["Ulm", "Bonn", "Kiel"][$0 % 3])\n" }.joined()

  @Test("every recipe trains on a table and on a density", arguments: Recipe.all.map(\.name))
  func recipes(name: String) throws {
    for data in ["table.csv", "toy:ring8"] {
      let scratch = try Scratch()
      try scratch.write(Self.table, to: "table.csv")
      let run = try train(data.hasPrefix("toy") ? data : scratch(data), recipe: name, in: scratch)
      #expect(run.outcome.steps == 3 && run.losses.map(\.step) == [1, 2, 3])
      #expect(run.outcome.assessment.quality.score.map { (0...1).contains($0) } == true)
      let rows = try Table.parse(sample(run.folder, 20, in: scratch), name: "synthetic.csv")
      #expect(rows.rowCount == 20)
    }
  }

  /// Every objective with R1, and every penalty with one of the objectives; `ConformanceTests` of the
  /// game holds all pairs to more.
  private static let choices: [(String, String)] =
    Objective.all.map { ($0.name, Penalty.r1.name) }
    + Penalty.all.map { ("relativistic", $0.name) }.filter { $0.1 != Penalty.r1.name } + numbered

  private static let numbered = [("alpha:0.5", "r2"), ("least-squares:-1,1,0", "r1")]

  @Test("every objective and every penalty of the game is one of a recipe", arguments: choices)
  func games(objective: String, penalty: String) throws {
    let scratch = try Scratch()
    let others = Penalty.all.map { "penalties.\($0.name)=\($0.name == penalty ? 3 : 0)" }
    let run = try train("toy:moons", ["objective=\(objective)"] + others, in: scratch)
    #expect(run.losses.allSatisfy { $0.criticLoss.isFinite && $0.generatorLoss.isFinite })
    // Slopes of a small critic are below one.
    #expect(run.losses.allSatisfy { $0.penalty > 0 || penalty == "one-sided-gradient-penalty" })
    // The penalty is of the objective's own critic, not of whichever recipe was the default.
    let plain = try Scratch()
    let none = Penalty.all.map { "penalties.\($0.name)=0" }
    let free = try train("toy:moons", ["objective=\(objective)"] + none, in: plain)
    #expect(free.losses.allSatisfy { $0.penalty == 0 })
    // Both are differences of float32 numbers of about 1.
    #expect(abs(free.losses[0].criticLoss - run.losses[0].criticLoss) < 1e-5)
    #expect(free.losses[2].criticLoss != run.losses[2].criticLoss || penalty == "one-sided-gradient-penalty")
  }

  @Test("tables of any columns, sizes and names come out as they went in", arguments: 0..<60)
  func anyTable(seed: Int) throws {
    var numbers = TestNumbers(seed: seed)
    let source = AnyTable(&numbers)
    let scratch = try Scratch()
    try scratch.write(source.text, to: "any.csv")
    let real: Table
    do {
      real = try Table.read(path: scratch("any.csv"))
    } catch let error as SaddleError {
      // Nothing to learn is all that can be wrong with it.
      #expect(
        error.kind == .malformed && error.message.contains("leaves nothing to learn"),
        "\(error.message)\n\(source.text)")
      return
    }
    let run = try train(scratch("any.csv"), in: scratch)
    let synthetic = try sample(run.folder, 33, in: scratch)
    let rows = try Table.read(path: scratch("synthetic.csv"), schema: real.schema)
    #expect(synthetic.starts(with: source.header.utf8))
    #expect(rows.rowCount == 33)
    for (column, (before, after)) in zip(real.schema.columns, zip(real.columns, rows.columns)) {
      switch (before, after) {
      case (.numbers(let before), .numbers(let after)):
        let present = before.filter { !$0.isNaN }
        #expect(after.allSatisfy { $0.isNaN ? column.missing != nil : present.min()! <= $0 && $0 <= present.max()! })
      case (.categories, .categories(let codes)):
        #expect(codes.allSatisfy { $0 < column.labels.count && ($0 >= 0 || column.missing != nil) })
      case (.unlearned, .unlearned): break
      default: Issue.record("\(column.name) came back as another kind")
      }
    }
    let assessment = try Run.evaluate(.file(scratch("synthetic.csv")), against: .file(scratch("any.csv")))
    #expect(assessment.quality.shapes.map { (0...1).contains($0) } ?? true)
    #expect(try Run.evaluate(run.folder, against: .file(scratch("any.csv"))).quality.shapes?.isFinite ?? true)
  }
}

/// A table of random columns: kinds, sizes, missing cells, delimiters, and names that a shell, JSON or a key might trip on.
private struct AnyTable {
  let text: String
  /// The line of names.
  let header: String

  init(_ numbers: inout TestNumbers) {
    let rows = Int.random(in: 2...50, using: &numbers)
    let delimiter = [",", ";", "\t", "|"].randomElement(using: &numbers)!
    let names = ["a", "b.c", "größe", "x=y", "#1", "\"q\"", "a\(delimiter)b", " z", "steps", "null", "😀", "7"].shuffled(
      using: &numbers)
    var columns: [[String]] = []
    for _ in 0..<Int.random(in: 1...6, using: &numbers) {
      let kind = Int.random(in: 0..<8, using: &numbers)
      let gaps = [0, 0, 0.2, 0.9].randomElement(using: &numbers)!
      columns.append(
        (0..<rows).map { row in
          if Double.random(in: 0..<1, using: &numbers) < gaps { return "NA" }
          let whole = Int.random(in: -50...50, using: &numbers)
          return switch kind {
          case 0: "\(whole)"
          case 1: "\(whole).\(Int.random(in: 10...99, using: &numbers))"
          case 2: "\(Double(whole) * 1e200)"
          case 3: ["yes", "no"].randomElement(using: &numbers)!
          case 4:
            ["\u{e9}t\u{e9}", "two words", "a\"b", "line\nbreak", "x\(delimiter)y"].randomElement(using: &numbers)!
          case 5: "20\(10 + row % 90)-0\(1 + abs(whole) % 9)-1\(abs(whole) % 10) 0\(row % 10):30:00"
          case 6: "ID-\(1000 + row)"
          default: "same"
          }
        })
    }
    let quoted = { (cell: String) in
      let needs = cell.contains { $0 == "\"" || $0 == "\n" } || cell.contains(delimiter)
      return needs ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
    }
    header = names.prefix(columns.count).map(quoted).joined(separator: delimiter)
    let lines = (0..<rows).map { row in columns.map { quoted($0[row]) }.joined(separator: delimiter) }
    text = ([header] + lines).joined(separator: "\n") + "\n"
  }
}
