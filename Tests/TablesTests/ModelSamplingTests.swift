import SaddleAdversarial
import SaddleNetworks
import SaddleTables
import SaddleTensors
import Testing

@Suite struct ModelSamplingTests {
  private let model: TableModel

  init() {
    let table = EveryKind(rows: 300).table
    let recipe = GameRecipe(
      latent: LatentPrior(.uniform, size: 3), objective: .relativistic, batch: 16, steps: 1,
      generatorOptimizer: OptimizerRecipe(learningRate: 1e-3), criticOptimizer: OptimizerRecipe(learningRate: 1e-3))
    let game = TableGame(
      codec: TableCodec(fitting: table, TableRecipe()), recipe: recipe,
      generator: NetworkRecipe(.concatenating, hidden: [8]), critic: NetworkRecipe(.perceptron, hidden: [8]),
      table: TableRecipe())
    let generator = game.makeGenerator(Initializer(seed: 1, name: "generator"))
    model = TableModel(codec: game.codec, latent: recipe.latent, generator: generator)
  }

  private func text(_ table: Table) -> String { written(table) }

  @Test("the first rows do not depend on how many are asked for", arguments: [1, 7, 255, 256, 257, 2_048])
  func prefix(count: Int) {
    let long = model.sample(2_500, seed: 4)
    let short = model.sample(count, seed: 4)
    #expect(short.rowCount == count)
    #expect(text(short) == text(long.head(count)))
    #expect(short.schema == model.codec.schema && short.fault == nil)
  }

  @Test("a table is its blocks, one after the other")
  func blocks() {
    let table = model.sample(2 * TableModel.block, seed: 0)
    for block in 0..<2 {
      let own = model.sample(block: block, seed: 0)
      #expect(own.rowCount == TableModel.block)
      #expect(text(own) == text(table.rows(block * TableModel.block..<(block + 1) * TableModel.block)))
    }
    #expect(text(model.sample(block: 0, seed: 0)) != text(model.sample(block: 1, seed: 0)))
  }

  @Test("the same seed gives the same rows, on any number of threads; another one gives others")
  func seeds() {
    let rows = text(model.sample(1_500, seed: 9))
    #expect(text(model.sample(1_500, seed: 9)) == rows)
    #expect(text(model.sample(1_500, seed: 10)) != rows)
    for threads in [1, 3] {
      #expect(Device.$current.withValue(Device(threads: threads)) { text(model.sample(1_500, seed: 9)) } == rows)
    }
  }

  @Test("no rows are a table, too")
  func none() {
    let table = model.sample(0, seed: 0)
    #expect(
      table.rowCount == 0
        && table.columns.map(\.count) == model.sample(1, seed: 0).columns.map { $0.count.map { _ in 0 } })
  }

  @Test("the games' networks have the widths of the codec")
  func widths() {
    let width = model.codec.layout.width
    #expect(model.generator(Tensor.zeros([5, 3]), .training).shape == [5, width])
  }
}
