import ArgumentParser
import Saddle

struct Recipes: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the recipes, or the keys and values of one.")

  @Argument(help: "The recipe to show.")
  var name: String?

  func run() throws {
    guard let name else {
      let width = Recipe.all.map(\.name.count).max() ?? 0
      let lines = Recipe.all.map { "\($0.name.padded(to: width))  \($0.summary)" }
      try StandardOutput.print(lines.joined(separator: "\n"))
      return
    }
    let keys = try Overrides.keys(of: Recipe(named: name))
    let width = keys.map(\.key.count).max() ?? 0
    let lines = try keys.map { "\($0.key.padded(to: width))  \(try $0.value.compactJSON())" }
    try StandardOutput.print(lines.joined(separator: "\n"))
  }
}
