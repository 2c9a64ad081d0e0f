import ArgumentParser
import Saddle

struct Recipes: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List recipes and their choices, or the keys of one.")

  @Argument(help: "The recipe to show.")
  var name: String?

  func run() throws {
    guard let name else {
      return try StandardOutput.print(Self.catalogue)
    }
    let keys = try Overrides.keys(of: Recipe(named: name))
    try StandardOutput.print(Self.columns(keys.map { ($0.key, try $0.value.compactJSON()) }))
  }

  /// All that a recipe can be made of, each on a line with what it is.
  private static var catalogue: String {
    let sections = [
      ("Recipes (--recipe NAME)", Recipe.all.map { ($0.name, $0.summary) }),
      ("Objectives (--set objective=NAME)", ObjectiveFamily.all.map { ($0.form, $0.standard.summary) }),
      ("Penalties (--set penalties.NAME=WEIGHT)", Penalty.all.map { ($0.name, $0.summary) }),
      ("Stabilizers (--set KEY=VALUE)", Stabilizer.all.map { ($0.setting, $0.summary) }),
    ]
    return sections.map { "\($0)\n\(columns($1))" }.joined(separator: "\n\n")
  }

  private static func columns(_ rows: [(String, String)]) -> String {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { "\($0.padded(to: width))  \($1)" }.joined(separator: "\n")
  }
}
