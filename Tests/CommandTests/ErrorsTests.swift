import Saddle
import TestSupport
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Holds the program to `Documentation/Errors.md`, command by command.
@Suite(.preparedRuns) struct ErrorsTests {
  static let transcripts = (try? Transcript.all(in: Project.text("Documentation/Errors.md"))) ?? []

  static let errors = transcripts.dropFirst().filter { transcript in
    #if os(Linux)
      return transcript.isPossible(isLinux: true, isRoot: getuid() == 0)
    #else
      return transcript.isPossible(isLinux: false, isRoot: getuid() == 0)
    #endif
  }

  @Test func documentShowsEveryExitCode() {
    let codes = Set(Self.transcripts.flatMap(\.steps).compactMap(\.printed.last).compactMap { Int32($0) })
    // A check that fails cannot be provoked from outside.
    #expect(
      codes == Set(SaddleError.Kind.allCases.map(\.rawValue)).subtracting([SaddleError.Kind.checkFailed.rawValue]))
    // Were the parser to lose blocks or steps, fewer errors would be provoked.
    let provoked = Self.transcripts.flatMap(\.steps).filter { !$0.printed.isEmpty }
    #expect(provoked.count > 90)
  }

  /// One sentence on standard error, nothing but the echoed exit code on standard output, and no file more or less.
  @Test(arguments: errors) func commandFailsAsShown(_ transcript: Transcript) throws {
    let scratch = try #require(PreparedRuns.folder).copy()
    let capture = try Scratch()
    let snapshot = "(find . | LC_ALL=C sort; find . -type f -exec cksum {} + | LC_ALL=C sort)"
    var script: [String] = []
    for (index, step) in transcript.steps.enumerated() {
      if step.printed.isEmpty {
        script.append(step.command)
        continue
      }
      let place = capture("\(index)").quotedForShell
      script.append("\(snapshot) > \(place).before 2>&1")
      script.append("{ \(step.command)\n} > \(place).output 2> \(place).errors")
      script.append("\(snapshot) > \(place).after 2>&1")
    }
    _ = try Command(script: script.joined(separator: "\n"), in: scratch)
    for (index, step) in transcript.steps.enumerated() where !step.printed.isEmpty {
      try #require(step.printed.count == 2, "a sentence and an exit code belong after \(step.command)")
      let (sentence, code) = (step.printed[0], step.printed[1])
      #expect(try capture.text("\(index).output") == "\(code)\n")
      let errors = try capture.text("\(index).errors")
      #expect(errors.hasPrefix("saddle: "))
      #expect(errors.matches("\(sentence)\n"), "\(errors) instead of \(sentence)")
      #expect(errors.filter(\.isNewline).count == 1)
      // These two keep what was done so far.
      if ["75", "130"].contains(code) {
        #expect(try !capture.text("\(index).after").contains(".partial"))
      } else {
        #expect(try capture.text("\(index).before") == capture.text("\(index).after"))
      }
    }
  }

  @Test(arguments: [
    ("saddle: step 12 of 3, 4", "saddle: step … of …, 4", true), ("ab", "a…b", true), ("axb", "a…b", true),
    ("ab", "a…b…b", false), ("aba", "a…b", false), ("xab", "a…b", false), ("a", "a", true), ("ab", "a", false),
  ])
  func ellipsesStandForAnything(text: String, pattern: String, matches: Bool) {
    #expect(text.matches(pattern) == matches)
  }
}

/// Makes the runs that the document's first block makes, once for all of its errors.
struct PreparedRuns: SuiteTrait, TestScoping {
  @TaskLocal static var folder: PreparedFolder?

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let scratch = try Scratch.withExamples()
    for step in try #require(ErrorsTests.transcripts.first).steps {
      let command = try Command(script: step.command, in: scratch)
      try #require(command.exitCode == 0, "\(command.errors)")
    }
    try await Self.$folder.withValue(PreparedFolder(scratch: scratch), operation: function)
  }
}

extension Trait where Self == PreparedRuns {
  static var preparedRuns: PreparedRuns { PreparedRuns() }
}

/// A folder of which each test gets a copy.
struct PreparedFolder: Sendable {
  let scratch: Scratch

  func copy() throws -> Scratch {
    let copy = try Scratch()
    let command = try Command(script: "cp -R . \(copy.path.quotedForShell)", in: scratch)
    try #require(command.exitCode == 0, "\(command.errors)")
    return copy
  }
}
