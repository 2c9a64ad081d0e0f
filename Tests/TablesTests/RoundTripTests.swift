import SaddleFiles
import SaddleTables
import Testing

@Suite struct RoundTripTests {
  /// Reading a well-formed file without identifiers and writing all rows gives the file, byte for byte.
  @Test(arguments: 0..<150) func randomTable(seed: UInt64) throws {
    var random = SeededGenerator(state: seed)
    let text = RandomFile(using: &random).text
    let table = try parse(text)
    #expect(!table.schema.columns.contains { $0.kind == .identifier })
    #expect(written(table) == text)
    // And by the schema of the first reading.
    let again = try Table.parse(Array(text.utf8), name: "t.csv", schema: table.schema)
    #expect(again.schema == table.schema)
    #expect(written(again) == text)
  }

  @Test(arguments: [
    // As pandas and R write small and large numbers.
    ["1e-05", "0.25", "12345.678", "1.5e-07", "3.0", "1e-05"],
    ["1e-05", "2", "0.5", "1e+20", "2"],
    ["0.8941288415409883", "0.24193131823251235", "0.6746421312244185", "0.5"],
    // Beyond the digits that scaling can carry.
    ["123456789012345680000", "5.5", "0.1"],
    ["11258999068426.24", "11258999068426.23", "1.50"],
    ["0.00000000000000000000000123", "1.5", "-2.25"],
    ["-0.5", "0.0", "-12.5", "100.0"],
    ["9007199254740991", "-9007199254740991", "0", "0"],
    ["1", "0.1", "0.11", "0.111", "10"],
    ["1.10", "2.00", "3.25", "0.05", "-0.05"],
  ])
  func numbersAsTheyAreWritten(cells: [String]) throws {
    let text = "x,other\n" + cells.enumerated().map { "\($1),\($0 % 2).5\n" }.joined()
    let table = try parse(text)
    #expect([.continuous, .integer].contains(table.schema.columns[0].kind))
    #expect(written(table) == text)
  }

  struct Written: Sendable {
    let value: Double
    let decimals: Int
    let minimum: Int
    let text: String
  }

  @Test(arguments: [
    Written(value: -0.001, decimals: 2, minimum: 2, text: "0.00"),
    Written(value: -0.0, decimals: 0, minimum: 0, text: "0"),
    Written(value: 0.05, decimals: 1, minimum: 0, text: "0.1"),
    Written(value: 1.96, decimals: 1, minimum: 0, text: "2"),
    Written(value: 1.96, decimals: 1, minimum: 1, text: "2.0"),
    Written(value: -1.999, decimals: 2, minimum: 2, text: "-2.00"),
    Written(value: 1e15 + 0.5, decimals: 3, minimum: 1, text: "1000000000000000.5"),
    Written(value: 1e22, decimals: 2, minimum: 2, text: "10000000000000000000000.00"),
    Written(value: -1e300, decimals: 0, minimum: 0, text: "-1" + String(repeating: "0", count: 300)),
    Written(value: 4_611_686_018_427_387_904, decimals: 0, minimum: 0, text: "4611686018427388000"),
    Written(value: .infinity, decimals: 2, minimum: 2, text: "NA"),
    Written(value: .nan, decimals: 2, minimum: 2, text: "NA"),
  ])
  func generatedNumbers(_ number: Written) {
    let column = ColumnSchema(
      name: "x", kind: .continuous, decimals: number.decimals, minimumDecimals: number.minimum, missing: "NA")
    let table = Table(schema: Schema(columns: [column]), columns: [.numbers([number.value])], rowCount: 1)
    #expect(written(table) == "x\n\(number.text)\n")
    #expect(column.rounded(column.rounded(number.value)).bitPattern == column.rounded(number.value).bitPattern)
  }

  @Test(arguments: [
    ("yyyy-MM-dd", 86_399.0 * 0.6, "1970-01-02"), ("yyyy-MM-dd", 1e300, "9999-12-31"),
    ("yyyy-MM-dd HH:mm", -1e300, "0001-01-01 00:00"), ("HH:mm", 86_399, "23:59"), ("HH:mm", -5, "00:00"),
    ("HH:mm:ss.SS", 0.999, "00:00:01.00"), ("HH:mm:ss.SS", 86_399.999, "23:59:59.99"), ("dd/MM/yy", -1e12, "01/01/69"),
  ])
  func generatedDates(format: String, value: Double, text: String) {
    let column = ColumnSchema(name: "x", kind: .datetime, dateFormat: format)
    let table = Table(schema: Schema(columns: [column]), columns: [.numbers([value])], rowCount: 1)
    #expect(written(table) == "x\n\(text)\n")
  }

  @Test func datesThatContainTheDelimiterAreQuoted() throws {
    let text = "x,y\n\"2020-01-01 10:00:00,500\",1.5\n\"2020-01-02 10:00:00,250\",2.5\n"
    let table = try parse(text)
    #expect(table.schema.columns[0].kind == .datetime)
    #expect(written(table) == text)
  }

  @Test func labelsThatLookMissingComeBack() throws {
    let labels = ["NA", "", "x,\"y\"\n", " ", "?", "z"]
    let column = ColumnSchema(name: "a", kind: .category, labels: labels, missing: "?")
    let other = ColumnSchema(name: "b", kind: .continuous, decimals: 1)
    let table = Table(
      schema: Schema(columns: [column, other]),
      columns: [.categories([0, 1, 2, 3, 4, 5, -1]), .numbers([1, 2, 3, 4, 5, 6, 7])], rowCount: 7)
    let read = try Table.parse(Array(written(table).utf8), name: "t.csv", schema: table.schema)
    #expect(read.columns == table.columns)
    #expect(read.schema.columns[0].labels == labels)
  }
}

/// A well-formed file of random columns, written by other means than the writer's.
private struct RandomFile {
  private(set) var text: String

  init(using random: inout SeededGenerator) {
    let delimiter = [",", ";", "\t", "|"].randomElement(using: &random)!
    let decimal = [".", ","].randomElement(using: &random)!
    let ending = ["\n", "\r\n", "\r"].randomElement(using: &random)!
    let joint = delimiter + (Int.random(in: 0..<4, using: &random) == 0 ? " " : "")
    let rowCount = Int.random(in: 60...120, using: &random)
    let columnCount = Int.random(in: 1...6, using: &random)
    let quotesHeader = Bool.random(using: &random)
    func quoted(_ cell: String, _ always: Bool) -> String {
      let needs = cell.unicodeScalars.contains { "\"\r\n".unicodeScalars.contains($0) || delimiter == String($0) }
      return always || needs ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
    }
    var columns: [[String]] = []
    // One column varies for sure.
    columns.append((0..<rowCount).map { "\($0 % 9)\(decimal)\($0 % 5 + 1)" }.map { quoted($0, false) })
    while columns.count < columnCount {
      let isQuoted = Bool.random(using: &random)
      let missing = ["", "NA", "null"].randomElement(using: &random)!
      let missingIsQuoted = Bool.random(using: &random)
      let share = [0, 0.1, 0.4].randomElement(using: &random)!
      let cell = Self.maker(delimiter: delimiter, decimal: decimal, using: &random)
      columns.append(
        (0..<rowCount).map { _ in
          Double.random(in: 0..<1, using: &random) < share
            ? quoted(missing, missingIsQuoted) : quoted(cell(&random), isQuoted)
        })
    }
    let names = (1...columnCount).map { ["plain\($0)", "with \"quotes\" \($0)", "ümlaut\($0)"][$0 % 3] }
    text = Bool.random(using: &random) ? "\u{FEFF}" : ""
    text += names.map { quoted($0, quotesHeader) }.joined(separator: joint) + ending
    for row in 0..<rowCount { text += columns.map { $0[row] }.joined(separator: joint) + ending }
  }

  private static func maker(
    delimiter: String, decimal: String, using random: inout SeededGenerator
  ) -> (inout SeededGenerator) -> String {
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    switch Int.random(in: 0..<8, using: &random) {
    case 0:
      let places = [1, 2, 4, 5].randomElement(using: &random)!
      let trimmedTo = [0, 1, places].randomElement(using: &random)!
      return { random in
        let sign = Bool.random(using: &random) ? "-" : ""
        var fraction = String((0..<places).map { _ in "0123456789".randomElement(using: &random)! })
        while fraction.count > trimmedTo, fraction.last == "0" { fraction.removeLast() }
        let whole = Int.random(in: 1..<5000, using: &random)
        return "\(sign)\(whole)" + (fraction.isEmpty ? "" : decimal + fraction)
      }
    case 1:
      let range = [-9...9, 0...40, -1_000_000_000...1_000_000_000].randomElement(using: &random)!
      return { "\(Int.random(in: range, using: &$0))" }
    case 2:
      let labels = ["a", "b \(delimiter) c", "say \"so\"", "two\r\nlines", "é €", " led", "x;y|z\tw"]
      let count = Int.random(in: 2...labels.count, using: &random)
      return { labels.prefix(count).randomElement(using: &$0)! }
    case 3:
      let pair = [["true", "false"], ["Y", "N"], ["1", "0"], ["Yes", "no"]].randomElement(using: &random)!
      return { pair.randomElement(using: &$0)! }
    case 4:
      return { _ in "only \(delimiter) one" }
    case 5:
      return dressed(decimal: decimal, using: &random)
    case 6:
      let style = Int.random(in: 0..<4, using: &random)
      return { random in
        let (y, m, d) = (
          Int.random(in: 1900...2100, using: &random), Int.random(in: 1...12, using: &random),
          Int.random(in: 1...28, using: &random)
        )
        return ["\(y)-\(two(m))-\(two(d))", "\(two(d)).\(two(m)).\(y)", "\(two(m))/\(two(d))/\(y)", "\(d)/\(m)/\(y)"][
          style]
      }
    default:
      let suffix = ["", "Z", "+05:30", ".250"].randomElement(using: &random)!
      let joint = ["T", " "].randomElement(using: &random)!
      return { random in
        let hour = two(Int.random(in: 0..<24, using: &random))
        let minute = two(Int.random(in: 0..<60, using: &random))
        return "2021-\(two(Int.random(in: 1...12, using: &random)))-15\(joint)\(hour):\(minute):\(minute)\(suffix)"
      }
    }
  }

  /// Numbers with currencies, units and groups of digits.
  private static func dressed(
    decimal: String, using random: inout SeededGenerator
  ) -> (inout SeededGenerator) -> String {
    let (prefix, suffix) = [("$", ""), ("", " %"), ("", "\u{A0}€"), ("CHF ", ""), ("", " kg, net"), ("", "")]
      .randomElement(using: &random)!
    let groupings = [",", ".", " ", "'", "\u{202F}"].filter { $0 != decimal }
    let grouping = groupings.randomElement(using: &random)!
    let places = [0, 2].randomElement(using: &random)!
    let style = Int.random(in: 0..<3, using: &random)
    return { random in
      let whole = [1...9, 100...999, 1_000...9_999, 100_000...99_999_999].randomElement(using: &random)!
      var digits = ""
      for (place, digit) in "\(Int.random(in: whole, using: &random))".reversed().enumerated() {
        digits = "\(digit)\(place > 0 && place % 3 == 0 ? grouping : "")\(digits)"
      }
      if places > 0 { digits += "\(decimal)\(Int.random(in: 10...99, using: &random))" }
      let isNegative = Bool.random(using: &random)
      guard isNegative else { return prefix + digits + suffix }
      return ["-\(prefix)\(digits)\(suffix)", "\(prefix)-\(digits)\(suffix)", "(\(prefix)\(digits)\(suffix))"][
        prefix.isEmpty && style == 1 ? 0 : style]
    }
  }
}
