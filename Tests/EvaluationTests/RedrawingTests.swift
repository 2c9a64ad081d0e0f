import SaddleAdversarial
import SaddleEvaluation
import SaddleNetworks
import SaddleTables
import SaddleTensors
import Testing

/// A table whose class and amount follow from two numbers at once, and a generator that knows nothing of it.
@Suite struct RedrawingTests {
  private let table: Table
  private let plain: TableModel
  private static let rows = 1_500

  init() {
    var random = XorShift(state: 0x9E37_79B9_7F4A_7C15)
    func normal() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &random) } }
    func normals() -> [Double] { (0..<Self.rows).map { _ in (normal() * 1_000).rounded() / 1_000 } }
    let (a, b, c, d) = (normals(), normals(), normals(), normals())
    // What follows from others says nothing of their mean, so that nothing but it is there to be guessed.
    let kind = zip(a, b).map {
      Self.isOdd($0, $1) == (Double.random(in: 0..<1, using: &random) < 0.97) ? "odd" : "even"
    }
    let amount = c.map { Double.random(in: 0..<1, using: &random) < 0.2 ? nil : (10 * $0 * $0).rounded() }
    let low = d.map { ($0 * 300).rounded() }
    var columns: [Column] = [
      .numbers("a", a), .numbers("b", b), .labels("kind", kind), .numbers("amount", amount, kind: .integer),
      .numbers("low", low, kind: .integer),
      .numbers("high", zip(low, b).map { $0 + abs($1 * 100).rounded() }, kind: .integer),
      .numbers("moment", d.map { ($0 * 1e6).rounded() }, kind: .datetime), .constant("always", "1"), .numbers("c", c),
    ]
    for place in [0, 1, 8] { columns[place].decimals = 3 }
    var schema = Table(columns).schema
    schema.columns[6].dateFormat = "yyyy-MM-dd HH:mm:ss"
    schema.columns[3].missing = ""
    schema.rules = [Rule(.order, ["low", "high"])]
    let codec = TableCodec(
      fitting: Table(schema: schema, columns: columns.map(\.values), rowCount: Self.rows), TableRecipe())
    table = Table(schema: schema, columns: columns.map(\.values), rowCount: Self.rows)
    plain = TableModel.ignorant(codec)
  }

  private static func isOdd(_ a: Double, _ b: Double) -> Bool { (abs(a) > 0.67) != (abs(b) > 0.67) }

  private var redrawn: TableModel {
    var model = plain
    model.refinement = Redrawing(plain, table, seed: 5)
    return model
  }

  private func numbers(_ table: Table, _ column: Int) -> [Double] {
    if case .numbers(let values) = table.columns[column] { values } else { [] }
  }

  /// The share of rows whose kind is what a and b make it.
  private func right(_ table: Table) -> Double {
    guard case .categories(let codes) = table.columns[2] else { return .nan }
    let odd = table.schema.columns[2].labels.firstIndex(of: "odd")!
    let expected = zip(numbers(table, 0), numbers(table, 1)).map(Self.isOdd)
    return Double(zip(codes, expected).count { (Int($0) == odd) == $1 }) / Double(codes.count)
  }

  /// The correlation of the amounts that are there with the squares that they are ten times of.
  private func correlation(_ table: Table) -> Double {
    let all = zip(numbers(table, 3), numbers(table, 8).map { $0 * $0 })
    let pairs = all.filter { !$0.0.isNaN }
    let count = Double(pairs.count)
    let (x, y) = (pairs.reduce(0) { $0 + $1.0 } / count, pairs.reduce(0) { $0 + $1.1 } / count)
    func mean(_ value: (Double, Double) -> Double) -> Double {
      pairs.reduce(0) { $0 + value($1.0 - x, $1.1 - y) } / count
    }
    return mean { $0 * $1 } / (mean { a, _ in a * a } * mean { _, b in b * b }).squareRoot()
  }

  @Test("columns that trees tell better are drawn as often as they go with the others; nothing else changes")
  func drawn() throws {
    let model = redrawn
    let redrawing = try #require(model.refinement as? Redrawing)
    let names = redrawing.columns.map(\.name)
    // Moments stay, much as trees could tell them.
    #expect(Set(names) == ["kind", "amount"])
    for column in redrawing.columns {
      #expect(column.real - column.generated > 0.03)
      #expect(column.redrawn - column.generated > (column.real - column.generated) / 2)
    }
    let (before, after) = (plain.sample(3_000, seed: 2), model.sample(3_000, seed: 2))
    // At least four fifths of the way to the real rows, 97 of 100 of which are as the numbers make them.
    let way = (right(after) - right(before)) / (right(table) - right(before))
    #expect(right(before) < 0.7 && way > 0.8 && right(after) < 0.99)
    #expect(abs(correlation(before)) < 0.5 && correlation(after) > 0.9)
    for place in [0, 1, 4, 5, 6, 8] { #expect(before.columns[place] == after.columns[place]) }
    #expect(numbers(before, 3).map(\.isNaN) == numbers(after, 3).map(\.isNaN))
    // What is drawn has been seen.
    #expect(Set(numbers(after, 3).filter { !$0.isNaN }).isSubset(of: numbers(table, 3)))
  }

  @Test("columns that lack most are drawn anew while the arithmetic of their lessons lasts")
  func budget() throws {
    // A lesson of these rows takes some 4e7 additions.
    let lacking = try #require(redrawn.refinement as? Redrawing).columns.map(\.name)
    let names = [1e6, 6e7, 1e9].map { Redrawing(plain, table, seed: 5, budget: $0)?.columns.map(\.name) }
    #expect(names == [nil, Array(lacking.prefix(1)), lacking])
  }

  @Test("a column is drawn anew for what trees tell or for its pairs, and for neither if the other suffers")
  func mends() {
    func mends(_ lack: Lack, _ score: Double, ofLabels: Bool = false, shape: Double, pairs: Double) -> Bool {
      var gain = Gain(score: score, ofLabels: ofLabels)
      (gain.shape, gain.pairs) = (shape, pairs)
      return gain.mends(lack, within: 0.01)
    }
    #expect(Lack(score: 0.031, pairs: 0).isMuch && Lack(score: 0, pairs: 0.021).isMuch)
    #expect(!Lack(score: 0.029, pairs: 0.019).isMuch)
    let told = Lack(score: 0.1, pairs: 0)
    #expect(mends(told, 0.051, shape: -0.009, pairs: -0.002))
    #expect(!mends(told, 0.049, shape: 0, pairs: 0))
    #expect(!mends(told, 0.1, shape: -0.011, pairs: 0))
    // Pairs may lose a quarter of what chance moves a shape by, or a twentieth of what trees tell.
    #expect(!mends(told, 0.051, shape: 0, pairs: -0.0026))
    #expect(mends(told, 0.1, shape: 0, pairs: -0.0049))
    #expect(!mends(told, 0.1, shape: 0, pairs: -0.0051))
    // Of labels a quarter of what was lacking is enough, and of anything a tenth in all, but never next to nothing.
    #expect(mends(told, 0.026, ofLabels: true, shape: 0, pairs: 0))
    #expect(!mends(told, 0.024, ofLabels: true, shape: 0, pairs: 0))
    #expect(!mends(Lack(score: 0.04, pairs: 0), 0.014, ofLabels: true, shape: 0, pairs: 0))
    for ofLabels in [true, false] {
      let unknown = Lack(score: 0.6, pairs: 0)
      #expect(mends(unknown, 0.101, ofLabels: ofLabels, shape: 0, pairs: 0))
      #expect(!mends(unknown, 0.099, ofLabels: ofLabels, shape: 0, pairs: 0))
    }
    let paired = Lack(score: 0.01, pairs: 0.04)
    #expect(mends(paired, -0.002, shape: 0, pairs: 0.021))
    #expect(!mends(paired, -0.002, shape: 0, pairs: 0.019))
    #expect(!mends(paired, -0.003, shape: 0, pairs: 0.04))
    #expect(!mends(Lack(score: 0.01, pairs: 0.019), 0.001, shape: 0, pairs: 0.019))
    // Of labels too many to be told.
    for (shape, pairs, isMuch) in [
      (-0.009, 0.011, true), (-0.009, 0.009, false), (-0.011, 0.02, false), (-0.024, 0.1, true), (-0.026, 0.1, false),
    ] {
      var gain = Gain(score: 0)
      (gain.shape, gain.pairs) = (shape, pairs)
      #expect(gain.isMuch(within: 0.01) == isMuch, "\(shape), \(pairs)")
    }
  }

  /// Makes the greater of two ordered columns the least that there is.
  private struct Breaking: RowRefinement {
    func refined(_ table: Table, by codec: TableCodec, _ random: RandomStream) -> Table {
      var broken = table
      broken.columns[5] = .numbers(Array(repeating: -1_000, count: table.rowCount))
      return broken
    }
  }

  @Test("rows that break a rule once a column is drawn anew obey it again")
  func obeys() {
    var model = plain
    model.refinement = Breaking()
    let sample = model.sample(500, seed: 3)
    #expect(zip(numbers(sample, 4), numbers(sample, 5)).allSatisfy { $0 <= $1 })
    #expect(Set(numbers(sample, 5)) != Set(numbers(plain.sample(500, seed: 3), 5)))
  }

  @Test("a part of the rows has a row of each label")
  func coversLabels() {
    let labels: [Int32] = (0..<1_000).map { $0 == 501 ? 2 : $0 == 777 ? -1 : Int32($0 % 2) }
    let rows = CrossFitting.spread(10, of: 1_000, covering: [labels])
    #expect(Set(rows.map { labels[$0] }) == [0, 1, 2] && rows.count == 12 && rows.contains(501))
    #expect(rows == rows.sorted() && CrossFitting.spread(1_000, of: 1_000, covering: [labels]).count == 1_000)
  }

  @Test("the same seed draws the same on any number of threads, and another seed others")
  func threads() {
    let arrays = [1, 2, 3].map { threads in
      Device.$current.withValue(Device(threads: threads)) {
        let model = redrawn
        return (
          (model.refinement as? Redrawing)?.arrays, model.sample(2_500, seed: 1).columns,
          model.sample(2_500, seed: 3).columns
        )
      }
    }
    #expect(arrays[0].0 == arrays[1].0 && arrays[0].0 == arrays[2].0)
    #expect(arrays[0].1[2] == arrays[1].1[2] && arrays[0].1[2] == arrays[2].1[2] && arrays[0].1[2] != arrays[0].2[2])
    // The first rows do not depend on how many are drawn.
    let long = Table(schema: table.schema, columns: arrays[0].1, rowCount: 2_500)
    #expect(redrawn.sample(1_100, seed: 1).columns[2] == long.head(1_100).columns[2])
  }

  @Test("nothing is drawn anew where generated rows teach as much as real ones, or nothing can be learned")
  func unneeded() {
    var random = XorShift(state: 7)
    let columns: [Column] = ["x", "y", "z"].map { name in
      .numbers(name, (0..<Self.rows).map { _ in Double.random(in: 0..<100, using: &random).rounded() }, kind: .integer)
    }
    for rows in [Self.rows, 60, 2] {
      let table = Table(columns).head(rows)
      let codec = TableCodec(fitting: table, TableRecipe())
      #expect(Redrawing(TableModel.ignorant(codec), table, seed: 0) == nil)
    }
  }

  @Test("rows that differ from real ones draw each label and number as often as real ones have it")
  func matching() throws {
    var random = XorShift(state: 11)
    func uniform() -> Double { Double.random(in: 0..<1, using: &random) }
    for classes in [2, 3] {
      let x = (0..<4_000).map { _ in uniform() }
      let label = x.map { Int32(uniform() < $0 ? 0 : uniform() < 0.3 ? classes - 1 : 1) }
      let amount = x.map { (10 * $0 + uniform()).rounded() }
      let shifted = x.map { $0 * $0 }
      var schema = Table([
        .numbers("x", x), .numbers("amount", amount, kind: .integer),
        .labels("label", (0..<4_000).map { "abc".map(String.init)[Int(label[$0])] }),
      ]).schema
      schema.columns[2].labels = Array(["a", "b", "c"].prefix(classes))
      func cells(_ x: [Double]) -> CellTable {
        CellTable(
          Table(schema: schema, columns: [.numbers(x), .numbers(amount), .categories(label)], rowCount: 4_000),
          labelsOf: schema)
      }
      let codes = label.map(Double.init)
      let trees = BoostedTrees(columns: [x, amount], target: .classes(label, count: classes))
      let plain = RedrawnColumn(place: 2, .labels(trees))
      let numberTrees = BoostedTrees(columns: [x, codes], target: .numbers(amount))
      let guesses = numberTrees.scores(of: [x, codes], rows: 4_000)[0]
      let numbers = RedrawnColumn(place: 1, .numbers(numberTrees, Donors(of: amount, guessed: guesses)))
      for (draw, known) in [(plain, codes), (numbers, amount)] {
        func shape(_ draw: RedrawnColumn) -> Double {
          var changed = cells(shifted)
          var generator = RandomStream(seed: 3, name: "draws").generator()
          draw.redraw(&changed, &generator)
          let drawn = changed.features[draw.place]
          return Set(known).map { value in
            abs(Double(drawn.count { $0 == value }) - Double(known.count { $0 == value })) / 4_000
          }.reduce(0, +) / 2
        }
        // Of 4,000 draws a share is off by a standard error of at most 0.008.
        #expect(shape(draw) > 0.05)
        #expect(shape(draw.matching(known, over: cells(shifted))) < 0.025)
      }
    }
  }

  @Test("of few equal guesses the donors lie as far below as above")
  func donors() {
    // Four of the same guess, and twenty on either side.
    let guesses = (0..<44).map { (row: Int) -> Double in row < 20 ? Double(row) : max(20, Double(row - 3)) }
    let donors = Donors(of: (0..<44).map(Double.init), guessed: guesses)
    var generator = RandomStream(seed: 1, name: "donors").generator()
    // Each of ten would be missed by 500 draws with a probability of 1e-22.
    #expect(Set((0..<500).compactMap { _ in donors.drawn(near: 20, &generator) }) == Set((17...26).map(Double.init)))
    #expect(Set((0..<500).compactMap { _ in donors.drawn(near: -9, &generator) }) == Set((0...9).map(Double.init)))
    #expect(Set((0..<500).compactMap { _ in donors.drawn(near: 99, &generator) }) == Set((34...43).map(Double.init)))
  }

  @Test("what is stored draws the same, and what is damaged is refused")
  func stored() throws {
    let model = redrawn
    let redrawing = try #require(model.refinement as? Redrawing)
    let arrays = redrawing.arrays
    var again = plain
    again.refinement = Redrawing(columns: redrawing.columns, arrays: arrays, schema: model.codec.schema)
    let sample = model.sample(2_000, seed: 4)
    for place in [0, 1, 2, 3] {
      let same = zip(numbers(again.sample(2_000, seed: 4), place), numbers(sample, place))
      #expect(same.allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN })
    }
    #expect(again.sample(2_000, seed: 4).columns[2] == sample.columns[2])

    func accepts(_ change: (inout [String: [Double]]) -> Void) -> Bool {
      var changed = arrays
      change(&changed)
      return Redrawing(columns: redrawing.columns, arrays: changed, schema: model.codec.schema) != nil
    }
    #expect(accepts { _ in })
    for (name, numbers) in arrays where !numbers.isEmpty {
      #expect(!accepts { $0[name] = nil }, "without \(name)")
      #expect(!accepts { $0[name]!.append(1e9) }, "\(name) is longer")
      #expect(!accepts { $0[name]![0] = .nan }, "\(name) begins with NaN")
    }
    // A node that leads back, to itself or out of the tree, a column that is not there, a label that is not there.
    let nodes = try #require(
      arrays.keys.first { $0.hasSuffix(".nodes") && arrays[$0]!.count > 6 && arrays[$0]![1] >= 0 })
    for (place, value) in [(1, 99.0), (2, 300), (4, 0), (4, 1e6), (5, -1), (5, 0.5)] {
      #expect(!accepts { $0[nodes]![place] = value }, "\(value) at \(place)")
    }
    // A column of more bins than a byte tells apart.
    let counts = try #require(arrays.keys.first { $0.hasSuffix(".thresholdCounts") })
    let ends = counts.replacing("thresholdCounts", with: "thresholds")
    #expect(
      !accepts {
        let more = 255 - $0[counts]![0]
        $0[counts]![0] = 255
        $0[ends]! = Array(repeating: -1e9, count: Int(more)) + $0[ends]!
      })
    let present = try #require(arrays.keys.first { $0.hasSuffix(".present") && !arrays[$0]!.isEmpty })
    #expect(!accepts { $0[present]![arrays[present]!.count - 1] = 77 })
    #expect(Redrawing(columns: redrawing.columns, arrays: arrays, schema: Schema(columns: [])) == nil)
    // Rules of too few columns say nothing, and a column that is there twice is one too many for the trees.
    var schema = table.schema
    schema.rules.append(Rule(.function, ["kind"]))
    #expect(Redrawing(columns: redrawing.columns, arrays: arrays, schema: schema) != nil)
    schema.columns.append(schema.columns[0])
    #expect(Redrawing(columns: redrawing.columns, arrays: arrays, schema: schema) == nil)
  }
}

extension TableModel {
  /// A generator that learned nothing.
  static func ignorant(_ codec: TableCodec) -> TableModel {
    TableModel(
      codec: codec, latent: LatentPrior(.normal, size: 24),
      generator: Sequential([
        Linear(24, codec.layout.width, gain: 1, Initializer(seed: 1, name: "ignorant")),
        TableHead(codec.layout, temperature: 0.2),
      ]))
  }
}
