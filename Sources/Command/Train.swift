import ArgumentParser
import Saddle

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a generator on data.",
    discussion: "Control-C ends the step, saves, and shows the command that goes on from there.")

  @Argument(
    help:
      "A CSV file (also .gz, or - for standard input), sqlite:FILE?table=NAME, or toy:ring8, grid25, swissroll, moons, gaussian."
  )
  var data: String

  @Option(help: ArgumentHelp("The recipe; `saddle recipes` lists them.", valueName: "name|file.json"))
  var recipe: String?

  @Option(help: ArgumentHelp("Changes one value of the recipe; can be repeated.", valueName: "key=value"))
  var set: [String] = []

  @OptionGroup var guesses: SchemaOption

  @Option(parsing: .unconditional, help: "How many steps to train, at least 1. (default: the recipe's)")
  var steps: Int?

  @Option(parsing: .unconditional, help: "How many times to go over the data, at least 1.")
  var epochs: Int?

  @Option(
    parsing: .unconditional, help: "The seed of all randomness: the same seed gives the same bits. (default: 0)")
  var seed: UInt64?

  @OptionGroup var device: ThreadsOption

  @Option(help: ArgumentHelp("The folder of the run. (default: runs/NAME)", valueName: "dir"))
  var out: String?

  @Flag(help: "Go on with a run that was stopped.")
  var resume = false

  @Flag(help: "Replace the run that is in the folder.")
  var overwrite = false

  @Flag(help: "Show the resolved recipe and train nothing.")
  var dryRun = false

  @Flag(help: "No progress on standard error.")
  var quiet = false

  @Flag(help: "The result as JSON on standard output.")
  var json = false

  func validate() throws {
    try atLeastOne(steps, "--steps")
    try atLeastOne(epochs, "--epochs")
    try exclude(("--steps", steps != nil), ("--epochs", epochs != nil))
    let setsSteps = set.contains { $0.hasPrefix("steps=") }
    for (flag, isGiven) in [("--steps", steps != nil), ("--epochs", epochs != nil)] {
      try exclude((flag, isGiven), ("--set steps", setsSteps))
    }
    try exclude(("--resume", resume), ("--overwrite", overwrite))
    // A resumed run is the one that was begun: these would have to be ignored.
    for (flag, isGiven) in [
      ("--recipe", recipe != nil), ("--set", !set.isEmpty), ("--schema", guesses.schema != nil),
      ("--seed", seed != nil),
    ] {
      try exclude(("--resume", resume), (flag, isGiven))
    }
  }

  func run() throws {
    let request = TrainingRequest(
      data: data, recipe: recipe, overrides: try Overrides(set), schema: guesses.schema,
      length: steps.map { .steps($0) } ?? epochs.map { .epochs($0) }, seed: seed, threads: device.threads, folder: out,
      existing: resume ? .resume : overwrite ? .overwrite : .keep)
    if dryRun {
      let plan = try Run.plan(request)
      try StandardOutput.print(json ? plan.compactJSON() : plan.summary)
      return
    }
    var line: ProgressLine? = quiet ? nil : ProgressLine()
    let result: Outcome
    do {
      defer { line?.finish() }
      result = try Run.train(request, interruption: .onSignals()) { line?.show($0) }
    }
    try StandardOutput.print(json ? result.compactJSON() : result.summary(program: Main.program))
  }
}
