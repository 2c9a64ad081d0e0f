import SaddleFiles
import SaddleTables
import SaddleTensors
import TestSupport
import Testing

/// Cells are missing where another column says so, and nowhere else, if that holds on every row.
@Suite struct MissingRuleTests {
  /// 600 orders: what is cancelled has no day of delivery, what was delivered has one, what is on its way may have one. The
  /// second pressure is there where the first one is. A note hangs on a number of few values; a remark on nothing.
  private static func orders(seed: Int = 0) -> [[String]] {
    var random = TestNumbers(seed: seed)
    func whole(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    return (0..<600).map { _ in
      let status = ["cancelled", "delivered", "under way"][whole(0...2)]
      let hasDay = status == "delivered" || (status == "under way" && whole(0...1) == 0)
      let isMeasured = whole(0...3) > 0
      let level = whole(0...4)
      return [
        status, hasDay ? "2021-0\(whole(1...9))-1\(whole(0...9))" : "", isMeasured ? "\(whole(90...200))" : "",
        isMeasured ? "\(whole(50...120)).5" : "", "\(level)", level == 3 ? "" : ["a", "b"][whole(0...1)],
        whole(0...2) == 0 ? "" : "\(whole(0...99))",
      ]
    }
  }

  private static let names = ["status", "day", "systolic", "diastolic", "level", "note", "remark"]
  private static let texts: Set = [
    "day is missing, or there, as status says", "diastolic is missing, or there, as systolic says",
    "note is missing, or there, as level says",
  ]

  private static func table(_ rows: [[String]], rules: [Rule]? = nil) throws -> Table {
    try parse(([names] + rows).map { $0.joined(separator: ",") + "\n" }.joined()).obeying(rules)
  }

  @Test("cells that must be missing are not filled")
  func unfilled() throws {
    let table = try Self.table(Self.orders())
    let (day, status) = (Self.isMissing(table, "day"), Self.labels(table, "status"))
    var filled = table
    guard case .numbers(var moments) = table.columns[1] else { return #expect(Bool(false)) }
    for row in moments.indices where day[row] { moments[row] = moments.first { !$0.isNaN }! }
    filled.columns[1] = .numbers(moments)
    filled.mend(where: Self.names.map { $0 == "day" ? day : Array(repeating: false, count: day.count) }, by: table)
    #expect(Self.isMissing(filled, "day") == status.map { $0 == "cancelled" })
  }

  private static func isMissing(_ table: Table, _ name: String) -> [Bool] {
    let place = names.firstIndex(of: name)!
    return switch table.columns[place] {
    case .numbers(let values): values.map(\.isNaN)
    case .categories(let codes): codes.map { $0 < 0 }
    case .unlearned: []
    }
  }

  private static func labels(_ table: Table, _ name: String) -> [String] {
    let place = names.firstIndex(of: name)!
    let labels = table.schema.columns[place].labels
    return switch table.columns[place] {
    case .categories(let codes): codes.map { $0 < 0 ? "" : labels[Int($0)] }
    case .numbers(let values): values.map { "\(Int($0))" }
    case .unlearned: []
    }
  }

  /// Rows of a network that knows nothing.
  private static func noise(_ codec: TableCodec) -> Table {
    var random = TestNumbers(seed: 1)
    let output = (0..<2_000 * codec.layout.width).map { _ in Float.random(in: -4...4, using: &random) }
    return codec.decode(Tensor(floats: output, shape: [2_000, codec.layout.width]))
  }

  /// In how many rows a cell is missing or there against what is said.
  private static func breaks(_ rows: Table) -> [Int] {
    let (status, level) = (labels(rows, "status"), labels(rows, "level"))
    let (day, note) = (isMissing(rows, "day"), isMissing(rows, "note"))
    return [
      zip(status, day).count { ($0 == "cancelled" && !$1) || ($0 == "delivered" && $1) },
      zip(isMissing(rows, "systolic"), isMissing(rows, "diastolic")).count { $0 != $1 },
      zip(level, note).count { ($0 == "3") != $1 },
    ]
  }

  @Test("what is missing as another column says is found, and so on every row that comes out", arguments: 0..<3)
  func kept(seed: Int) throws {
    let table = try Self.table(Self.orders(seed: seed))
    #expect(Set(table.schema.rules.filter { $0.form == .missing }.map(\.text)) == Self.texts)
    let codec = TableCodec(fitting: table, TableRecipe())
    #expect(codec.isValid)
    let rows = Self.noise(codec)
    #expect(rows.fault == nil && Self.breaks(rows) == [0, 0, 0])
    // Where nothing is said both occur.
    let open = zip(Self.labels(rows, "status"), Self.isMissing(rows, "day")).filter { $0.0 == "under way" }.map(\.1)
    #expect(open.contains(true) && open.contains(false))
    // What is filled in varies as it does elsewhere.
    let place = Self.names.firstIndex(of: "diastolic")!
    if case .numbers(let values) = rows.columns[place] { #expect(Set(values.filter { !$0.isNaN }).count > 40) }
    #expect(codec.decode(codec.encode(table, seed: 0).batch(0..<table.rowCount)).difference(from: table) == nil)
    // Rows that were changed after they were decoded are mended, too.
    var columns = table.columns
    for name in ["day", "diastolic", "note"] {
      let place = Self.names.firstIndex(of: name)!
      switch columns[place] {
      case .numbers(let values): columns[place] = .numbers(Array(values[7...] + values[..<7]))
      case .categories(let codes): columns[place] = .categories(Array(codes[7...] + codes[..<7]))
      case .unlearned: break
      }
    }
    let moved = Table(schema: table.schema, columns: columns, rowCount: table.rowCount)
    #expect(Self.breaks(moved).allSatisfy { $0 > 0 } && Self.breaks(codec.obeying(moved)) == [0, 0, 0])
    let free = Self.noise(TableCodec(fitting: table, TableRecipe(rules: false)))
    #expect(Self.breaks(free).allSatisfy { $0 > 0 })
  }

  @Test("one row against it is enough, for that value; few rows tell nothing")
  func evidence() throws {
    var rows = Self.orders()
    rows.append(["cancelled", "2021-03-11", "", "60.5", "3", "a", ""])
    let table = try Self.table(rows)
    // Delivered orders still have a day, and a measured first pressure a second one; each level but one a note.
    #expect(Set(table.schema.rules.filter { $0.form == .missing }.map(\.text)) == Self.texts)
    let out = Self.noise(TableCodec(fitting: table, TableRecipe()))
    let (status, day) = (Self.labels(out, "status"), Self.isMissing(out, "day"))
    #expect(
      zip(status, day).contains { $0 == "cancelled" && !$1 } && !zip(status, day).contains { $0 == "delivered" && $1 })
    #expect(try Self.table(Array(Self.orders().prefix(55))).schema.rules.allSatisfy { $0.form != .missing })
  }

  @Test("a codec with such rules that was tampered with is refused, or makes valid rows")
  func tampered() throws {
    var random = TestNumbers(seed: 6)
    try expectTamperingToBeHarmless(TableCodec(fitting: Self.table(Self.orders()), TableRecipe()), using: &random)
  }

  @Test("given rules are kept, and such as contradict each other are refused")
  func given() throws {
    let rows = Self.orders()
    let own = [Rule(.missing, ["systolic", "diastolic"])]
    let table = try Self.table(rows, rules: own)
    #expect(Self.breaks(Self.noise(TableCodec(fitting: table, TableRecipe())))[1] == 0)
    func refuses(_ rules: [Rule], _ words: String) {
      #expect { try Self.table(rows, rules: rules) } throws: { "\($0)".contains(words) }
    }
    refuses(own + [Rule(.missing, ["status", "diastolic"])], "says where")
    refuses(own + [Rule(.missing, ["diastolic", "systolic"])], "follows from itself")
    refuses([Rule(.missing, ["status", "none"])], "which is no column")
  }
}
