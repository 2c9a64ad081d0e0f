import SaddleEvaluation
import SaddleTables
import SaddleTensors
import Testing

/// Two numbers that follow from a label and from each other, where the label follows from another one, and a generator whose rows have the one and not the other:
/// given each other neither would change.
@Suite struct RedrawnApartTests {
  private let table: Table
  private let model: TableModel
  private static let rows = 3_000

  init() {
    var random = XorShift(state: 0x9E37_79B9_7F4A_7C15)
    func noise() -> Double { Double.random(in: -0.2...0.2, using: &random) }
    let city = (0..<Self.rows).map { _ in Int.random(in: 0..<16, using: &random) }
    let x = city.map { _ in (noise() * 100).rounded() / 100 }
    let lat = city.map { ((Self.center($0) + noise()) * 1e4).rounded() / 1e4 }
    let lon = zip(lat, city).map { lat, _ in (Self.longitude(lat + noise() / 10) * 1e4).rounded() / 1e4 }
    var columns: [Column] = [
      .labels("city", city.map { "c\($0)" }), .numbers("lat", lat), .numbers("lon", lon), .numbers("x", x),
      .labels("code", city.map { "p\($0)\(Int.random(in: 0..<3, using: &random))" }),
    ]
    for place in 1...3 { columns[place].decimals = 4 }
    var schema = Table(columns).schema
    schema.rules = [Rule(.function, ["code", "city"])]
    table = Table(schema: schema, columns: columns.map(\.values), rowCount: Self.rows)
    var model = TableModel.ignorant(TableCodec(fitting: table, TableRecipe()))
    model.refinement = Twins()
    self.model = model
  }

  private static func center(_ city: Int) -> Double { Double(city * 5 % 16) * 3 }
  private static func longitude(_ latitude: Double) -> Double { 50 - 0.7 * latitude }

  /// Makes longitudes follow from latitudes.
  private struct Twins: RowRefinement {
    func refined(_ table: Table, by codec: TableCodec, _ random: RandomStream) -> Table {
      guard case .numbers(let lat) = table.columns[1] else { return table }
      var twins = table
      twins.columns[2] = .numbers(lat.map { (RedrawnApartTests.longitude($0) * 1e4).rounded() / 1e4 })
      return twins
    }
  }

  private func right(_ table: Table) -> (lat: Double, lon: Double) {
    guard case .categories(let codes) = table.columns[0], case .numbers(let lat) = table.columns[1],
      case .numbers(let lon) = table.columns[2]
    else { return (.nan, .nan) }
    let centers = codes.map { Self.center(Int(table.schema.columns[0].labels[Int($0)].dropFirst())!) }
    let rows = Double(codes.count)
    return (
      Double(zip(lat, centers).count { abs($0 - $1) < 0.5 }) / rows,
      Double(zip(lon, centers).count { abs($0 - Self.longitude($1)) < 0.5 }) / rows
    )
  }

  @Test("columns that hold each other fast are drawn apart, the first without the second")
  func apart() throws {
    let before = model.sample(2_000, seed: 1)
    #expect(right(before).lat < 0.4 && right(before).lon < 0.4)
    let redrawing = try #require(Redrawing(model, table, seed: 5))
    #expect(Set(redrawing.columns.map(\.name)).isSuperset(of: ["lat", "lon"]))
    let refined = { (redrawing: Redrawing) in
      redrawing.refined(before, by: model.codec, RandomStream(seed: 2, name: "apart"))
    }
    let after = refined(redrawing)
    #expect(right(after).lat > 0.95 && right(after).lon > 0.95)

    let (columns, arrays, schema) = (redrawing.columns, redrawing.arrays, model.codec.schema)
    let again = try #require(Redrawing(columns: columns, arrays: arrays, schema: schema))
    #expect(refined(again).columns == after.columns)
    let name = try #require(arrays.keys.first { $0.hasSuffix(".apart") })
    for damaged in [nil, [], [0.5], [99], [.nan]] as [[Double]?] {
      var changed = arrays
      changed[name] = damaged
      #expect(Redrawing(columns: columns, arrays: changed, schema: schema) == nil, "\(damaged ?? [-1])")
    }
  }
}
