import SaddleAdversarial
import SaddleNetworks
import SaddleTensors

/// What changes rows after a generator's output was decoded. Rows that then break a rule are moved until they obey.
public protocol RowRefinement: Sendable {
  /// As many rows of the same schema; `random` is of these rows alone, and `codec` knows the rules.
  func refined(_ table: Table, by codec: TableCodec, _ random: RandomStream) -> Table
}

/// A trained generator of rows with what turns its output into a table: all that sampling needs.
public struct TableModel {
  public internal(set) var codec: TableCodec
  public let latent: LatentPrior
  public let generator: any Layer
  public var marginals: MarginalMatch?
  /// What chooses among candidates, if anything does.
  public var selection: CriticSelection?
  /// What becomes of decoded rows, if they do not stay as they are.
  public var refinement: (any RowRefinement)?

  /// Rows are made in blocks of this many, so that the first rows do not depend on how many are asked for; so few that a
  /// block and what a layer makes of it stay in a core's own cache.
  public static let block = 256

  public init(codec: TableCodec, latent: LatentPrior, generator: any Layer, marginals: MarginalMatch? = nil) {
    self.codec = codec
    self.latent = latent
    self.generator = generator
    self.marginals = marginals
  }

  /// The generator's output for a block, `[block, width]`.
  package func output(block: Int, from random: RandomStream) -> Tensor {
    guard let selection else { return candidates(block: block, from: random) }
    return selection.chosen(from: random.stream("selection"), step: block) {
      candidates(block: block &* selection.candidates &+ $0, from: random)
    }
  }

  private func candidates(block: Int, from random: RandomStream) -> Tensor {
    let z = latent.sample(TableModel.block, from: random.stream("latent"), step: block)
    return generator(z, Mode(isTraining: false, noise: random, step: block))
  }

  /// Block number `block` of the endless table that the seed names: rows `block * 256 ..< (block + 1) * 256`.
  public func sample(block: Int, seed: UInt64) -> Table {
    rows(block: block, from: RandomStream(seed: seed, name: "sample"))
  }

  /// Block number `block` of the rows of any stream: what looks at a model draws from one that no seed of a user names.
  package func rows(block: Int, from random: RandomStream) -> Table {
    let output = output(block: block, from: random)
    let table = codec.decode(marginals?.apply(to: output) ?? output)
    return refinement.map { codec.obeying($0.refined(table, by: codec, random.stream("refinement \(block)"))) } ?? table
  }

  /// The first `count` rows of the endless table that the seed names.
  public func sample(_ count: Int, seed: UInt64) -> Table {
    // At least one block, so that a table without rows has the right columns, too.
    let numbers = 0..<max(0, count - 1) / TableModel.block + 1
    let blocks = Device.current.map(numbers) { sample(block: $0, seed: seed) }
    return Table(joining: blocks, schema: codec.schema).head(count)
  }
}
