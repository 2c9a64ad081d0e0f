import Saddle
import TestSupport
import Testing

@Suite struct UsageTests {
  /// One sentence on standard error, nothing on standard output, and the exit code of `sysexits`: what
  /// `Documentation/Errors.md` does not show.
  @Test(arguments: [
    (["train", "a.csv", "--epochs", "-3"], ["--epochs -3", "at least 1"]),
    (["train", "a.csv", "--threads", "0"], ["--threads 0", "1 to 256"]),
    (["train", "a.csv", "--threads", "257"], ["--threads 257", "1 to 256"]),
    (["train", "a.csv", "--seed=-1"], ["--seed", "-1"]),
    (["train", "a.csv", "--seed", "18446744073709551616"], ["--seed"]),
    (["train", "a.csv", "--set", "=1"], ["--set =1", "key=value"]),
    (["impute", "a.csv", "--threads", "0"], ["--threads 0", "1 to 256"]),
    (["sample", "run", "--count", "0"], ["--count 0", "at least 1"]),
    (["evaluate", "a.csv"], ["--against"]),
  ])
  func refusesWrongUsage(arguments: [String], words: [String]) throws {
    let scratch = try Scratch()
    let command = try Command(arguments, in: scratch)
    #expect(command.exitCode == SaddleError.Kind.usage.rawValue)
    #expect(command.output == "")
    #expect(command.errors.hasPrefix("saddle: "))
    #expect(command.errors.filter(\.isNewline).count == 1)
    for word in words { #expect(command.errors.contains(word)) }
  }

  // The sanitizers ask for more addresses than a limit leaves.
  #if os(Linux) && !ADDRESS_SANITIZER && !THREAD_SANITIZER
    /// Where the system gives no more memory, one sentence says so, and nothing is traced.
    @Test func saysWhenMemoryIsExhausted() throws {
      let scratch = try Scratch.withExamples()
      let command = try Command(
        script: "ulimit -v 1000000; saddle train Examples/penguins.csv --quiet --steps 1 --set batch=131072",
        in: scratch)
      #expect(command.exitCode == SaddleError.Kind.stoppedEarly.rawValue)
      #expect(command.errors.contains(/^saddle: no memory is left for a tensor of \d+ bytes; make batch, [^\n]*\n$/))
    }
  #endif

  /// Whatever the environment asks for is done or refused, with the kernels that are here.
  @Test func takesTheKernelOfTheEnvironment() throws {
    let scratch = try Scratch()
    let refused = try Command(script: "SADDLE_KERNEL=abacus saddle recipes", in: scratch)
    #expect(refused.exitCode == SaddleError.Kind.usage.rawValue && refused.output == "")
    let names = Device.kernels.joined(separator: " or ")
    #expect(refused.errors.contains("SADDLE_KERNEL names abacus,") && refused.errors.contains("set it to \(names), "))
    for kernel in Device.kernels + [""] {
      #expect(try Command(script: "SADDLE_KERNEL=\(kernel) saddle recipes", in: scratch).exitCode == 0)
    }
  }

  /// Whatever a file is called, an error is one line, and nothing in it moves the cursor of a terminal.
  @Test func errorsAreOneLine() throws {
    let command = try Command(["train", "two\nlines\u{1b}[2J.csv"], in: Scratch())
    #expect(command.errors.hasPrefix("saddle: cannot open two·lines·[2J.csv: "))
    #expect(command.errors.filter(\.isNewline).count == 1)
  }

  @Test func inspectsATable() throws {
    let scratch = try Scratch()
    try scratch.write("name;size\nanna;1,5\nbert;2,25\nanna;3,0\n", to: "a.csv.gz")
    let text = try Command(["inspect", "a.csv.gz"], in: scratch)
    #expect(text.exitCode == 0)
    for word in ["3 rows, 2 columns", "semicolon", "name", "size", "1.5 ... 3"] { #expect(text.output.contains(word)) }
    let json = try Command(["inspect", "a.csv.gz", "--json"], in: scratch)
    #expect(json.output.hasPrefix("{\"columns\":["))
    #expect(json.output.contains("\"rows\":3"))
  }

  /// What would move the cursor of a terminal is not shown.
  @Test func showsNoControlCharacters() throws {
    let scratch = try Scratch()
    try scratch.write("a\u{1b}[2J,b\nx\u{7},1\ny,2\nx\u{7},3\n", to: "a.csv")
    let text = try Command(["inspect", "a.csv"], in: scratch)
    #expect(text.exitCode == 0)
    #expect(!text.output.contains("\u{1b}") && !text.output.contains("\u{7}"))
    #expect(text.output.contains("a·[2J"))
  }

  @Test func evaluatesTwoFiles() throws {
    let scratch = try Scratch()
    let rows = (0..<60).map { "\($0 % 7).5,\(["u", "v", "w"][$0 % 3])" }.joined(separator: "\n")
    try scratch.write("x,y\n\(rows)\n", to: "a.csv")
    let json = try Command(["evaluate", "a.csv", "--against", "a.csv", "--json"], in: scratch)
    #expect(json.exitCode == 0)
    #expect(json.output.contains("\"shapes\":1,"))
    let text = try Command(["evaluate", "a.csv", "--against", "a.csv"], in: scratch)
    #expect(text.output.contains("1.000"))
  }

  @Test func endsQuietlyWhenItsReaderIsGone() throws {
    let scratch = try Scratch()
    try scratch.write("x\n" + (0..<20_000).map { "label \($0 / 2)\n" }.joined(), to: "a.csv")
    let command = try Command(script: "(saddle inspect a.csv --json; echo $? >&2) | head -c 1", in: scratch)
    #expect(command.output == "{")
    #expect(command.errors == "0\n")
  }

  /// A file of a run never takes the place of a standard stream that was closed.
  @Test func closedStreamsHarmNothing() throws {
    let scratch = try Scratch()
    let command = try Command(script: "saddle train toy:moons --steps 1 <&- >&- 2>&-", in: scratch)
    #expect(command.exitCode == 74)
    #expect(try FileSystem.list(scratch("runs/moons")).count == 6)
    #expect(try Command(["sample", "runs/moons", "--count", "2"], in: scratch).lines.count == 3)
  }
}
