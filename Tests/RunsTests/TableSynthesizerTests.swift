import SaddleAdversarial
import SaddleFiles
import SaddleRuns
import SaddleTables
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite struct TableSynthesizerTests {
  private static let settings = [
    "generator.hidden=16", "critic.hidden=16", "latent.size=8", "batch=32", "steps=12",
  ]

  private static var recipe: Recipe {
    get throws { try Overrides(settings).applied(to: Recipe.tables, recipe: "table") }
  }

  struct Customer: Codable, Equatable {
    enum Plan: String, Codable { case free, pro }
    var age: Int
    var plan: Plan
    var joined: Date
    var left: Date?
    var spent: Double?
  }

  private static let customers = (0..<1_100).map { row -> Customer in
    let day = row * 37 % 900
    let left = row % 4 == 0 ? nil : moment(day + row % 200)
    let spent = row % 5 == 0 ? nil : Double(row % 97) * 1.25
    return Customer(
      age: 18 + row * 31 % 60, plan: row % 7 < 2 ? .pro : .free, joined: moment(day), left: left, spent: spent)
  }

  private static func moment(_ day: Int) -> Date { Date(timeIntervalSince1970: Double(day) * 86_400) }

  /// Missing cells are no numbers, which no two are equal of.
  private static func text(_ table: Table) -> [UInt8] { TableWriter(schema: table.schema).rows(table, first: 0) }

  /// More than a thousand rows, so that some are held out, and a rule.
  @Test("the same recipe and seed give the bits of `saddle train` and `saddle sample`", arguments: [1, 3])
  func bits(threads: Int) throws {
    let scratch = try Scratch()
    let customers = try Table(encoding: Self.customers)
    try customers.write(path: scratch("customers.csv"))
    let request = TrainingRequest(
      data: scratch("customers.csv"), overrides: try Overrides(Self.settings), seed: 5, folder: scratch("run"))
    var theirs: [TrainingEvent] = []
    _ = try Run.train(request, interruption: Interruption()) { theirs.append($0) }
    let output = try OutputFile(path: scratch("theirs.csv"))
    try Run.sample(
      RunFolder(existingAt: scratch("run")), count: 1_500, seed: 9, to: output, interruption: Interruption())
    try output.commit()

    var ours: [TrainingEvent] = []
    let synthesizer = TableSynthesizer(recipe: try Self.recipe, seed: 5, threads: threads)
    let fitted = try synthesizer.fit(Table.read(path: scratch("customers.csv"))) { ours.append($0) }
    try fitted.sample(1_500, seed: 9).write(path: scratch("ours.csv"))
    #expect(try scratch.read("ours.csv") == scratch.read("theirs.csv"))
    // A program has read its rows already.
    #expect(
      ours
        == theirs.filter {
          if case .preparing(let what) = $0 { !what.hasPrefix("reading") && !what.hasPrefix("encoding") } else { true }
        })
    #expect(ours.contains { if case .scored = $0 { true } else { false } })
    #expect(fitted.schema.rules.map(\.text) == ["joined <= left"])

    // A table that was made of values is the one that was read.
    let values = try synthesizer.fit(Self.customers).sample(1_500, seed: 9)
    try values.write(path: scratch("values.csv"))
    #expect(try scratch.read("values.csv") == scratch.read("theirs.csv"))
    // Another seed, another table.
    let other = try TableSynthesizer(recipe: Self.recipe, seed: 6).fit(customers).sample(1_500, seed: 9)
    #expect(Self.text(other) != Self.text(values))
  }

  @Test("values come back, and those of a rule obey it")
  func values() throws {
    let fitted = try TableSynthesizer(recipe: Self.recipe).fit(Self.customers)
    let rows: [Customer] = try fitted.sample(400)
    #expect(rows.count == 400)
    #expect(rows.allSatisfy { (18...77).contains($0.age) })
    #expect(rows.allSatisfy { row in row.left.map { $0 >= row.joined } ?? true })
    #expect(rows.contains { $0.left == nil } && rows.contains { $0.left != nil } && rows.contains { $0.spent == nil })
    #expect(Set(rows.map(\.plan)) == [.free, .pro])
    // Any sequence will do, and no rows are rows.
    #expect(try fitted.sample(0) as [Customer] == [])
    #expect(fitted.sample(-1).rowCount == 0)
    let lazy = try TableSynthesizer(recipe: Self.recipe).fit(AnySequence(Self.customers)).sample(400) as [Customer]
    #expect(lazy == rows)
  }

  /// What a part of the row holds is missing with the part, or within it.
  struct Person: Codable {
    struct Job: Codable {
      var salary: Int
      var bonus: Int?
      var since: Date?
    }
    var age: Int
    var job: Job?
  }

  @Test("an optional part of a row is there or not, as a whole")
  func parts() throws {
    var random = TestNumbers(seed: 2)
    func whole(_ range: Range<Int>) -> Int { Int.random(in: range, using: &random) }
    let people = (0..<600).map { _ -> Person in
      let job = Person.Job(
        salary: whole(2_000..<9_000), bonus: whole(0..<3) == 0 ? nil : whole(0..<400),
        since: whole(0..<7) == 0 ? nil : Self.moment(whole(0..<9_000)))
      return Person(age: whole(20..<80), job: whole(0..<5) < 2 ? nil : job)
    }
    let rows: [Person] = try TableSynthesizer(recipe: Self.recipe).fit(people).sample(2_000)
    #expect(rows.contains { $0.job == nil } && rows.contains { $0.job?.bonus != nil })
    #expect(rows.contains { $0.job != nil && $0.job?.bonus == nil })
  }

  @Test("what was saved is taken up again, by the command's code as well")
  func saved() throws {
    let scratch = try Scratch()
    for candidates in [1, 2] {
      var recipe = try Self.recipe
      recipe.table.candidates = candidates
      let fitted = try TableSynthesizer(recipe: recipe, seed: 3).fit(Self.customers)
      let path = scratch("saved\(candidates)")
      try fitted.save(to: path)
      let loaded = try FittedSynthesizer(path: path, threads: 1)
      #expect(Self.text(loaded.sample(700, seed: 1)) == Self.text(fitted.sample(700, seed: 1)))
      #expect(loaded.stored == fitted.stored && loaded.schema == fitted.schema)
      try loaded.save(to: scratch("again\(candidates)"))
      let again = try FittedSynthesizer(path: scratch("again\(candidates)"))
      #expect(Self.text(again.sample(700, seed: 1)) == Self.text(fitted.sample(700, seed: 1)))
      #expect(throws: SaddleError.self) { try fitted.save(to: path) }
      let output = try OutputFile(path: scratch("rows.csv"))
      try Run.sample(RunFolder(existingAt: path), count: nil, seed: 0, to: output, interruption: Interruption())
      try output.commit()
      #expect(try Table.read(path: scratch("rows.csv")).rowCount == Self.customers.count)
    }
  }

  struct Stop: Error {}

  @Test("what an observer throws ends the training; what cannot be trained is told")
  func errors() throws {
    var steps = 0
    #expect(throws: Stop.self) {
      _ = try TableSynthesizer(recipe: Self.recipe).fit(Self.customers) { event in
        if case .stepped(let report) = event { steps = report.step }
        if steps == 3 { throw Stop() }
      }
    }
    #expect(steps == 3)
    func message(_ recipe: Recipe, _ table: Table? = nil) -> String? {
      do {
        let synthesizer = TableSynthesizer(recipe: recipe)
        _ = try table.map { try synthesizer.fit($0) } ?? synthesizer.fit(Self.customers)
        return nil
      } catch { return (error as? SaddleError)?.message }
    }
    var recipe = try Self.recipe
    let table = try Table(encoding: Self.customers)
    #expect(message(recipe, table.head(1))?.contains("nothing to learn") == true)
    recipe.objective = "none"
    #expect(message(recipe)?.contains("objective") == true)
    recipe = try Self.recipe
    recipe.column = ["age": .category]
    #expect(message(recipe, table)?.contains("column.age") == true)
    #expect(try TableSynthesizer(recipe: recipe).fit(Self.customers).schema.columns[0].kind == .category)
    recipe.column = ["ages": .category]
    #expect(message(recipe)?.contains("\"age\"") == true)
    recipe = try Self.recipe
    recipe.criticOptimizer.learningRate = 1e30
    #expect(message(recipe)?.contains("infinite at step") == true)
    // Rules that the table brings must hold.
    var schema = table.schema
    schema.rules = [Rule(.order, ["left", "joined"])]
    let broken = Table(schema: schema, columns: table.columns, rowCount: table.rowCount)
    #expect(message(try Self.recipe, broken)?.contains("is broken in row") == true)
  }
}
