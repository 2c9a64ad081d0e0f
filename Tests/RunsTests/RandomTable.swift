import TestSupport

/// A file of random columns under hostile names, some of them made from others.
struct RandomTable {
  private(set) var text = ""
  private(set) var columns: [[String]] = []
  let names: [String]

  private static let strangeNames = [
    "x", "a,b", "say \"so\"", "two\nlines", "a=b", "x.y", "column.x", "NAME", "é€😀", " padded ", "--set", "'quoted'",
    "$(echo)", "../up", "-", "null", "NA", "1", "a;b|c\td", String(repeating: "long ", count: 200), "{\"json\":1}",
    "%s%n", "\\", "schema", "a + b", "\u{202E}right", "e\u{301}", "\u{E9}",
  ]

  init(seed: Int) {
    var random = TestNumbers(seed: seed)
    let rows = [2, 3, 5, 40, 120, 300].randomElement(using: &random)!
    let count = Int.random(in: 1...10, using: &random)
    var names = Self.strangeNames.shuffled(using: &random)
    names = Array(names.prefix(count))
    self.names = names
    for _ in 0..<count {
      let share = [0, 0, 0.1, 0.9].randomElement(using: &random)!
      let missing = ["", "NA"].randomElement(using: &random)!
      var cells = self.cells(rows, using: &random)
      for row in cells.indices where Double.random(in: 0..<1, using: &random) < share { cells[row] = missing }
      columns.append(cells)
    }
    let delimiter = [",", ";", "\t"].randomElement(using: &random)!
    func quoted(_ cell: String) -> String {
      let needs =
        cell.unicodeScalars.contains { "\"\r\n,;\t|".unicodeScalars.contains($0) } || (count == 1 && cell.isEmpty)
      return needs ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
    }
    text = names.map(quoted).joined(separator: delimiter) + "\n"
    for row in 0..<rows { text += columns.map { quoted($0[row]) }.joined(separator: delimiter) + "\n" }
  }

  private func cells(_ rows: Int, using random: inout TestNumbers) -> [String] {
    func whole(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let kind = whole(0...16)
    let size = [1, 2, 5, 60, 400].randomElement(using: &random)!
    let numbers = columns.filter { $0.allSatisfy { Int($0) != nil } }
    return (0..<rows).map { row in
      switch kind {
      case 0: return "\(whole(-99...9_999)).\(whole(10...99))"
      case 1: return "\(whole(0...size))"
      case 2: return whole(0...2) == 0 ? "\(whole(0...9_999)).5" : "0"
      case 3: return "\(whole(1...9))e\(whole(-300...300))"
      case 4, 5: return ["", "v", "say \"x\", ", "line\n", "é"][size % 5] + "\(whole(0...size))"
      case 6: return ["yes", "no"][whole(0...1)]
      case 7: return "20\(whole(10...29))-\(two(whole(1...12)))-\(two(whole(1...28)))"
      case 8:
        return
          "\(two(whole(1...28)))/\(two(whole(1...12)))/1999 \(two(whole(0...23))):\(two(whole(0...59))):\(two(whole(0...59)))"
      case 9: return "\(two(whole(0...23))):\(two(whole(0...59)))"
      case 10: return "\(whole(0...90)):\(two(whole(0...59))):\(two(whole(0...59)))"
      case 11: return ["PT\(whole(0...900))M", "P\(whole(0...9))DT\(whole(1...23))H", "PT0.5S"][whole(0...2)]
      case 12: return "constant"
      case 13: return "K-\(row)-\(whole(0...9))"
      case 14:
        return (0...whole(4...30)).map { _ in ["to", "be", "or", "not", "that"][whole(0...4)] }.joined(separator: " ")
      case 15: return ["1", "x", "2020-01-01", "01.02.2020", "1/2/20", "true", "nan", "-", "1e400", "\""][whole(0...9)]
      default:
        guard let a = numbers.first, let b = numbers.last, let x = Int(a[row]), let y = Int(b[row]) else {
          return columns.first?[row] ?? "\(row % 7)"
        }
        return "\(x + y)"
      }
    }
  }
}
