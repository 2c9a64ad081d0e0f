import SaddleTables
import TestSupport

/// A random table that obeys one rule of each form, and what it takes to see a row break one.
struct PlantedRules {
  static let texts = [
    "start <= end", "opened <= closed", "net + tax = gross", "begin + took = done", "again = level",
    "state follows from city", "grade follows from points", "make with fuel: only pairs that occur",
    "make with power: only pairs that occur", "load <= power",
  ]

  /// What is true as well where a sum or a copy cannot be told.
  static let weaker = [
    "net <= gross", "tax <= gross", "begin <= done", "again <= level", "level <= again",
    "fuel with power: only pairs that occur",
  ]

  let header = [
    "start", "end", "opened", "closed", "net", "tax", "gross", "begin", "took", "done", "level", "again", "city",
    "state",
    "points", "grade", "make", "fuel", "noise", "power", "load",
  ]
  var rows: [[String]] = []
  private static let fuels = ["Ford": ["petrol", "diesel"], "Tesla": ["electric"], "BMW": ["petrol", "electric"]]
  private static let powers = ["Ford": [70, 95, 150], "Tesla": [283, 480], "BMW": [150, 252, 320]]

  init(rows count: Int = 600, missingShare: Double, seed: Int) {
    var random = TestNumbers(seed: seed)
    // Of its own, so that columns that come later leave those before as they are.
    var further = TestNumbers(seed: seed + 1_000)
    func whole(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    for _ in 0..<count {
      let start = whole(-50...200)
      let opened = whole(0...900)
      let (net, tax) = (whole(0...99_999), whole(0...3) == 0 ? 0 : whole(1...2_000))
      let (begin, took) = (whole(0...2_400_000), whole(0...5_000))
      let level = whole(0...9_999)
      let city = whole(0...40)
      let points = whole(0...29)
      let make = Self.fuels.keys.sorted()[whole(0...2)]
      let power = Self.powers[make]!.randomElement(using: &further)!
      var cells = [
        "\(start)", "\(start + whole(0...5) * whole(0...30))", Self.date(opened),
        Self.date(opened + whole(0...600)),
        Self.decimal(net), Self.decimal(tax), Self.decimal(net + tax), Self.moment(begin), "PT\(took)S",
        Self.moment(begin + took), "\(level / 100).\(10 + level % 90)", "", "city \(city)", "state \(city / 6)",
        "\(points)", "\("ABC".dropFirst(points / 10).first!)", make, Self.fuels[make]!.randomElement(using: &random)!,
        "\(whole(0...999)).5",
      ]
      cells[11] = cells[10]
      for place in cells.indices where Double.random(in: 0..<1, using: &random) < missingShare { cells[place] = "" }
      for cell in ["\(power)", "\(Int.random(in: 0..<power, using: &further)).5"] {
        cells.append(Double.random(in: 0..<1, using: &further) < missingShare ? "" : cell)
      }
      rows.append(cells)
    }
  }

  private static func decimal(_ cents: Int) -> String {
    let (whole, rest) = (cents / 100, cents % 100)
    return "\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }

  private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

  private static func date(_ day: Int) -> String {
    "\(2019 + day / 336)-\(two(day / 28 % 12 + 1))-\(two(day % 28 + 1))"
  }

  /// Of March 2021 alone, so that seconds add up without a calendar.
  private static func moment(_ seconds: Int) -> String {
    "2021-03-\(two(seconds / 86_400 + 1)) \(two(seconds / 3_600 % 24)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
  }

  var table: Table {
    get throws {
      let text = ([header] + rows).map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n"
      return try Table.parse(Array(text.utf8), name: "t.csv").obeying(nil)
    }
  }

  /// The first row of a table of these columns that breaks the rule of that place in `texts`.
  static func firstBreak(of rule: Int, in table: Table) -> Int? {
    func numbers(_ name: String) -> [Double] {
      let place = table.schema.columns.firstIndex { $0.name == name }!
      if case .numbers(let values) = table.columns[place] { return values }
      return []
    }
    func labels(_ name: String) -> [String] {
      let place = table.schema.columns.firstIndex { $0.name == name }!
      let labels = table.schema.columns[place].labels
      if case .categories(let codes) = table.columns[place] { return codes.map { $0 < 0 ? "" : labels[Int($0)] } }
      return []
    }
    let rows = 0..<table.rowCount
    let names = [["start", "end"], ["opened", "closed"], ["net", "tax", "gross"], ["begin", "took", "done"]]
    switch rule {
    case 0, 1:
      let (a, b) = (numbers(names[rule][0]), numbers(names[rule][1]))
      return rows.first { a[$0] > b[$0] }
    case 2, 3:
      let values = names[rule].map(numbers)
      let scale = rule == 2 ? 100.0 : 1
      return rows.first { row in
        let cells = values.map { $0[row] * scale }
        return !cells.contains(where: \.isNaN) && (cells[0] + cells[1]).rounded() != cells[2].rounded()
      }
    case 4:
      let (a, b) = (numbers("level"), numbers("again"))
      return rows.first { !a[$0].isNaN && !b[$0].isNaN && a[$0] != b[$0] }
    case 5:
      let (a, b) = (labels("city"), labels("state"))
      return rows.first { !a[$0].isEmpty && !b[$0].isEmpty && b[$0] != "state \(Int(a[$0].dropFirst(5))! / 6)" }
    case 6:
      let (a, b) = (numbers("points"), labels("grade"))
      return rows.first { !a[$0].isNaN && !b[$0].isEmpty && b[$0] != "\("ABC".dropFirst(Int(a[$0]) / 10).first!)" }
    case 7:
      let (a, b) = (labels("make"), labels("fuel"))
      return rows.first { !a[$0].isEmpty && !b[$0].isEmpty && !fuels[a[$0]]!.contains(b[$0]) }
    case 8:
      let (a, b) = (labels("make"), numbers("power"))
      return rows.first { !a[$0].isEmpty && !b[$0].isNaN && !powers[a[$0]]!.contains(Int(b[$0])) }
    default:
      let (a, b) = (numbers("load"), numbers("power"))
      return rows.first { a[$0] > b[$0] }
    }
  }

  /// Changes the cell in one row so that it breaks the rule.
  mutating func breakOnce(_ rule: Int) {
    // A row that has all of its cells.
    let columns = [
      [0, 1], [2, 3], [4, 5, 6], [7, 8, 9], [10, 11], [12, 13], [14, 15], [16, 17], [16, 19], [20, 19],
    ][rule]
    let row = rows.lastIndex { row in columns.allSatisfy { !row[$0].isEmpty } && row[columns[0]] != "BMW" }!
    switch rule {
    case 0: rows[row][1] = "-60"
    case 1: rows[row][3] = "2018-12-31"
    case 2: rows[row][6] = Self.decimal(Int(Double(rows[row][6])! * 100 + 0.5) + 1)
    case 3: rows[row][8] = "PT\(Int(rows[row][8].dropFirst(2).dropLast())! + 1)S"
    case 4: rows[row][11] = rows[row][11].dropLast() + (rows[row][11].last == "5" ? "6" : "5")
    case 5: rows[row][13] = rows[row][13] == "state 1" ? "state 2" : "state 1"
    case 6: rows[row][15] = rows[row][15] == "A" ? "B" : "A"
    case 7: rows[row][17] = rows[row][16] == "Tesla" ? "diesel" : "electric"
    case 8: (rows[row][19], rows[row][20]) = (rows[row][16] == "Tesla" ? "320" : "480", "1.5")
    default: rows[row][20] = rows[row][19] + ".5"
    }
  }
}
