import Saddle
import TestSupport
import Testing

@Suite struct ImputeTests {
  /// A file in which y is 2 x, the color follows from x, and every fifth cell of either is missing; and the whole one.
  private func table() throws -> Scratch {
    let scratch = try Scratch.withExamples()
    func text(isWhole: Bool) -> String {
      "key,x,y,\"color, of it\"\r\n"
        + (0..<600).map { row in
          let x = row * 37 % 211
          let y = isWhole || row % 5 != 0 ? "\(x * 2).50" : ""
          let color = isWhole || row % 5 != 2 ? (x < 100 ? "\"red\"" : "\"deep blue\"") : "\"\""
          return "K-\(1000 + row),\(x),\(y),\(color)\r\n"
        }.joined()
    }
    try scratch.write(text(isWhole: false), to: "holes.csv")
    try scratch.write(text(isWhole: true), to: "whole.csv")
    return scratch
  }

  @Test("cells are filled nearly as they were, and lines without holes stay as they are")
  func fills() throws {
    let scratch = try table()
    let command = try Command(["impute", "holes.csv"], in: scratch)
    #expect(command.exitCode == 0)
    let names = command.errors.split(separator: "\n").map { $0.split(separator: " ").first ?? "" }
    #expect(names == ["filled", "y", "color,"])
    let (holes, whole) = (try scratch.text("holes.csv"), try scratch.text("whole.csv"))
    let lines = command.output.split(separator: "\r\n", omittingEmptySubsequences: false)
    let (before, truth) = (
      holes.split(separator: "\r\n", omittingEmptySubsequences: false), whole.split(separator: "\r\n")
    )
    #expect(lines.count == before.count && lines[0] == before[0])
    var (wrong, error) = (0, 0.0)
    for row in 1...600 {
      switch row % 5 {
      case 1:
        let (guess, value) = (lines[row].split(separator: ",")[2], truth[row].split(separator: ",")[2])
        #expect(guess.hasSuffix(".50"))
        error += abs(Double(guess)! - Double(value)!) / 120
      case 3: wrong += lines[row] == truth[row] ? 0 : 1
      default: #expect(lines[row] == before[row])
      }
    }
    // The mean would be off by 105.
    #expect(error < 15)
    #expect(wrong < 6, "of 120")
  }

  @Test("rows of another file teach, the output is compressed, and nothing is told that was not asked for")
  func otherRows() throws {
    let scratch = try table()
    let flags = ["--train", "whole.csv", "--quiet", "--out", "filled.csv.gz"]
    let command = try Command(["impute", "holes.csv"] + flags, in: scratch)
    #expect(command.exitCode == 0 && command.output == "" && command.errors == "")
    let filled = try Command(script: "gzip -dc filled.csv.gz", in: scratch).output
    #expect(filled != (try scratch.text("holes.csv")))
    let wrong = zip(filled.split(separator: "\r\n"), try scratch.text("whole.csv").split(separator: "\r\n"))
      .count { $0.split(separator: ",").last != $1.split(separator: ",").last }
    #expect(wrong < 6)
  }

  @Test("threads change no byte, seeds change draws")
  func bits() throws {
    let scratch = try table()
    func output(_ flags: String...) throws -> String {
      try Command(["impute", "holes.csv", "--quiet", "--set", "table.rules=false"] + flags, in: scratch).output
    }
    // With the rules that y and the color follow from x, nothing is left to be drawn.
    let ruled = try ["--draw", "--quiet"].map { try Command(["impute", "holes.csv", $0], in: scratch).output }
    #expect(ruled[0] == ruled[1])
    #expect(try output("--threads", "1") == output("--threads", "3", "--seed", "2"))
    let drawn = try output("--draw", "--threads", "1")
    #expect(try output("--draw", "--threads", "3") == drawn)
    #expect(try output("--draw", "--seed", "2") != drawn)
    #expect(try output() != drawn)
  }

  @Test("a table without missing cells is written as it is, and this is told")
  func whole() throws {
    let scratch = try table()
    let command = try Command(["impute", "whole.csv"], in: scratch)
    #expect(command.output == (try scratch.text("whole.csv")))
    #expect(command.errors == "no cell is missing; the table is written as it is\n")
    #expect(command.exitCode == 0)
  }

  @Test("kinds, texts of missing cells and rules can be set")
  func settings() throws {
    let scratch = try table()
    try scratch.write(scratch.text("holes.csv").replacing(",,", with: ",?,"), to: "marked.csv")
    let command = try Command(
      ["impute", "marked.csv", "--set", "missing=?", "--set", "column.x=category"], in: scratch)
    #expect(command.exitCode == 0 && !command.output.contains("?"))
    try scratch.write(#"{"columns": [{"name": "key", "kind": "category"}]}"#, to: "schema.json")
    let refused = try Command(["impute", "holes.csv", "--schema", "schema.json"], in: scratch)
    #expect(refused.exitCode == 65 && refused.errors.contains("key"))
  }
}
