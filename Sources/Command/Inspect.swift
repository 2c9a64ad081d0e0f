import ArgumentParser
import Saddle

struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what a table or a run holds.",
    discussion: "Where a kind is guessed wrong, `saddle train DATA --set column.NAME=KIND` corrects it.")

  @Argument(help: ArgumentHelp("A CSV file (also .gz, or - for standard input), or a run.", valueName: "data|run"))
  var path: String

  @Flag(help: "The description as JSON on standard output.")
  var json = false

  func run() throws {
    if RunFolder.isRun(path) {
      let description = try Run.describe(RunFolder(existingAt: path))
      try StandardOutput.print(json ? description.compactJSON() : description.summary)
    } else {
      let description = TableDescription(path: path, table: try Table.read(path: path))
      try StandardOutput.print(json ? description.compactJSON() : description.summary)
    }
  }
}
