import SaddleAdversarial
import SaddleEvaluation
import SaddleFiles
import SaddleTables
import SaddleTensors

/// What the command and other programs do with runs: train, sample, evaluate, describe.
public enum Run {
  /// The recipe that a request leads to, and what would be learned; trains nothing and writes nothing.
  ///
  /// - Throws: `SaddleError` as `train` would before its first step.
  public static func plan(_ request: TrainingRequest) throws -> Plan {
    let session = try Session(request, resuming: request.existing == .resume ? request.runFolder().readStored() : nil)
    return Plan(stored: session.stored, schema: session.reference.schema)
  }

  /// Trains a generator, or goes on with one, and leaves it in the run's folder.
  ///
  /// - Parameter observe: called with each event, in order.
  /// - Throws: `SaddleError`: of kind `interrupted` when the interruption was requested (the state is saved),
  ///   `stoppedEarly` when the losses diverged (the last checkpoint is kept), and as reading and writing do.
  public static func train(
    _ request: TrainingRequest, interruption: Interruption, observe: @escaping (TrainingEvent) -> Void = { _ in }
  ) throws -> Outcome {
    try Device.$current.withValue(Device(threads: request.threads)) {
      // Data is read before anything is written, so that bad data leaves no folder behind.
      let isResumed = request.existing == .resume
      let resumed = isResumed ? try request.runFolder() : nil
      observe(.preparing("reading \(request.data)"))
      let session = try Session(request, resuming: resumed?.readStored()) { observe(.preparing($0)) }
      let folder = try resumed ?? request.runFolder()
      let saver: CheckpointWriter
      do {
        saver = try CheckpointWriter(session, folder, isResumed: isResumed)
      } catch {
        // A new run without a checkpoint is of no use to anyone; one that was to be replaced is.
        if !isResumed, !FileSystem.exists(folder.checkpoint) { try? folder.removeRun() }
        throw error
      }
      let start = ContinuousClock.now
      try session.train(
        scoring: saver.validation, observers: [observe, saver.observe],
        place: " of \(folder.path), whose last checkpoint is kept", shouldStop: { interruption.isRequested })
      let model = session.model { observe(.preparing($0)) }
      try folder.write(model: model, critic: session.trainer.critic, stored: session.stored)
      if session.trainer.step < session.trainer.lastStep {
        throw SaddleError(
          .interrupted,
          "interrupted after step \(session.trainer.step) of \(session.trainer.lastStep), and saved; "
            + "`saddle train \(request.data.shellWord) --out \(folder.path.shellWord) --resume` goes on")
      }
      let seconds = (ContinuousClock.now - start).seconds
      let sample = model.sample(
        max(Session.densitySamples, session.reference.rowCount), seed: session.stored.seed)
      try folder.write(picture: Picture(real: session.reference, synthetic: sample))
      if let probe = session.theoryProbe { try folder.write(theoryPicture: probe.png(session.trainer)) }
      return Outcome(
        run: folder.path, data: request.data, steps: session.trainer.step, seconds: seconds,
        columns: session.reference.schema.columns, source: session.stored.data,
        redrawn: (model.refinement as? Redrawing)?.columns ?? [],
        assessment: try Assessment(synthetic: sample, against: session.source, session.reference))
    }
  }

  /// Writes rows of a run's generator as its training data was written; constant in memory for any number of rows.
  ///
  /// - Parameters:
  ///   - count: as many as the training data has unless given; for a density 10,000.
  ///   - conditions: what must hold on every row, as `Condition` reads it.
  ///   - balancing: a column of categories that each get the same share of rows; nil for the model's own shares.
  /// - Throws: `SaddleError` as reading the run and writing do; of kind `usage` for conditions that cannot be met, of kind
  ///   `interrupted` when the interruption was requested.
  public static func sample(
    _ run: RunFolder, count: Int?, seed: UInt64, where conditions: [String] = [], balancing: String? = nil,
    threads: Int? = nil, to output: some TableOutput, interruption: Interruption
  ) throws {
    let device = Device(threads: threads)
    try Device.$current.withValue(device) {
      let (model, stored) = try run.readModel()
      let count = count ?? stored.data.rows ?? Session.densitySamples
      var selection = try RowSelection(count, where: conditions, balancing: balancing, of: model.codec.schema)
      let rows = try output.begin(model.codec.schema)
      // Enough at once that no thread waits long for the slowest.
      let atOnce = 32 * device.threads
      var block = 0
      while selection.remaining > 0 {
        let first = count - selection.remaining
        if interruption.isRequested {
          throw SaddleError(.interrupted, "interrupted after \(first) of \(count) rows; sample again to write them all")
        }
        if selection.takesAll {
          let blocks = min(atOnce, (selection.remaining - 1) / TableModel.block + 1)
          let texts = device.map(0..<blocks) { index in
            let place = index * TableModel.block
            let table = model.sample(block: block + index, seed: seed).head(selection.remaining - place)
            return rows(table, first + place)
          }
          for text in texts { try output.write(text) }
          selection.takeAll(blocks * TableModel.block)
        } else {
          let tables = device.map(block..<block + atOnce) { number in
            let table = model.sample(block: number, seed: seed)
            return (table, selection.matches(in: table))
          }
          for (table, matches) in tables {
            let first = count - selection.remaining
            try output.write(rows(selection.take(from: table, matches), first))
          }
        }
        block += atOnce
      }
    }
  }

  /// Judges a run's generator against real rows.
  ///
  /// - Parameters:
  ///   - training: the rows that it was trained on, for privacy and to set utility beside.
  ///   - target: the column to guess; else as many as time allows.
  /// - Throws: `SaddleError` as reading the run and the rows do, if their columns differ, or for a target that cannot be
  ///   learned.
  public static func evaluate(
    _ run: RunFolder, against data: DataSource, training: DataSource? = nil, target: String? = nil
  ) throws -> Assessment {
    let (model, stored) = try run.readModel()
    let (schema, missing) = (model.codec.schema.forComparison, stored.recipe.missing)
    let real = try data.table(samples: Session.densitySamples, seed: 1, schema: schema, missing: missing)
    let trained = try training?.table(samples: Session.densitySamples, seed: 2, schema: schema, missing: missing)
    // Enough rows that chance hardly moves the scores, and as many as the training rows that they are set beside.
    let count = max(Session.densitySamples, real.rowCount, trained?.rowCount ?? 0)
    let sample = model.sample(count, seed: stored.seed)
    return try Assessment(synthetic: sample, against: data, real, training: trained, target: target)
  }

  /// Judges one table against another, whose columns say how the others are read.
  ///
  /// - Throws: `SaddleError` as reading the tables does, if their columns differ, or for a target that cannot be learned.
  public static func evaluate(
    _ synthetic: DataSource, against data: DataSource, training: DataSource? = nil, target: String? = nil
  ) throws -> Assessment {
    let real = try data.table(samples: Session.densitySamples, seed: 1)
    let schema = real.schema.forComparison
    return try Assessment(
      synthetic: synthetic.table(samples: Session.densitySamples, seed: 0, schema: schema), against: data, real,
      training: training?.table(samples: Session.densitySamples, seed: 2, schema: schema), target: target)
  }

  /// What a run is and how far it has come.
  public static func describe(_ run: RunFolder) throws -> Description {
    Description(
      run: run.path, stored: try run.readStored(), isFinished: FileSystem.exists(run.model), step: try run.readStep())
  }
}

extension Duration {
  /// The same length in seconds.
  public var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
