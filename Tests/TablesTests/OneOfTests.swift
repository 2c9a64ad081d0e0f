import SaddleFiles
import SaddleTables
import SaddleTensors
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Columns of which one is set in each row are found and learned as one, and no row has another number of them set.
@Suite struct OneOfTests {
  private static let text = "exactly one of red, green, blue"

  /// Two categories of three and five labels as columns of zeros and ones, other columns between and beside them.
  ///
  /// - Parameter words: what says that a column is not set, and that it is.
  private static func table(rows: Int = 300, words: (off: String, on: String) = ("0", "1")) -> String {
    var random = TestNumbers(seed: 5)
    var text = "red,flag,green,blue,n,size_s,size_m,size_l,size_xl,size_xxl\n"
    for _ in 0..<rows {
      let (colour, size) = ([0, 0, 0, 1, 1, 2].randomElement(using: &random)!, Int.random(in: 0..<5, using: &random))
      func cell(_ isOn: Bool) -> String { isOn ? words.on : words.off }
      let colours = (0..<3).map { cell($0 == colour) }
      let sizes = (0..<5).map { cell($0 == size) }
      let flag = cell(Bool.random(using: &random))
      text +=
        ([colours[0], flag] + colours[1...] + ["\(Int.random(in: 0..<1_000, using: &random))"] + sizes)
        .joined(separator: ",") + "\n"
    }
    return text
  }

  /// How many of some columns are set in each row.
  private func set(_ names: [String], in table: Table, label: String = "1") -> [Int] {
    let columns = names.map { name in table.schema.columns.firstIndex { $0.name == name }! }
    return (0..<table.rowCount).map { row in
      columns.count { place in
        guard case .categories(let codes) = table.columns[place], codes[row] >= 0 else { return false }
        return table.schema.columns[place].labels[Int(codes[row])] == label
      }
    }
  }

  private static let colours = ["red", "green", "blue"]
  private static let sizes = ["size_s", "size_m", "size_l", "size_xl", "size_xxl"]

  @Test("they are found, learned as one column, and kept", arguments: [("0", "1"), ("no", "yes"), ("yes", "no")])
  func found(words: (String, String)) throws {
    let table = try parse(Self.table(words: words)).obeying(nil)
    #expect(
      table.schema.rules.map(\.text) == [Self.text, "exactly one of size_s, size_m ... size_xxl (5 columns)"])
    #expect(table.schema.rules.map(\.columns) == [Self.colours, Self.sizes])
    let codec = TableCodec(fitting: table, TableRecipe())
    #expect(codec.isValid && codec.learned.map(\.name) == ["red", "flag", "n", "size_s"])
    #expect(codec.layout.groups == [3, 2, 5] && codec.schema == table.schema)
    #expect(codec.decode(codec.encode(table, seed: 0).batch(0..<table.rowCount)).difference(from: table) == nil)
    var random = TestNumbers(seed: 1)
    let output = (0..<2_000 * codec.layout.width).map { _ in Float.random(in: -4...4, using: &random) }
    let sample = codec.decode(Tensor(floats: output, shape: [2_000, codec.layout.width]))
    for names in [Self.colours, Self.sizes] {
      #expect(set(names, in: sample, label: words.1).allSatisfy { $0 == 1 })
      for name in names { #expect(set([name], in: sample, label: words.1).contains(1)) }
    }
    #expect(sample.fault == nil)
  }

  /// One row with none set or with two, a cell that is missing, two columns, and too few rows are no rule.
  @Test(arguments: [
    ("1,0,0", "0,0,0"), ("1,0,0", "1,0,1"), ("1,0,0", ",0,1"), ("1,0,0", nil),
  ])
  func notFound(row: String, other: String?) throws {
    var lines = (0..<200).map { ["1,0,0", "0,1,0", "0,0,1"][$0 * 7 % 3] }
    if let other { lines[100] = other } else { lines.removeLast(160) }
    let rules = try parse("a,b,c\n" + lines.joined(separator: "\n")).obeying(nil).schema.rules
    #expect(!rules.contains { $0.form == .oneOf }, "\(rules)")
    let plain = try parse("a,b,c\n" + (0..<200).map { ["1,0,0\n", "0,1,0\n", "0,0,1\n"][$0 * 7 % 3] }.joined())
    #expect(try plain.obeying(nil).schema.rules.map(\.text) == ["exactly one of a, b, c"])
    // Of 60 rows of which 54 have the first set, eleven would have none set, or several, by chance.
    let lines60 = (0..<60).map { $0 % 10 < 9 ? "1,0,0\n" : $0 % 20 < 10 ? "0,1,0\n" : "0,0,1\n" }
    #expect(try !parse("a,b,c\n" + lines60.joined()).obeying(nil).schema.rules.contains { $0.form == .oneOf })
    let two = try parse("a,b\n" + (0..<200).map { ["1,0\n", "0,1\n"][$0 * 7 % 2] }.joined())
    #expect(try two.obeying(nil).schema.rules.map(\.form) == [.function])
  }

  @Test("of a row with several set one stays, and in a row with none one is set as often as it occurs")
  func obeying() throws {
    let table = try parse(Self.table()).obeying(nil)
    let codec = TableCodec(fitting: table, TableRecipe())
    let rows = 4_000
    func changed(_ set: Set<String>) -> Table {
      var columns = Table(joining: Array(repeating: table, count: 14), schema: table.schema).head(rows).columns
      for (place, column) in table.schema.columns.enumerated() where Self.colours.contains(column.name) {
        let label = column.labels.firstIndex(of: set.contains(column.name) ? "1" : "0")!
        columns[place] = .categories(Array(repeating: Int32(label), count: rows))
      }
      return codec.obeying(Table(schema: table.schema, columns: columns, rowCount: rows))
    }
    func shares(_ table: Table) -> [Double] {
      Self.colours.map { Double(set([$0], in: table).reduce(0, +)) / Double(table.rowCount) }
    }
    #expect(set(Self.colours, in: changed([])).allSatisfy { $0 == 1 })
    // Five standard errors of 4,000 draws.
    for (drawn, real) in zip(shares(changed([])), shares(table)) { #expect(abs(drawn - real) < 0.04) }
    let two = changed(["green", "blue"])
    #expect(set(Self.colours, in: two).allSatisfy { $0 == 1 } && set(["red"], in: two).allSatisfy { $0 == 0 })
    #expect(set(["blue"], in: two).contains(1) && set(["green"], in: two).contains(1))
    #expect(shares(changed(["blue"])) == [0, 0, 1])
  }

  @Test("cells that were filled give way to known ones, and to the column that is set most")
  func mended() throws {
    let teacher = try parse(Self.table()).obeying(nil)
    let places = Self.colours.map { name in teacher.schema.columns.firstIndex { $0.name == name }! }
    // What is there, which cells were filled, and what is left: "red" is set most, then "green".
    let rows: [(cells: [Int], filled: [Bool], mended: [Int])] = [
      ([1, 0, 1], [true, true, false], [0, 0, 1]), ([0, 0, 0], [false, true, true], [0, 1, 0]),
      ([1, 1, 1], [true, true, true], [1, 0, 0]), ([0, 1, 1], [false, true, true], [0, 1, 0]),
      ([1, 1, 0], [false, false, true], [1, 1, 0]), ([0, 0, 0], [false, false, false], [0, 0, 0]),
      ([0, 1, 0], [true, true, true], [0, 1, 0]),
    ]
    var columns = teacher.head(rows.count).columns
    var filled = columns.map { _ in rows.map { _ in false } }
    func codes(_ cells: [Int], _ place: Int) -> ColumnValues {
      .categories(cells.map { Int32(teacher.schema.columns[place].labels.firstIndex(of: "\($0)")!) })
    }
    for (column, place) in places.enumerated() {
      columns[place] = codes(rows.map { $0.cells[column] }, place)
      filled[place] = rows.map { $0.filled[column] }
    }
    var table = Table(schema: teacher.schema, columns: columns, rowCount: rows.count)
    table.mend(where: filled, by: teacher)
    for (column, place) in places.enumerated() {
      #expect(table.columns[place] == codes(rows.map { $0.mended[column] }, place), "\(Self.colours[column])")
    }
  }

  @Test("one that is given is kept, if the table obeys it and nothing else moves its columns")
  func given() throws {
    let table = try parse(Self.table())
    let rule = Rule(.oneOf, Self.colours)
    #expect(try table.obeying([rule]).schema.rules == [rule])
    for (rules, words) in [
      ([Rule(.oneOf, ["red", "green"])], "three or more different columns"),
      ([Rule(.oneOf, ["red", "green", "red"])], "three or more different columns"),
      ([Rule(.oneOf, ["red", "green", "n"])], "cannot be about \"n\""),
      ([Rule(.oneOf, ["red", "green", "flag"])], "is broken in row"),
      ([rule, Rule(.oneOf, ["blue", "green", "red"])], "shares a column with another such rule"),
      ([rule, Rule(.combinations, ["red", "flag"])], "shares a column with a rule that exactly one is set"),
    ] {
      let message = error { _ = try table.obeying(rules, source: "s.json") }?.message
      #expect(message?.hasPrefix("s.json: the rule \"") == true && message?.contains(words) == true, "\(message ?? "")")
    }
    let texts = try parse("a,b,c\n" + (0..<90).map { ["1,0,no\n", "0,1,no\n", "0,0,yes\n"][$0 % 3] }.joined())
    let message = error { _ = try texts.obeying([Rule(.oneOf, ["a", "b", "c"])]) }?.message
    #expect(message?.contains("columns of different labels") == true)
    let holes = try parse("a,b,c\n" + (0..<90).map { ["1,0,0\n", "0,1,0\n", ",0,1\n"][$0 % 3] }.joined())
    #expect(error { _ = try holes.obeying([Rule(.oneOf, ["a", "b", "c"])]) }?.message.contains("\"a\"") == true)
  }

  @Test("what an earlier version wrote, which knew of none, is read")
  func earlier() throws {
    let codec = TableCodec(fitting: try parse(Self.table()), TableRecipe())
    let json = String(decoding: try JSONEncoder().encode(codec), as: UTF8.self)
    let earlier = json.replacing(#""groups":[],"#, with: "").replacing(#","groups":[]"#, with: "")
    #expect(earlier.utf8.count < json.utf8.count)
    let read = try JSONDecoder().decode(TableCodec.self, from: Data(earlier.utf8))
    #expect(read.isValid && read.layout == codec.layout)
  }

  @Test("one that was tampered with is refused, or decodes to valid rows", arguments: 0..<3)
  func tampered(seed: Int) throws {
    let table = try parse(Self.table(rows: 60)).obeying([Rule(.oneOf, Self.colours), Rule(.oneOf, Self.sizes)])
    var random = TestNumbers(seed: seed)
    try expectTamperingToBeHarmless(TableCodec(fitting: table, TableRecipe(knots: 12)), using: &random)
  }
}
