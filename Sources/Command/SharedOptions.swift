import ArgumentParser

/// `--schema`: what is known of the columns, in place of guesses.
struct SchemaOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Kinds of columns and rules, as `saddle inspect DATA --schema FILE` writes them and you change them.",
      valueName: "file.json"))
  var schema: String?
}

/// `--threads`
struct ThreadsOption: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "How many threads to use, 1 to 256; the result does not depend on it. (default: one for each core)")
  var threads: Int?

  func validate() throws {
    if let threads, !(1...256).contains(threads) {
      throw ValidationError("--threads \(threads) is not possible; choose 1 to 256")
    }
  }
}
