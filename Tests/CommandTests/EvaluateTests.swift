import Saddle
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite struct EvaluateTests {
  private struct Report: Decodable {
    struct Part: Decodable { var auc: Double? }
    struct Utility: Decodable {
      struct Target: Decodable { var name: String }
      var targets: [Target]
      var real: Double?
    }
    struct Privacy: Decodable { var distanceAttack, trainedAttack: Part }
    struct Finding: Decodable { var topic, grade, headline: String }
    var score: Double
    var overall: String
    var utility: Utility
    var detection: Part
    var privacy: Privacy?
    var findings: [Finding]
  }

  /// Three samples of one table.
  private func tables() throws -> Scratch {
    let scratch = try Scratch()
    for (name, shift) in [("synthetic", 1), ("test", 2), ("train", 3)] {
      let rows = (0..<150).map { row in
        let x = (row * 37 * shift + row * row) % 101
        return "\(x).5,\(["u", "v", "w"][(x / 40 + (row % 7 == 0 ? 1 : 0)) % 3]),\(row % 5 == 0 ? "" : "\(x % 13)")"
      }
      try scratch.write("x,\"<y>\",z\n\(rows.joined(separator: "\n"))\n", to: "\(name).csv")
    }
    return scratch
  }

  @Test func reportsToAFileAndAsJSON() throws {
    let scratch = try tables()
    let words = ["evaluate", "synthetic.csv", "--against", "test.csv", "--train", "train.csv", "--report", "page.html"]
    let text = try Command(words, in: scratch)
    #expect(text.exitCode == 0, "\(text.errors)")
    for start in ["Quality ", "Utility: ", "Detection: ", "Rare values: ", "Missing values: ", "Privacy: "] {
      #expect(text.output.split(separator: "\n").contains { $0.hasPrefix(start) }, "\(start)")
    }
    let page = try scratch.text("page.html")
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.hasSuffix("</html>\n"))

    let json = try Command(words + ["--json", "--target", "<y>"], in: scratch)
    let report = try JSONDecoder().decode(Report.self, from: Data(json.output.utf8))
    #expect(report.utility.targets.map(\.name) == ["<y>"] && report.utility.real != nil)
    #expect(report.detection.auc != nil && report.privacy?.distanceAttack.auc != nil)
    #expect(report.privacy?.trainedAttack.auc != nil && report.findings.count == 7)
    #expect(try scratch.text("page.html") != page)
    // The same at every call.
    _ = try Command(words, in: scratch)
    #expect(try scratch.text("page.html") == page)
    #expect(try Command(words.dropLast() + ["-"], in: scratch).output == page)
  }

  @Test func withoutTrainingRowsItSaysHowToGetThem() throws {
    let scratch = try tables()
    let text = try Command(["evaluate", "synthetic.csv", "--against", "test.csv"], in: scratch)
    #expect(text.exitCode == 0 && text.output.contains("Give the training rows with --train"))
    let json = try Command(["evaluate", "synthetic.csv", "--against", "test.csv", "--json"], in: scratch)
    let report = try JSONDecoder().decode(Report.self, from: Data(json.output.utf8))
    #expect(report.privacy == nil && report.utility.real == nil)
  }

  /// A density against itself, and a table from standard input.
  @Test func trainingRowsFromAnywhere() throws {
    let scratch = try tables()
    let density = try Command(
      ["evaluate", "toy:ring8", "--against", "toy:ring8", "--train", "toy:ring8", "--target", "x"], in: scratch)
    #expect(density.exitCode == 0, "\(density.errors)")
    #expect(density.output.contains("8 of 8 modes found"))
    let piped = try Command(
      script: "saddle evaluate synthetic.csv --against test.csv --train - < train.csv", in: scratch)
    #expect(piped.exitCode == 0, "\(piped.errors)")
    let twice = try Command(
      script: "saddle evaluate synthetic.csv --against - --train - < train.csv", in: scratch)
    #expect(twice.exitCode == 64)
  }
}
