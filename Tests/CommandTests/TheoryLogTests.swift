import Saddle
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What training on a density writes about its theory.
@Suite struct TheoryLogTests {
  private struct Line: Decodable {
    let step: Int
    let discriminatorError: Double?
    let value: Double?
    let valueAtOptimum: Double
    let estimatedJensenShannon: Double?
    let jensenShannon: Double
    let estimatedWasserstein: Double?
    let wasserstein: Double
    let wassersteinOfReal: Double
  }

  private func lines(_ scratch: Scratch, _ run: String) throws -> [Line] {
    try scratch.text("\(run)/theory.jsonl").split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
  }

  private static let small = [
    "--steps", "60", "--set", "theory.interval=25", "--set", "generator.hidden=32", "--set", "critic.hidden=32",
    "--quiet",
  ]

  @Test(arguments: ["minimax", "least-squares", "pearson", "relativistic", "hinge", "wasserstein"])
  func everyKindOfObjectiveIsMeasured(objective: String) throws {
    let scratch = try Scratch()
    let choice = ["train", "toy:gaussian", "--set", "objective=\(objective)", "--out", "run"]
    let training = try Command(choice + Self.small, in: scratch)
    #expect(training.exitCode == 0, "\(training.errors)")
    let lines = try lines(scratch, "run")
    #expect(lines.map(\.step) == [25, 50, 60])
    let tellsOdds = try #require(Objective.named(objective)).odds != .none
    for line in lines {
      #expect((0...log(2)).contains(line.jensenShannon) && line.wasserstein > 0 && line.wassersteinOfReal > 0)
      #expect(abs(line.valueAtOptimum - (2 * line.jensenShannon - log(4))) < 1e-12)
      #expect(line.estimatedWasserstein != nil)
      #expect((line.value != nil) == tellsOdds && (line.discriminatorError != nil) == tellsOdds)
      if let value = line.value, let estimate = line.estimatedJensenShannon, let error = line.discriminatorError {
        #expect(abs(estimate - (value + log(4)) / 2) < 1e-12 && (0...1).contains(error))
      }
    }
    let png = try scratch.read("run/samples/theory.png")
    #expect(Array(png.prefix(4)) == [0x89, 0x50, 0x4e, 0x47])
  }

  /// A discriminator that trains long against a generator that hardly moves comes near D*, and V to 2 JS - log 4.
  @Test func aLongTrainedCriticIsNearTheBestOne() throws {
    let scratch = try Scratch()
    let still = [
      "generatorOptimizer.learningRate=1e-12", "penalties.r1=0", "penalties.r2=0", "objective=non-saturating",
    ]
    let training = try Command(
      ["train", "toy:gaussian", "--steps", "800", "--out", "run", "--quiet"] + still.flatMap { ["--set", $0] },
      in: scratch)
    #expect(training.exitCode == 0, "\(training.errors)")
    let last = try #require(try lines(scratch, "run").last)
    #expect(try #require(last.discriminatorError) < 0.1)
    #expect(abs(try #require(last.value) - last.valueAtOptimum) < 0.15)
    #expect(last.jensenShannon > 0.1)
  }

  /// The log of a resumed training is that of one that never stopped; a table has none.
  @Test func resumesToTheSameLines() throws {
    let scratch = try Scratch.withExamples()
    let whole = try Command(["train", "toy:moons", "--out", "whole"] + Self.small, in: scratch)
    #expect(whole.exitCode == 0, "\(whole.errors)")
    let steady = ["--set", "decayShare=0"]
    _ = try Command(["train", "toy:moons", "--out", "whole", "--overwrite"] + Self.small + steady, in: scratch)
    var first = Self.small
    first[1] = "50"
    _ = try Command(["train", "toy:moons", "--out", "run"] + first + steady, in: scratch)
    let resumed = try Command(
      ["train", "toy:moons", "--out", "run", "--resume", "--steps", "60", "--quiet"], in: scratch)
    #expect(resumed.exitCode == 0, "\(resumed.errors)")
    #expect(try scratch.text("run/theory.jsonl") == scratch.text("whole/theory.jsonl"))
    #expect(try scratch.read("run/samples/theory.png") == scratch.read("whole/samples/theory.png"))

    let table = try Command(
      ["train", "Examples/penguins.csv", "--steps", "10", "--out", "table"] + Small.training, in: scratch)
    #expect(table.exitCode == 0, "\(table.errors)")
    #expect(
      !FileSystem.exists(scratch("table/theory.jsonl")) && !FileSystem.exists(scratch("table/samples/theory.png")))
  }
}
