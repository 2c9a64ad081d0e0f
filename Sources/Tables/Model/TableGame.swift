import SaddleAdversarial
import SaddleNetworks
import SaddleTensors

/// The game whose data is a table: its codec, and how its networks and batches are made.
public struct TableGame {
  public let codec: TableCodec
  public let recipe: GameRecipe
  public let generator: NetworkRecipe
  public let critic: NetworkRecipe
  public let table: TableRecipe

  public init(
    codec: TableCodec, recipe: GameRecipe, generator: NetworkRecipe, critic: NetworkRecipe, table: TableRecipe
  ) {
    self.codec = codec
    self.recipe = recipe
    self.generator = generator
    self.critic = critic
    self.table = table
  }

  /// A generator of rows, `[batch, latent]` to `[batch, width]`.
  public func makeGenerator(_ initializer: Initializer) -> Sequential {
    let layout = codec.layout
    return Sequential(
      generator.network(recipe.latent.size, layout.width, initializer).layers
        + [TableHead(layout, temperature: table.temperature, shifts: table.codeShifts ? initializer : nil)])
  }

  /// A critic of rows, packed as the recipe says: `[batch / packing, packing width]` to `[batch / packing, 1]`.
  public func makeCritic(_ initializer: Initializer) -> Sequential {
    let body = critic.network(criticWidth, 1, initializer)
    guard table.criticBins > 0, codec.layout.numbers > 0 else { return body }
    return Sequential([NumberBins(codec.layout, bins: table.criticBins)] + body.layers)
  }

  /// Of how many rows one is kept; 1 where the critic sees several rows at once and so cannot judge one.
  package var candidates: Int { recipe.stabilizers.packing > 1 ? 1 : table.candidates }

  /// The features that the critic sees at once.
  package var criticWidth: Int {
    (codec.layout.width + codec.layout.numbers * table.criticBins) * recipe.stabilizers.packing
  }

  /// A trainer on the batches of a stored table, or any others of the codec's width.
  public func trainer(seed: UInt64, batches: @escaping Trainer.Batches) -> Trainer {
    Trainer(recipe, generator: makeGenerator, critic: makeCritic, seed: seed, batches: batches)
  }
}
