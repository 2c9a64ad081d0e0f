import ArgumentParser
import Saddle

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say how faithful synthetic rows are to real ones.",
    discussion: "Scores run from 0 to 1, by the definitions of SDMetrics' QualityReport.")

  @Argument(
    help: ArgumentHelp("The folder of a run, whose generator is sampled, or a CSV file.", valueName: "run|data"))
  var synthetic: String

  @Option(help: ArgumentHelp("The real rows, best such as were not trained on.", valueName: "data"))
  var against: String

  @Flag(help: "The report as JSON on standard output.")
  var json = false

  func validate() throws {
    if synthetic == "-", against == "-" {
      throw ValidationError("both tables cannot come from standard input; write one of them to a file")
    }
  }

  func run() throws {
    let real = try DataSource(against)
    let report =
      RunFolder.isRun(synthetic)
      ? try Run.evaluate(RunFolder(existingAt: synthetic), against: real)
      : try Run.evaluate(DataSource(synthetic), against: real)
    try StandardOutput.print(json ? report.compactJSON() : report.summary)
  }
}
