import Saddle

/// Shows how far training is: on a terminal one line that renews itself, elsewhere a line every ten seconds.
struct ProgressLine {
  private let isTerminal: Bool
  private let clock = ContinuousClock()
  /// When the first step began; what is prepared before it is no part of a step.
  private var start: ContinuousClock.Instant
  private var shown: ContinuousClock.Instant?
  /// The step that this process began with, which is not 0 when a run resumes.
  private var firstStep = 0
  /// Steps in all.
  private var steps = 0
  /// The last score of samples.
  private var score: ScoreReport?

  init(isTerminal: Bool = StandardError.isTerminal) {
    self.isTerminal = isTerminal
    start = clock.now
  }

  mutating func show(_ event: TrainingEvent) {
    switch event {
    case .started(let step, let steps): (start, firstStep, self.steps) = (clock.now, step, steps)
    case .stepped(let report): show(report)
    case .preparing(let what): show(what)
    case .scored(let report): (score, steps) = (report, report.steps)
    case .stopped, .finished: break
    }
  }

  private mutating func show(_ progress: StepReport) {
    let now = clock.now
    let interval: Duration = isTerminal ? .milliseconds(100) : .seconds(10)
    // The first comes at once, and the last however soon after the one before.
    if let shown, now - shown < interval, progress.step < steps { return }
    shown = now
    let left = Self.timeLeft(progress.step, of: steps, since: firstStep, elapsed: now - start)
    write(Self.text(progress, of: steps, score: score, left: left))
  }

  /// What is done before steps are taken, and after. Elsewhere than on a terminal it would be noise before an error, and comes
  /// only when nothing was said for ten seconds.
  private mutating func show(_ what: String) {
    guard isTerminal || (shown.map { clock.now - $0 >= .seconds(10) } ?? false) else { return }
    shown = clock.now
    write(what)
  }

  private func write(_ text: String) {
    // "Erase to the end of the line" removes what a longer text left.
    StandardError.write(isTerminal ? "\r\(text)\u{1b}[K" : text + "\n")
  }

  /// Ends the line, so that what follows has its own.
  func finish() {
    if isTerminal, shown != nil { StandardError.write("\n") }
  }

  /// Nil until steps were taken for a second: the first ones are slower, and tell little.
  static func timeLeft(_ step: Int, of steps: Int, since first: Int, elapsed: Duration) -> Duration? {
    let done = step - first
    return done > 0 && elapsed >= .seconds(1) ? elapsed / done * (steps - step) : nil
  }

  static func text(_ progress: StepReport, of steps: Int, score: ScoreReport? = nil, left: Duration?) -> String {
    let step = "step \(progress.step)/\(steps)"
    let losses = "critic \(decimals(progress.criticLoss))  generator \(decimals(progress.generatorLoss))"
    let quality =
      score.flatMap { score in
        score.quality.map { quality in
          let real = score.real.map { " (real rows \(decimals($0)))" } ?? ""
          return "  quality \(decimals(quality))\(real) after \(score.step)"
        }
      } ?? ""
    return "\(step)  \(losses)\(quality)" + (left.map { "  \(time($0)) left" } ?? "")
  }

  /// Four digits after the point; losses are small numbers.
  private static func decimals(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "\(value)" }
    let scaled = Int((abs(value) * 10_000).rounded())
    let digits = String(scaled % 10_000 + 10_000).dropFirst()
    return (value < 0 ? "-" : "") + "\(scaled / 10_000).\(digits)"
  }

  /// `42 s`, `3:07` minutes or `1:02:09` hours.
  private static func time(_ duration: Duration) -> String {
    let seconds = Int(duration.components.seconds)
    if seconds < 60 { return "\(seconds) s" }
    let pad = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
    let (minutes, rest) = (seconds / 60, pad(seconds % 60))
    return minutes < 60 ? "\(minutes):\(rest)" : "\(minutes / 60):\(pad(minutes % 60)):\(rest)"
  }
}
