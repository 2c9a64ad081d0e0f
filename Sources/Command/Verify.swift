import ArgumentParser
import Saddle

struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check the theory of the game by computation.",
    discussion: """
      Each check prints its statement, its equation, the number that was computed and the one that is expected. \
      Documentation/Theory.md derives them.
      """)

  @Argument(help: "What to check: a verification, or one check of it; all unless given.")
  var names: [String] = []

  @Flag(help: "The checks as JSON on standard output.")
  var json = false

  @Option(
    defaultAsFlag: "Documentation/Theory.md",
    help: ArgumentHelp("Write the page that derives every statement, with what was computed.", valueName: "file"))
  var document: String?

  func validate() throws {
    if document != nil, !names.isEmpty {
      throw ValidationError("--document writes about every check; leave out \(names.joined(separator: " "))")
    }
  }

  func run() throws {
    let (names, isQuiet) = (names, json)
    let groups = try Set(names.map { try Self.verification($0).name })
    let chosen = Verifications.all.filter { names.isEmpty || groups.contains($0.name) }
    let output = try document.map(OutputFile.init(path:))
    let all = Verifications.run(chosen) { _, checks in
      guard !isQuiet else { return }
      for check in checks where Self.isChosen(check, by: names) { try? StandardOutput.print(check.summary) }
    }
    if let missing = names.first(where: { name in !all.contains { Self.isChosen($0, by: [name]) } }) {
      throw Self.unknown(missing, among: all.map(\.name))
    }
    let checks = all.filter { Self.isChosen($0, by: names) }
    try StandardOutput.print(json ? ["checks": checks].compactJSON() : checks.headline)
    let failed = checks.filter { !$0.passed }
    guard failed.isEmpty else {
      let list = failed.prefix(3).map(\.name).joined(separator: ", ") + (failed.count > 3 ? ", ..." : "")
      throw SaddleError(
        .checkFailed, "\(failed.count) of \(checks.count) checks failed: \(list); please report what was printed")
    }
    if let output {
      try output.write(Array(Verifications.page(checks).utf8))
      try output.commit()
    }
  }

  private static func isChosen(_ check: Check, by names: [String]) -> Bool {
    names.isEmpty || names.contains { check.name == $0 || check.name.hasPrefix("\($0)/") }
  }

  /// The verification of that name, or to which the check of that name belongs.
  private static func verification(_ name: String) throws -> any Verification.Type {
    let group = name.prefix { $0 != "/" }
    guard let found = Verifications.all.first(where: { $0.name == group }) else {
      throw unknown(name, among: Verifications.all.map { $0.name })
    }
    return found
  }

  private static func unknown(_ name: String, among names: [String]) -> SaddleError {
    let guess = nearest(name, among: names).map { "did you mean \($0)? " } ?? ""
    return SaddleError(.usage, "there is no check \(name); \(guess)there are \(names.joined(separator: ", "))")
  }
}
