import SaddleAdversarial
import SaddleFiles
import SaddleRuns
import SaddleTables
import SaddleTensors
import TestSupport
import Testing

/// A class that follows from a number, and a training too short to learn it.
@Suite struct RedrawnRunTests {
  struct Row: Codable, Equatable {
    var a: Double
    var b: Double
    var isFar: Bool

    var isRight: Bool { isFar == (abs(a) > 0.5) }
  }

  private static let rows: [Row] = (0..<1_200).map { row in
    let (a, b) = (Double(row * 709 % 1_201 - 600) / 600, Double(row * 487 % 1_201 - 600) / 600)
    return Row(a: a, b: b, isFar: abs(a) > 0.5)
  }

  private static func fitted(redraw: Bool, observe: @escaping (TrainingEvent) -> Void = { _ in }) throws
    -> FittedSynthesizer
  {
    let settings = [
      "generator.hidden=16", "critic.hidden=16", "latent.size=8", "batch=32", "steps=12", "table.redraw=\(redraw)",
    ]
    let recipe = try Overrides(settings).applied(to: Recipe.tables, recipe: "table")
    return try TableSynthesizer(recipe: recipe, seed: 1).fit(rows, observe: observe)
  }

  private static func right(_ rows: [Row]) -> Double { Double(rows.count(where: \.isRight)) / Double(rows.count) }

  @Test("what is drawn anew is saved with the model, and a model that was tampered with is refused")
  func saved() throws {
    let scratch = try Scratch()
    var doing: [String] = []
    let fitted = try Self.fitted(redraw: true) { if case .preparing(let what) = $0 { doing.append(what) } }
    #expect(doing.contains { $0.hasPrefix("drawing isFar anew") })
    let sample: [Row] = try fitted.sample(3_000)
    let without: [Row] = try Self.fitted(redraw: false).sample(3_000)
    #expect(Self.right(sample) > 0.9 && Self.right(without) < 0.7)
    #expect(zip(sample, without).allSatisfy { $0.a == $1.a && $0.b == $1.b })
    let path = scratch("run")
    try fitted.save(to: path)
    #expect(try FittedSynthesizer(path: path, threads: 1).sample(3_000) as [Row] == sample)

    let folder = try RunFolder(existingAt: path)
    let model = try folder.readTensors(from: \.model)
    let list = try #require(model.metadata["redrawing"])
    func isRefused(_ change: (inout Safetensors) -> Void) throws -> Bool {
      var changed = model
      change(&changed)
      try folder.write(changed, to: \.model)
      do {
        _ = try FittedSynthesizer(path: path)
        return false
      } catch let error as SaddleError {
        return error.kind == .malformed && error.message.contains("whole model")
      }
    }
    #expect(try !isRefused { _ in })
    #expect(try isRefused { $0.metadata["redrawing"] = list.replacing("isFar", with: "isNear") })
    #expect(try isRefused { $0.metadata["redrawing"] = "[1]" })
    #expect(try isRefused { $0.tensors.removeAll { $0.name.hasSuffix("nodes") } })
  }
}
