import SaddleAdversarial
import SaddleEvaluation
import SaddleNetworks
import SaddleTables

/// Scores a table's samples while training goes on, and brings its end forward when scores no longer rise.
///
/// Scores are a function of the trainer's state and of those before, which a checkpoint keeps, so that a resumed training
/// ends where an uninterrupted one does.
final class Validation {
  /// The scores so far: the step and the quality of each.
  var scores: [[Double]]
  private let recipe: ValidationRecipe
  private let interval: Int
  private let reference: Table
  /// What training rows score in the samples' place, since real rows do not score 1 beside each other either.
  private let real: Double?
  private let session: Session

  /// Samples by which a generator is scored.
  static let samples = 2_048
  /// The most values that all pairs of columns have together: a score must take little of the time of training.
  private static let mostPairedValues = 20_000_000

  /// Nil where nothing is scored: data that is no table, or a recipe that asks for no scores.
  init?(_ session: Session) {
    let recipe = session.stored.recipe.validation
    guard let reference = session.heldOut, recipe.scores > 0 else { return nil }
    self.recipe = recipe
    scores = []
    self.session = session
    interval = (session.stored.recipe.steps + recipe.scores - 1) / recipe.scores
    let columns = reference.schema.columns.count
    let held = reference.head(max(64, Validation.mostPairedValues / (columns * columns)))
    self.reference = held
    real = session.standIns.flatMap { rows in
      try? QualityReport(real: held, synthetic: rows.head(max(64, held.rowCount))).score
    }
  }

  /// The score that is due after a step, if one is; the trainer's last step is moved when scores say so.
  func score(after step: Int) throws -> ScoreReport? {
    guard step % interval == 0 else { return nil }
    let model = TableModel(
      codec: session.game.codec, latent: session.game.recipe.latent, generator: session.trainer.average)
    let samples = model.sample(max(Validation.samples, reference.rowCount), seed: session.stored.seed)
    let quality = try QualityReport(real: reference, synthetic: samples.head(max(64, reference.rowCount)))
    scores.append([Double(step), quality.score ?? 0])
    session.trainer.lastStep = lastStep
    return ScoreReport(
      step: step, quality: quality.score, shapes: quality.shapes, pairs: quality.trends, real: real, of: lastStep)
  }

  /// The recipe's last step; an earlier one once scores did not rise for a while at full learning rates, which then begin
  /// to fall: as if so many steps had been asked for.
  var lastStep: Int {
    let (steps, constantShare) = (session.stored.recipe.steps, 1 - session.stored.recipe.decayShare)
    guard recipe.patience > 0, constantShare > 0 else { return steps }
    var (best, waited) = (-Double.infinity, 0)
    for pair in scores where pair.count == 2 {
      let (step, score) = (pair[0], pair[1])
      guard step < constantShare * Double(steps) else { break }
      waited = score > best + recipe.gain ? 0 : waited + 1
      best = max(best, score)
      if waited >= recipe.patience { return Int((step / constantShare).rounded(.up)) }
    }
    return steps
  }
}
