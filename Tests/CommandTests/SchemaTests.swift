import Saddle
import TestSupport
import Testing

/// What `inspect` writes can be changed and given to `train`.
@Suite struct SchemaTests {
  private static let table =
    "start,end,level,net,tax,gross\n"
    + (0..<200).map { row in
      let start = row * 37 % 101
      return
        "\(start),\(start + row % 13),\(["lo", "mid", "hi"][row % 3]),\(row * 7 % 90),\(row % 11),\(row * 7 % 90 + row % 11)\n"
    }.joined()

  private func scratch() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write(Self.table, to: "t.csv")
    return scratch
  }

  @Test func inspectSaysHowToHaveItOtherwise() throws {
    let scratch = try scratch()
    let text = try Command(["inspect", "t.csv"], in: scratch).output
    for words in ["start <= end", "net + tax = gross", "in 200 rows", "--set table.rules=false"] {
      #expect(text.contains(words))
    }
    // Each line that it shows can be typed.
    let settings = text.matches(of: /--set (column\.\w+=\w+)/).map { String($0.1) }
    #expect(settings.count == 6)
    for setting in settings {
      let plan = try Command(["train", "t.csv", "--dry-run", "--set", setting] + Small.training, in: scratch)
      let parts = setting.dropFirst("column.".count).split(separator: "=")
      #expect(plan.output.contains("\(parts[0]): \(parts[1])"), "\(setting): \(plan.errors)")
    }
    let json = try Command(["inspect", "t.csv", "--json"], in: scratch).output
    #expect(json.contains(#""rule":"sum""#) && json.hasPrefix("{") && json.filter(\.isNewline).count == 1)
  }

  @Test("a key of few rows each, from which others follow, is told of", arguments: [(70, true), (20, false)])
  func keysOfPersons(persons: Int, isTold: Bool) throws {
    let scratch = try Scratch()
    let rows = (0..<persons * 3).map { row in
      let person = row % persons
      return "\(1_000 + person * 7),\(1_950 + person * 13 % 17),town \(person * 11 % 19),\(row * 37 % 101)\n"
    }
    try scratch.write("person,born,town,visit\n" + rows.joined(), to: "visits.csv")
    let text = try Command(["inspect", "visits.csv"], in: scratch).output
    #expect(text.contains("born follows from person"))
    #expect(
      text.contains("note: 2 columns follow from person, each of whose values some 3 rows have: synthetic") == isTold)
    #expect(text.contains("--set column.person=identifier makes new keys") == isTold)
    #expect(try Command(["inspect", "visits.csv", "--json"], in: scratch).output.contains(#""notes":[]"#) != isTold)
  }

  @Test func schemaIsWrittenChangedAndKept() throws {
    let scratch = try scratch()
    let flags = Small.training.joined(separator: " ")
    let script = """
      set -e
      saddle inspect t.csv --schema s.json > /dev/null
      saddle train t.csv --steps 2 --out plain \(flags) > /dev/null
      cmp s.json plain/schema.json
      sed 's/"kind" : "category"/"kind" : "ordered"/' s.json > own.json
      saddle train t.csv --schema own.json --steps 2 --out own \(flags) > /dev/null
      saddle train t.csv --out own --resume --steps 4 --threads 1 --quiet > /dev/null
      saddle sample own --count 300
      """
    let command = try Command(script: script, in: scratch)
    #expect(command.exitCode == 0, "\(command.errors)")
    for line in command.lines.dropFirst() {
      let cells = line.split(separator: ",").map(String.init)
      let numbers = cells.map { Int($0) ?? 0 }
      #expect(numbers[0] <= numbers[1] && numbers[3] + numbers[4] == numbers[5], "\(line)")
    }
    let schema = try scratch.text("own/schema.json")
    #expect(schema.contains("\"kind\" : \"ordered\""))
    #expect(try scratch.text("own/recipe.json").contains("\"ordered\""))
  }

  /// A rule that is taken out is not kept, and a schema may be as short as what is to be changed.
  @Test func shortSchemas() throws {
    let scratch = try scratch()
    let labels = #"["hi", "lo", "mid"]"#
    try scratch.write(
      #"{"columns": [{"name": "level", "kind": "ordered", "labels": \#(labels)}], "rules": []}"#, to: "s.json")
    let training = try Command(
      ["train", "t.csv", "--schema", "s.json", "--steps", "2", "--out", "run"] + Small.training, in: scratch)
    #expect(training.exitCode == 0, "\(training.errors)")
    let schema = try scratch.text("run/schema.json").filter { !$0.isWhitespace }
    #expect(schema.contains(#""labels":["hi","lo","mid"]"#) && schema.contains(#""rules":[]"#))
    let rows = try Command(["sample", "run", "--count", "500"], in: scratch).lines.dropFirst()
    #expect(
      rows.contains { line in
        let cells = line.split(separator: ",").map { Int($0) ?? 0 }
        return cells[3] + cells[4] != cells[5]
      })
  }
}
