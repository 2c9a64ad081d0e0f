import SaddleTables
import SaddleTensors
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A table with a column of every kind, and what its codec makes of it.
struct EveryKind {
  let table: Table
  static let labels = ["a", "b \"quoted\"", "c,d", "NA", "é"]

  init(rows: Int = 800, missing: Bool = true, seed: Int = 0) {
    var random = TestNumbers(seed: seed)
    let share = missing ? 0.15 : 0
    var columns = NumberShape.allCases.map { shape in
      let values = shape.values(rows, missingShare: share, seed: seed)
      return (shape.schema(missing: values.contains(where: \.isNaN)), ColumnValues.numbers(values))
    }
    let skewed = (0..<rows).map { _ in
      let share = Double.random(in: 0..<1, using: &random)
      return Int32(Double(EveryKind.labels.count) * share * share * share)
    }
    let gaps = skewed.map { Double.random(in: 0..<1, using: &random) < share ? -1 : $0 }
    columns += [
      (ColumnSchema(name: "k", kind: .category, labels: EveryKind.labels), .categories(skewed)),
      (
        ColumnSchema(name: "g", kind: .category, labels: EveryKind.labels, missing: missing ? "?" : nil),
        .categories(gaps)
      ),
      (
        ColumnSchema(name: "b", kind: .boolean, labels: ["yes", "no"]), .categories(skewed.map { $0 % 2 })
      ),
      (ColumnSchema(name: "c", kind: .constant, labels: ["same"]), .unlearned),
    ]
    table = Table(schema: Schema(columns: columns.map(\.0)), columns: columns.map(\.1), rowCount: rows)
  }
}

@Suite struct CodecTableTests {
  @Test("a table of every kind comes back from its batch", arguments: [true, false])
  func inverse(missing: Bool) {
    let table = EveryKind(missing: missing).table
    let codec = TableCodec(fitting: table, TableRecipe())
    #expect(codec.isValid)
    let encoded = codec.encode(table, seed: 4)
    let decoded = codec.decode(encoded.batch(0..<table.rowCount))
    #expect(decoded.difference(from: table) == nil)
    #expect(decoded.fault == nil)
    // In any order, and with rows twice.
    #expect(codec.decode(encoded.batch([7, 3, 7])).difference(from: table.rows([7, 3, 7])) == nil)
    // The spread of equal values is the seed's.
    #expect(codec.encode(table, seed: 4).numbers == encoded.numbers)
    #expect(codec.encode(table, seed: 5).numbers != encoded.numbers)
  }

  @Test("numbers first, then a one-hot group of each column's codes, with the gates between the two")
  func layout() {
    let table = EveryKind().table
    let codec = TableCodec(fitting: table, TableRecipe())
    let layout = codec.layout
    let codecs = codec.columns.map(\.codec)
    #expect(layout.numbers == codecs.filter(\.hasNumber).count)
    #expect(layout.groups == codecs.compactMap(\.codes))
    #expect(layout.width == layout.numbers + layout.groups.reduce(0, +))
    #expect(layout.segments.lengths == layout.groups)
    // By hand: normal and prices have a code for missing cells alone; one, two and lonely are lists; k has five labels.
    let names = codec.learned.map(\.name)
    let groups = Dictionary(uniqueKeysWithValues: zip(names, codecs.map(\.codes)))
    #expect(groups["normal"] == 2 && groups["one"] == 2 && groups["two"] == 3 && groups["lonely"] == 2)
    #expect(groups["spikes"] == 5 && groups["zeroInflated"] == 3)
    #expect(groups["k"] == 5 && groups["g"] == 6 && groups["b"] == 2 && groups["c"] == .some(nil))

    let encoded = codec.encode(table, seed: 0)
    #expect(encoded.layout == layout && encoded.rowCount == table.rowCount)
    let batch = encoded.batch(0..<50)
    #expect(batch.shape == [50, layout.width])
    let rows = batch.floats()
    for row in 0..<50 {
      let row = rows[row * layout.width..<(row + 1) * layout.width]
      var start = row.startIndex + layout.numbers
      var chosen: [Int] = []
      for length in layout.groups {
        let group = row[start..<start + length]
        #expect(group.reduce(0, +) == 1 && group.count { $0 == 1 } == 1)
        chosen.append(group.firstIndex(of: 1)! - start)
        start += length
      }
      for (number, gate) in layout.gates.enumerated() {
        if let gate, chosen[gate] > 0 { #expect(row[row.startIndex + number] == 0) }
      }
    }
    for group in layout.groups.indices {
      let frequencies = encoded.frequencies(ofGroup: group)
      #expect(abs(frequencies.reduce(0, +) - 1) < 1e-12)
      let first = encoded.codes[group].count { $0 == 0 }
      #expect(frequencies[0] == Double(first) / Double(table.rowCount))
    }
  }

  @Test("any output decodes to rows that are written and read again as they are", arguments: 0..<6)
  func hostileOutputs(seed: Int) throws {
    let table = EveryKind(missing: seed % 2 == 0).table
    let codec = TableCodec(fitting: table, TableRecipe(knots: seed < 2 ? 20 : 1_000))
    var random = TestNumbers(seed: seed)
    let rows = 64
    let special: [Float] = [.nan, .infinity, -.infinity, 1e30, -1e30, 0, -0.0]
    let output = (0..<rows * codec.layout.width).map { _ in
      Int.random(in: 0..<3, using: &random) == 0
        ? special.randomElement(using: &random)! : Float.random(in: -6...6, using: &random)
    }
    let decoded = codec.decode(Tensor(floats: output, shape: [rows, codec.layout.width]))
    #expect(decoded.rowCount == rows)
    #expect(decoded.fault == nil)
    let again = try Table.parse(Array(written(decoded).utf8), name: "t.csv", schema: codec.schema)
    #expect(again.difference(from: decoded) == nil)
    #expect(again.schema.columns.map(\.labels) == codec.schema.columns.map(\.labels))
    for (values, original) in zip(decoded.columns, table.columns) {
      guard case (.numbers(let values), .numbers(let original)) = (values, original) else { continue }
      let present = original.filter { !$0.isNaN }
      let outside = values.filter { $0 < present.min()! || $0 > present.max()! }
      #expect(outside == [])
    }
  }

  @Test("categories come back, unknown ones as missing or as the first", arguments: [true, false])
  func categories(missing: Bool) {
    let column = ColumnSchema(name: "k", kind: .category, labels: ["a", "b", "c"], missing: missing ? "" : nil)
    let codes: [Int32] = missing ? [0, 2, -1, 1, 1] : [0, 2, 1, 1]
    let codec = ColumnEncoding(fitting: .categories(codes), of: column, TableRecipe()).codec
    var random = TestNumbers(seed: 0)
    #expect(codec.codes == (missing ? 4 : 3) && !codec.hasNumber && codec.isValid(for: column))
    let encoded = codec.encode(.categories(codes), random: &random).codes
    #expect(codec.decode(numbers: [], codes: encoded) == .categories(codes))
    let strange = codec.encode(.categories([-1, 3, .max, .min, 1]), random: &random).codes
    let other: Int32 = missing ? -1 : 0
    #expect(codec.decode(numbers: [], codes: strange) == .categories([other, other, other, other, 1]))
  }

  @Test("columns that nothing learns have neither numbers nor codes")
  func unlearned() {
    let column = ColumnSchema(name: "k", kind: .constant, labels: ["a"])
    let codec = ColumnEncoding(fitting: .unlearned, of: column, TableRecipe()).codec
    var random = TestNumbers(seed: 0)
    #expect(!codec.hasNumber && codec.codes == nil && codec.isValid(for: column))
    #expect(codec.encode(.unlearned, random: &random) == ([], []))
    #expect(codec.decode(numbers: [], codes: []) == .unlearned)
  }

  @Test("a stored codec is the same codec", arguments: NumberCase.all)
  func stored(test: NumberCase) throws {
    let values = test.values
    let column = test.shape.schema(missing: values.contains(where: \.isNaN))
    let encoding = ColumnEncoding(fitting: .numbers(values), of: column, test.recipe)
    #expect(try JSONDecoder().decode(ColumnEncoding.self, from: JSONEncoder().encode(encoding)) == encoding)
  }

  @Test("a recipe from before a key was there does what was done then, as its network has to")
  func recipeOfBefore() throws {
    let json = """
      {"numbers": "quantile", "spikeShare": 0.03, "valuesAsCategories": 15, "knots": 1000, "temperature": 0.2,
      "matchMarginals": true}
      """
    let recipe = try JSONDecoder().decode(TableRecipe.self, from: Data(json.utf8))
    #expect(
      recipe == TableRecipe(labelCodes: 0, sampleRows: 0, codeShifts: false, candidates: 1, redraw: false, rules: false)
    )
  }

  /// Most changes are refused. What is not refused must decode whatever a network makes.
  @Test("codecs that were tampered with are refused, or decode to valid rows", arguments: 0..<12)
  func tampered(seed: Int) throws {
    var random = TestNumbers(seed: seed)
    let table = EveryKind(rows: 40, missing: seed % 3 > 0, seed: seed).table
    let codec = TableCodec(fitting: table, TableRecipe(valuesAsCategories: seed % 2 == 0 ? 4 : 15, knots: 12))
    try expectTamperingToBeHarmless(codec, using: &random)
  }

  /// Each of these is one field of a valid codec.
  @Test(
    "what fitting cannot make is refused",
    arguments: [
      ("spikes", "[2,1]"), ("spikes", "[1,1]"), ("spikes", "[1e999]"), ("values", "[]"), ("values", "[3,2,9]"),
      ("values", "[1,2]"), ("lower", "[0,0.5]"), ("lower", "[-0.1,0.5,0.75]"), ("lower", "[0.6,0.5,0.75]"),
      ("upper", "[0.5,0.75,1.5]"), ("upper", "[0.55,0.75,1]"), ("margin", "0"), ("margin", "0.6"), ("margin", "-1"),
      ("hasMissing", "true"),
    ])
  func refused(field: String, value: String) throws {
    let fields = [
      "spikes": "[0]", "hasMissing": "false", "values": "[1,2,3]", "lower": "[0,0.5,0.75]", "upper": "[0.5,0.75,1]",
      "margin": "0.01",
    ]
    func codec(_ fields: [String: String]) -> QuantileCodec? {
      let json = "{\(fields.map { "\"\($0)\":\($1)" }.joined(separator: ","))}"
      return try? JSONDecoder().decode(QuantileCodec.self, from: Data(json.utf8))
    }
    let column = ColumnSchema(name: "x", kind: .continuous)
    #expect(try #require(codec(fields)).isValid(for: column))
    #expect(codec(fields.merging([field: value]) { $1 })?.isValid(for: column) != true)
    // A codec of numbers does not fit a column of labels, nor one of labels a column of numbers.
    #expect(!(try #require(codec(fields)).isValid(for: ColumnSchema(name: "x", kind: .category, labels: ["a"]))))
    #expect(!CategoryCodec(labels: 1, hasMissing: false).isValid(for: column))
    #expect(!UnlearnedCodec().isValid(for: column))
  }
}
