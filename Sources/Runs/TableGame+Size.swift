import SaddleFiles
import SaddleTables

extension TableGame {
  /// The most weights that two networks may have: three gigabytes with averages, optimizer states and derivatives.
  private static let mostWeights = 134_217_728
  /// The most numbers in a layer's output on a batch, of which a step keeps about twenty: as much again.
  private static let mostOutputs = 33_554_432

  /// Throws unless the networks and a batch fit in memory, before any of it is allocated.
  ///
  /// - Throws: `SaddleError` of kind `usage`.
  func checkSize() throws {
    let width = codec.layout.width
    // Each step of a look ahead keeps a critic and its outputs of its own.
    let critics = 1 + recipe.stabilizers.unrolling
    let weights =
      generator.weightCount(recipe.latent.size, width) + critic.weightCount(criticWidth, 1) * Double(critics)
    guard weights <= Double(TableGame.mostWeights) else {
      throw SaddleError(
        .usage,
        "networks of \(Int(weights)) weights are too large (at most \(TableGame.mostWeights)); "
          + "make generator.hidden, critic.hidden, latent.size, stabilizers.packing or stabilizers.unrolling smaller, "
          + "or turn columns of many categories into identifiers with --set column.NAME=identifier")
    }
    let widest = max(width, recipe.latent.size, (generator.hidden + critic.hidden).max() ?? 0)
    guard widest * critics * recipe.batch <= TableGame.mostOutputs else {
      let ahead = critics > 1 ? " of \(critics) critics in a look ahead" : ""
      throw SaddleError(
        .usage,
        "a batch of \(recipe.batch) rows through layers of up to \(widest)\(ahead) is too large; "
          + "choose a smaller one, such as --set batch=\(max(2, TableGame.mostOutputs / widest / critics))")
    }
  }
}
