import SaddleAdversarial
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

/// A generator that learned nothing, brought onto the distributions of a table.
@Suite struct ModelMarginalsTests {
  private static let shapes: [NumberShape] = [.normal, .zeroInflated, .longTailed, .ties, .two, .spikes]
  private let table: Table
  private let codec: TableCodec
  private let data: EncodedTable

  init() {
    var random = TestNumbers(seed: 1)
    let rows = 4_000
    let labels = (0..<rows).map { _ in Int32([0, 0, 0, 0, 0, 0, 1, 1, 2].randomElement(using: &random)!) }
    let columns = Self.shapes.enumerated().map { index, shape in
      let share = index % 2 == 0 ? 0.1 : 0
      return (
        shape.schema(missing: share > 0), ColumnValues.numbers(shape.values(rows, missingShare: share, seed: index))
      )
    }
    table = Table(
      schema: Schema(
        columns: columns.map(\.0) + [ColumnSchema(name: "k", kind: .category, labels: ["a", "b", "c"])]),
      columns: columns.map(\.1) + [.categories(labels)], rowCount: rows)
    codec = TableCodec(fitting: table, TableRecipe())
    data = codec.encode(table, seed: 0)
  }

  /// Outputs far from those of the table: other means, spreads and shares.
  private func biased() -> TableModel {
    let layout = codec.layout
    let linear = Linear(6, layout.width, gain: 1.5, Initializer(seed: 3, name: "biased"))
    linear.bias!.value = Tensor((0..<layout.width).map { $0 < layout.numbers ? 0.8 : Double($0 % 3) - 0.5 })
    return TableModel(
      codec: codec, latent: LatentPrior(.normal, size: 6),
      generator: Sequential([linear, TableHead(layout, temperature: 0.2)]))
  }

  private func values(_ table: Table, _ column: Int) -> [Double] {
    switch table.columns[column] {
    case .numbers(let numbers): numbers
    case .categories(let codes): codes.map(Double.init)
    case .unlearned: []
    }
  }

  /// The distance of shares of missing cells, and that of the distributions of the others.
  private func distances(_ sample: Table, _ column: Int) -> (missing: Double, present: Double) {
    let (real, own) = (values(table, column), values(sample, column))
    let present = (real.filter { !$0.isNaN }, own.filter { !$0.isNaN })
    return (totalVariation(real.map(\.isNaN), own.map(\.isNaN)), kolmogorovSmirnov(present.0, present.1))
  }

  @Test("distributions become those of the table, on rows that were not used")
  func matched() {
    var model = biased()
    let before = model.sample(30_000, seed: 77)
    MarginalMatch.matchCodes(of: model, to: data, seed: 0)
    model.marginals = MarginalMatch(model, data, seed: 0)
    let after = model.sample(30_000, seed: 77)
    #expect(after.fault == nil)
    for (column, schema) in table.schema.columns.enumerated() {
      let (was, is_) = (distances(before, column), distances(after, column))
      #expect(max(was.missing, was.present) > 0.08, "\(schema.name) was not biased")
      // 32,768 rows to measure by and 30,000 to check by: 0.4 % each way in a share; 256 knots.
      #expect(is_.missing < 0.015, "\(schema.name)")
      #expect(is_.present < 0.02, "\(schema.name)")
    }
  }

  @Test("the outermost thousandths are no more and no less than that")
  func tails() {
    let rows = 20_000
    let schema = NumberShape.normal.schema(missing: false)
    let table = Table(
      schema: Schema(columns: [schema]), columns: [.numbers((0..<rows).map(Double.init))], rowCount: rows)
    let codec = TableCodec(fitting: table, TableRecipe())
    let data = codec.encode(table, seed: 0)
    // Three times as far spread as the table's own numbers.
    var model = TableModel(
      codec: codec, latent: LatentPrior(.normal, size: 1),
      generator: Sequential([Linear(1, codec.layout.width, gain: 3, Initializer(seed: 3, name: "wide"))]))
    model.marginals = MarginalMatch(model, data, seed: 0)
    let own = values(model.sample(200_000, seed: 77), 0)
    // 80,000 rows to measure by, 80 of them here, and 200 to check by: 13 %.
    #expect((150...260).contains(own.count { $0 < 20 }), "\(own.count { $0 < 20 })")
    #expect((150...260).contains(own.count { $0 > 19_979 }), "\(own.count { $0 > 19_979 })")
    // One row in 20,000 each.
    #expect(own.count { $0 < 0.5 } < 30 && own.count { $0 > 19_998.5 } < 30)
  }

  @Test(
    "codes of a network that is sure of them, and wrong, become as frequent as those of the table",
    arguments: [(5.0, 0.3), (25, 0.15)])
  func sureCodes(gain: Double, wrong: Double) {
    let layout = codec.layout
    // Logits far apart, as those of a long training are: a bias moves few of the rows that choose by them.
    let linear = Linear(6, layout.width, gain: gain, Initializer(seed: 3, name: "sure"))
    linear.bias!.value = Tensor((0..<layout.width).map { $0 < layout.numbers ? 0 : Double($0 % 3) * 9 })
    let model = TableModel(
      codec: codec, latent: LatentPrior(.normal, size: 6),
      generator: Sequential([linear, TableHead(layout, temperature: 0.2)]))
    let place = table.schema.columns.count - 1
    let before = totalVariation(values(table, place), values(model.sample(30_000, seed: 77), place))
    MarginalMatch.matchCodes(of: model, to: data, seed: 0)
    let after = totalVariation(values(table, place), values(model.sample(30_000, seed: 77), place))
    #expect(before > wrong && after < 0.01, "\(before), \(after)")
  }

  /// Without regard to the rule, labels that pairs do not have would come too seldom.
  @Test("codes are as frequent as in the table when the rules about pairs have been kept")
  func pairedCodes() throws {
    var random = TestNumbers(seed: 5)
    var text = "a,b\n"
    for _ in 0..<4_000 {
      let a = Int.random(in: 0..<6, using: &random)
      // The last label of b goes with one label of a alone.
      let b = a == 0 ? [0, 3, 3].randomElement(using: &random)! : Int.random(in: 0..<3, using: &random)
      text += "a\(a),b\(b)\n"
    }
    let table = try parse(text).obeying(nil)
    #expect(table.schema.rules.map(\.text) == ["a with b: only pairs that occur"])
    let codec = TableCodec(fitting: table, TableRecipe())
    // Each column of its own latent numbers: nothing is known of the pairs.
    let model = TableModel(
      codec: codec, latent: LatentPrior(.normal, size: 6),
      generator: Sequential([
        Linear(6, codec.layout.width, gain: 1, Initializer(seed: 3, name: "apart")),
        TableHead(codec.layout, temperature: 0.2),
      ]))
    MarginalMatch.matchCodes(of: model, to: codec.encode(table, seed: 0), seed: 0)
    let own = model.sample(30_000, seed: 77)
    #expect(totalVariation(values(table, 0), values(own, 0)) < 0.02)
    let distance = totalVariation(values(table, 1), values(own, 1))
    #expect(distance < 0.02, "\(distance)")
  }

  @Test("the order of a column's numbers is kept, and codes are not touched")
  func monotone() {
    let model = biased()
    let match = MarginalMatch(model, data, seed: 0)
    let width = codec.layout.width
    var random = TestNumbers(seed: 4)
    let rows = 3_000
    let output = (0..<rows * width).map { _ in Float.random(in: -9...9, using: &random) }
    let mapped = match.apply(to: Tensor(floats: output, shape: [rows, width])).floats()
    for column in 0..<width {
      let pairs = (0..<rows).map { (output[$0 * width + column], mapped[$0 * width + column]) }.sorted { $0.0 < $1.0 }
      if column < codec.layout.numbers {
        #expect(zip(pairs, pairs.dropFirst()).allSatisfy { $0.1 <= $1.1 })
        #expect(pairs.contains { $0.0 != $0.1 })
      } else {
        #expect(pairs.allSatisfy { $0.0 == $0.1 })
      }
    }
  }

  @Test("only the biases of codes move")
  func parameters() throws {
    let model = biased()
    let linear = try #require((model.generator as? Sequential)?.layers[0] as? Linear)
    let (weight, bias) = (linear.weight.value.scalars(), linear.bias!.value.scalars())
    MarginalMatch.matchCodes(of: model, to: data, seed: 0)
    _ = MarginalMatch(model, data, seed: 0)
    let numbers = codec.layout.numbers
    #expect(linear.weight.value.scalars() == weight)
    #expect(linear.bias!.value.scalars().prefix(numbers) == bias.prefix(numbers))
    #expect(linear.bias!.value.scalars().dropFirst(numbers) != bias.dropFirst(numbers))
  }

  @Test("a match is a function of the seed, is stored whole, and knows its layout")
  func stored() throws {
    let match = MarginalMatch(biased(), data, seed: 0)
    #expect(MarginalMatch(biased(), data, seed: 0) == match)
    #expect(MarginalMatch(biased(), data, seed: 1) != match)
    let json = try JSONEncoder().encode(match)
    #expect(try JSONDecoder().decode(MarginalMatch.self, from: json) == match)
    #expect(match.fits(codec.layout))
    #expect(!match.fits(RowLayout([PlainNumberCodec()])))
  }

  @Test("a generator that diverged gives valid rows still", arguments: [Double.nan, .infinity, -.infinity, 1e30])
  func diverged(value: Double) throws {
    var model = biased()
    let linear = try #require((model.generator as? Sequential)?.layers[0] as? Linear)
    var bias = linear.bias!.value.scalars()
    for place in stride(from: 0, to: bias.count, by: 2) { bias[place] = value }
    linear.bias!.value = Tensor(bias)
    MarginalMatch.matchCodes(of: model, to: data, seed: 0)
    let match = MarginalMatch(model, data, seed: 0)
    model.marginals = try JSONDecoder().decode(MarginalMatch.self, from: JSONEncoder().encode(match))
    #expect(match.fits(codec.layout))
    #expect(model.sample(2_000, seed: 0).fault == nil)
  }

  @Test("matches that were tampered with do not fit, or map to something", arguments: 0..<4)
  func tampered(seed: Int) throws {
    var random = TestNumbers(seed: seed)
    var model = biased()
    let encoder = JSONEncoder()
    // Else the order of keys, and with it what is changed, is another in each process.
    encoder.outputFormatting = .sortedKeys
    let json = String(decoding: try encoder.encode(MarginalMatch(model, data, seed: 0)), as: UTF8.self)
    var kept = 0
    for _ in 0..<25 {
      let text = JSONMutation.changed(json, using: &random)
      guard let match = try? JSONDecoder().decode(MarginalMatch.self, from: Data(text.utf8)), match.fits(codec.layout)
      else { continue }
      kept += 1
      model.marginals = match
      #expect(model.sample(100, seed: 0).fault == nil)
    }
    #expect(kept > 0)
  }
}
