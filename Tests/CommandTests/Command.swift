import Saddle
import TestSupport
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What the built program did, run as a user would.
struct Command {
  /// That of the program, or 128 and the number of the signal that ended it, as in a shell.
  let exitCode: Int32
  let output: String
  let errors: String

  /// Runs `saddle` with `arguments` in the folder.
  init(_ arguments: [String], in scratch: Scratch) throws {
    self = try Running(arguments, in: scratch).wait()
  }

  /// Runs lines of shell in the folder; `saddle` is the built program.
  init(script: String, in scratch: Scratch) throws {
    self = try Running(script: script, in: scratch).wait()
  }

  fileprivate init(exitCode: Int32, output: String, errors: String) {
    (self.exitCode, self.output, self.errors) = (exitCode, output, errors)
  }

  /// The lines of standard output.
  var lines: [String] { output.split(separator: "\n").map(String.init) }
}

/// The built program while it runs beside a test.
final class Running {
  let process: pid_t
  /// Where its output goes: not into the folder in which it runs, whose files are looked at.
  private let capture: Scratch

  /// Starts `saddle` with `arguments` in the folder.
  convenience init(_ arguments: [String], in scratch: Scratch) throws {
    try self.init(script: "exec saddle " + arguments.map(\.quotedForShell).joined(separator: " "), in: scratch)
  }

  /// Starts a shell that runs the lines in the folder.
  init(script: String, in scratch: Scratch) throws {
    capture = try Scratch()
    // A process that is killed before its shell opens them leaves them empty.
    for name in ["output", "errors"] { try capture.write("", to: name) }
    // Help is as wide as COLUMNS says.
    let lines = """
      PATH=\(try Self.programFolder.quotedForShell):$PATH COLUMNS=80; export PATH COLUMNS
      exec > \(capture("output").quotedForShell) 2> \(capture("errors").quotedForShell) < /dev/null
      cd \(scratch.path.quotedForShell) || exit 99
      \(script)
      """
    let texts = ["/bin/sh", "-c", lines]
    let words: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    // Tests that run in the background of a shell ignore interrupts, and what they start would, too. That it begins with
    // signals blocked, as the threads of tests have them, is left as it is: the program must bear that.
    var (attributes, signals) = (posix_spawnattr_t(), sigset_t())
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    var process: pid_t = 0
    try #require(posix_spawn(&process, "/bin/sh", nil, &attributes, words, environ) == 0)
    self.process = process
  }

  func send(signal number: Int32) { kill(process, number) }

  /// Waits for the end.
  func wait() throws -> Command {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 { try #require(errno == EINTR) }
    // What WEXITSTATUS and WTERMSIG do.
    let exitCode = status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + status & 0x7f
    return Command(exitCode: exitCode, output: try capture.text("output"), errors: try capture.text("errors"))
  }

  /// Waits up to 30 seconds for something that the program brings about.
  func wait(until condition: () throws -> Bool) throws {
    for _ in 0..<15_000 {
      if try condition() { return }
      usleep(2_000)
    }
    throw SaddleError(.stoppedEarly, "what the test waits for did not happen in 30 seconds; see what the program does")
  }

  /// The program lies beside the bundle of the tests.
  private static var programFolder: String {
    get throws {
      let bundle = try #require(CommandLine.arguments.first { $0.contains(".xctest") })
      let name = try #require(bundle.firstRange(of: ".xctest")).lowerBound
      return FileSystem.split(String(bundle[..<name])).folder
    }
  }
}

extension String {
  /// The text as a shell takes it for one word.
  var quotedForShell: String { "'\(replacing("'", with: "'\\''"))'" }
}
