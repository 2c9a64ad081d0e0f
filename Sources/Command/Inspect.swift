import ArgumentParser
import Saddle

struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what a table or a run holds.",
    discussion: """
      Tells what each column of a table is taken for and why, how to have it otherwise, and the rules that all rows obey. \
      `--set column.NAME=KIND` of `saddle train` corrects a kind; for more, write a schema, change it, and train with \
      `--schema`.
      """)

  @Argument(help: ArgumentHelp("A CSV file (also .gz, or - for standard input), or a run.", valueName: "data|run"))
  var path: String

  @Option(help: ArgumentHelp("Write kinds and rules of the table to this file.", valueName: "file.json"))
  var schema: String?

  @Flag(help: "The description as JSON on standard output.")
  var json = false

  func run() throws {
    if RunFolder.isRun(path) {
      if schema != nil {
        throw SaddleError(.usage, "--schema is for tables; \(path) is a run, whose schema is \(path)/schema.json")
      }
      let description = try Run.describe(RunFolder(existingAt: path))
      try StandardOutput.print(json ? description.compactJSON() : description.summary)
    } else {
      let table = try DataSource(path).table(samples: 10_000, seed: 0).obeying(nil)
      if let schema { try FileSystem.write(Array(table.schema.prettyJSON().utf8), to: schema) }
      let description = TableDescription(path: path, table: table)
      try StandardOutput.print(json ? description.compactJSON() : description.summary)
    }
  }
}
