import SaddleAdversarial
import SaddleFiles
import SaddleNetworks
import SaddleRuns
import SaddleTensors
import TestSupport
import Testing

/// Stabilizers as keys of a recipe, and runs on a small table with them.
@Suite struct StabilizerRecipeTests {
  private func recipe(_ settings: [String]) throws -> Recipe {
    try Overrides(settings).applied(to: Recipe.toy, recipe: "toy")
  }

  @Test("every key reaches the game")
  func keys() throws {
    let recipe = try recipe([
      "stabilizers.update=consensus", "stabilizers.updateWeight=0.5", "stabilizers.unrolling=3",
      "stabilizers.instanceNoise=0.1", "stabilizers.instanceNoiseShare=0.25", "stabilizers.labelFlips=0.05",
      "stabilizers.packing=2", "stabilizers.clipping=0.01", "stabilizers.orthogonal=1e-4",
      "stabilizers.orthogonalForm=full", "critic.spectralNorm=2", "criticOptimizer.kind=optimistic-adam",
      "generatorOptimizer.kind=optimistic-sgd",
    ])
    try recipe.validate()
    var expected = Stabilizers()
    expected.update = .consensus
    expected.updateWeight = 0.5
    expected.unrolling = 3
    expected.instanceNoise = 0.1
    expected.instanceNoiseShare = 0.25
    expected.labelFlips = 0.05
    expected.packing = 2
    expected.clipping = 0.01
    expected.orthogonal = 1e-4
    expected.orthogonalForm = .full
    #expect(recipe.game.stabilizers == expected)
    #expect(recipe.critic.spectralNorm == 2 && recipe.generator.spectralNorm == 0)
    #expect(recipe.game.criticOptimizer.kind == .optimisticAdam)
    #expect(recipe.game.generatorOptimizer.kind == .optimisticSGD)
    // Every setting of the list is one.
    let all = try Overrides.keys(of: Recipe.toy).map(\.key)
    for stabilizer in Stabilizer.all {
      #expect(all.contains(String(stabilizer.setting.prefix { $0 != "=" })), "\(stabilizer.setting)")
      guard stabilizer.setting.contains("=") else { continue }
      _ = try self.recipe([stabilizer.setting])
    }
  }

  @Test(
    "values that training cannot work with are refused by their key",
    arguments: [
      "stabilizers.updateWeight=-1", "stabilizers.unrolling=-1", "stabilizers.unrolling=101",
      "stabilizers.instanceNoise=-0.1", "stabilizers.instanceNoiseShare=1.5", "stabilizers.labelFlips=1.1",
      "stabilizers.packing=0", "stabilizers.packing=3", "stabilizers.clipping=-1", "stabilizers.orthogonal=-1",
      "critic.spectralNorm=-1", "generator.spectralNorm=101", "stabilizers.update=both",
      "stabilizers.orthogonalForm=diagonal",
    ])
  func refusals(setting: String) throws {
    let error = saddleError { try recipe([setting]).validate() }
    #expect(error?.kind == .usage)
    #expect(error?.message.contains(setting.prefix { $0 != "=" }) == true, "\(error?.message ?? "")")
  }

  @Test("the recipe of a run from before there were stabilizers has none")
  func olderRuns() throws {
    var tree = try JSONValue(encoding: Recipe.tables)
    guard case .object(var members) = tree else { return }
    #expect(members.removeValue(forKey: "stabilizers") != nil)
    for network in ["generator", "critic"] {
      guard case .object(var shape) = members[network] else { return }
      #expect(shape.removeValue(forKey: "spectralNorm") != nil)
      members[network] = .object(shape)
    }
    tree = .object(members)
    var expected = Recipe.tables
    expected.stabilizers = Stabilizers()
    #expect(try tree.decoded() == expected)
    members["batch"] = nil
    #expect(throws: DecodingError.self) { try JSONValue.object(members).decoded(as: Recipe.self) }
  }

  @Test("a look ahead that would not fit in memory is refused before it is allocated")
  func size() throws {
    func plan(_ unrolling: Int) throws {
      let settings = ["stabilizers.unrolling=\(unrolling)", "batch=1000", "critic.hidden=4096"]
      _ = try Run.plan(TrainingRequest(data: "toy:ring8", overrides: Overrides(settings)))
    }
    #expect(throws: Never.self) { try plan(1) }
    let error = saddleError { try plan(100) }
    #expect(error?.kind == .usage && error?.message.contains("too large") == true)
  }

  private static let table =
    "age,town\n" + (0..<40).map { "\(20 + $0 * 7 % 31).5,\(["Ulm", "Bonn", "Kiel"][$0 % 3])\n" }.joined()

  static let games: [[String]] = [
    ["stabilizers.update=shared"], ["stabilizers.update=simultaneous"], ["stabilizers.update=extragradient"],
    ["stabilizers.update=consensus", "stabilizers.updateWeight=0.1"],
    ["stabilizers.update=symplectic", "stabilizers.packing=2"],
    ["criticOptimizer.kind=optimistic-adam", "generatorOptimizer.kind=optimistic-adam"],
    ["stabilizers.unrolling=2", "critic.spectralNorm=1"],
    ["stabilizers.instanceNoise=0.2", "stabilizers.labelFlips=0.1"], ["stabilizers.packing=4"],
    ["stabilizers.clipping=0.1", "objective=wasserstein"], ["stabilizers.orthogonal=0.01", "critic.spectralNorm=1"],
  ]

  @Test("on a table: finite losses, the same bits for any threads and after a stop", arguments: games)
  func tables(settings: [String]) throws {
    let scratch = try Scratch()
    try scratch.write(Self.table, to: "table.csv")
    let small = [
      "generator.hidden=8", "critic.hidden=8", "latent.size=4", "batch=8", "table.knots=16", "criticSteps=2",
    ]
    func request(_ folder: String, threads: Int, resuming: Bool = false) throws -> TrainingRequest {
      TrainingRequest(
        data: scratch("table.csv"), overrides: try Overrides(resuming ? [] : small + settings),
        length: resuming ? nil : .steps(4), threads: threads, folder: scratch(folder),
        existing: resuming ? .resume : .keep)
    }
    /// What the run's checkpoint holds.
    func state(_ folder: String) throws -> [String: [UInt8]] {
      let tensors = try RunFolder(existingAt: scratch(folder)).readTensors(from: \.checkpoint).tensors
      return Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.bytes) })
    }
    var reports: [StepReport] = []
    _ = try Run.train(request("one", threads: 1), interruption: Interruption()) {
      if case .stepped(let report) = $0 { reports.append(report) }
    }
    #expect(reports.count == 4 && reports.allSatisfy(\.isFinite))
    let whole = try state("one")

    let interruption = Interruption()
    let error = saddleError {
      _ = try Run.train(request("two", threads: 2), interruption: interruption) {
        if case .stepped(let report) = $0, report.step == 2 { interruption.request() }
      }
    }
    #expect(error?.kind == .interrupted)
    #expect(try state("two") != whole)
    _ = try Run.train(request("two", threads: 2, resuming: true), interruption: Interruption())
    #expect(try state("two") == whole)
  }
}
