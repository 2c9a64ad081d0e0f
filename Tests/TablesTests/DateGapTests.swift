import SaddleTables
import SaddleTensors
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Moments that lie close together stay so: the later one is learned as the time since the earlier one.
@Suite struct DateGapTests {
  /// Orders of four years with what came of them: sent one to 48 hours after they were placed, arrived on a day up to five
  /// days after that, closed from three to thirty days after they were placed within office hours, and a birthday that has
  /// nothing to do with them. What is not sent does not arrive.
  private static func orders(_ rows: Int = 600, seed: Int = 0) throws -> Table {
    var random = TestNumbers(seed: seed)
    func whole(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    var text = "arrived,placed,sent,closed,born\n"
    for _ in 0..<rows {
      let placed = whole(18_262...19_722) * 86_400 + whole(0...86_399)
      let sent = placed + whole(3_600...172_800)
      let arrived = sent / 86_400 + whole(0...5)
      let closed = (placed / 86_400 + whole(3...30)) * 86_400 + whole(9 * 3_600...17 * 3_600 - 1)
      let isSent = whole(0...9) > 0
      let cells = [
        isSent && whole(0...9) > 0 ? day(arrived) : "", moment(placed), isSent ? moment(sent) : "", moment(closed),
        day(whole(0...12_000)),
      ]
      text += cells.joined(separator: ",") + "\n"
    }
    return try parse(text)
  }

  private static func moment(_ seconds: Int) -> String {
    let date = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    return String(date.dropLast()).replacing("T", with: " ")
  }

  private static func day(_ day: Int) -> String { String(moment(day * 86_400).prefix(10)) }

  private func numbers(_ table: Table, _ name: String) -> [Double] {
    let place = table.schema.columns.firstIndex { $0.name == name }!
    if case .numbers(let values) = table.columns[place] { return values }
    return []
  }

  /// Rows of a network that knows nothing.
  private func noise(_ codec: TableCodec, _ rows: Int = 1_000) -> Table {
    var random = TestNumbers(seed: 1)
    let output = (0..<rows * codec.layout.width).map { _ in Float.random(in: -4...4, using: &random) }
    return codec.decode(Tensor(floats: output, shape: [rows, codec.layout.width]))
  }

  @Test("each moment is learned beside the one that is nearest, its hours where they tell more than the gap's")
  func learned() throws {
    let table = try Self.orders()
    let codec = TableCodec(fitting: table, TableRecipe())
    #expect(codec.isValid)
    let learned = codec.learned.map { "\($0.name): \($0.kind)" }
    #expect(learned.contains("arrived: integer") && learned.contains("sent: integer"), "\(learned)")
    #expect(
      learned.filter { $0.hasPrefix("closed") } == [
        "closed, day: integer", "closed, hour: category", "closed, seconds: integer",
      ])
    #expect(learned.contains("placed, weekday: category") && learned.contains("born, weekday: category"))
    #expect(codec.decode(codec.encode(table, seed: 0).batch(0..<table.rowCount)).difference(from: table) == nil)
  }

  @Test("gaps stay within those of the source whatever a network says")
  func kept() throws {
    let table = try Self.orders()
    let rows = noise(TableCodec(fitting: table, TableRecipe(rules: false)))
    let (placed, sent) = (numbers(rows, "placed"), numbers(rows, "sent"))
    let (arrived, closed) = (numbers(rows, "arrived"), numbers(rows, "closed"))
    func day(_ moment: Double) -> Double { (moment / 86_400).rounded(.down) }
    var hours: Set<Double> = []
    // Beyond the last moment of the source none is made.
    let last = ["placed", "sent", "arrived", "closed"].map { numbers(table, $0).filter { !$0.isNaN }.max()! }
    for row in 0..<rows.rowCount where !zip([placed, sent, arrived, closed], last).contains(where: { $0[row] == $1 }) {
      #expect(sent[row].isNaN || (3_600...172_800).contains(sent[row] - placed[row]))
      #expect(arrived[row].isNaN || (0...5).contains(day(arrived[row]) - day(sent[row])))
      #expect((3...30).contains(day(closed[row]) - day(placed[row])))
      hours.insert(((closed[row] - day(closed[row]) * 86_400) / 3_600).rounded(.down))
    }
    #expect(hours == Set((9...16).map(Double.init)))
    for name in ["placed", "sent", "arrived", "closed"] {
      let source = numbers(table, name).filter { !$0.isNaN }
      #expect(numbers(rows, name).allSatisfy { !($0 < source.min()! || $0 > source.max()!) }, "\(name)")
    }
    #expect(sent.contains { $0.isNaN } && zip(sent, arrived).allSatisfy { !$0.isNaN || $1.isNaN })
    #expect(Set(zip(sent, placed).map { $0 - $1 }).count > 400)
  }

  @Test("a codec with gaps that was tampered with is refused, or makes valid rows")
  func tampered() throws {
    var random = TestNumbers(seed: 5)
    try expectTamperingToBeHarmless(TableCodec(fitting: Self.orders(80), TableRecipe()), using: &random)
  }

  @Test("moments that are apart, few, or without the one before them are learned by themselves")
  func apart() throws {
    func learned(_ rows: [(first: String, second: String)]) throws -> Set<String> {
      let text = "a,b\n" + rows.map { "\($0.first),\($0.second)\n" }.joined()
      return Set(TableCodec(fitting: try parse(text), TableRecipe()).learned.map(\.name))
    }
    var random = TestNumbers(seed: 3)
    func days(_ count: Int, apart: Int) -> [(first: String, second: String)] {
      (0..<count).map { _ in
        let first = Int.random(in: 15_000...16_000, using: &random)
        return (Self.day(first), Self.day(first + Int.random(in: 0...apart, using: &random)))
      }
    }
    let near = days(400, apart: 100)
    let names = try learned(near)
    #expect(names.contains("b") && names.contains("a, day"), "\(names)")
    // As widely spread as the days themselves; and too few of them.
    #expect(try learned(days(400, apart: 600)).contains("b, day"))
    #expect(try learned(days(49, apart: 5)).isSuperset(of: ["a, day", "b, day"]))
    // The second one is the source where the first one may be missing.
    #expect(try learned([("", near[0].second)] + near).isSuperset(of: ["a", "b, day"]))
    #expect(try learned([("", near[0].second), (near[0].first, "")] + near).isSuperset(of: ["a, day", "b, day"]))
  }
}
