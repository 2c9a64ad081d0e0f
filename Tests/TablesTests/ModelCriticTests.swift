import SaddleAdversarial
import SaddleNetworks
import SaddleTables
import SaddleTensors
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the critic of rows sees, and what it is used for after training.
@Suite struct ModelCriticTests {
  private static let codec = TableCodec(
    fitting: EveryKind(rows: 200).table, TableRecipe(valuesAsCategories: 2))

  @Test("each number is seen in its bins, rows side by side by themselves", arguments: [1, 2])
  func bins(packing: Int) {
    let layout = Self.codec.layout
    let bins = 4
    // Quarters of the normal distribution, the outer ones cut where a tenth of their probability is left.
    let ends = [-1.959964, -0.6744898, 0, 0.6744898, 1.959964]
    var values = Array(repeating: 0.0, count: 6 * layout.width)
    for place in values.indices { values[place] = Double(place * 7919 % 1000) / 200 - 2.5 }
    let rows = Tensor(values, shape: [6 / packing, packing * layout.width])
    let seen = NumberBins(layout, bins: bins)(rows, .inference).scalars()
    let width = layout.width + layout.numbers * bins
    for row in 0..<6 {
      let own = values[row * layout.width..<(row + 1) * layout.width].map { $0 }
      let result = Array(seen[row * width..<(row + 1) * width])
      for (mine, given) in zip(result, own) { #expect(abs(mine - given) < 1e-6) }
      for number in 0..<layout.numbers {
        for bin in 0..<bins {
          let share = min(1, max(0, (own[number] - ends[bin]) / (ends[bin + 1] - ends[bin])))
          #expect(abs(result[layout.width + number * bins + bin] - share) < 1e-5)
        }
      }
    }
  }

  @Test(
    "a critic with bins takes rows as wide as its game makes them and has derivatives of both orders, shifts are learned",
    arguments: [false, true])
  func game(codeShifts: Bool) throws {
    let adam = OptimizerRecipe(learningRate: 1e-3)
    var table = TableRecipe()
    table.criticBins = 3
    table.codeShifts = codeShifts
    let recipe = GameRecipe(
      latent: LatentPrior(size: 4), objective: .relativistic, penalties: [Penalty.r1.weighted(1)], batch: 24, steps: 2,
      generatorOptimizer: adam, criticOptimizer: adam)
    let game = TableGame(
      codec: Self.codec, recipe: recipe, generator: NetworkRecipe(.concatenating, hidden: [12]),
      critic: NetworkRecipe(.perceptron, hidden: [12]), table: table)
    let encoded = Self.codec.encode(EveryKind(rows: 200).table, seed: 0)
    let trainer = game.trainer(seed: 0) { step in encoded.batch((0..<24).map { (step * 24 + $0) % 200 }) }
    let report = trainer.takeStep()
    #expect(report.isFinite && report.penalty > 0)
    let shifts = trainer.generator.state.filter { $0.path.hasSuffix("shifts") }.map(\.parameter.value)
    #expect(
      shifts.map(\.shape)
        == (codeShifts ? [[Self.codec.layout.width - Self.codec.layout.numbers, Self.codec.layout.numbers]] : []))
    #expect(shifts.allSatisfy { $0.scalars().contains { $0 != 0 } })
  }

  /// A critic whose output is a multiple of the first number of a row.
  private func critic(_ slope: Double) -> Sequential {
    Sequential([Function { x in x.slice(0..<1, axis: 1) * slope }])
  }

  private func model(_ slope: Double, candidates: Int) -> TableModel {
    let game = TableGame(
      codec: Self.codec,
      recipe: GameRecipe(
        latent: LatentPrior(size: 4), objective: .relativistic, batch: 16, steps: 1,
        generatorOptimizer: OptimizerRecipe(learningRate: 1e-3), criticOptimizer: OptimizerRecipe(learningRate: 1e-3)),
      generator: NetworkRecipe(.concatenating, hidden: [8]), critic: NetworkRecipe(.perceptron, hidden: [8]),
      table: TableRecipe())
    var model = TableModel(
      codec: Self.codec, latent: game.recipe.latent,
      generator: game.makeGenerator(Initializer(seed: 1, name: "generator")))
    if candidates > 1 { model.selection = CriticSelection(critic: critic(slope), candidates: candidates) }
    return model
  }

  /// The first number in the rows of 240 blocks of a generator's outputs.
  private func firsts(_ model: TableModel) -> [Double] {
    let random = RandomStream(seed: 3, name: "test")
    let width = Self.codec.layout.width
    return (0..<240).flatMap { block in
      let output = model.output(block: block, from: random).floats()
      return stride(from: 0, to: output.count, by: width).map { Double(output[$0]) }
    }
  }

  @Test("of candidates those come that the critic takes for real, as often as exp C says", arguments: [0, 0.5, -0.5])
  func selection(slope: Double) {
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    let plain = firsts(model(0, candidates: 1))
    for candidates in [2, 8] {
      // What one of so many rows is worth on the mean, drawn as exp C says from groups of rows that nobody chose.
      let groups = stride(from: 0, to: plain.count, by: candidates).map { Array(plain[$0..<$0 + candidates]) }
      let expected = mean(
        groups.map { group in
          let weights = group.map { exp(slope * $0) }
          return zip(weights, group).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
        })
      // 61,440 rows of deviation 0.7 leave each mean uncertain by 0.003.
      #expect(abs(mean(firsts(model(slope, candidates: candidates))) - expected) < 0.012)
      #expect(slope == 0 || abs(expected - mean(plain)) > 0.05)
    }
  }

  @Test("rows chosen among candidates are the same on any number of threads, and for any count")
  func bits() {
    let model = model(1, candidates: 3)
    let rows = written(model.sample(1_500, seed: 2))
    for threads in [1, 3] {
      #expect(Device.$current.withValue(Device(threads: threads)) { written(model.sample(1_500, seed: 2)) } == rows)
    }
    #expect(written(model.sample(1_025, seed: 2)) == written(model.sample(1_500, seed: 2).head(1_025)))
  }
}
