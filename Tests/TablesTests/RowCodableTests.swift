import SaddleFiles
import SaddleTables
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Values that programs hold, as rows and back.
@Suite struct RowCodableTests {
  enum Plan: String, Codable { case free, basic, pro }
  enum Level: Int, Codable { case one = 1, two, nine = 9 }

  struct Address: Codable, Equatable {
    var city: String
    var zone: Int?
  }

  struct Customer: Codable, Equatable {
    var age: Int
    var plan: Plan
    var balance: Double?
    var note: String?
    var isActive: Bool
    var level: Level?
    var joined: Date
    var seen: Date?
    var small: UInt8
    var ratio: Float
    var address: Address
    var second: Address?
  }

  static let customers = (0..<60).map { row -> Customer in
    let notes = ["", "NA", "say \"so\", twice", "plain"]
    let levels: [Level] = [.one, .two, .nine]
    let joined = Double(row * 86_400 * 11 % 40_003_200) - 8_640_000
    let seen = 1e9 + Double(row * row) + 0.25
    return Customer(
      age: 20 + row * 7 % 40, plan: [.free, .basic, .pro][row % 3],
      balance: row % 5 == 0 ? nil : Double(row) * 1.25 - 9, note: row % 4 == 0 ? nil : notes[row * 3 % 4],
      isActive: row % 3 > 0, level: row % 7 == 0 ? nil : levels[row / 2 % 3],
      joined: Date(timeIntervalSince1970: joined), seen: row % 6 == 0 ? nil : Date(timeIntervalSince1970: seen),
      small: UInt8(row * 4), ratio: Float(row) / 8,
      address: Address(city: ["Ulm", "Köln"][row % 2], zone: row % 8 == 0 ? nil : row % 5),
      second: row % 3 == 0 ? nil : Address(city: "Bonn", zone: row % 4))
  }

  @Test("values of every type come back as they were")
  func roundTrip() throws {
    let table = try Table(encoding: Self.customers)
    #expect(try table.decoded() == Self.customers)
    let kinds = Dictionary(uniqueKeysWithValues: table.schema.columns.map { ($0.name, $0.kind) })
    #expect(
      kinds == [
        "age": .integer, "plan": .category, "balance": .continuous, "note": .category, "isActive": .boolean,
        "level": .category, "joined": .datetime, "seen": .datetime, "small": .integer, "ratio": .continuous,
        "address.city": .category, "address.zone": .integer, "second.city": .category, "second.zone": .integer,
      ])
    // As they are declared, though some are nil in the first row.
    #expect(
      table.schema.columns.map(\.name).filter { !$0.contains(".") } == [
        "age", "plan", "balance", "note", "isActive", "level", "joined", "seen", "small", "ratio",
      ])
    #expect(table.schema.columns.first { $0.name == "joined" }?.dateFormat == "yyyy-MM-dd")
  }

  @Test("a table that was written and read has the same rows")
  func throughAFile() throws {
    let scratch = try Scratch()
    try Table(encoding: Self.customers).write(path: scratch("c.csv"))
    #expect(try Table.read(path: scratch("c.csv"), overrides: ["level": .category]).decoded() == Self.customers)
  }

  struct Numbers: Codable, Equatable {
    var x: Double
    var y: Float
  }

  @Test("numbers that are not a number are missing, and come back so")
  func notANumber() throws {
    var rows: [Numbers] = []
    for row in 0..<20 {
      let x: Double = row % 3 == 0 ? .nan : Double(row) / 4
      let y: Float = row % 5 == 0 ? .nan : Float(row)
      rows.append(Numbers(x: x, y: y))
    }
    let table = try Table(encoding: rows)
    guard case .numbers(let values) = table.columns[0] else { return }
    #expect(values.count { $0.isNaN } == 7)
    let again: [Numbers] = try table.decoded()
    for (row, other) in zip(rows, again) {
      #expect(row.x.isNaN ? other.x.isNaN : row.x == other.x)
      #expect(row.y.isNaN ? other.y.isNaN : row.y == other.y)
    }
  }

  @Test("keys are identifiers, whatever their type; dictionaries have columns in the order of their names")
  func others() throws {
    var keys: [[String: String]] = []
    for row in 0..<80 { keys.append(["id": "K-\(1000 + row)", "b": "u\(row % 3)", "a": "\(row % 11)"]) }
    let table = try Table(encoding: keys)
    #expect(table.schema.columns.map(\.name) == ["a", "b", "id"])
    #expect(table.schema.columns[2].kind == .identifier)
    let made: [[String: String]] = try table.decoded()
    #expect(Set(made.map(\.["id"])).isDisjoint(with: keys.map(\.["id"])))
    #expect(made.map(\.["b"]) == keys.map(\.["b"]))
  }

  @Test("kinds that are given count")
  func overrides() throws {
    let table = try Table(encoding: Self.customers, overrides: ["age": .category, "plan": .ordered])
    #expect(table.schema.columns.first { $0.name == "age" }?.kind == .category)
    #expect(table.schema.columns.first { $0.name == "plan" }?.kind == .ordered)
    #expect(try table.decoded() == Self.customers)
  }
}

/// What is no row, or does not fit one, is told in one sentence.
extension RowCodableTests {
  struct Tagged: Codable {
    var name = "a"
    var tags = ["x", "y"]
  }

  struct Untagged: Codable {
    var name = "a"
    var tags: [String] = []
  }

  struct Nested: Codable { var inner = Tagged() }

  struct Twice: Encodable {
    enum Key: String, CodingKey { case inner, dotted = "inner.x" }
    enum Inner: CodingKey { case x }
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(1, forKey: .dotted)
      var inner = container.nestedContainer(keyedBy: Inner.self, forKey: .inner)
      try inner.encode(2, forKey: .x)
    }
  }

  struct Sometimes: Encodable {
    enum Key: CodingKey { case when }
    var isDate: Bool
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      if isDate {
        try container.encode(Date(timeIntervalSince1970: 0), forKey: .when)
      } else {
        try container.encode("x", forKey: .when)
      }
    }
  }

  struct Moment: Codable { var at: Date }

  private func message(_ body: () throws -> Table) -> String? { TablesTests.error { _ = try body() }?.message }

  @Test func whatIsNoRow() {
    #expect(message { try Table(encoding: [1, 2, 3]) }?.contains("not a single value") == true)
    #expect(message { try Table(encoding: [[1], [2]]) }?.contains("not a list") == true)
    #expect(message { try Table(encoding: [Tagged(), Tagged()]) }?.contains("property \"tags\" is a list") == true)
    #expect(message { try Table(encoding: [Untagged(), Untagged()]) }?.contains("property \"tags\" is a list") == true)
    #expect(message { try Table(encoding: [Nested(), Nested()]) }?.contains("property \"inner.tags\"") == true)
    #expect(message { try Table(encoding: [Twice(), Twice()]) }?.contains("both called \"inner.x\"") == true)
    #expect(
      message { try Table(encoding: [Sometimes(isDate: true), Sometimes(isDate: false)]) }?.contains("\"when\"") == true
    )
    #expect(message { try Table(encoding: [Customer]()) }?.contains("no row") == true)
    #expect(message { try Table(encoding: [Self.customers[0]]) }?.contains("one row only") == true)
    #expect(message { try Table(encoding: [[String: Int](), [:]]) }?.contains("no property") == true)
    #expect(
      message { try Table(encoding: [Numbers(x: 1, y: 2), Numbers(x: -.infinity, y: 3)]) }?
        .contains("\"x\" of row 2 is infinite") == true)
    #expect(
      message { try Table(encoding: [Moment(at: .now), Moment(at: Date(timeIntervalSince1970: 1e12))]) }?
        .contains("\"at\" of row 2 is not between the years") == true)
    #expect(message { try Table(encoding: Self.customers, overrides: ["ages": .integer]) }?.contains("\"age\"") == true)
    // Dates at the very ends are rows.
    let ends = [-62_135_596_800.0, 253_402_300_799.0]
    let moments = (ends + ends).map { (seconds: Double) in Moment(at: Date(timeIntervalSince1970: seconds)) }
    #expect(message { try Table(encoding: moments) } == nil)
  }

  struct Other: Decodable { var age: Int, height: Double? }
  struct Missing: Decodable { var size: Int }
  struct Unfit: Decodable { var plan: Int }
  struct Optional: Decodable { var balance: Int? }
  struct List: Decodable { var age: [Int] }

  @Test func whatNoRowIs() throws {
    let table = try Table(encoding: Self.customers)
    func message<Row: Decodable>(_ type: Row.Type) -> String? {
      TablesTests.error { _ = try table.decoded(as: type) }?.message
    }
    // What is optional may be no column.
    #expect(try table.decoded(as: Other.self).map(\.height) == Array(repeating: nil, count: 60))
    #expect(message(Missing.self)?.hasPrefix("row 1 is no Missing: its property \"size\" is no column") == true)
    #expect(message(Unfit.self)?.contains("\"plan\" is \"free\"") == true)
    #expect(message(Optional.self)?.hasPrefix("row 2 is no Optional: its property \"balance\" is") == true)
    #expect(message(List.self)?.contains("\"age\" is a list") == true)
    #expect(message(Int.self)?.contains("is no Int") == true)
  }
}
