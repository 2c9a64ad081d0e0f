import SaddleAdversarial
import SaddleFiles
import SaddleNetworks
import SaddleTables
import SaddleTensors
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Dates keep weekdays, seasons and hours, alone and beside other columns.
@Suite struct CalendarTests {
  /// Three years of orders: none on Sundays, few on Saturdays, many in December; private ones in the evening.
  private static func orders(_ rows: Int, missing: Double = 0, seed: Int = 0) throws -> Table {
    var random = TestNumbers(seed: seed)
    var text = "placed,customer\n"
    var count = 0
    while count < rows {
      let day = Double(Int.random(in: 17_897...18_992, using: &random))
      let (weekday, month) = (weekday(day), calendarMonth(day))
      let chance = weekday == 6 ? 0 : (weekday == 5 ? 0.2 : 0.6) * (month == 12 ? 1.6 : 1)
      guard Double.random(in: 0..<1, using: &random) < chance else { continue }
      let isPrivate = Int.random(in: 0..<3, using: &random) == 0
      let hour = isPrivate ? Int.random(in: 18...22, using: &random) : Int.random(in: 8...17, using: &random)
      let seconds = day * 86_400 + Double(hour * 3_600 + Int.random(in: 0..<3_600, using: &random))
      let moment = Double.random(in: 0..<1, using: &random) < missing ? "" : iso(seconds)
      text += "\(moment),\(isPrivate ? "private" : "firm")\n"
      count += 1
    }
    return try parse(text)
  }

  private static func iso(_ seconds: Double) -> String {
    let date = Date(timeIntervalSince1970: seconds).formatted(.iso8601)
    return String(date.dropLast()).replacing("T", with: " ")
  }

  /// 0 for Monday: 1970 began on a Thursday.
  private static func weekday(_ day: Double) -> Int { (Int(day) + 3) % 7 }

  private static func calendarMonth(_ day: Double) -> Int { Int(iso(day * 86_400).dropFirst(5).prefix(2))! }

  private func moments(_ table: Table) -> [Double] {
    if case .numbers(let values) = table.columns[0] { values } else { [] }
  }

  private func isPrivate(_ table: Table) -> [Bool] {
    guard case .categories(let codes) = table.columns[1] else { return [] }
    let place = table.schema.columns[1].labels.firstIndex(of: "private")!
    return codes.map { $0 == place }
  }

  private func weekdays(_ moments: [Double]) -> [Int] { moments.map { Self.weekday(($0 / 86_400).rounded(.down)) } }
  private func hours(_ moments: [Double]) -> [Int] {
    moments.map { Int(($0 - ($0 / 86_400).rounded(.down) * 86_400) / 3_600) }
  }

  @Test("moments come back from their parts", arguments: [0, 0.2])
  func inverse(missing: Double) throws {
    let table = try Self.orders(2_000, missing: missing)
    let codec = TableCodec(fitting: table, TableRecipe())
    #expect(
      codec.learned.map(\.name) == [
        "placed, day", "placed, month", "placed, weekday", "placed, hour", "placed, seconds", "customer",
      ])
    // Of more than a thousand days and seconds only so many are kept; what lies between is as near as floats are.
    let encoded = codec.encode(table, seed: 0)
    let decoded = codec.decode(encoded.batch(0..<table.rowCount))
    #expect(zip(moments(decoded), moments(table)).allSatisfy { $0.isNaN == $1.isNaN && !(abs($0 - $1) > 1) })
    #expect(decoded.fault == nil)
  }

  @Test("a day that is not quite right falls on the right weekday, in the right month, at the right hour")
  func snaps() throws {
    let table = try Self.orders(2_000)
    let codec = TableCodec(fitting: table, TableRecipe())
    let encoded = codec.encode(table, seed: 0)
    var rows = encoded.batch(0..<table.rowCount).floats()
    var random = TestNumbers(seed: 1)
    // The day is the first number of a row: off by some weeks.
    for place in stride(from: 0, to: rows.count, by: codec.layout.width) {
      rows[place] += Float.random(in: -0.05...0.05, using: &random)
    }
    let decoded = codec.decode(Tensor(floats: rows, shape: [table.rowCount, codec.layout.width]))
    let (was, now) = (moments(table), moments(decoded))
    #expect(weekdays(now) == weekdays(was))
    #expect(hours(now) == hours(was))
    #expect(zip(was, now).count { $0 != $1 } > table.rowCount / 2)
    #expect(now.map { Self.calendarMonth($0 / 86_400) } == was.map { Self.calendarMonth($0 / 86_400) })
    #expect(zip(was, now).allSatisfy { abs($0 - $1) < 100 * 86_400 })
  }

  /// A game of a second or two learns who orders when, which a moment as one number could not tell.
  @Test func patternsAreLearned() throws {
    let table = try Self.orders(3_000)
    let codec = TableCodec(fitting: table, TableRecipe())
    let encoded = codec.encode(table, seed: 0)
    let adam = OptimizerRecipe(learningRate: 1e-3)
    let recipe = GameRecipe(
      latent: LatentPrior(.normal, size: 16), objective: .relativistic,
      penalties: [Penalty.r1.weighted(0.3), Penalty.r2.weighted(0.3)], batch: 200, steps: 1_000,
      generatorOptimizer: adam, criticOptimizer: adam, averaging: 0.98)
    let game = TableGame(
      codec: codec, recipe: recipe, generator: NetworkRecipe(.concatenating, hidden: [64]),
      critic: NetworkRecipe(.perceptron, hidden: [64]), table: TableRecipe())
    let order = BatchOrder(rows: table.rowCount, batch: 200, seed: 0)
    let trainer = game.trainer(seed: 0) { encoded.batch(order.rows(ofBatch: $0)) }
    for _ in 0..<1_000 { _ = trainer.takeStep() }
    let generator = game.makeGenerator(Initializer(seed: 0, name: "generator"))
    generator.copyState(from: trainer.average)
    var model = TableModel(codec: codec, latent: recipe.latent, generator: generator)
    MarginalMatch.matchCodes(of: model, to: encoded, seed: 0)
    model.marginals = MarginalMatch(model, encoded, seed: 0)
    let sample = model.sample(10_000, seed: 3)
    let (real, own) = (moments(table), moments(sample))
    #expect(totalVariation(weekdays(real), weekdays(own)) < 0.03)
    #expect(totalVariation(hours(real), hours(own)) < 0.04)
    #expect(!weekdays(own).contains(6))
    let months = { (moments: [Double]) in moments.map { Self.calendarMonth($0 / 86_400) } }
    #expect(totalVariation(months(real), months(own)) < 0.06)
    #expect(kolmogorovSmirnov(real, own) < 0.06)
    // Evening orders are private ones, which a third of all are.
    let evening = zip(hours(own), isPrivate(sample)).filter { $0.0 >= 18 }
    #expect(Double(evening.count { $0.1 }) > 0.6 * Double(evening.count))
  }

  @Test(
    "days that only ever are firsts of a month stay so, and few days stay whole",
    arguments: [
      (0..<200).map { "20\(10 + $0 % 12)-\($0 % 9 + 1 < 10 ? "0" : "")\($0 % 9 + 1)-01" },
      (0..<200).map { "2020-02-\($0 % 9 + 10)" },
    ])
  func fewDays(cells: [String]) throws {
    let (schema, values) = try column(cells)
    let table = Table(schema: Schema(columns: [schema]), columns: [values], rowCount: cells.count)
    let codec = TableCodec(fitting: table, TableRecipe())
    var random = TestNumbers(seed: 0)
    let output = (0..<500 * codec.layout.width).map { _ in Float.random(in: -4...4, using: &random) }
    let decoded = codec.decode(Tensor(floats: output, shape: [500, codec.layout.width]))
    #expect(Set(moments(decoded)).isSubset(of: moments(table)))
    #expect(Set(moments(decoded)).count > 5)
  }

  @Test(
    "days become as frequent as in the table, however uneven, and stay of the months and weekdays that they had",
    arguments: [300, 600])
  func matchedDays(thirds: Int) throws {
    // Some years of which every third day is ten times as frequent as the others, which no month and no weekday tells. More
    // than a thousand days are kept if each has some rows.
    var random = TestNumbers(seed: 2)
    var text = "placed,n\n"
    for row in 0..<8_000 {
      let day =
        17_897
        + (row % 4 == 0
          ? Int.random(in: 0..<3 * thirds, using: &random) : 3 * Int.random(in: 0..<thirds, using: &random))
      text += "\(Self.iso(Double(day) * 86_400).prefix(10)),\(row)\n"
    }
    let table = try parse(text)
    let codec = TableCodec(fitting: table, TableRecipe())
    let (data, layout) = (codec.encode(table, seed: 0), codec.layout)
    var model = TableModel(
      codec: codec, latent: LatentPrior(.normal, size: 24),
      generator: Sequential([
        Linear(24, layout.width, gain: 1, Initializer(seed: 1, name: "ignorant")), TableHead(layout, temperature: 0.2),
      ]))
    MarginalMatch.matchCodes(of: model, to: data, seed: 0)
    model.marginals = MarginalMatch(model, data, seed: 0)
    let before = moments(model.sample(30_000, seed: 7))
    MarginalMatch.matchDays(of: &model, to: table, data, seed: 0)
    let after = moments(model.sample(30_000, seed: 7))
    let real = moments(table)
    // Of 8,000 rows on 900 days, and 30,000 to check by, chance alone makes about 0.1, of 1,800 the root of 2 times as much.
    #expect(totalVariation(real, before) > 0.2)
    #expect(totalVariation(real, after) < 0.12 * (Double(thirds) / 300).squareRoot())
    #expect(Set(after).isSubset(of: real))
    let kept = zip(before.prefix(2_000), after).count {
      Self.calendarMonth($0 / 86_400) == Self.calendarMonth($1 / 86_400) && weekdays([$0]) == weekdays([$1])
    }
    #expect(kept > 1_980)
    // What is stored draws the same, and what does not fit the days is refused.
    let json = String(decoding: try JSONEncoder().encode(model.codec), as: UTF8.self)
    #expect(try JSONDecoder().decode(TableCodec.self, from: Data(json.utf8)) == model.codec && model.codec.isValid)
    let longer = json.replacing("\"ends\":[", with: "\"ends\":[1,")
    #expect(longer != json)
    #expect(try !JSONDecoder().decode(TableCodec.self, from: Data(longer.utf8)).isValid)
  }
}
