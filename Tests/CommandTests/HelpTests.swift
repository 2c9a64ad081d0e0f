import Saddle
import TestSupport
import Testing

/// Help is held to files, so that a change of it is seen; `COLUMNS=80 saddle help train > Tests/Golden/help-train.txt`
/// makes one anew.
@Suite struct HelpTests {
  @Test(arguments: ["train", "sample", "evaluate", "impute", "inspect", "verify", "recipes"])
  func helpOfASubcommand(name: String) throws {
    let golden = try Project.text("Tests/Golden/help-\(name).txt")
    for arguments in [["help", name], [name, "--help"], [name, "-h"]] {
      let command = try Command(arguments, in: Scratch())
      #expect(command.output == golden)
      #expect(command.exitCode == 0)
      #expect(command.errors == "")
    }
  }

  @Test(arguments: [["--help"], ["help"], []])
  func help(arguments: [String]) throws {
    let command = try Command(arguments, in: Scratch())
    #expect(command.output == (try Project.text("Tests/Golden/help.txt")))
    #expect(command.exitCode == 0)
    #expect(command.errors == "")
  }

  /// The exit codes that help lists are those that errors have.
  @Test func helpListsEveryExitCode() throws {
    let golden = try Project.text("Tests/Golden/help.txt")
    for kind in SaddleError.Kind.allCases { #expect(golden.contains(" \(kind.rawValue) ")) }
  }

  @Test func version() throws {
    let command = try Command(["--version"], in: Scratch())
    #expect(command.output == "\(Version.current)\n")
    #expect(command.exitCode == 0)
  }
}
