import Saddle
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A table to a run to rows to a score, as a person types it.
@Suite struct TrainTests {
  private static let data = "Examples/penguins.csv"

  private func train(_ more: String..., in scratch: Scratch) throws -> Command {
    let command = try Command(["train", Self.data, "--steps", "30"] + Small.training + more, in: scratch)
    try #require(command.exitCode == 0, "\(command.errors)")
    return command
  }

  private func json(_ text: String) throws -> JSONValue {
    try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
  }

  /// The block at the end names the run and its score, and its two commands work as they are typed.
  @Test func endsWithWhatToTypeNext() throws {
    let scratch = try Scratch.withExamples()
    let training = try train(in: scratch)
    #expect(training.errors == "")
    try #require(training.lines.count == 6)
    #expect(training.lines[0].contains(/^trained runs\/penguins \(30 steps, \d+ s\)$/))
    #expect(training.lines[1].contains(/^against the training rows: quality 0\.\d{3} of 1 \(/))
    // A generator of 30 steps knows little of how a penguin's measures go together.
    #expect(training.lines[2].contains(/^drawn anew by trees, which tell them better: \w/))
    #expect(training.lines[3] == "seen in runs/penguins/samples/columns.svg")
    #expect(try scratch.text("runs/penguins/samples/columns.svg").hasPrefix("<svg "))
    let next = training.lines[4...].map { String($0.dropFirst("next: ".count)) }
    #expect(next[0].hasPrefix("saddle sample "))
    #expect(next[1].hasPrefix("saddle evaluate "))
    for line in next {
      let command = try Command(script: line, in: scratch)
      #expect(command.exitCode == 0, "\(line): \(command.errors)")
    }
    #expect(try scratch.text("synthetic.csv").split(separator: "\n").count == 1_001)
  }

  /// Also where paths need quotes, and where the program is not found by its name.
  @Test func commandsToTypeNextAreQuoted() throws {
    let scratch = try Scratch.withExamples()
    let script = """
      cp Examples/penguins.csv "it's data.csv"
      program=$(command -v saddle)
      PATH=/usr/bin:/bin
      "$program" train "it's data.csv" --steps 1 --out 'my run' \(Small.training.joined(separator: " ")) > summary
      sed -n 's/^next: //p; s/^      //p' summary > next
      . ./next
      """
    let command = try Command(script: script, in: scratch)
    #expect(command.exitCode == 0, "\(command.errors)")
    #expect(try scratch.text("next").contains("evaluate 'my run' --against 'it'\\''s data.csv'"))
    #expect(FileSystem.exists(scratch("synthetic.csv")))
  }

  @Test func runRemembersWhatItWasTold() throws {
    let scratch = try Scratch.withExamples()
    _ = try train("--seed", "18446744073709551615", "--out", "run", in: scratch)
    let recipe = try json(scratch.text("run/recipe.json"))
    #expect(recipe["seed"] == .unsigned(.max))
    #expect(recipe["version"] == .string(Version.current))
    #expect(recipe["recipe"]?["generator"]?["hidden"] == .array([.integer(16)]))
    #expect(recipe["recipe"]?["steps"] == .integer(30))
    #expect(recipe["data"]?["rows"] == .integer(344))
    // As sha256sum tells it of the file.
    let digest = "f2d6493fc64ad958edbabd55eb0fc989af2c5a0458a2c79ccffe7985606feb60"
    #expect(recipe["data"]?["sha256"] == .string(digest))

    let log = try scratch.text("run/events.jsonl").split(separator: "\n").map { try json(String($0)) }
    let scores = log.filter { $0["event"] == .string("scored") }
    #expect(scores.map { $0["step"] } == stride(from: 2, through: 30, by: 2).map { .integer($0) })
    let events = log.filter { $0["event"] != .string("scored") }
    #expect(events.map { $0["event"] } == ["started", "step", "step", "step", "finished"].map { .string($0) })
    #expect(events.map { $0["step"] } == [0, 10, 20, 30, 30].map { .integer($0) })
    for event in events[1...3] {
      for key in ["criticLoss", "generatorLoss", "penalty"] {
        switch event[key] {
        case .number, .integer: break
        default: Issue.record("\(key) is no number in \(event)")
        }
      }
    }

    let text = try Command(["inspect", "run"], in: scratch)
    for words in ["seed 18446744073709551615", "Examples/penguins.csv, 344 rows", "step 30 of 30"] {
      #expect(text.output.contains(words))
    }
    let description = try json(Command(["inspect", "run", "--json"], in: scratch).output)
    #expect(description["recipe"] == recipe["recipe"])
    #expect(description["hasModel"] == .bool(true))
  }

  /// Where rows are held out, a score stands beside what real rows have there.
  @Test func scoresStandBesideRealRows() throws {
    let scratch = try Scratch()
    let rows = (0..<1_200).map { "\(20 + $0 * 7 % 31).5,\(["Ulm", "Bonn", "Kiel"][$0 * $0 % 7 % 3])\n" }.joined()
    try scratch.write("age,town\n" + rows, to: "t.csv")
    let arguments = ["train", "t.csv", "--steps", "40"] + Small.training.filter { $0 != "--quiet" }
    let training = try Command(arguments, in: scratch)
    let line = /step 40\/40 .*  quality 0\.\d{4} \(real rows 0\.\d{4}\) after 40/
    #expect(training.exitCode == 0 && training.errors.firstMatch(of: line) != nil, "\(training.errors)")
  }

  @Test func jsonIsAllThatStandardOutputHolds() throws {
    let scratch = try Scratch.withExamples()
    let arguments = ["train", Self.data, "--steps", "30", "--json"] + Small.training.filter { $0 != "--quiet" }
    let training = try Command(arguments, in: scratch)
    #expect(training.exitCode == 0)
    #expect(training.lines.count == 1)
    let outcome = try json(training.output)
    #expect(outcome["run"] == .string("runs/penguins"))
    #expect(outcome["steps"] == .integer(30))
    #expect(training.errors.contains("step 1/30  critic "))
    #expect(training.errors.contains("step 30/30  critic "))

    let report = try json(Command(["evaluate", "runs/penguins", "--against", Self.data, "--json"], in: scratch).output)
    #expect(report["columns"] == outcome["assessment"]?["columns"])
    let failure = try Command(["evaluate", "runs/penguins", "--against", "none.csv", "--json"], in: scratch)
    #expect(failure.exitCode == 66)
    #expect(failure.output == "")
  }

  @Test func dryRunWritesNothing() throws {
    let scratch = try Scratch.withExamples()
    let text = try train("--dry-run", "--set", "column.year=category", in: scratch)
    #expect(text.output.contains("body_mass_g: continuous, sex: category, year: category\n"))
    #expect(text.output.contains("\"steps\" : 30"))
    #expect(!text.output.hasSuffix("\n\n"))
    let plan = try json(train("--dry-run", "--json", in: scratch).output)
    #expect(plan["recipe"]?["batch"] == .integer(32))
    #expect(try FileSystem.list(scratch.path) == ["Examples"])
  }

  @Test func kindOfAColumnIsSetByHand() throws {
    let scratch = try Scratch.withExamples()
    let training = try train("--set", "column.year=identifier", "--out", "run", in: scratch)
    #expect(training.output.contains("not learned, replaced by new keys on the way out: year\n"))
    _ = try train("--set", "column.year=category", "--overwrite", "--out", "run", in: scratch)
    #expect(try json(scratch.text("run/recipe.json"))["recipe"]?["column"]?["year"] == .string("category"))
    let rows = try Command(["sample", "run"], in: scratch).lines
    #expect(rows.count == 345)
    #expect(rows.dropFirst().allSatisfy { ["2007", "2008", "2009"].contains($0.suffix(4)) })
  }

  /// Keys of people are not learned: none of them comes out.
  @Test func identifiersAreReplaced() throws {
    let scratch = try Scratch()
    let rows = (0..<60).map { "K-\(1_000 + $0 * 13),user\($0 * 7)@example.org,\($0 % 7).5" }
    try scratch.write((["key,email,size"] + rows).joined(separator: "\n") + "\n", to: "people.csv")
    let training = try Command(["train", "people.csv", "--steps", "3"] + Small.training, in: scratch)
    #expect(training.output.contains("\nnot learned, replaced by new keys on the way out: key, email\n"))
    let samples = try Command(["sample", "runs/people", "--count", "300"], in: scratch).lines.dropFirst()
    let fields = samples.map { $0.split(separator: ",").map(String.init) }
    let known = Set(rows.flatMap { $0.split(separator: ",").prefix(2).map(String.init) })
    for column in 0..<2 {
      #expect(Set(fields.map { $0[column] }).count == 300)
      #expect(known.isDisjoint(with: fields.map { $0[column] }))
    }
    #expect(fields.allSatisfy { $0[0].contains(/^K-\d+$/) && $0[1].contains(/^user\d+@example\.org$/) })
  }

  @Test func runsOfTheSameDataStayApart() throws {
    let scratch = try Scratch.withExamples()
    for name in ["penguins", "penguins-2"] {
      #expect(try train(in: scratch).output.hasPrefix("trained runs/\(name) ("))
    }
    let before = try scratch.read("runs/penguins/model.safetensors")
    #expect(before == (try scratch.read("runs/penguins-2/model.safetensors")))
    #expect(try train("--seed", "1", "--overwrite", in: scratch).output.hasPrefix("trained runs/penguins ("))
    #expect(before != (try scratch.read("runs/penguins/model.safetensors")))
  }

  /// `saddle recipes NAME` shows keys and values as `--set` takes them, and a run's recipe is one for others.
  @Test(arguments: Recipe.all.map(\.name))
  func recipesCanBeTyped(name: String) throws {
    let scratch = try Scratch()
    #expect(try Command(["recipes"], in: scratch).lines.contains { $0.hasPrefix("\(name) ") })
    let keys = try Command(["recipes", name], in: scratch).lines.map { $0.split(separator: " ", maxSplits: 1) }
    let settings = keys.filter { $0[0] != "column.NAME" }.flatMap { words in
      ["--set", "\(words[0])=\(String(words[1].drop { $0 == " " }))"]
    }
    let plain = try Command(["train", "toy:moons", "--recipe", name, "--dry-run", "--json"], in: scratch)
    #expect(try json(plain.output)["recipe"]?["name"] == .string(name))
    let set = try Command(["train", "toy:moons", "--dry-run", "--json"] + settings, in: scratch)
    #expect(set.output == plain.output)
    try scratch.write(plain.output, to: "own.json")
    let read = try Command(["train", "toy:moons", "--recipe", "own.json", "--dry-run", "--json"], in: scratch)
    #expect(read.output == plain.output)
  }
}
