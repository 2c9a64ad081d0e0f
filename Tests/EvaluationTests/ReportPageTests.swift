import SaddleEvaluation
import SaddleTables
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

struct ReportPageTests {
  static let strange = "<script>alert(\"1\")</script> & 'x' \u{202e}\u{1}👩‍👩‍👧"

  private func table(_ count: Int, columns: Int = 3) -> Table {
    var all = [Column.labels(Self.strange, (0..<count).map { ["<b>", "\"&\"", nil][$0 % 3] })]
    for column in 1..<columns {
      let values: [Double?] = (0..<count).map { Double($0 * column % 17) }
      all.append(.numbers(column == 1 ? "1 > \"0\" & 'x'" : "c\(column)", values))
    }
    return Table(all)
  }

  private func page(_ real: Table, _ synthetic: Table, training: Table? = nil) throws -> String {
    try Appraisal(real: real, synthetic: synthetic, training: training).page(title: Self.strange)
  }

  /// Every tag closes, every attribute is quoted, and nothing of a name is taken for either.
  private func expectWellFormed(_ page: String) throws {
    let body = page.replacing("<!DOCTYPE html>", with: "")
    var open: [Substring] = []
    var rest = body[...]
    while let start = rest.firstIndex(of: "<") {
      let tag = try #require(
        try /<(\/?)([a-z][a-z0-9]*)((?: [a-zA-Z][a-zA-Z0-9-]*="[^"<>]*")*)(\/?)>/.prefixMatch(in: rest[start...]),
        "\(rest[start...].prefix(80))")
      if !tag.1.isEmpty {
        #expect(open.popLast() == tag.2)
      } else if tag.4.isEmpty, tag.2 != "meta" {
        open.append(tag.2)
      }
      rest = rest[tag.range.upperBound...]
    }
    #expect(open.isEmpty)
    // What is left is text, where a lone ampersand has no place.
    #expect(try /&(?!(amp|lt|gt|quot|#39);)/.firstMatch(in: page) == nil)
  }

  @Test func namesAreTextAndNothingIsLoaded() throws {
    let page = try page(table(60), table(50), training: table(60))
    try expectWellFormed(page)
    #expect(
      !page.contains("<script") && !page.contains("<b>\"") && !page.contains("\u{202e}") && !page.contains("\u{1}"))
    #expect(page.contains("&lt;script&gt;"))
    #expect(!page.contains("http:") && !page.contains("https:") && !page.contains("url(") && !page.contains("@import"))
    for id in ["columns", "pairs", "utility", "detection", "rareValues", "missingness", "privacy"] {
      #expect(page.contains("<section id=\"\(id)\">") && page.contains("href=\"#\(id)\""))
    }
    #expect(page == (try self.page(table(60), table(50), training: table(60))))
  }

  /// 3/4 and 1/4 of the rows at 0 and 1 against 1/4 and 3/4: the taller bar is 92 high, the other a third of that.
  @Test func aColumnIsDrawnToScale() throws {
    let page = try page(Table([.numbers("x", [0, 0, 0, 1])]), Table([.numbers("x", [0, 1, 1, 1, 1, 0, 1, 1])]))
    #expect(page.contains("class=\"area\" d=\"M0 98V6H140V67.33H280V98Z\""))
    #expect(page.contains("class=\"outline\" d=\"M0 98V67.33H140V6H280V98\""))
    #expect(page.contains("text-anchor=\"start\">0</text>") && page.contains("text-anchor=\"end\">1</text>"))
  }

  /// Dates with times are too long to stand side by side thrice: days are, and within few days the moments of the ends.
  @Test(arguments: [
    (40.0, "yyyy-MM-dd", ["2001-09-09", "2001-09-29", "2001-10-19"]),
    (40, "yyyy-MM-dd HH:mm:ss", ["2001-09-09", "2001-09-29", "2001-10-19"]),
    (2, "yyyy-MM-dd HH:mm:ss", ["2001-09-09 00:00", "2001-09-11 00:00"]),
  ])
  func datesAtTheAxisStayApart(days: Double, format: String, labels: [String]) throws {
    let start = 11_574.0 * 86_400
    let values: [Double?] = (0...100).map { start + Double($0) * days * 864 }
    let plain = Table([.numbers("t", values, kind: .datetime)])
    var schema = plain.schema
    schema.columns[0].dateFormat = format
    let table = Table(schema: schema, columns: plain.columns, rowCount: plain.rowCount)
    let page = try page(table, table)
    let found = page.matches(of: /y="114" text-anchor="[a-z]+">([^<]*)</).map { String($0.1) }
    #expect(found == labels)
  }

  /// A narrow page has no heading above a column of the table, so that each cell has its own.
  @Test func cellsOfRareValuesHaveTheirHeadings() throws {
    let page = try page(table(60), table(50))
    let heads = page.matches(of: /<th scope="col">([^<]+)<\/th>/).map(\.1)
    let cells = page.matches(of: /<td data-head="([^"]*)">/).map(\.1)
    #expect(heads.count == 6 && cells.count == 15 && Array(cells.prefix(5)) == Array(heads.dropFirst()))
  }

  @Test func yearsHaveNoThousands() throws {
    let years = Table([
      .numbers("year", (0..<100).map { Double(1973 + $0 % 50) }), .numbers("x", (0..<100).map { Double($0 * 1000) }),
      .numbers("y", (0..<100).map { Double($0 % 49) * 250.5 }),
    ])
    let page = try page(years, years)
    #expect(page.contains(">1973</text>") && !page.contains("1,973") && page.contains(">99,000</text>"))
    // Beside a longer number they are apart.
    #expect(page.contains(">6,012</text>") && page.contains(">12,024</text>") && !page.contains("6012"))
  }

  /// All distances are 0.
  @Test func distancesBeginAtZero() throws {
    let table = Table([.labels("k", (0..<120).map { "\($0 % 3)" })])
    let page = try page(table, table, training: table)
    let chart = try #require(page.firstRange(of: "aria-label=\"Distances from"))
    let found = page[chart.upperBound...].matches(of: /y="114" text-anchor="[a-z]+">([^<]*)</).map { String($0.1) }
    #expect(found == ["0", "0.5", "1"])
  }

  @Test func namesInFindingsAreNotEscaped() throws {
    let real = Table([
      .numbers("1 > \"0\" \\ x", (0..<60).map { Double($0) }), .numbers("y\n", (0..<60).map { Double($0) }),
    ])
    let other = Table([
      .numbers("1 > \"0\" \\ x", (0..<60).map { Double($0) + 90 }), .numbers("y\n", (0..<60).map { Double($0) + 90 }),
    ])
    let appraisal = try Appraisal(real: real, synthetic: other)
    #expect(appraisal.findings[0].bad == ["Furthest off: “1 > \"0\" \\ x” and \"y \"."])
  }

  @Test func categoriesHaveBarsAndTheRestIsOne() throws {
    let labels = (0..<100).map { "label \($0 < 40 ? 0 : 1 + $0 % 9)" }
    let page = try page(Table([.labels("k", labels)]), Table([.labels("k", labels)]))
    #expect(page.contains("<bdi>label 0</bdi>") && page.contains("4 others"))
    #expect(page.contains("40 %"))
  }

  @Test func withoutTrainingRowsThePageSaysHowToGetPrivacy() throws {
    let page = try page(table(60), table(50))
    #expect(page.contains("Give the training rows with --train"))
    #expect(!page.contains("Exact copies of a training row"))
  }

  /// Few rows, none, equal ones, and columns that are constant, empty or twice there.
  static let degenerate: [[Column]] = [
    [.numbers("x", [1, 2, 3, 4, 5]), .labels("k", ["a", "b", "a", "b", nil])], [.numbers("x", []), .labels("k", [])],
    [.numbers("x", [1])], [.numbers("x", same(2)), .labels("k", same("a"))], [.numbers("x", same(nil)), count("y")],
    [count("x"), count("y")], [.constant("x", nil), .constant("y", "1")], [.identifier("key")],
    [.numbers("x", (0..<90).map { $0 % 2 == 0 ? 1.7e308 : -1.7e308 }), count("t", by: 1e9, kind: .datetime)],
  ]

  static func same<Cell>(_ cell: Cell) -> [Cell] { Array(repeating: cell, count: 90) }

  static func count(_ name: String, by step: Double = 1, kind: ColumnKind = .continuous) -> Column {
    let values: [Double?] = (0..<90).map { Double($0) * step }
    return .numbers(name, values, kind: kind)
  }

  @Test(arguments: degenerate)
  func degenerateTables(columns: [Column]) throws {
    let table = Table(columns)
    let appraisal = try Appraisal(real: table, synthetic: table, training: table)
    #expect(!appraisal.summary.isEmpty && !appraisal.overall.isEmpty)
    _ = try JSONEncoder().encode(appraisal)
    try expectWellFormed(appraisal.page(title: "x"))
  }

  @Test func manyColumnsAreBounded() throws {
    let page = try page(table(12, columns: 120), table(12, columns: 120))
    try expectWellFormed(page)
    #expect(page.utf8.count < 400_000)
    #expect(page.contains("The 36 columns furthest off of 120 are shown."))
    #expect(page.contains("The 24 columns whose pairs differ most of 120 are shown."))
  }
}
