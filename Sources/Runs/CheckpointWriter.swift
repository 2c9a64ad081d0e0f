import SaddleAdversarial
import SaddleFiles
import SaddleTensors

/// Observes training: appends its events to the run's log, and saves its state now and then and at its end.
final class CheckpointWriter {
  private let session: Session
  private let folder: RunFolder
  private let log: EventLog<TrainingEvent>
  private var saved = ContinuousClock.now

  /// Every event of this many steps is logged once.
  private static let logInterval = 10

  /// Begins a run, or takes the trainer back to the last checkpoint.
  ///
  /// - Throws: `SaddleError` of kind `malformed` if the checkpoint is damaged or of another game.
  init(_ session: Session, _ folder: RunFolder, isResumed: Bool) throws {
    self.session = session
    self.folder = folder
    guard isResumed else {
      // A run that is replaced stays whole until what replaces it is on disk.
      let replaces = FileSystem.exists(folder.checkpoint)
      if replaces { try folder.write(CheckpointWriter.file(of: session, events: 0), to: \.firstCheckpoint) }
      try folder.removeFiles()
      try folder.writeRecipe(session.stored)
      log = try EventLog(path: folder.events, keeping: 0)
      if replaces { try FileSystem.move(folder.firstCheckpoint, to: folder.checkpoint) } else { try save() }
      return
    }
    let file = try folder.readTensors(from: \.checkpoint)
    guard let state = file.floatTensors, session.trainer.accepts(state),
      let length = file.metadata["events"].flatMap({ Int($0) })
    else {
      throw SaddleError(
        .malformed,
        "\(folder.checkpoint) does not belong to the recipe and data of its run; restore it from a copy or train again")
    }
    session.trainer.restore(state)
    if session.trainer.step > session.stored.recipe.steps {
      throw SaddleError(
        .usage,
        "\(folder.path) is already past step \(session.stored.recipe.steps), at \(session.trainer.step); give more --steps"
      )
    }
    log = try EventLog(path: folder.events, keeping: length)
    try folder.writeRecipe(session.stored)
  }

  func observe(_ event: TrainingEvent) throws {
    switch event {
    case .stepped(let report):
      if report.step % CheckpointWriter.logInterval == 0 { try log.append(event) }
      let interval = session.stored.recipe.checkpointSeconds
      if (ContinuousClock.now - saved).seconds >= interval { try save() }
    case .started: try log.append(event)
    case .stopped, .finished:
      try log.append(event)
      try save()
    }
  }

  private func save() throws {
    try log.synchronize()
    try folder.write(CheckpointWriter.file(of: session, events: log.length), to: \.checkpoint)
    saved = .now
  }

  private static func file(of session: Session, events length: Int) -> Safetensors {
    Safetensors(metadata: ["events": "\(length)"], tensors: session.trainer.state.map(Safetensors.Entry.init))
  }
}
