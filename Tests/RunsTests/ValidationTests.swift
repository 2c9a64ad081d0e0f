import SaddleAdversarial
import SaddleFiles
import SaddleRuns
import SaddleTensors
import TestSupport
import Testing

/// Scores while training goes on, how long it takes, and resuming in between.
@Suite struct ValidationTests {
  private static let small = [
    "generator.hidden=8", "latent.size=4", "batch=8", "table.knots=16", "checkpointSeconds=0",
    "length.base=60", "length.perRow=0.0584",
  ]

  /// 1,200 rows.
  private static let table =
    "age,town\n" + (0..<1_200).map { "\(20 + $0 * 7 % 31).5,\(["Ulm", "Bonn", "Kiel"][$0 * $0 % 7 % 3])\n" }.joined()

  private struct Training {
    var scores: [ScoreReport] = []
    var reports: [StepReport] = []
    var doing: [String] = []
    var model: [Safetensors.Entry] = []
    var steps: [Int] { reports.map(\.step) }
  }

  private func train(
    _ settings: [String], critic: [String] = ["critic.hidden=8"], stoppingAfter last: Int? = nil,
    resuming: Bool = false,
    in scratch: Scratch
  ) throws -> Training {
    try scratch.write(Self.table, to: "table.csv")
    let request = TrainingRequest(
      data: scratch("table.csv"), overrides: try Overrides(resuming ? [] : Self.small + critic + settings), threads: 1,
      folder: scratch("run"), existing: resuming ? .resume : .keep)
    let interruption = Interruption()
    var training = Training()
    do {
      _ = try Run.train(request, interruption: interruption) { event in
        switch event {
        case .scored(let report): training.scores.append(report)
        case .stepped(let report):
          training.reports.append(report)
          if report.step == last { interruption.request() }
        case .preparing(let what): training.doing.append(what)
        default: break
        }
      }
    } catch let error as SaddleError where error.kind == .interrupted {}
    training.model = try Safetensors(decoding: scratch.read("run/model.safetensors"), name: "model").tensors
    return training
  }

  @Test("steps follow from the rows, and scores come evenly, in 0 ... 1, the mean of their parts")
  func length() throws {
    let training = try train(["validation.scores=7", "validation.patience=0"], in: Scratch())
    #expect(training.steps == Array(1...70))
    #expect(training.scores.map(\.step) == Array(stride(from: 10, through: 70, by: 10)))
    for score in training.scores {
      let (quality, shapes, pairs) = (
        try #require(score.quality), try #require(score.shapes), try #require(score.pairs)
      )
      #expect((0...1).contains(quality) && abs(quality - (shapes + pairs) / 2) < 1e-12 && score.steps == 70)
      // 1,140 rows of the same table, each value of which a twentieth of them has.
      let real = try #require(score.real)
      #expect(real > 0.6 && real < 0.95 && real == training.scores[0].real && real > quality)
    }
    #expect(training.doing.count == 3)
    #expect(try train(["length.most=25", "validation.scores=0"], in: Scratch()).steps.count == 25)
  }

  @Test("a table gets a step for each row, within bounds")
  func bounds() {
    let length = LengthRecipe()
    #expect([0, 300, 1_176, 43_152, 340_000].map(length.steps) == [640, 640, 1_176, 43_152, 60_000])
    #expect([1, 100].map(LengthRecipe(base: 5, perRow: 0.25, most: 20).steps) == [5, 20])
  }

  @Test("a critic's layers are as wide as the rows allow where their width is left to them")
  func widths() throws {
    func widths(_ hidden: [Int], rows: Int?) -> [Int] {
      var recipe = Recipe.tables
      recipe.critic.hidden = hidden
      recipe.setWidths(rows: rows)
      return recipe.critic.hidden
    }
    #expect(
      [5, 1_176, 1_279, 1_280, 2_047, 2_048, 340_000].map { widths([0], rows: $0) } == [
        [128], [128], [128], [160], [224], [256], [256],
      ])
    #expect(widths([0, 300, 0], rows: 100) == [128, 300, 128] && widths([0], rows: nil) == [256])
    #expect(Recipe.tables.critic.hidden == [0, 0])
    let scratch = try Scratch()
    _ = try train(["steps=2"], critic: ["critic.hidden=0,7"], in: scratch)
    let stored = try #require(JSONValue(parsing: String(decoding: scratch.read("run/recipe.json"), as: UTF8.self)))
    #expect(stored["recipe"]?["critic"]?["hidden"] == JSONValue.array([.integer(128), .integer(7)]))
  }

  @Test("scores that do not rise bring the end forward, and the rates' fall with it")
  func patience() throws {
    // No score gains a whole unit on another: the first is the best, and the next two were waited for.
    let training = try train(
      ["validation.scores=14", "validation.patience=2", "validation.gain=1", "decayShare=0.25"], in: Scratch())
    #expect(training.scores.map(\.steps) == [70, 70, 20, 20])
    #expect(training.steps.count == 20)
    // Once rates fall, it is too late.
    let late = try train(
      ["validation.scores=14", "validation.patience=2", "validation.gain=1", "decayShare=0.9"], in: Scratch())
    #expect(late.steps.count == 70)
  }

  @Test("resumed equals uninterrupted, scores and end among it", arguments: [4, 5, 12, 15, 17])
  func resumed(after step: Int) throws {
    let settings = ["validation.scores=14", "validation.patience=2", "validation.gain=1", "decayShare=0.25"]
    let whole = try train(settings, in: Scratch())
    let scratch = try Scratch()
    let first = try train(settings, stoppingAfter: step, in: scratch)
    let second = try train([], resuming: true, in: scratch)
    #expect(first.reports + second.reports == whole.reports)
    #expect(first.scores + second.scores == whole.scores)
    #expect(second.model == whole.model)
  }

  @Test("held-out rows are not trained on: with others held out, training is another")
  func heldOut() throws {
    func reports(_ share: Double) throws -> [StepReport] {
      try train(["validation.share=\(share)", "length.most=5"], in: Scratch()).reports
    }
    #expect(try reports(0.5) != reports(0))
    #expect(try reports(0.0001) == reports(0))
  }
}
