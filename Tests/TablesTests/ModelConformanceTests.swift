import SaddleAdversarial
import SaddleNetworks
import SaddleTables
import Testing

/// Every objective with every penalty, on a table with columns of every kind.
@Suite struct ModelConformanceTests {
  private static let table = EveryKind(rows: 120).table
  private static let codec = TableCodec(fitting: table, TableRecipe())
  private static let encoded = codec.encode(table, seed: 0)

  @Test("a few steps change both players and keep all finite", arguments: Objective.all.map(\.name))
  func steps(name: String) throws {
    let objective = try #require(Objective.named(name))
    for penalty in Penalty.all {
      let adam = OptimizerRecipe(learningRate: 1e-3)
      let recipe = GameRecipe(
        latent: LatentPrior(size: 4), objective: objective, penalties: [penalty.weighted(0.3)], batch: 24, steps: 2,
        generatorOptimizer: adam, criticOptimizer: adam)
      let game = TableGame(
        codec: Self.codec, recipe: recipe, generator: NetworkRecipe(.concatenating, hidden: [12]),
        critic: NetworkRecipe(.perceptron, hidden: [12]), table: TableRecipe())
      let order = BatchOrder(rows: Self.encoded.rowCount, batch: 24, seed: 0)
      let trainer = game.trainer(seed: 0) { Self.encoded.batch(order.rows(ofBatch: $0)) }
      let networks: [any Layer] = [trainer.generator, trainer.critic]
      func values() -> [[Double]] { networks.map { $0.parameters.flatMap { $0.value.scalars() } } }
      for _ in 0..<2 {
        let before = values()
        let report = trainer.takeStep()
        #expect(report.isFinite && report.penalty >= 0, "\(penalty.name)")
        for (old, new) in zip(before, values()) {
          #expect(old != new && new.allSatisfy { $0.isFinite }, "\(penalty.name)")
        }
      }
    }
  }
}
