import SaddleTables
import TestSupport
import Testing

@Suite struct MendingTests {
  /// One cell of each row is given the value of another row, which breaks most rules, and is mended.
  @Test("filled cells are moved until every rule holds, known ones stay", arguments: 0..<4)
  func oneCell(seed: Int) throws {
    let table = try PlantedRules(missingShare: 0, seed: seed).table
    var random = TestNumbers(seed: seed)
    var filled = table.columns.map { _ in Array(repeating: false, count: table.rowCount) }
    var guessed = table
    // From a grade many points follow.
    let places = table.schema.columns.indices.filter { table.schema.columns[$0].name != "points" }
    for row in 0..<table.rowCount {
      let (place, donor) = (places.randomElement(using: &random)!, Int.random(in: 0..<table.rowCount, using: &random))
      filled[place][row] = true
      guessed.columns[place] = guessed.columns[place].taking(row, from: donor, of: table.columns[place])
    }
    for rule in PlantedRules.texts.indices { #expect(PlantedRules.firstBreak(of: rule, in: guessed) != nil) }
    var mended = guessed
    mended.mend(where: filled, by: table)
    for rule in PlantedRules.texts.indices {
      #expect(PlantedRules.firstBreak(of: rule, in: mended) == nil, "\(PlantedRules.texts[rule])")
    }
    for (place, values) in mended.columns.enumerated() {
      #expect(values.differs(from: table.columns[place], where: filled[place].map { !$0 }) == false)
    }
    // Without rules nothing moves.
    var free = guessed
    free.mend(
      where: filled,
      by: Table(schema: Schema(columns: table.schema.columns), columns: table.columns, rowCount: table.rowCount))
    #expect(free.columns == guessed.columns)
  }

  @Test("what two known cells of a sum tell of the third counts, wherever it lies")
  func sums() throws {
    var text = "a,b,c,d,e\n"
    for row in 0..<300 {
      let (a, b, d) = (row * 7 % 50, row * 11 % 49, row * 13 % 47)
      text += "\(a),\(b),\(a + b),\(d),\(a + b + d)\n"
    }
    let teacher = try parse(text).obeying([Rule(.sum, ["a", "b", "c"]), Rule(.sum, ["c", "d", "e"])])
    // The second part, beyond the range of the first; the first total and with it a part; a total, which no part is known
    // of; and a known total beyond what both parts' ranges come to.
    let rows: [(given: [Double], known: [Bool], told: [Double])] = [
      ([45, 30, 120, 0, 120], [true, false, true, true, true], [45, 75, 120, 0, 120]),
      ([10, 0, 0, 20, 130], [true, false, false, true, true], [10, 100, 110, 20, 130]),
      ([10, 20, 5, 30, 60], [true, true, false, true, true], [10, 20, 30, 30, 60]),
      ([20, 10, 150, 0, 150], [false, false, true, true, true], [20, 130, 150, 0, 150]),
    ]
    var table = Table(
      schema: teacher.schema, columns: (0..<5).map { place in .numbers(rows.map { $0.given[place] }) },
      rowCount: rows.count)
    table.mend(where: (0..<5).map { place in rows.map { !$0.known[place] } }, by: teacher)
    for place in 0..<5 { #expect(table.columns[place] == .numbers(rows.map { $0.told[place] })) }
  }

  /// The distances of a destination are below it, and an order is about them as well.
  @Test(
    "numbers from which a known cell follows are moved among those that it leaves, also where an order is about them")
  func sourcesInOrders() throws {
    var text = "place,distance,time\n"
    for row in 0..<600 {
      let place = row % 4
      let distance = 100 + 300 * place + 40 * (row / 4 % 3)
      text += "p\(place),\(distance),\(row * 37 % distance).5\n"
    }
    let teacher = try parse(text).obeying(nil)
    #expect(Set(teacher.schema.rules.map(\.text)) == ["place follows from distance", "time <= distance"])
    let places = try #require(teacher.schema.columns.first).labels
    let code = Int32(try #require(places.firstIndex(of: "p1")))
    // Of 400, 440 and 480 the nearest; the nearest that is not below the time; and, since all are, the nearest whole number.
    let rows: [(guess: Double, time: Double, mended: Double)] = [
      (1_000, 10.5, 480), (100, 410.5, 440), (100, 900.5, 901),
    ]
    var table = Table(
      schema: teacher.schema,
      columns: [
        .categories(rows.map { _ in code }), .numbers(rows.map(\.guess)), .numbers(rows.map(\.time)),
      ], rowCount: rows.count)
    let none = rows.map { _ in false }
    table.mend(where: [none, none.map { !$0 }, none], by: teacher)
    #expect(table.columns[1] == .numbers(rows.map(\.mended)))
  }

  @Test("a filled label stays where its pairs occur, whatever a missing or a new number beside it would go with")
  func filledLabels() throws {
    let text = "a,b,n\n" + (0..<400).map { "a\($0 % 4),b\($0 % 4 / 2),\($0 % 4 * 10 + $0 / 4 % 2)\n" }.joined()
    let teacher = try parse(text).obeying([Rule(.combinations, ["a", "b"]), Rule(.combinations, ["a", "n"])])
    let code = { (place: Int, label: String) in Int32(teacher.schema.columns[place].labels.firstIndex(of: label)!) }
    // A number that is missing, one that never occurs, one that goes with a3, and one that goes with another b alone.
    let columns: [ColumnValues] = [
      .categories((0..<4).map { _ in code(0, "a2") }), .categories((0..<4).map { _ in code(1, "b1") }),
      .numbers([.nan, 15, 30, 10]),
    ]
    for label in ["a2", "a3"] {
      var table = Table(schema: teacher.schema, columns: columns, rowCount: 4)
      table.columns[0] = .categories((0..<4).map { _ in code(0, label) })
      let none = Array(repeating: false, count: 4)
      table.mend(where: [none.map { !$0 }, none, none], by: teacher)
      #expect(table.columns[0] == .categories([label, label, "a3", label].map { code(0, $0) }))
      #expect(Array(table.columns[1...]) == Array(columns[1...]))
    }
  }

  @Test("rows in which known cells break a rule stay as they are")
  func noWay() throws {
    let text = "net,tax,gross\n" + (0..<200).map { "\($0).5,\($0 * 37 % 90).5,\($0 + $0 * 37 % 90 + 1).0\n" }.joined()
    let teacher = try parse(text).obeying(nil)
    #expect(teacher.schema.rules.map(\.text) == ["net + tax = gross"])
    let columns: [ColumnValues] = [.numbers([50.5, 5]), .numbers([80, 80]), .numbers([7, 90])]
    var table = Table(schema: teacher.schema, columns: columns, rowCount: 2)
    // No tax is below 0, as the first row needs; in the second it is 85.
    table.mend(where: [[false, false], [true, true], [false, false]], by: teacher)
    #expect(table.columns == [.numbers([50.5, 5]), .numbers([80, 85]), .numbers([7, 90])])
  }
}

extension ColumnValues {
  /// The values with that of another row of a column in place of one.
  fileprivate func taking(_ row: Int, from donor: Int, of column: ColumnValues) -> ColumnValues {
    switch (self, column) {
    case (.numbers(var values), .numbers(let others)):
      values[row] = others[donor]
      return .numbers(values)
    case (.categories(var values), .categories(let others)):
      values[row] = others[donor]
      return .categories(values)
    default: return self
    }
  }

  fileprivate func differs(from other: ColumnValues, where isCompared: [Bool]) -> Bool {
    switch (self, other) {
    case (.numbers(let a), .numbers(let b)): a.indices.contains { isCompared[$0] && a[$0] != b[$0] }
    case (.categories(let a), .categories(let b)): a.indices.contains { isCompared[$0] && a[$0] != b[$0] }
    default: self != other
    }
  }
}
