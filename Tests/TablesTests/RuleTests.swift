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

/// Rules are found where all rows obey them, and no row that comes out breaks one.
@Suite struct RuleTests {
  /// Rows as a network makes them that has learned nothing, ten thousand in all.
  private func rows(of codec: TableCodec, seed: Int) -> [Table] {
    var random = TestNumbers(seed: seed)
    return (0..<10).map { _ in
      let output = (0..<1_000 * codec.layout.width).map { _ in
        Int.random(in: 0..<50, using: &random) == 0 ? .nan : Float.random(in: -4...4, using: &random)
      }
      return codec.decode(Tensor(floats: output, shape: [1_000, codec.layout.width]))
    }
  }

  @Test("planted rules are found, no others, and are kept", arguments: [0, 0.05], 0..<5)
  func planted(missingShare: Double, seed: Int) throws {
    let table = try PlantedRules(missingShare: missingShare, seed: seed).table
    let found = Set(table.schema.rules.map(\.text))
    #expect(found.isSuperset(of: PlantedRules.texts))
    // Where parts are missing, orders of the others do not follow from the sum.
    #expect(missingShare > 0 || found.count == PlantedRules.texts.count, "\(found)")
    #expect(found.subtracting(PlantedRules.texts).isSubset(of: PlantedRules.weaker), "\(found)")
    let codec = TableCodec(fitting: table, TableRecipe())
    #expect(codec.isValid)
    // Totals, copies and what follows from others are not learned if missing cells follow, too.
    let learned = Set(codec.learned.map(\.name))
    for name in ["gross", "done, day", "again", "state", "grade"] {
      #expect(learned.contains(name) == (missingShare > 0), "\(name)")
    }
    #expect(codec.decode(codec.encode(table, seed: 0).batch(0..<table.rowCount)).difference(from: table) == nil)
    for sample in rows(of: codec, seed: seed) {
      for rule in PlantedRules.texts.indices {
        #expect(PlantedRules.firstBreak(of: rule, in: sample) == nil, "\(PlantedRules.texts[rule])")
      }
      #expect(sample.fault == nil)
      for (values, original) in zip(sample.columns, table.columns) {
        guard case (.numbers(let values), .numbers(let original)) = (values, original) else { continue }
        let present = original.filter { !$0.isNaN }
        #expect(values.allSatisfy { !($0 < present.min()! || $0 > present.max()!) })
      }
    }
    let without = TableCodec(fitting: table, TableRecipe(rules: false))
    #expect(without.schema.rules.isEmpty)
    let free = rows(of: without, seed: seed)[0]
    for rule in PlantedRules.texts.indices { #expect(PlantedRules.firstBreak(of: rule, in: free) != nil) }
  }

  @Test("one row that breaks a rule is enough against it", arguments: PlantedRules.texts.indices, [0, 0.05])
  func nearMiss(rule: Int, missingShare: Double) throws {
    var planted = PlantedRules(missingShare: missingShare, seed: 7)
    planted.breakOnce(rule)
    let table = try planted.table
    if ![7, 8].contains(rule) { #expect(PlantedRules.firstBreak(of: rule, in: table) != nil) }
    let others = PlantedRules.texts.enumerated().filter { $0.offset != rule }.map(\.element)
    let found = Set(table.schema.rules.map(\.text))
    #expect(found.isSuperset(of: others) && !found.contains(PlantedRules.texts[rule]))
    #expect(found.subtracting(others).isSubset(of: PlantedRules.weaker), "\(found)")
  }

  @Test("columns without a rule between them show none", arguments: 0..<8)
  func independent(seed: Int) throws {
    var random = TestNumbers(seed: seed)
    var text = "a,b,c,d,e,f,g\n"
    for _ in 0..<400 {
      let numbers = (0..<4).map { Int.random(in: 0...[9, 99, 999, 20][$0], using: &random) }
      let words = (0..<3).map { _ in ["x", "y", "z", "w"].randomElement(using: &random)! }
      text += (numbers.map(String.init) + words).joined(separator: ",") + "\n"
    }
    #expect(try parse(text).obeying(nil).schema.rules == [])
  }

  /// What holds by chance, by the ranges alone, or in too few rows.
  @Test(arguments: [
    "a,b\n" + (0..<300).map { "\($0 % 50),\(100 + $0 * $0 % 97)\n" }.joined(),
    "a,b\n" + (0..<48).map { "\($0 * 37 % 101),\($0 * 37 % 101 + $0 % 3)\n" }.joined(),
    "a,b\n" + (0..<300).map { "\($0 % 150),\($0 % 150 == 0 ? "x" : "y")\n" }.joined(),
    "a,b,c\n"
      + (0..<300).map { "\($0 * 37 % 101),\($0 % 60 == 0 ? 1 : 0),\($0 * 37 % 101 + ($0 % 60 == 0 ? 1 : 0))\n" }
      .joined(),
  ])
  func tooLittle(text: String) throws {
    let rules = try parse(text).obeying(nil).schema.rules
    #expect(rules.allSatisfy { $0.form == .order && $0.columns == ["a", "c"] }, "\(rules)")
  }

  /// Of ten thousand rows one may have a pair of its own, which stays possible.
  @Test(arguments: [(20_000, 2, true), (20_000, 3, false), (19_999, 2, false), (9_999, 1, false), (9_999, 0, true)])
  func singlePairs(rows: Int, single: Int, isRule: Bool) throws {
    var text = "a,b,c\n"
    for row in 0..<rows {
      let a = row % 5
      text += "a\(a),b\(row < single ? (a + 3) % 5 : a == 4 ? 4 : a + row / 5 % 2),\(row % 7).5\n"
    }
    let rules = try parse(text).obeying(nil).schema.rules
    #expect(rules.map(\.text) == (isRule ? ["a with b: only pairs that occur"] : []), "\(rules)")
    let once = single == 0 ? "each more than once" : "\(single) of them once in \(rows) rows"
    #expect(rules.allSatisfy { $0.reason.contains(once) }, "\(rules)")
  }

  /// A chain needs its links alone, and what follows from a city's state need not be said of the city.
  @Test func impliedRulesAreNotSaid() throws {
    var text = "a,b,c,city,state,land\n"
    for row in 0..<400 {
      let (a, city) = (row * 37 % 101, row * 7 % 36)
      text += "\(a),\(a + row % 17),\(a + row % 17 + row % 13),c\(city),s\(city / 4),l\(city / 12)\n"
    }
    #expect(
      try parse(text).obeying(nil).schema.rules.map(\.text) == [
        "state follows from city", "land follows from state", "a <= b", "b <= c",
      ])
  }

  @Test("sums over sums, and orders of totals, are kept", arguments: 0..<4)
  func connected(seed: Int) throws {
    var random = TestNumbers(seed: seed)
    var text = "a,b,c,d,e,limit,floor\n"
    for _ in 0..<500 {
      let parts = (0..<2).map { _ in Int.random(in: 0...500, using: &random) }
      let sum = parts[0] + parts[1]
      let paid = Int.random(in: 0...sum, using: &random)
      let limit = sum + Int.random(in: 0...400, using: &random)
      text +=
        "\(parts[0]),\(parts[1]),\(sum),\(paid),\(sum - paid),\(limit),\(parts[0] * Int.random(in: 0...9, using: &random) / 9)\n"
    }
    let table = try parse(text).obeying(nil)
    #expect(Set(table.schema.rules.map(\.text)).isSuperset(of: ["a + b = c", "d + e = c", "c <= limit", "floor <= a"]))
    let codec = TableCodec(fitting: table, TableRecipe())
    for sample in rows(of: codec, seed: seed) {
      let columns = sample.columns.map { if case .numbers(let values) = $0 { values } else { [Double]() } }
      for row in 0..<sample.rowCount {
        let x = columns.map { $0[row] }
        #expect(x[0] + x[1] == x[2] && x[3] + x[4] == x[2] && x[2] <= x[5] && x[6] <= x[0], "\(x)")
      }
      // Each row found its own way: none is another one's.
      #expect(Set((0..<sample.rowCount).map { row in columns.map { $0[row] } }).count > 900)
      #expect(sample.fault == nil)
    }
  }

  /// What one label leaves to a number and another label to a greater one can leave no way; whole rows of others then do.
  @Test func pairsOnBothSidesOfAnOrder() throws {
    var text = "make,power,region,load\n"
    for row in 0..<600 {
      let (make, region) = (row % 3, row % 3 == 2 ? row / 3 % 4 : row / 3 % 2)
      text += "m\(make),\(100 + 200 * make + row % 2),r\(region),\([10, 90, 400, 500][region] + row / 7 % 2)\n"
    }
    let rules = [
      Rule(.combinations, ["make", "power"]), Rule(.combinations, ["region", "load"]), Rule(.order, ["load", "power"]),
    ]
    let table = try parse(text).obeying(rules)
    let codec = TableCodec(fitting: table, TableRecipe())
    for sample in rows(of: codec, seed: 4) {
      guard case .categories(let makes) = sample.columns[0], case .numbers(let powers) = sample.columns[1],
        case .categories(let regions) = sample.columns[2], case .numbers(let loads) = sample.columns[3]
      else {
        Issue.record("columns changed kind")
        return
      }
      let labels = sample.schema.columns.map(\.labels)
      for row in 0..<sample.rowCount {
        let make = Double(labels[0][Int(makes[row])].dropFirst())!
        let region = Int(labels[2][Int(regions[row])].dropFirst())!
        #expect([0, 1].contains(powers[row] - 100 - 200 * make) && loads[row] <= powers[row])
        #expect([0, 1].contains(loads[row] - [10, 90, 400, 500][region]))
      }
    }
  }

  /// A total without missing cells beside a column that has some.
  @Test func missingCellsElsewhere() throws {
    var text = "a,b,c,d\n"
    for row in 0..<200 {
      let (a, b) = (row * 37 % 101, row * 7 % 50)
      text += "\(a),\(b),\(a + b),\(row % 9 == 0 ? "" : "\(a + b + row % 8)")\n"
    }
    let table = try parse(text).obeying(nil)
    #expect(table.schema.rules.map(\.text) == ["a + b = c", "c <= d"])
    let codec = TableCodec(fitting: table, TableRecipe())
    #expect(codec.isValid && codec.learned.map(\.name) == ["a", "b", "d"])
  }

  @Test("rules that are given are the rules, if the table obeys them")
  func given() throws {
    let planted = PlantedRules(missingShare: 0, seed: 3)
    let table = try planted.table
    let one = Rule(.order, ["tax", "gross"])
    #expect(try table.obeying([one]).schema.rules == [one])
    #expect(try table.obeying([]).schema.rules == [])
    for (rule, words) in [
      (Rule(.order, ["end", "start"]), "is broken in row"), (Rule(.sum, ["tax", "tax", "net"]), "3 different columns"),
      (Rule(.order, ["start", "ende"]), "did you mean \"end\""),
      (Rule(.order, ["city", "end"]), "cannot be about \"city\""),
      (Rule(.same, ["start", "end"]), "is broken in row"), (Rule(.sum, ["net", "gross", "tax"]), "is broken in row"),
      (Rule(.function, ["fuel", "make"]), "is broken in row"), (Rule(.combinations, ["opened", "make"]), "\"opened\""),
      (Rule(.combinations, ["start", "end"]), "two columns of numbers"),
    ] {
      let message = error { _ = try table.obeying([rule], source: "s.json") }?.message
      #expect(message?.hasPrefix("s.json: the rule \"") == true && message?.contains(words) == true, "\(message ?? "")")
    }
    let both = [Rule(.function, ["points", "grade"]), Rule(.function, ["points", "grade"])]
    #expect(error { _ = try table.obeying(both) }?.message.contains("another rule makes already") == true)
    let follow = [Rule(.same, ["level", "again"]), Rule(.same, ["again", "level"])]
    #expect(error { _ = try table.obeying(follow) }?.message.contains("made by another one") == true)
    let used = [Rule(.same, ["level", "again"]), Rule(.order, ["again", "level"])]
    #expect(error { _ = try table.obeying(used) }?.message.contains("is in a further rule") == true)
    let words = ["make", "fuel", "grade"]
    let circle = [[0, 1], [1, 2], [0, 2]].map { Rule(.combinations, $0.map { words[$0] }) }
    #expect(error { _ = try table.obeying(circle) }?.message.contains("circle") == true)
    for other in [Rule(.combinations, ["power", "fuel"]), Rule(.sum, ["net", "tax", "gross"])] {
      let pair = Rule(.combinations, ["make", other.form == .sum ? "tax" : "power"])
      #expect(error { _ = try table.obeying([pair, other]) }?.message.contains("in a sum or in another pair") == true)
    }
    #expect(TableCodec(fitting: try table.obeying([follow[0], circle[0], circle[1]]), TableRecipe()).isValid)
  }

  /// Most changes are refused. What is not refused decodes whatever a network makes.
  @Test("rules that were tampered with are refused, or decode to valid rows", arguments: 0..<6)
  func tampered(seed: Int) throws {
    let table = try PlantedRules(rows: 80, missingShare: seed % 2 == 0 ? 0 : 0.02, seed: seed).table
    let codec = TableCodec(fitting: table, TableRecipe(knots: 12))
    var random = TestNumbers(seed: seed)
    try expectTamperingToBeHarmless(codec, using: &random)
  }

  /// Each of 700 moments is that of two rows about one thing. By the nearest of them a row would get all that one thing is.
  @Test("nothing follows from moments that hardly come back, but what their neighbours say as well")
  func sparseMoments() throws {
    func rules(_ minutes: (Int) -> Int) throws -> [String] {
      var text = "when,what,year\n"
      for row in 0..<1_400 {
        let event = row / 2
        let minute = minutes(event)
        let (day, clock) = (minute / 1_440, minute % 1_440)
        let date = "20\(10 + day / 336)-\(two(1 + day / 28 % 12))-\(two(1 + day % 28))"
        text += "\(date) \(two(clock / 60)):\(two(clock % 60)),k\(event * event % 17 % 6),y\(10 + day / 336)\n"
      }
      return try parse(text).obeying(nil).schema.rules.map(\.text)
    }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let sparse = try rules { $0 * 997 + $0 * $0 % 613 }
    #expect(sparse.contains("year follows from when") && !sparse.contains("what follows from when"))
    // Where there is one each half hour, those that are made occur.
    #expect(try rules { $0 * 30 }.contains("what follows from when"))
  }
}
