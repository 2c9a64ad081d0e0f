import Foundation
import SaddleTables
import SaddleTensors
import TestSupport
import Testing

@Suite struct LabelArrangementTests {
  /// 300 labels, of which the first are the most frequent, beside a number that each has near a place of its own.
  private struct Many {
    let codes: [Int32]
    let table: Table
    /// About where the numbers of a label lie.
    static func centre(_ label: Int32) -> Double { Double((Int(label) * 173) % 300) }

    init(missing: Bool = false, labels: Int = 300) {
      var random = TestNumbers(seed: 3)
      var codes = (0..<Int32(labels)).flatMap { Array(repeating: $0, count: 3 + 600 / (Int($0) + 1)) }
      if missing { codes += Array(repeating: -1, count: 400) }
      codes.shuffle(using: &random)
      let numbers = codes.map { $0 < 0 ? 0 : Self.centre($0) + Double.random(in: -0.4...0.4, using: &random) }
      let noise = codes.map { _ in Int32.random(in: 0..<4, using: &random) }
      self.codes = codes
      table = Table(
        schema: Schema(columns: [
          ColumnSchema(
            name: "town", kind: .category, labels: (0..<labels).map { "town \($0)" }, missing: missing ? "" : nil),
          ColumnSchema(name: "noise", kind: .category, labels: ["a", "b", "c", "d"]),
          ColumnSchema(name: "north", kind: .continuous, decimals: 2),
        ]), columns: [.categories(codes), .categories(noise), .numbers(numbers)], rowCount: codes.count)
    }
  }

  @Test("the most frequent labels have a code each, and all labels come back", arguments: [false, true])
  func allLabelsComeBack(missing: Bool) {
    let many = Many(missing: missing)
    let codec = TableCodec(fitting: many.table, TableRecipe(labelCodes: 20, rules: false))
    // One code says that the number counts.
    #expect(codec.layout.groups.first == 1 + 20 + (missing ? 1 : 0))
    #expect(codec.isValid)
    let encoded = codec.encode(many.table, seed: 0)
    let decoded = codec.decode(encoded.batch(0..<many.table.rowCount))
    #expect(decoded.columns[0] == many.table.columns[0])
    // The most frequent have their own codes.
    for (label, code) in zip(many.codes, encoded.codes[0]) where label >= 0 { #expect((code == 0) == (label >= 20)) }
  }

  @Test("as many labels as there may be codes are codes alone")
  func fewLabels() {
    // Of labels that are equally frequent either all have a code or none: the last hundred occur five times each.
    for (codes, width) in [(0, 300), (300, 300), (299, 1 + 200)] {
      let codec = TableCodec(fitting: Many().table, TableRecipe(labelCodes: codes, rules: false))
      #expect(codec.layout.groups.first == width)
      // The numbers of the other column, and the places of labels where there are any.
      #expect(codec.layout.numbers == (codes == 299 ? 2 : 1))
    }
  }

  @Test("neighbours in the order are neighbours in the column that tells most of them")
  func order() {
    let many = Many()
    let codec = TableCodec(fitting: many.table, TableRecipe(labelCodes: 20, rules: false))
    let encoded = codec.encode(many.table, seed: 0)
    // The numbers of rare labels rise with the centres of the labels.
    let rare = many.codes.indices.filter { many.codes[$0] >= 20 }
    let places = rare.map { (Many.centre(many.codes[$0]), encoded.numbers[0][$0]) }.sorted { $0 < $1 }
    for (a, b) in zip(places, places.dropFirst()) where a.0 < b.0 { #expect(a.1 < b.1) }
  }

  @Test("labels of one label of another column lie side by side")
  func orderByLabels() {
    var random = TestNumbers(seed: 5)
    let towns = (0..<4_000).map { _ in Int32.random(in: 0..<200, using: &random) }
    // Each town is in one of seven states; numbers say nothing.
    let states = towns.map { Int32(Int($0) * 31 % 7) }
    let noise = towns.map { _ in Double.random(in: 0...1, using: &random) }
    let table = Table(
      schema: Schema(columns: [
        ColumnSchema(name: "town", kind: .category, labels: (0..<200).map { "town \($0)" }),
        ColumnSchema(name: "state", kind: .category, labels: (0..<7).map { "state \($0)" }),
        ColumnSchema(name: "noise", kind: .continuous, decimals: 6),
      ]), columns: [.categories(towns), .categories(states), .numbers(noise)], rowCount: towns.count)
    let codec = TableCodec(fitting: table, TableRecipe(labelCodes: 5, rules: false))
    let encoded = codec.encode(table, seed: 0)
    let rare = towns.indices.filter { encoded.codes[0][$0] == 0 }.sorted {
      encoded.numbers[0][$0] < encoded.numbers[0][$1]
    }
    let changes = zip(rare, rare.dropFirst()).count { states[$0] != states[$1] }
    #expect(changes == 6)
  }

  @Test("a stored order that is none is refused", arguments: ["0,0", "0,-1", "40,1", "1", "0,1,2"])
  func tampering(start: String) throws {
    let codec = TableCodec(fitting: Many(missing: true, labels: 40).table, TableRecipe(labelCodes: 5, rules: false))
    let json = String(decoding: try JSONEncoder().encode(codec), as: UTF8.self)
    let order = try #require(json.firstRange(of: #/"order":\[[0-9]+,[0-9]+/#))
    let whole = try #require(json[order].split(separator: "[").last)
    let decoded = { (text: String) in try JSONDecoder().decode(TableCodec.self, from: Data(text.utf8)) }
    #expect(try decoded(json).isValid)
    let other = json.replacing(json[order], with: "\"order\":[\(start)")
    #expect(whole != start)
    #expect(try !decoded(other).isValid)
  }
}
