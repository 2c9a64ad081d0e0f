import SaddleTables
import SaddleTensors
import TestSupport
import Testing

/// A column that follows from two others, each of which has to agree with it: the hour of a departure that is told by a
/// plan's number and by a moment of another zone.
@Suite struct AgreementTests {
  /// `hour` repeats what `planned` and `moment` say, and `month` follows from `moment`.
  private func table(
    rows: Int = 1_800, days: Int = 42, missingShare: Double = 0, breaksOnce: Bool = false, seed: Int
  ) throws -> Table {
    var random = TestNumbers(seed: seed)
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    var text = "planned,hour,minute,month,moment,noise\n"
    for row in 0..<rows {
      let (day, hour, minute) = (
        Int.random(in: 0..<days, using: &random), Int.random(in: 5..<19, using: &random),
        5 * Int.random(in: 0..<12, using: &random)
      )
      // Five hours ahead, of the same day.
      let month = 1 + day / 31
      var cells = [
        "\(100 * hour + minute)", "\(hour)", "\(minute)", "\(month)",
        "2021-\(two(month))-\(two(day % 31 + 1)) \(two(hour + (breaksOnce && row == 1_500 ? 4 : 5))):00:00",
        "\(Int.random(in: 0..<1_000, using: &random))",
      ]
      for place in cells.indices where Double.random(in: 0..<1, using: &random) < missingShare { cells[place] = "" }
      text += cells.joined(separator: ",") + "\n"
    }
    return try parse(text)
  }

  private func numbers(_ table: Table, _ place: Int) -> [Double] {
    switch table.columns[place] {
    case .numbers(let values): return values
    case .categories(let codes):
      let labels = table.schema.columns[place].labels
      return codes.map { $0 < 0 ? .nan : Double(labels[Int($0)])! }
    case .unlearned: return []
    }
  }

  /// Whether hours are those of plans, and whether they are those of moments, where both are there.
  private func agree(_ table: Table) -> (plans: Bool, moments: Bool, months: Bool) {
    let (planned, hour, minute, month, moment) = (
      numbers(table, 0), numbers(table, 1), numbers(table, 2), numbers(table, 3), numbers(table, 4)
    )
    func holds(_ isRight: (Int) -> Bool, _ columns: [Double]...) -> Bool {
      hour.indices.allSatisfy { row in columns.contains { $0[row].isNaN } || isRight(row) }
    }
    // Of moments in seconds since 1970.
    func ownHour(_ row: Int) -> Double { (moment[row] / 3_600).rounded(.down).truncatingRemainder(dividingBy: 24) - 5 }
    return (
      holds(
        { Int(planned[$0]) / 100 == Int(hour[$0]) && Int(planned[$0]) % 100 == Int(minute[$0]) }, planned, hour, minute),
      holds({ ownHour($0) == hour[$0] }, moment, hour),
      // A moment without an hour may be one that was never seen.
      holds({ (moment[$0] < 1_612_137_600) == (month[$0] == 1) }, moment, month, hour)
    )
  }

  /// Rows as a network makes them that has learned nothing.
  private func rows(of codec: TableCodec, seed: Int) -> Table {
    var random = TestNumbers(seed: seed)
    let output = (0..<3_000 * codec.layout.width).map { _ in Float.random(in: -4...4, using: &random) }
    return codec.decode(Tensor(floats: output, shape: [3_000, codec.layout.width]))
  }

  @Test("a moment moves to the nearest of the hour that is told beside it", arguments: [0, 0.05], 0..<3)
  func kept(missingShare: Double, seed: Int) throws {
    let table = try table(missingShare: missingShare, seed: seed).obeying(nil)
    #expect(
      table.schema.rules.map(\.text) == [
        "hour follows from planned", "minute follows from planned", "month follows from moment",
        "hour follows from moment",
      ])
    let codec = TableCodec(fitting: table, TableRecipe())
    #expect(codec.isValid && codec.learned.contains { $0.name.hasPrefix("moment") })
    #expect(codec.decode(codec.encode(table, seed: 0).batch(0..<table.rowCount)).difference(from: table) == nil)
    #expect(agree(table) == (true, true, true))
    let sample = rows(of: codec, seed: seed)
    let kept = agree(sample)
    // Where cells are missing, some moments were never seen with a month.
    #expect(kept.plans && kept.moments && (kept.months || missingShare > 0), "\(kept)")
    #expect(sample.fault == nil)
    var alone = table
    alone = try alone.obeying(table.schema.rules.dropLast())
    let free = rows(of: TableCodec(fitting: alone, TableRecipe()), seed: seed)
    #expect(agree(free).plans && !agree(free).moments)
    // Not far away, where nearly all hours of each day occur.
    let ways = zip(numbers(free, 4), numbers(sample, 4)).filter { !$0.0.isNaN }.map { abs($0 - $1) }
    #expect(ways.max()! <= 3 * 86_400 && ways.max()! > 0)
  }

  @Test("one row that disagrees is enough")
  func nearMiss() throws {
    let rules = try table(breaksOnce: true, seed: 4).obeying(nil).schema.rules
    #expect(
      rules.map(\.text) == ["hour follows from planned", "minute follows from planned", "month follows from moment"])
  }

  @Test("filled moments agree with known hours, and known ones stay")
  func mended() throws {
    let table = try table(seed: 5).obeying(nil)
    var filled = table.columns.map { _ in Array(repeating: false, count: table.rowCount) }
    var guessed = table
    var values = numbers(table, 4)
    for row in stride(from: 0, to: table.rowCount, by: 2) {
      filled[4][row] = true
      values[row] = numbers(table, 4)[(row + 37) % table.rowCount]
    }
    guessed.columns[4] = .numbers(values)
    var mended = guessed
    mended.mend(where: filled, by: table)
    #expect(!agree(guessed).moments && agree(mended).moments)
    for row in stride(from: 1, to: table.rowCount, by: 2) { #expect(numbers(mended, 4)[row] == values[row]) }
  }

  @Test("a result that is filled follows from the known cell that agrees, and so do filled numbers that make it")
  func told() throws {
    let rules = [["planned", "hour"], ["moment", "hour"]].map { Rule(.function, $0) }
    let table = try table(seed: 7).obeying(rules)
    var filled = table.columns.map { _ in Array(repeating: false, count: table.rowCount) }
    var mended = table
    var (planned, hours) = (numbers(table, 0), numbers(table, 1))
    for row in stride(from: 0, to: table.rowCount, by: 2) {
      for column in 0...1 { filled[column][row] = true }
      (planned[row], hours[row]) = (numbers(table, 0)[(row + 41) % table.rowCount], 5)
    }
    (mended.columns[0], mended.columns[1]) = (.numbers(planned), .numbers(hours))
    let guessed = mended
    mended.mend(where: filled, by: table)
    #expect(numbers(mended, 1) == numbers(table, 1) && numbers(mended, 4) == numbers(table, 4))
    #expect(zip(numbers(mended, 0), numbers(mended, 1)).allSatisfy { Int($0) / 100 == Int($1) })
    // Where plans make minutes, too, an hour alone does not say to which they should move: they stay.
    var bound = guessed
    bound.mend(where: filled, by: try table.obeying(rules + [Rule(.function, ["planned", "minute"])]))
    #expect(numbers(bound, 0) == planned && numbers(bound, 1) == numbers(table, 1))
  }

  @Test("rules that are given may say so of one column of numbers after another, and not in a circle")
  func given() throws {
    let table = try table(seed: 6)
    let rules = [["moment", "hour"], ["planned", "hour"]].map { Rule(.function, $0) }
    let codec = TableCodec(fitting: try table.obeying(rules), TableRecipe())
    #expect(codec.isValid)
    // Here plans give way.
    let sample = rows(of: codec, seed: 1)
    let hours = numbers(sample, 1)
    #expect(zip(numbers(sample, 0), hours).allSatisfy { Int($0) / 100 == Int($1) })
    func refusal(_ rules: [Rule]) -> String { error { _ = try table.obeying(rules) }?.message ?? "" }
    let again = rules + [Rule(.function, ["planned", "minute"]), Rule(.function, ["moment", "month"]), rules[1]]
    #expect(refusal(again).contains("another rule makes already"))
    #expect(refusal(rules + [Rule(.order, ["hour", "planned"])]).contains("is in a further rule"))
  }

  @Test("a column may agree with one that agrees with another itself, and none with what it makes")
  func chains() throws {
    // d tells c, which tells b, as does a.
    var random = TestNumbers(seed: 9)
    var text = "a,b,c,d\n"
    for _ in 0..<800 {
      let d = Int.random(in: 0..<96, using: &random)
      text += "\(d / 24 * 100 + Int.random(in: 0..<30, using: &random)),\(d / 24),\(d / 2 * 7),\(d)\n"
    }
    let table = try parse(text)
    let rules = [["a", "b"], ["c", "b"], ["d", "c"]].map { Rule(.function, $0) }
    let codec = TableCodec(fitting: try table.obeying(rules), TableRecipe())
    #expect(codec.isValid)
    let sample = rows(of: codec, seed: 3)
    let (a, b, c, d) = (numbers(sample, 0), numbers(sample, 1), numbers(sample, 2), numbers(sample, 3))
    #expect(zip(a, b).allSatisfy { Int($0) / 100 == Int($1) } && zip(c, b).allSatisfy { Int($0) / 84 == Int($1) })
    #expect(zip(d, c).allSatisfy { Int($0) / 2 * 7 == Int($1) })
    // Once d makes c, from which b comes, d cannot agree with b.
    let circle = [["c", "b"], ["d", "b"], ["d", "c"]].map { Rule(.function, $0) }
    #expect(error { _ = try table.obeying(circle) }?.message.contains("made by another one") == true)
  }

  @Test("agreements that were tampered with are refused, or decode to valid rows", arguments: 2..<5)
  func tampered(seed: Int) throws {
    var random = TestNumbers(seed: seed)
    let table = try table(rows: 600, days: 3, missingShare: 0.02, seed: seed).obeying(nil)
    #expect(table.schema.rules.map(\.text).contains("hour follows from moment") && table.schema.rules.count == 3)
    let codec = TableCodec(fitting: table, TableRecipe(knots: 12))
    try expectTamperingToBeHarmless(codec, using: &random)
  }
}
