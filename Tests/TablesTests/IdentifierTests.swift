import SaddleFiles
import SaddleTables
import Testing

@Suite struct IdentifierTests {
  struct Source: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let keys: [String]
    /// What the first new keys look like: `9` a digit, `x` a hexadecimal digit, `a` and `A` letters.
    let looks: String?

    init(_ name: String, _ keys: [String], looks: String? = nil) {
      (testDescription, self.keys, self.looks) = (name, keys, looks)
    }
  }

  static let sources: [Source] = [
    Source("numbers", (0..<200).map { String(1000 + $0 * 7 % 401) }, looks: "9999"),
    Source(
      "cards", (0..<150).map { String(4_000_000_000_000_000 + $0 * 6_666_666_666_667) }, looks: "4999999999999999"),
    Source("codes", (1...200).map { "C-" + String(10000 + $0).dropFirst() + "/x" }, looks: "C-9999/x"),
    Source("two letters", pairs("abcdefghij")),
    // One in a thousand of all words of four letters is taken.
    Source("four letters", (0..<450).map { word($0 * 1013 + 17) }, looks: "aaaa"),
    Source("all digits in use", (0...9).map { "k\($0)k" }),
    Source("UUID", uuids(300), looks: "xxxxxxxx-xxxx-4xxx-xxxx-xxxxxxxxxxxx"),
    Source("few UUIDs", uuids(5), looks: "xxxxxxxx-xxxx-4xxx-xxxx-xxxxxxxxxxxx"),
    Source("phones", (0..<90).map { "+44 \(1_000_000_000 + ($0 * 77_777_777) % 8_999_999_999)" }),
    Source("names", ["Ann Lee", "Bob Ray", "Cyd Fox", "José Ruiz"], looks: "Aaa Aaa"),
    Source("one long, one empty of letters", [String(repeating: "é", count: 500), "--", "-"]),
    Source("digits too long for an integer", (0..<80).map { "98765432109876543210987\(100 + $0)" }),
  ]

  static func pairs(_ letters: String) -> [String] { letters.flatMap { a in letters.dropLast().map { "\(a)\($0)" } } }

  static func word(_ number: Int) -> String {
    String([17_576, 676, 26, 1].map { Character(Unicode.Scalar(UInt8(97 + number / $0 % 26))) })
  }

  static func uuids(_ count: Int) -> [String] {
    var random = SeededGenerator(state: 1)
    return (0..<count).map { _ in
      var digits = Array((0..<32).map { _ in "0123456789abcdef".randomElement(using: &random)! })
      digits[12] = "4"
      for position in [8, 13, 18, 23] { digits.insert("-", at: position) }
      return String(digits)
    }
  }

  @Test("long numbers of as many digits each are keys, but for times and rounded ones; what repeats by chance is none")
  func longNumbers() throws {
    var random = SeededGenerator(state: 4)
    func kind(_ range: ClosedRange<Int>, count: Int = 200, times step: Int = 1) throws -> ColumnKind {
      var cells: Set<String> = []
      while cells.count < count {
        cells.insert(String(Int.random(in: range, using: &random) * step))
      }
      return try column(cells.sorted()).schema.kind
    }
    #expect(try kind(10_000_000...99_999_999) == .identifier)
    #expect(try kind(10_000_000_000_000...99_999_999_999_999) == .identifier)
    #expect(try kind(10_000_000...99_999_999, count: 99) == .integer)
    #expect(try kind(1_000_000...9_999_999) == .integer)
    #expect(try kind(9_000_000...99_999_999) == .integer)
    #expect(try kind(1_000_000...9_999_999, times: 10) == .integer)
    // Seconds and milliseconds since 1970.
    #expect(try kind(1_500_000_000...1_800_000_000) == .integer)
    #expect(try kind(1_500_000_000_000...1_800_000_000_000) == .integer)
    #expect(try kind(4_500_000_000...4_800_000_000) == .identifier)
    // Postcodes of five digits: two thousand of forty thousand repeat about fifty times. Keys repeat less.
    let postcodes = (0..<2_000).map { _ in
      let code = String(Int.random(in: 1_000...40_999, using: &random))
      return String(repeating: "0", count: 5 - code.count) + code
    }
    #expect(try column(postcodes).schema.kind == .category)
    #expect(try column(Array(Set(postcodes)).sorted() + ["01000", "01000"]).schema.kind == .identifier)
  }

  @Test(arguments: sources) func newKeysAreDistinctAndNotThoseOfTheSource(_ source: Source) throws {
    let schema = try column(source.keys, name: "some_id", as: .identifier).schema
    let pattern = try #require(schema.identifier)
    let generator = KeyGenerator(pattern)
    var keys: Set<[UInt8]> = Set(source.keys.map { Array($0.utf8) })
    let count = ["codes", "two letters", "UUID"].contains(source.testDescription) ? 1_000_000 : 100_000
    for row in 0..<count {
      var key: [UInt8] = []
      generator.write(row, to: &key)
      keys.insert(key)
    }
    #expect(keys.count == source.keys.count + count)
    #expect(keys.allSatisfy { String(validating: $0, as: UTF8.self) != nil })
    if let looks = source.looks {
      for row in 0..<20 { #expect(matches(pattern.key(at: row), looks), "\(pattern.key(at: row))") }
    }
  }

  @Test func wholeNumbersCountUpFromTheGreatest() throws {
    let pattern = try #require(try column(["17", "3", "-9"], as: .identifier).schema.identifier)
    #expect((0..<3).map(pattern.key) == ["18", "19", "20"])
  }

  @Test func keysGoOnFromBatchToBatch() throws {
    let text = "id,x\n" + (1...30).map { "\"\($0)\",\($0 % 3).5\n" }.joined()
    let table = try parse(text)
    #expect(table.schema.columns[0].kind == .identifier)
    let expected = "id,x\n" + (1...30).map { "\"\($0 + 30)\",\($0 % 3).5\n" }.joined()
    #expect(written(table, batch: 4) == expected)
  }

  @Test func missingKeysKeepTheirShare() throws {
    let keys = (0..<2000).map { $0 % 4 == 0 ? "" : "k\($0 * 7)" }
    let table = try parse("key,x\n" + keys.enumerated().map { "\($1),\($0 % 3).5\n" }.joined())
    #expect(table.schema.columns[0].kind == .identifier)
    let missing = written(table).split(separator: "\n").count { $0.hasPrefix(",") }
    // Four standard deviations of a binomial share.
    #expect(abs(missing - 500) < 78)
  }

  private func matches(_ key: String, _ pattern: String) -> Bool {
    key.count == pattern.count
      && zip(key, pattern).allSatisfy { character, look in
        switch look {
        case "9": character.isNumber
        case "x": character == "x" || (character.isHexDigit && !character.isUppercase)
        case "a": character.isLowercase
        case "A": character.isUppercase
        default: character == look
        }
      }
  }
}
