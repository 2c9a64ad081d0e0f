/// What happens while a game is trained; progress lines, logs and checkpoints observe it.
public enum TrainingEvent: Sendable, Equatable {
  /// Training begins, or goes on, at a step.
  case started(step: Int, of: Int)
  /// One iteration is done.
  case stepped(StepReport)
  /// What is being done before the first step or after the last, in a few words.
  case preparing(String)
  /// Samples were scored after a step.
  case scored(ScoreReport)
  /// Training ended before its last step; the state after `step` is whole.
  case stopped(step: Int)
  /// The last step is done.
  case finished(step: Int)
}

/// How good samples were after a step, in 0 ... 1; nil for what cannot be measured.
public struct ScoreReport: Sendable, Equatable, Codable {
  public var step: Int
  /// The mean of `shapes` and `pairs`.
  public var quality: Double?
  public var shapes: Double?
  public var pairs: Double?
  /// The quality of training rows in the samples' place; nil where samples are scored by the training rows themselves.
  public var real: Double?
  /// The training's last step as it is planned now.
  public var steps: Int

  public init(
    step: Int, quality: Double?, shapes: Double?, pairs: Double?, real: Double? = nil, of steps: Int
  ) {
    (self.step, self.quality, self.shapes, self.pairs) = (step, quality, shapes, pairs)
    (self.real, self.steps) = (real, steps)
  }
}

/// The measurements of one iteration.
public struct StepReport: Sendable, Equatable, Codable {
  /// The number of iterations done, this one included.
  public var step: Int
  /// The critic's loss without penalties, at its last step of the iteration.
  public var criticLoss = 0.0
  /// The sum of the weighted penalties.
  public var penalty = 0.0
  public var generatorLoss = 0.0

  public init(step: Int) {
    self.step = step
  }

  /// Whether no loss is infinite or not a number.
  public var isFinite: Bool { criticLoss.isFinite && penalty.isFinite && generatorLoss.isFinite }
}

extension TrainingEvent: Encodable {
  private enum Key: String, CodingKey { case event, step, steps, doing }

  /// One flat object with the key `event`: a line of `events.jsonl`.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    switch self {
    case .started(let step, let steps):
      try object.encode("started", forKey: .event)
      try object.encode(step, forKey: .step)
      try object.encode(steps, forKey: .steps)
    case .stepped(let report):
      try object.encode("step", forKey: .event)
      try report.encode(to: encoder)
    case .preparing(let what):
      try object.encode("preparing", forKey: .event)
      try object.encode(what, forKey: .doing)
    case .scored(let report):
      try object.encode("scored", forKey: .event)
      try report.encode(to: encoder)
    case .stopped(let step):
      try object.encode("stopped", forKey: .event)
      try object.encode(step, forKey: .step)
    case .finished(let step):
      try object.encode("finished", forKey: .event)
      try object.encode(step, forKey: .step)
    }
  }
}

extension Trainer {
  /// Called with each event, in order; what it throws ends the training.
  public typealias Observer = (TrainingEvent) throws -> Void

  /// Takes steps until `lastStep` as it is then, or until `shouldStop` says so between two steps.
  ///
  /// Throws `Diverged` after a step whose losses are not finite, and whatever an observer throws.
  public func run(observers: [Observer] = [], shouldStop: () -> Bool = { false }) throws {
    func report(_ event: TrainingEvent) throws { for observer in observers { try observer(event) } }
    try report(.started(step: step, of: lastStep))
    while step < lastStep {
      if shouldStop() { return try report(.stopped(step: step)) }
      let result = takeStep()
      guard result.isFinite else { throw Diverged(step: result.step) }
      try report(.stepped(result))
    }
    try report(.finished(step: step))
  }

  /// The losses became infinite or not a number.
  public struct Diverged: Error {
    public let step: Int
  }
}
