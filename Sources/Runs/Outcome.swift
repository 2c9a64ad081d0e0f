import SaddleEvaluation
import SaddleTables

/// What a finished training reports.
public struct Outcome: Sendable, Encodable {
  public let run: String
  public let data: String
  public let steps: Int
  public let seconds: Double
  public let columns: [ColumnSchema]
  /// What the run learned from.
  let source: StoredRecipe.Data
  /// The columns that trees draw anew.
  let redrawn: [Redrawing.Column]
  public let assessment: Assessment

  private enum Key: CodingKey { case run, data, steps, seconds, drawn, replaced, redrawn, assessment }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(run, forKey: .run)
    try container.encode(data, forKey: .data)
    try container.encode(steps, forKey: .steps)
    try container.encode(seconds, forKey: .seconds)
    try container.encodeIfPresent(source.drawn, forKey: .drawn)
    try container.encode(replaced, forKey: .replaced)
    try container.encode(redrawn, forKey: .redrawn)
    try container.encode(assessment, forKey: .assessment)
  }

  /// Columns that are not learned but written anew.
  private var replaced: [String] { columns.filter { $0.kind == .identifier }.map(\.name) }

  /// Where the run is, how good its samples are, and two commands that can be typed next.
  ///
  /// - Parameter program: what starts the command.
  public func summary(program: String = "saddle") -> String {
    var lines = [
      "trained \(run) (\(steps) steps, \(Int(seconds.rounded())) s)",
      "\(data.hasPrefix("toy:") ? "against fresh samples" : "against the training rows"): \(assessment.headline)",
    ]
    if let drawn = source.drawn, let rows = source.rows {
      lines.append(
        "trained on \(drawn) rows drawn from \(rows); --set table.sampleRows=N draws others in number, 0 takes all")
    }
    if !replaced.isEmpty {
      lines.append("not learned, replaced by new keys on the way out: \(replaced.joined(separator: ", "))")
    }
    if !redrawn.isEmpty {
      lines.append("drawn anew by trees, which tell them better: \(redrawn.map(\.name).joined(separator: ", "))")
    }
    lines.append("seen in \(run)/samples/columns.svg")
    let (program, run) = (program.shellWord, run.shellWord)
    // Standard input cannot be read a second time.
    let second = data == "-" ? "inspect \(run)" : "evaluate \(run) --against \(data.shellWord)"
    lines += [
      "next: \(program) sample \(run) --count 1000 --out synthetic.csv",
      "      \(program) \(second)",
    ]
    return lines.joined(separator: "\n")
  }
}

/// What a training would do.
public struct Plan: Sendable, Encodable {
  let stored: StoredRecipe
  let schema: Schema

  public func encode(to encoder: any Encoder) throws { try stored.encode(to: encoder) }

  public var summary: String {
    get throws {
      let kinds = schema.columns.map { "\($0.name): \($0.kind.rawValue)" }.joined(separator: ", ")
      let rules = schema.rules.map { "\nrule: \($0.text)" }.joined()
      return "columns: \(kinds)\(rules)\nrecipe: " + (try stored.prettyJSON().dropLast())
    }
  }
}

/// What a run is and how far it has come.
public struct Description: Sendable, Encodable {
  public let run: String
  public let stored: StoredRecipe
  public let isFinished: Bool
  public let step: Int?

  private enum Key: CodingKey { case run, step, steps, hasModel, seed, version, data, recipe }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(run, forKey: .run)
    try container.encode(step, forKey: .step)
    try container.encode(stored.recipe.steps, forKey: .steps)
    try container.encode(isFinished, forKey: .hasModel)
    try container.encode(stored.seed, forKey: .seed)
    try container.encode(stored.version, forKey: .version)
    try container.encode(stored.data, forKey: .data)
    try container.encode(stored.recipe, forKey: .recipe)
  }

  public var summary: String {
    let drawn = stored.data.drawn.map { " (\($0) drawn to train on)" } ?? ""
    let rows = stored.data.rows.map { ", \($0) rows\(drawn)" } ?? ""
    return """
      \(run): recipe \(stored.recipe.name), seed \(stored.seed), saddle \(stored.version)
      data: \(stored.data.name)\(rows)
      step \(step.map(String.init) ?? "0") of \(stored.recipe.steps); \
      \(isFinished ? "can be sampled" : "has no model yet: resume it with --resume")
      """
  }
}

extension String {
  /// The text as a shell takes it for one word.
  public var shellWord: String {
    let isPlain =
      !isEmpty
      && unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || $0.properties.numericType != nil || "_-./:,+@%=".unicodeScalars.contains($0)
      }
    return isPlain ? self : "'\(replacing("'", with: "'\\''"))'"
  }
}
