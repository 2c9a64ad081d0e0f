import SaddleAdversarial
import SaddleFiles
import SaddleTensors
import SaddleTheory

/// Observes training: appends its events to the run's log, with the theory's where there is one, and saves its state now
/// and then and at its end.
final class CheckpointWriter {
  private let session: Session
  private let folder: RunFolder
  private let log: EventLog<TrainingEvent>
  /// For a game on a density.
  private let theory: (probe: TheoryProbe, log: EventLog<TheoryReport>)?
  /// For a table.
  let validation: Validation?
  private var saved = ContinuousClock.now

  /// Every event of this many steps is logged once.
  private static let logInterval = 10

  /// Begins a run, or takes the trainer back to the last checkpoint.
  ///
  /// - Throws: `SaddleError` of kind `malformed` if the checkpoint is damaged or of another game.
  init(_ session: Session, _ folder: RunFolder, isResumed: Bool) throws {
    self.session = session
    self.folder = folder
    validation = Validation(session)
    guard isResumed else {
      // A run that is replaced stays whole until what replaces it is on disk.
      let replaces = FileSystem.exists(folder.checkpoint)
      if replaces {
        try folder.write(CheckpointWriter.file(of: session, validation, events: 0, theory: 0), to: \.firstCheckpoint)
      }
      try folder.removeFiles()
      try folder.writeRecipe(session.stored)
      if session.data != nil {
        try FileSystem.write(Array(session.reference.schema.prettyJSON().utf8), to: folder.schema)
      }
      log = try EventLog(path: folder.events, keeping: 0)
      theory = try session.theoryProbe.map { ($0, try EventLog(path: folder.theory, keeping: 0)) }
      if replaces { try FileSystem.move(folder.firstCheckpoint, to: folder.checkpoint) } else { try save() }
      return
    }
    let file = try folder.readTensors(from: \.checkpoint)
    guard let state = file.floatTensors, session.trainer.accepts(state),
      let length = file.metadata["events"].flatMap({ Int($0) }),
      let theoryLength = Int(file.metadata["theory"] ?? "0")
    else {
      throw SaddleError(
        .malformed,
        "\(folder.checkpoint) does not belong to the recipe and data of its run; restore it from a copy or train again")
    }
    session.trainer.restore(state)
    if let validation, let scores = file.metadata["scores"].flatMap({ JSONValue(parsing: $0) }) {
      validation.scores = (try? scores.decoded()) ?? []
      session.trainer.lastStep = validation.lastStep
    }
    if session.trainer.step > session.stored.recipe.steps {
      throw SaddleError(
        .usage,
        "\(folder.path) is already past step \(session.stored.recipe.steps), at \(session.trainer.step); give more --steps"
      )
    }
    log = try EventLog(path: folder.events, keeping: length)
    theory = try session.theoryProbe.map { ($0, try EventLog(path: folder.theory, keeping: theoryLength)) }
    try folder.writeRecipe(session.stored)
  }

  func observe(_ event: TrainingEvent) throws {
    let recipe = session.stored.recipe
    switch event {
    case .stepped(let report):
      if report.step % CheckpointWriter.logInterval == 0 { try log.append(event) }
      if let theory, report.step % recipe.theory.interval == 0 || report.step == recipe.steps {
        try theory.log.append(theory.probe.measure(session.trainer))
      }
      if (ContinuousClock.now - saved).seconds >= recipe.checkpointSeconds { try save() }
    case .started, .scored: try log.append(event)
    case .preparing: break
    case .stopped, .finished:
      try log.append(event)
      try save()
    }
  }

  private func save() throws {
    try log.synchronize()
    try theory?.log.synchronize()
    let file = CheckpointWriter.file(of: session, validation, events: log.length, theory: theory?.log.length ?? 0)
    try folder.write(file, to: \.checkpoint)
    saved = .now
  }

  private static func file(of session: Session, _ validation: Validation?, events: Int, theory: Int) -> Safetensors {
    Safetensors(
      metadata: [
        "events": "\(events)", "theory": "\(theory)",
        "scores": (try? (validation?.scores ?? []).compactJSON()) ?? "[]",
      ],
      tensors: session.trainer.state.map(Safetensors.Entry.init))
  }
}
