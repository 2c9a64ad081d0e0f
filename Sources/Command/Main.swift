import ArgumentParser
import Saddle

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The entry of the program: runs a subcommand, and turns whatever it throws into one sentence and an exit code.
@main
enum Main {
  static func main() {
    StandardStreams.reserve()
    // A reader that goes away (`| head`) is reported by `write`, instead of a signal that ends the process.
    signal(SIGPIPE, SIG_IGN)
    // So is a file that grows beyond the limit of the process (`ulimit -f`).
    signal(SIGXFSZ, SIG_IGN)
    Device.whenMemoryIsExhausted { bytes in
      let remedy = "make batch, generator.hidden or critic.hidden smaller, or allow the process more"
      // At once, since other threads are in the middle of something.
      _exit(fail("no memory is left for a tensor of \(bytes) bytes; \(remedy)", .stoppedEarly))
    }
    do {
      var command = try Root.parseAsRoot()
      try Device.checkEnvironment()
      try command.run()
    } catch {
      exit(report(error))
    }
  }

  /// What starts this program when it is typed: its name, or the path by which it was started.
  static var program: String {
    let path = CommandLine.arguments.first ?? "saddle"
    guard path.contains("/") else { return path }
    let short = FileSystem.relative(path)
    return short.contains("/") ? short : "./\(short)"
  }

  /// Tells what went wrong and returns the exit code.
  private static func report(_ error: any Error) -> Int32 {
    switch error {
    case let error as SaddleError: return fail(error.message, error.kind)
    case is ClosedPipe: return 0
    default: break
    }
    let code = Root.exitCode(for: error)
    if code.isSuccess {
      // Help and version are thrown, too.
      do {
        try StandardOutput.print(Root.fullMessage(for: error))
        return 0
      } catch { return report(error) }
    }
    guard code == .validationFailure else {
      return fail("stopped by an unexpected error: \(error); please report it", .inputOutput)
    }
    return fail(sentence(Root.message(for: error)), .usage)
  }

  private static func fail(_ message: String, _ kind: SaddleError.Kind) -> Int32 {
    StandardError.print("saddle: \(oneLine(message))")
    return kind.rawValue
  }

  /// The message without what would break its line or move the cursor of a terminal, which a file's name may hold.
  private static func oneLine(_ message: String) -> String {
    var line = ""
    for scalar in message.unicodeScalars {
      let isHidden = [.control, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
      line.unicodeScalars.append(isHidden ? "·" : scalar)
    }
    return line
  }

  /// A message of the argument parser in our style: one sentence, lower case, the remedy at its end.
  private static func sentence(_ message: String) -> String {
    let line = message.split(whereSeparator: \.isNewline).joined(separator: " ").replacing(". Did", with: "; did")
    let start = line.prefix(1).lowercased() + line.dropFirst()
    // Our own messages have their remedy.
    if start.contains(";") { return start }
    let names = Root.configuration.subcommands.map { "\($0)".lowercased() }
    let command = CommandLine.arguments.dropFirst().first { names.contains($0) }.map { "saddle \($0)" } ?? "saddle"
    return "\(start.hasSuffix(".") ? String(start.dropLast()) : start); `\(command) --help` tells what it takes"
  }
}

/// `saddle` itself, which only names its subcommands.
struct Root: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "saddle",
    abstract: "Train generative adversarial networks and judge what they make.",
    discussion: """
      Start with a table: `saddle train customers.csv`, then `saddle sample runs/customers`.

      Exit codes: 0 done; 1 a check failed; 64 wrong usage; 65 malformed data or file; 66 no such input; 73 cannot create the output; \
      74 reading or writing failed; 75 stopped early, resumable; 130 interrupted, state saved.
      """,
    version: Version.current,
    subcommands: [Train.self, Sample.self, Evaluate.self, Impute.self, Inspect.self, Verify.self, Recipes.self])
}
