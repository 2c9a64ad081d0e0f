import ArgumentParser
import Saddle

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say how faithful, useful and private synthetic rows are.",
    discussion: """
      Scores run from 0 to 1, by the definitions of SDMetrics where it has one. The same tables give the same numbers.
      """)

  @Argument(
    help: ArgumentHelp("The folder of a run, whose generator is sampled, or a CSV file.", valueName: "run|data"))
  var synthetic: String

  @Option(help: ArgumentHelp("The real rows, best such as were not trained on.", valueName: "data"))
  var against: String

  @Option(
    help: ArgumentHelp(
      "The rows that were trained on; quality, use and privacy are judged beside them.", valueName: "data"))
  var train: String?

  @Option(
    help: ArgumentHelp(
      "The column that trees learn to guess. (default: all, or those that time allows)", valueName: "column"))
  var target: String?

  @Option(help: ArgumentHelp("Where to write a page with pictures and advice.", valueName: "file.html"))
  var report: String?

  @Flag(help: "The report as JSON on standard output.")
  var json = false

  func validate() throws {
    if [synthetic, against, train].count(where: { $0 == "-" }) > 1 {
      throw ValidationError(
        "\(train == nil ? "both tables" : "two tables") cannot come from standard input; write one of them to a file")
    }
    if json, report == "-" {
      throw ValidationError("--json and --report - contradict each other; write the report to a file")
    }
  }

  func run() throws {
    let (real, training) = (try DataSource(against), try train.map(DataSource.init))
    // Opened before the work, so that a place that cannot be written is known at once.
    let page = try report.map(OutputFile.init(path:))
    let assessment =
      RunFolder.isRun(synthetic)
      ? try Run.evaluate(RunFolder(existingAt: synthetic), against: real, training: training, target: target)
      : try Run.evaluate(DataSource(synthetic), against: real, training: training, target: target)
    if let page {
      try page.write(Array((assessment.appraisal?.page(title: synthetic) ?? "").utf8))
      try page.commit()
    }
    if report != "-" { try StandardOutput.print(json ? assessment.compactJSON() : assessment.summary) }
  }
}
