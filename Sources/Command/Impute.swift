import ArgumentParser
import Saddle

struct Impute: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fill the missing cells of a table from the known cells of their rows.",
    discussion: """
      Known cells are written as they are. Filled ones are the best single guess, which is nearest to the truth but less \
      spread than it; --draw gives cells as spread as the known ones. Identifiers, and columns without any known cell, \
      stay missing. What was filled, and how well known cells can be guessed, is told on standard error.
      """)

  @Argument(help: "A CSV file (also .gz, or - for standard input).")
  var data: String

  @Option(help: ArgumentHelp("Learn from the rows of this file. (default: those of the table)", valueName: "data"))
  var train: String?

  @Flag(help: "Draw each cell from what rows like its own have, instead of the best guess.")
  var draw = false

  @Option(
    help: ArgumentHelp("column.NAME=KIND, missing=TEXT or table.rules=false; can be repeated.", valueName: "key=value"))
  var set: [String] = []

  @OptionGroup var guesses: SchemaOption

  @Option(parsing: .unconditional, help: "The seed of draws: the same seed gives the same cells.")
  var seed: UInt64 = 0

  @OptionGroup var device: ThreadsOption

  @Option(help: ArgumentHelp("Where to write; .gz is compressed, - is standard output.", valueName: "file|-"))
  var out = "-"

  @Flag(help: "No report on standard error.")
  var quiet = false

  func validate() throws {
    if data == "-", train == "-" {
      throw ValidationError("both tables cannot come from standard input; write one of them to a file")
    }
    if let name = [data, train ?? "", out].first(where: { $0.hasPrefix("sqlite:") }) {
      throw ValidationError("impute reads and writes files, not \(name); write the table to a CSV file first")
    }
  }

  func run() throws {
    let output = try OutputFile(path: out)
    let request = ImputationRequest(
      data: data, training: train, overrides: try Overrides(set), schema: guesses.schema,
      filling: draw ? .drawn : .best,
      seed: seed, threads: device.threads)
    let imputation = try Run.impute(request, to: output)
    try output.commit()
    if !quiet { StandardError.print(imputation.summary) }
  }
}
