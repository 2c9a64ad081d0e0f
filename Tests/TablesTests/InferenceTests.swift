import SaddleFiles
import SaddleTables
import SaddleTensors
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite struct InferenceTests {
  struct Expectation: Sendable {
    let cells: [String]
    let kind: ColumnKind
    var name = "x"
  }

  @Test(arguments: [
    Expectation(cells: ["1", "2", "2"], kind: .integer),
    Expectation(cells: ["199.0", "200.0", "200.0"], kind: .continuous),
    Expectation(cells: ["1", "2.5", "NA"], kind: .continuous),
    Expectation(cells: ["0", "1", "1"], kind: .boolean),
    Expectation(cells: ["0", "1", ""], kind: .boolean),
    Expectation(cells: ["0", "1", "2"], kind: .integer),
    Expectation(cells: ["Yes", "no", "Yes"], kind: .boolean),
    Expectation(cells: ["TRUE", "FALSE"], kind: .boolean),
    Expectation(cells: ["t", "F", "n/a"], kind: .boolean),
    Expectation(cells: ["yes", "Yes", "no"], kind: .identifier),
    Expectation(cells: ["yes", "true", "yes"], kind: .category),
    Expectation(cells: ["a", "b", "a"], kind: .category),
    Expectation(cells: ["a", "b", "c"], kind: .identifier),
    Expectation(cells: ["5", "5", "5"], kind: .constant),
    Expectation(cells: ["5", "", "5"], kind: .category),
    Expectation(cells: ["", "", ""], kind: .constant),
    // Codes with leading zeros are text; a number too long for a Double is no number either.
    Expectation(cells: ["007", "010", "007"], kind: .category),
    Expectation(cells: ["9007199254740993", "9007199254740992", "9007199254740993"], kind: .category),
    Expectation(cells: ["+4915112345678", "+4915112345679", "+4915112345678"], kind: .category),
    // In text, NaN is text.
    Expectation(cells: ["nan", "a", "nan"], kind: .category),
    // Measurements that happen to be distinct are no keys, unless they are named so.
    Expectation(cells: ["31", "45", "28", "64"], kind: .integer),
    Expectation(cells: ["31", "45", "28", "64"], kind: .identifier, name: "customerId"),
    Expectation(cells: ["31", "45", "28", "64"], kind: .identifier, name: "ORDER_ID"),
    Expectation(cells: ["31", "45", "28", "64"], kind: .integer, name: "paid"),
    Expectation(cells: ["31", "45", "28", "31"], kind: .integer, name: "customer_id"),
    Expectation(cells: (1...50).map(String.init), kind: .identifier),
    Expectation(cells: (0..<300).map { String(7000 + $0 * 37 % 601) }, kind: .identifier),
    // Account numbers, one of them twice; and half of them.
    Expectation(cells: (0..<300).map { "4000000000000\(100_000 + max($0, 1) * 37)" }, kind: .identifier),
    Expectation(cells: (0..<300).map { "4000000000000\(100_000 + $0 / 2 * 37)" }, kind: .category),
    Expectation(cells: (0..<300).map { String($0 * 7919 % 1_000_003) }, kind: .integer),
    Expectation(cells: (1990...2020).map(String.init), kind: .integer),
    Expectation(cells: (0..<50).map { "\(Double($0) * 1.37)" }, kind: .continuous),
    // Eight digits are dates if all are days that exist.
    Expectation(cells: (10...28).map { "202002\($0)" }, kind: .datetime),
    Expectation(cells: (10...30).map { "202002\($0)" }, kind: .integer),
    Expectation(cells: ["20200131", "20200228"], kind: .integer),
    Expectation(cells: ["20200131", "20200228"], kind: .datetime, name: "birthdate"),
    Expectation(cells: ["1.2.3", "1.2.3", "2.0.1"], kind: .category),
  ])
  func kind(_ expected: Expectation) throws {
    let found = try column(expected.cells, name: expected.name).schema
    #expect(found.kind == expected.kind, "\(found.reason)")
    #expect(!found.reason.isEmpty)
  }

  struct Format: Sendable {
    let cells: [String]
    let pattern: String
    /// Seconds of the first cell.
    let first: Double
  }

  @Test(arguments: [
    Format(cells: ["1970-01-02", "2020-02-29"], pattern: "yyyy-MM-dd", first: 86_400),
    Format(cells: ["1970-01-02T00:00:01", "2020-02-29T23:59:59"], pattern: "yyyy-MM-dd'T'HH:mm:ss", first: 86_401),
    Format(cells: ["1970-01-02 01:00", "2020-02-29 23:59"], pattern: "yyyy-MM-dd HH:mm", first: 90_000),
    Format(cells: ["1970-01-02 00:00:01Z", "1970-01-02 00:00:02Z"], pattern: "yyyy-MM-dd HH:mm:ss'Z'", first: 86_401),
    Format(
      cells: ["1970-01-02T00:00:01+02:00", "1970-01-02T00:00:02+02:00"], pattern: "yyyy-MM-dd'T'HH:mm:ss'+02:00'",
      first: 86_401),
    Format(
      cells: ["1969-12-31 23:59:59.250", "2020-02-29 00:00:00.125"], pattern: "yyyy-MM-dd HH:mm:ss.SSS", first: -0.75),
    Format(
      cells: ["2001-09-09 01:46:40.000001", "2020-02-29 00:00:00.999999"], pattern: "yyyy-MM-dd HH:mm:ss.SSSSSS",
      first: 1_000_000_000.000001),
    Format(cells: ["02/01/1970", "31/12/2020"], pattern: "dd/MM/yyyy", first: 86_400),
    Format(cells: ["01/02/1970", "12/31/2020"], pattern: "MM/dd/yyyy", first: 86_400),
    Format(cells: ["1/2/1970", "12/31/2020"], pattern: "M/d/yyyy", first: 86_400),
    Format(cells: ["1/2/70 3:05", "12/31/20 13:05"], pattern: "M/d/yy H:mm", first: 86_400 + 11_100),
    Format(cells: ["02.01.1970", "11.12.2020"], pattern: "dd.MM.yyyy", first: 86_400),
    Format(cells: ["00:01", "23:59"], pattern: "HH:mm", first: 60),
    Format(cells: ["00:00:59", "23:59:00"], pattern: "HH:mm:ss", first: 59),
    Format(cells: ["0001-01-01", "9999-12-31"], pattern: "yyyy-MM-dd", first: -62_135_596_800),
    Format(cells: ["1600-02-29", "2000-02-29"], pattern: "yyyy-MM-dd", first: -11_670_998_400),
  ])
  func dates(_ format: Format) throws {
    let found = try column(format.cells)
    #expect(found.schema.kind == .datetime)
    #expect(found.schema.dateFormat == format.pattern)
    guard case .numbers(let values) = found.values else { throw SaddleError(.malformed, "no numbers") }
    #expect(values[0] == format.first)
    let text = "x;other\n" + format.cells.enumerated().map { "\($1);\($0).5\n" }.joined()
    #expect(written(try parse(text)) == text)
  }

  @Test func ambiguousDaysAndMonthsAreSaid() throws {
    #expect(try column(["01/02/2020", "03/04/2020"]).schema.reason.contains("other way round"))
    #expect(try !column(["01/02/2020", "13/04/2020"]).schema.reason.contains("other way round"))
  }

  @Test func otherZonesAreConverted() throws {
    let found = try column(["1970-01-01T02:00:00+02:00", "1970-01-01T01:00:00+01:00", "1970-01-01T00:00:00Z"])
    #expect(found.values == .numbers([7200, 7200, 7200]))
  }

  @Test func missingTokens() throws {
    let cells = ["1", "", "NA", "N/A", "n/a", "#N/A", "null", "NULL", "<NA>", "None", "2.5"]
    let found = try column(cells)
    #expect(found.schema.kind == .continuous)
    #expect(found.schema.missingShare == 9.0 / 11)
    #expect(try column(["1", "NA", "NA", "", "2"]).schema.missing == "NA")
    #expect(try column(["1", "2"]).schema.missing == nil)
  }

  @Test func userTokensAreMissing() throws {
    let found = try column(["1.5", "NaN", "?", "2"], missing: ["NaN", "?"])
    #expect(found.schema.kind == .continuous)
    #expect(found.schema.missingShare == 0.5)
  }

  @Test func quotesTellTextFromMissing() throws {
    let text = "a,b\nNA,1\n\"NA\",2\nx,3\nx,5\n\"NA\",5\n"
    let table = try parse(text)
    #expect(table.schema.columns[0].labels == ["NA", "x"] || table.schema.columns[0].labels == ["x", "NA"])
    #expect(table.schema.columns[0].missing == "NA")
    #expect(written(table) == text)
  }

  /// What keeps a column from being one of numbers is said with the way out.
  @Test(
    arguments: [
      (["ERR"], " but for \"ERR\", first in line 40; --set 'missing=ERR' makes"),
      (["n.d.", "T"], " but for \"n.d.\" and \"T\", first in line 40; --set 'missing=n.d.,T' makes"),
      (["5' 4"], " but for \"5' 4\", first in line 40"), (["a", "b", "c"], "'missing=a,b,c'"),
      (["a", "b", "c", "d"], nil),
    ] as [([String], String?)])
  func strayWords(words: [String], says: String?) throws {
    for (repeats, kind) in [(1, ColumnKind.identifier), (2, .category)] {
      var cells = (0..<200).map { "\(Double($0 / repeats) * 1.37)" }
      for (place, word) in words.enumerated() { cells[38 + place] = word }
      let found = try column(cells).schema
      #expect(found.kind == kind && found.reason.contains("numbers but for") == (says != nil), "\(found.reason)")
      #expect(found.reason.contains(says ?? "text"), "\(found.reason)")
      guard says?.contains("missing=") == true else { continue }
      #expect(try column(cells, missing: words).schema.kind == .continuous)
      // They may be one cell in twenty.
      for place in words.count..<10 { cells[50 + place] = words[0] }
      #expect(try column(cells).schema.reason.contains("numbers but for"))
      cells[100] = words[0]
      #expect(try !column(cells).schema.reason.contains("numbers but for"))
    }
  }

  @Test("marks among numbers and moments are missing cells", arguments: ["?", "-", "--", ".", "*", "\u{2014}"])
  func marks(mark: String) throws {
    for (cells, kind) in [
      ((0..<60).map { "\($0 % 40)" }, ColumnKind.integer), ((0..<60).map { "\(Double($0) * 1.37)" }, .continuous),
      ((0..<60).map { "\($0 % 40).50 %" }, .continuous), ((0..<60).map { "2020-01-\(10 + $0 % 20)" }, .datetime),
    ] {
      var marked = cells
      for row in [0, 7, 31] { marked[row] = mark }
      for given in [nil, kind] {
        let found = try column(marked, as: given)
        #expect(found.schema.kind == kind && found.schema.missing == mark, "\(found.schema)")
        guard case .numbers(let values) = found.values else { throw SaddleError(.malformed, "no numbers") }
        #expect(values.indices.filter { values[$0].isNaN } == [0, 7, 31])
        // A second file may write them as the first one does, or otherwise.
        let first = Table(schema: Schema(columns: [found.schema]), columns: [found.values], rowCount: cells.count)
        #expect(written(first) == "x\n" + marked.joined(separator: "\n") + "\n")
        let second = try Table.parse(
          Array("x\n\(cells[1])\n?\n\(mark)\n".utf8), name: "second.csv", schema: first.schema)
        guard case .numbers(let others) = second.columns[0] else { throw SaddleError(.malformed, "no numbers") }
        #expect(others.map(\.isNaN) == [false, true, true])
      }
    }
    // Elsewhere they may be labels.
    #expect(try column(["a", "b", mark, "a"]).schema.labels.contains(mark))
    #expect(try column(["0", "1", mark, "0", mark]).schema.labels.contains(mark))
    // A comma is decimal here, whatever stands for missing cells.
    #expect(try parse("x;y\n1,5;a\n\(mark);b\n2,25;a\n").schema.columns[0].kind == .continuous)
  }

  @Test("the distance of which all numbers are multiples is found, and kept")
  func steps() throws {
    for (step, decimals) in [(100.0, 0), (0.25, 2), (0.5, 1), (7, 0)] {
      let numbers: [Double] = (0..<4_000).map { row in
        let multiple = row * row % 3_001 - 40
        return Double(multiple) * step
      }
      let cells = numbers.map { decimals == 0 ? "\(Int($0))" : "\($0)" }
      let text = "x,y\n" + cells.enumerated().map { "\($1),\($0 % 3).5\n" }.joined()
      let table = try parse(text)
      #expect(table.schema.columns[0].step == step)
      // More numbers than are known one by one: what lies between them is on the grid as well.
      let codec = TableCodec(fitting: table, TableRecipe())
      let width = codec.layout.width
      let places: [Float] = (0..<600 * width).map { place in
        let level = Float(place * 7 % 101)
        return level / 50 - 1
      }
      let output = Tensor(floats: places, shape: [600, width])
      guard case .numbers(let made) = codec.decode(output).columns[0] else { return #expect(Bool(false)) }
      #expect(Set(made).count > 30 && made.allSatisfy { $0 / step == ($0 / step).rounded() })
      // One that is off it is enough, as are few.
      let other = decimals == 0 ? "\(Int(step) + 1)" : "0.01"
      #expect(try parse(text + "\(other),1.5\n").schema.columns[0].step == nil)
    }
    #expect(try column((0..<200).map { "\($0 % 15 * 10)" }).schema.step == nil)
    #expect(try column((0..<45).map { "\($0 * 10)" }).schema.step == nil)
  }

  @Test("addresses of persons are keys, numbers in several spellings labels, and numbers with colons no dates")
  func noNumbers() throws {
    let mails = try column((0..<300).map { "anna.\($0 % 90)@mail.example.org" })
    #expect(mails.schema.kind == .identifier && mails.schema.reason == "e-mail addresses")
    for other in ["anna", "a@b", "a@b@c.org", "a b@c.org", "@c.org", "a@.org"] {
      #expect(
        try column((0..<300).map { $0 == 7 ? other : "anna.\($0 % 90)@mail.example.org" }).schema.kind == .category)
    }
    let versions = try column((0..<90).map { ["1.0", "1.1", "1.10", "2.0"][$0 % 4] })
    #expect(versions.schema.kind == .category && Set(versions.schema.labels) == ["1.0", "1.1", "1.10", "2.0"])
    #expect(try column((0..<90).map { ["1.00", "1.10", "2.00"][$0 % 3] }).schema.kind == .continuous)
    let cases = try column((0..<90).map { "\(10 + $0 % 30):1\($0 % 40):1" })
    #expect(!cases.schema.reason.contains("formats"))
  }

  @Test func fewLabelsAreMeant() throws {
    let cells = (0..<200).map { $0 == 38 ? "other" : "\($0 % 14)" }
    #expect(try column(cells).schema.reason == "text, 15 values; \"other\" in line 40 is the first not a number")
    #expect(try column(cells + ["14"]).schema.reason.hasPrefix("numbers but for \"other\", first in line 40"))
  }

  @Test func overridesThatFit() throws {
    #expect(try column(["1", "2", "1"], as: .category).schema.labels == ["1", "2"])
    #expect(try column(["1", "2", "1"], as: .continuous).values == .numbers([1, 2, 1]))
    #expect(try column(["199.0", "200.0"], as: .integer).schema.decimals == 1)
    #expect(try column(["b", "a", "b"], as: .boolean).schema.labels == ["b", "a"])
    #expect(try column(["5", "5", "5"], as: .integer).values == .numbers([5, 5, 5]))
    #expect(try column(["x", "x", "y"], as: .identifier).values == .unlearned)
    #expect(try column(["1e400", "1", "1e400"], as: .category).schema.labels == ["1e400", "1"])
  }

  @Test func labelsAreSortedByFrequencyThenAppearance() throws {
    let found = try column(["c", "b", "a", "b", "a", "", "e\u{301}", "é"])
    #expect(found.schema.labels.map { Array($0.utf8) } == ["b", "a", "c", "e\u{301}", "é"].map { Array($0.utf8) })
    #expect(found.values == .categories([2, 0, 1, 0, 1, -1, 3, 4]))
  }

  @Test func penguins() throws {
    let path = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" } + "/Examples/penguins.csv"
    let table = try Table.read(path: path)
    #expect(table.rowCount == 344)
    let kinds = table.schema.columns.map { "\($0.name) \($0.kind)" }
    #expect(
      kinds == [
        "species category", "island category", "bill_length_mm continuous", "bill_depth_mm continuous",
        "flipper_length_mm continuous", "body_mass_g continuous", "sex category", "year integer",
      ])
    #expect(table.schema.columns.map { Int(($0.missingShare * 344).rounded()) } == [0, 0, 2, 2, 2, 2, 11, 0])
    #expect(try written(table) == String(contentsOfFile: path, encoding: .utf8))
  }
}
