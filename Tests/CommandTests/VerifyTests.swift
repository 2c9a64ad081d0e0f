import Saddle
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `saddle verify` as a user runs it.
@Suite struct VerifyTests {
  private struct Report: Decodable {
    struct Check: Decodable {
      let name: String
      let statement: String
      let equation: String
      let computed: Double?
      let expected: Double?
      let tolerance: Double
      let passed: Bool
    }
    let checks: [Check]
  }

  /// All of the theory holds, and Documentation/Theory.md is what the command writes about it.
  @Test func theTheoryHolds() throws {
    let scratch = try Scratch()
    let verified = try Command(["verify", "--json", "--document", "Theory.md"], in: scratch)
    #expect(verified.exitCode == 0, "\(verified.errors)")
    let report = try JSONDecoder().decode(Report.self, from: Data(verified.output.utf8))
    #expect(report.checks.allSatisfy { $0.passed })
    #expect(report.checks.allSatisfy { !$0.statement.isEmpty && !$0.equation.isEmpty && $0.tolerance >= 0 })
    let groups = Set(report.checks.map { String($0.name.prefix { $0 != "/" }) })
    #expect(groups == Set(Verifications.all.map { $0.name }))
    #expect(Set(report.checks.map(\.name)).count == report.checks.count)
    // Trained numbers may differ in a last digit between processors.
    let page = try Project.text("Documentation/Theory.md")
    #expect(try Self.words(page) == Self.words(scratch.text("Theory.md")))
  }

  @Test func oneVerificationOrOneCheckOfIt() throws {
    let scratch = try Scratch()
    let group = try Command(["verify", "hinge"], in: scratch)
    #expect(group.exitCode == 0, "\(group.errors)")
    let names = group.lines.filter { $0.hasPrefix("holds") }.compactMap {
      $0.split(separator: " ").last.map(String.init)
    }
    #expect(names.count > 1 && names.allSatisfy { $0.hasPrefix("hinge/") })
    #expect(group.lines.last == "all \(names.count) checks hold")
    let single = try Command(["verify", names[1]], in: scratch)
    #expect(single.lines.first == "holds  \(names[1])" && single.lines.last == "the check holds")
  }

  @Test(arguments: [
    (["verify", "hinges"], "did you mean hinge?"), (["verify", "hinge/none"], "there are hinge/"),
    (["verify", "hinge", "--document", "a.md"], "leave out hinge"),
  ])
  func wrongNames(arguments: [String], words: String) throws {
    let scratch = try Scratch()
    let result = try Command(arguments, in: scratch)
    #expect(result.exitCode == 64 && result.errors.contains(words), "\(result.errors)")
    #expect(try FileSystem.list(scratch.path).isEmpty)
  }

  /// The text with every number in it replaced.
  private static func words(_ text: String) -> String { text.replacing(/-?[0-9]+(\.[0-9]+)?/, with: "#") }
}
