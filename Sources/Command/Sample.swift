import ArgumentParser
import Saddle

struct Sample: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write synthetic rows from a trained run.",
    discussion: "The rows look as those of the training data do: columns, order, number formats, dates and quotes.")

  @Argument(help: ArgumentHelp("The folder of a run.", valueName: "run"))
  var folder: String

  @Option(parsing: .unconditional, help: "How many rows, at least 1. (default: as many as the training data has)")
  var count: Int?

  @Option(parsing: .unconditional, help: "The seed of the draw: the same seed gives the same rows.")
  var seed: UInt64 = 0

  @Option(
    name: .customLong("where"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Only rows on which this holds: =, !=, <, <=, > or >=; an empty value is a missing cell. May be given many times.",
      valueName: "column=value"))
  var conditions: [String] = []

  @Option(help: ArgumentHelp("As many rows of each of the column's categories.", valueName: "column"))
  var balance: String?

  @Option(
    help: ArgumentHelp(
      "Where to write; .gz is compressed, - is standard output, sqlite:FILE?table=NAME a table of a database.",
      valueName: "file|-"))
  var out = "-"

  @Flag(help: "Replace the table that is in the database.")
  var overwrite = false

  func validate() throws {
    try atLeastOne(count, "--count")
    if overwrite, !out.hasPrefix("sqlite:") {
      throw ValidationError("--overwrite is for tables of a database, since files are replaced anyway; leave it out")
    }
  }

  func run() throws {
    // Before there is a file that an interruption must take away.
    let interruption = Interruption.onSignals()
    if let table = try SQLiteTable(out) {
      let output = try SQLiteOutput(table, overwrite: overwrite)
      try sample(to: output, interruption: interruption)
      try output.commit()
    } else {
      let output = try OutputFile(path: out)
      try sample(to: output, interruption: interruption)
      try output.commit()
    }
  }

  private func sample(to output: some TableOutput, interruption: Interruption) throws {
    try Run.sample(
      RunFolder(existingAt: folder), count: count, seed: seed, where: conditions, balancing: balance, to: output,
      interruption: interruption)
  }
}
