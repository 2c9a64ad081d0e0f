import SaddleFiles
import SaddleTables
import Testing

@Suite struct BadInputTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let bytes: [UInt8]
    /// What the message must say besides the name of the file.
    let says: [String]

    init(_ name: String, _ text: String, _ says: String...) {
      (testDescription, bytes, self.says) = (name, Array(text.utf8), says)
    }

    init(_ name: String, bytes: [UInt8], _ says: String...) {
      (testDescription, self.bytes, self.says) = (name, bytes, says)
    }
  }

  static let cases: [Case] = [
    Case("empty", "", "is empty"),
    Case("blank lines only", "\n\n\r\n", "is empty"),
    Case("byte-order mark only", "\u{FEFF}", "is empty"),
    Case("header only", "a,b\n", "no rows", "at least two"),
    Case("header without end of line", "a,b", "no rows", "at least two"),
    Case("one row", "a,b\n1,2\n", "one row", "at least two"),
    Case("row too short", "a,b,c\n1,2,3\n4,5\n6,7,8\n", "line 3 has 2 fields", "has 3"),
    Case("row too long", "a,b\n1,2\n3,4\n5,6,7\n8,9\n", "line 4 has 3 fields", "has 2", "\",\""),
    Case("ragged after a quoted newline", "a,b\n\"1\r\n1\",2\n3\n4,5\n", "line 4 has 1 field where"),
    Case("ragged in the last line", "a,b\n1,2\n3,4\n5", "line 4 has 1 field where"),
    Case("unclosed quote", "a,b\n1,2\n3,\"4\n5,6\n", "opens in line 3, column \"b\"", "never closed"),
    Case("unclosed quote in the header", "a,\"b\n1,2\n3,4\n", "opens in line 1", "never closed"),
    Case("text after a quote", "a,b\n1,2\n3,\"4\"5\n", "line 3, column \"b\"", "closing quote"),
    Case("latin-1", bytes: Array("a,b\n1,caf".utf8) + [0xE9] + Array("\n2,x\n".utf8), "0xE9 at offset 9", "UTF-8"),
    Case("overlong", bytes: Array("a\n".utf8) + [0xC0, 0x80], "0xC0 at offset 2"),
    Case("surrogate", bytes: Array("a\n".utf8) + [0xED, 0xA0, 0x80], "0xED at offset 2"),
    Case("beyond Unicode", bytes: Array("a\n".utf8) + [0xF4, 0x90, 0x80, 0x80], "0xF4 at offset 2"),
    Case("cut inside a character", bytes: Array("a\n1\n".utf8) + [0xE2, 0x82], "0xE2 at offset 4"),
    Case("continuation after long ASCII", bytes: Array("a,b\n10000000,20000000\n".utf8) + [0x80], "0x80 at offset 22"),
    Case("UTF-16", bytes: [0xFF, 0xFE, 0x61, 0], "0xFF at offset 0"),
    Case("NUL", bytes: Array("a,b\n1,2\n3,".utf8) + [0, 10], "offset 10", "NUL"),
    Case("duplicate names", "a,b,a\n1,2,3\n4,5,6\n", "columns 1 and 3", "\"a\""),
    Case("empty name", "a,,c\n1,2,3\n4,5,6\n", "column 2 of 3", "no name"),
    Case("row numbers of R", "\"\",\"a\"\n\"1\",2\n\"2\",3\n", "column 1 of 2", "no name"),
    Case("all constant", "a,b\n1,x\n1,x\n", "nothing to learn"),
    Case("all missing", "a,b\n,NA\n,NA\n", "nothing to learn"),
    Case("constants and keys", "id,b\n1,x\n2,x\n3,x\n", "nothing to learn"),
    Case("overflow", "a,b\n1,2\n1e400,3\n4,4\n", "line 3, column \"a\"", "\"1e400\"", "--set column.a=category"),
    Case("NaN among numbers", "a,b\n1,2\n3,NaN\n4,4\n", "line 3, column \"b\"", "--set missing=NaN"),
    Case("infinity among numbers", "a,b\n1,2\n3,4\n-inf,4\n", "line 4, column \"a\"", "\"-inf\""),
    Case("Infinity", "a,b\n1,2.5\n3,Infinity\n", "line 3, column \"b\""),
    Case("huge field", "a,b\n1,2\n3,\(String(repeating: "x", count: 10_000_000))\n", "line 3, column \"b\"", "1048576"),
    Case(
      "huge quoted field", "a,b\n1,\"\(String(repeating: "x\n", count: 5_000_000))\"\n", "line 2, column \"b\"",
      "1048576"),
    Case("huge name", String(repeating: "x", count: 2_000_000) + ",b\n1,2\n", "line 1", "1048576"),
  ]

  @Test(arguments: cases) func isRefusedInOneSentence(_ input: Case) throws {
    let error = try #require(error { _ = try Table.parse(input.bytes, name: "t.csv") })
    #expect(error.kind == .malformed)
    #expect(error.message.hasPrefix("t.csv"))
    #expect(!error.message.contains("\n"))
    #expect(error.message.utf8.count < 400)
    for part in input.says { #expect(error.message.contains(part), "\(error.message)") }
  }

  struct Override: Sendable {
    let cells: [String]
    let kind: ColumnKind
    let says: [String]
  }

  @Test(arguments: [
    Override(cells: ["1", "2", "x", "2"], kind: .integer, says: ["line 4", "\"x\"", "not a number"]),
    Override(cells: ["1", "2.5", "3", "2"], kind: .integer, says: ["line 3", "\"2.5\"", "whole"]),
    Override(cells: ["1", "2", "x", "2"], kind: .continuous, says: ["line 4", "\"x\""]),
    Override(cells: ["1", "2", "nan", "2"], kind: .continuous, says: ["line 4", "--set missing=nan"]),
    Override(cells: ["a", "b", "c", "d"], kind: .category, says: ["4 values", "line 2", "identifier"]),
    Override(cells: ["a", "", "b", "c"], kind: .category, says: ["3 values", "identifier"]),
    Override(cells: ["a", "b", "a", "c"], kind: .boolean, says: ["line 5", "\"c\"", "third"]),
    Override(cells: ["2020-01-01", "2020-02-30", "2020-01-01"], kind: .datetime, says: ["line 3", "2020-02-30"]),
    Override(cells: ["x", "2020-02-03", "x"], kind: .datetime, says: ["line 2", "\"x\""]),
    Override(cells: ["a", "a", "b"], kind: .constant, says: ["line 4", "\"b\""]),
    Override(cells: ["a", "a", ""], kind: .constant, says: ["line 4", "missing"]),
    Override(cells: ["", "", ""], kind: .integer, says: ["\"x\"", "missing"]),
  ])
  func overrideThatDoesNotFit(_ input: Override) throws {
    let error = try #require(error { _ = try column(input.cells, as: input.kind) })
    #expect(error.kind == .malformed)
    for part in input.says + ["column \"x\""] { #expect(error.message.contains(part), "\(error.message)") }
  }

  @Test func overrideOfUnknownColumnNamesTheNearest() throws {
    let error = try #require(error { _ = try parse("colour,b\n1,2\n2,3\n", overrides: ["color": .category]) })
    #expect(error.kind == .usage)
    #expect(error.message.contains("\"color\"") && error.message.contains("\"colour\""))
  }

  @Test func missingFileIsNoInput() throws {
    let error = try #require(error { _ = try Table.read(path: "/nonexistent/t.csv") })
    #expect(error.kind == .noInput)
  }

  /// Whatever the bytes are, there is a table or an error; a table can be written, and read again by its schema.
  @Test(arguments: 0..<20) func anyBytes(seed: UInt64) throws {
    var random = SeededGenerator(state: seed)
    let source = Array(
      """
      key,n,c,d
      1,1.50,"a\"\"",2020-01-01T10:00:00.5Z
      2,-2e-3,NA,2020-12-31T00:00:00Z
      +3,,\u{e9},2020-01-01T10:00:00Z
      4,1,"x
      y",
      4,1,a,2021-01-01T10:00:00Z

      """.utf8)
    let pieces = [",", ";", "\t", "\"", "\n", "\r", " ", "1", "0", "-", "e9", ".", ":", "NA", "\u{FEFF}", "\u{1F600}"]
    var tables = 0
    for _ in 0..<200 {
      var text = source
      for _ in 0..<Int.random(in: 1...12, using: &random) {
        let start = Int.random(in: 0...text.count, using: &random)
        let end = min(text.count, start + Int.random(in: 0...4, using: &random))
        let piece = Array(pieces.randomElement(using: &random)!.utf8)
        text.replaceSubrange(start..<end, with: Bool.random(using: &random) ? piece : Array(text[start..<end]) + piece)
      }
      let table: Table
      do { table = try Table.parse(text, name: "t.csv") } catch is SaddleError { continue }
      tables += 1
      let again = try Table.parse(Array(written(table).utf8), name: "t.csv", schema: table.schema)
      #expect(again.rowCount == table.rowCount)
      for (first, second) in zip(table.columns, again.columns) {
        guard case .categories = first else { continue }
        #expect(first == second, "\(String(decoding: text, as: UTF8.self).debugDescription)")
      }
    }
    #expect(tables >= 20)
  }
}
