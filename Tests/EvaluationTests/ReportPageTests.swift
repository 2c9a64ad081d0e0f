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
