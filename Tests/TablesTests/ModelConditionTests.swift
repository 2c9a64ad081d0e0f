import SaddleFiles
import SaddleTables
import Testing

/// Conditions on rows, on a small table read from text.
@Suite struct ModelConditionTests {
  private let table: Table

  init() throws {
    table = try parse(
      "a=b,size,town,when,one\n"
        + (0..<60).map { row in
          let size = row % 10 == 3 ? "" : "\(row % 7).5"
          let town = row % 12 == 5 ? "" : ["Ulm", "Bonn", "Köln, am Rhein"][row % 3]
          let quoted = town.contains(",") ? "\"\(town)\"" : town
          return "\(row % 5 * 10),\(size),\(quoted),2020-01-\(row % 28 + 10 > 28 ? "09" : "\(row % 28 + 10)"),x\n"
        }.joined(), overrides: ["a=b": .integer])
  }

  /// The numbers of the rows that a selection keeps.
  private func kept(_ conditions: [String]) throws -> [Int] {
    var selection = try RowSelection(1_000, where: conditions, of: table.schema)
    let matches = selection.matches(in: table)
    let rows = try selection.take(from: table, matches)
    #expect(selection.remaining == 1_000 - rows.rowCount)
    return (0..<table.rowCount).filter { row in matches.allSatisfy { $0[row] } }
  }

  private func row(_ index: Int) -> [String] {
    let line = written(table).split(separator: "\n")[index + 1].replacing("\"Köln, am Rhein\"", with: "Köln")
    return line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }

  private static let cases: [(String, @Sendable ([String]) -> Bool)] = [
    ("size>2.5", { Double($0[1]).map { $0 > 2.5 } ?? false }),
    ("size>=2.5", { Double($0[1]).map { $0 >= 2.5 } ?? false }),
    ("size<2.5", { Double($0[1]).map { $0 < 2.5 } ?? false }),
    ("size<=2.5", { Double($0[1]).map { $0 <= 2.5 } ?? false }),
    ("size = 2.5", { $0[1] == "2.5" }), ("size!=2.5", { $0[1] != "2.5" }), ("size=", { $0[1].isEmpty }),
    ("size!=", { !$0[1].isEmpty }), ("town=Ulm", { $0[2] == "Ulm" }), ("town!=Ulm", { $0[2] != "Ulm" }),
    ("town=", { $0[2].isEmpty }), ("town=Köln, am Rhein", { $0[2] == "Köln" }),
    ("a=b=20", { $0[0] == "20" }), ("a=b>20", { Int($0[0])! > 20 }), ("when>=2020-01-20", { $0[3] >= "2020-01-20" }),
    ("one=x", { _ in true }), ("one!=x", { _ in false }),
  ]

  @Test("each comparison keeps the rows on which it holds", arguments: cases.indices)
  func comparisons(index: Int) throws {
    let (text, holds) = Self.cases[index]
    #expect(try kept([text]) == (0..<60).filter { holds(row($0)) }, "\(text)")
  }

  @Test("labels that have an order are compared in it, missing cells with none of them")
  func scales() throws {
    let text =
      "mood,x\n" + ["low", "high", "", "medium", "low", "high"].enumerated().map { "\($1),\($0).5\n" }.joined()
    let scale = try parse(text, overrides: ["mood": .ordered])
    func kept(_ condition: String) throws -> [Int] {
      let selection = try RowSelection(6, where: [condition], of: scale.schema)
      return selection.matches(in: scale)[0].indices.filter { selection.matches(in: scale)[0][$0] }
    }
    #expect(try kept("mood>=medium") == [1, 3, 5] && kept("mood<high") == [0, 3, 4])
    #expect(try kept("mood!=low") == [1, 2, 3, 5] && kept("mood=") == [2])
    #expect(throws: Never.self) { try RowSelection(6, balancing: "mood", of: scale.schema) }
  }

  @Test("all conditions hold on what is kept")
  func conjunction() throws {
    let both = try kept(["town=Bonn", "a=b<30"])
    #expect(try both == kept(["town=Bonn"]).filter { try kept(["a=b<30"]).contains($0) })
    #expect(!both.isEmpty)
  }

  @Test(
    "a condition that has no meaning says so",
    arguments: [
      ("twon=Ulm", "--where twon=Ulm: there is no column twon; did you mean town?"),
      ("town=Um", "--where town=Um: town was never Um in the training data; did you mean Ulm?"),
      ("town>Ulm", "--where town>Ulm: values of town have no order; compare them by = or !="),
      ("size>much", "--where size>much: much is no value that size can have (continuous)"),
      (
        "when>soon",
        "--where when>soon: soon is no value that when can have (datetime); its cells are written as yyyy-MM-dd"
      ),
      ("a=b=", "--where a=b=: no cell of a=b was missing in the training data"),
      (
        "a=b=1.23456",
        "--where a=b=1.23456: a=b is written so that no cell can be 1.23456; ask for a range by >= and <="
      ),
      ("size>", "--where size>: a missing cell is compared by = or !="),
      ("one>x", "--where one>x: one has one value only; compare it by = or !="),
      ("size", "--where size compares nothing; write --where COLUMN=VALUE, or with !=, <, <=, > or >="),
      ("", "--where  compares nothing; write --where COLUMN=VALUE, or with !=, <, <=, > or >="),
    ])
  func mistakes(text: String, message: String) throws {
    let error = error { _ = try Condition(text, of: table.schema) }
    #expect(error?.kind == .usage && error?.message == message)
  }

  @Test(
    "two conditions that are never both true are found before a row is drawn",
    arguments: [
      ("size=30", "size!=30", true), ("size>30", "size<=30", true), ("size>30", "size<30.5", false),
      ("size=", "size>3", true),
      ("size=", "size!=3", false), ("size!=", "size=", true), ("town=Ulm", "town=Bonn", true),
      ("town=Ulm", "town!=Bonn", false), ("town!=Ulm", "town!=Bonn", false), ("one=x", "one!=x", true),
      ("size>30", "a=b<30", false), ("size>=30", "size<=30", false),
    ])
  func contradictions(first: String, second: String, isOne: Bool) throws {
    for conditions in [[first, second], [second, "town!=Ulm", first]] {
      let failure = error { _ = try RowSelection(5, where: conditions, of: table.schema) }
      let (one, two) = (conditions[0], conditions.last!)
      let message = "--where \(one) and --where \(two) are never both true; leave one out"
      #expect(conditions.count > 2 && first == "town=Ulm" || failure?.message == (isOne ? message : nil))
    }
  }

  @Test("cells that were never missing are not missing")
  func neverMissing() throws { #expect(try kept(["a=b!="]).count == table.rowCount) }

  @Test("classes are balanced to within a row, and no row is kept twice")
  func balance() throws {
    var selection = try RowSelection(10, balancing: "town", of: table.schema)
    let rows = try selection.take(from: table, selection.matches(in: table))
    guard case .categories(let codes) = rows.columns[2] else { return #expect(Bool(false)) }
    #expect((0..<3).map { code in codes.count { $0 == code } }.sorted() == [3, 3, 4] && selection.remaining == 0)
    #expect(throws: SaddleError.self) { try RowSelection(2, balancing: "town", of: table.schema) }
    #expect(throws: SaddleError.self) { try RowSelection(10, balancing: "size", of: table.schema) }
    #expect(throws: SaddleError.self) { try RowSelection(10, balancing: "towns", of: table.schema) }
  }

  @Test("classes that conditions rule out have no part of a balance")
  func balanceOnCondition() throws {
    let ulm = Int32(table.schema.columns[2].labels.firstIndex(of: "Ulm")!)
    var selection = try RowSelection(7, where: ["town!=Ulm", "size>1"], balancing: "town", of: table.schema)
    let rows = try selection.take(from: table, selection.matches(in: table))
    guard case .categories(let codes) = rows.columns[2] else { return #expect(Bool(false)) }
    #expect((0..<3).map { code in codes.count { $0 == code } }.sorted() == [0, 3, 4] && !codes.contains(ulm))
    // As many rows as there are classes left are enough.
    #expect(throws: Never.self) { try RowSelection(2, where: ["town!=Ulm"], balancing: "town", of: table.schema) }
    let failure = error { _ = try RowSelection(9, where: ["town="], balancing: "town", of: table.schema) }
    #expect(failure?.message == "--balance town: the conditions leave no category of it; leave one of them out")
  }

  @Test("numbers in a dress are given as they are written, or plainly", arguments: ["56.9 %", "56.9%", "56.9"])
  func dressed(value: String) throws {
    let shares = try parse("share,x\n56.9 %,1.5\n7.0 %,2.5\n60.0 %,3.5\n")
    #expect(try Condition("share>=\(value)", of: shares.schema).holds(in: shares) == [true, false, true])
    let prices = try parse("price;x\n$1,234.50;1\n$7.00;2\n$2,000.00;3\n")
    let price = value == "56.9" ? "1234.5" : value == "56.9%" ? "$ 1,234.5" : "$1,234.50"
    #expect(try Condition("price<=\(price)", of: prices.schema).holds(in: prices) == [true, true, false])
  }

  @Test("what is never met ends with the condition's name")
  func impossible() throws {
    var selection = try RowSelection(5, where: ["town=Ulm", "size>1000"], of: table.schema)
    let table = table.rows(Array(repeating: Array(0..<60), count: 1_000).flatMap { $0 })
    let failure = error {
      while true { _ = try selection.take(from: table, selection.matches(in: table)) }
    }
    #expect(failure?.kind == .usage && failure?.message.hasPrefix("--where size>1000 holds on none of ") == true)
  }
}
