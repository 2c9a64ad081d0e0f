import SaddleAdversarial
import SaddleFiles

extension Recipe {
  /// Every recipe that has a name of its own.
  public static let all: [Recipe] = [.tables, .tablesThorough, .tablesWasserstein, .toy, .toyNonSaturating]

  /// The recipe of that name.
  ///
  /// - Throws: `SaddleError` of kind `usage` that names the nearest one.
  public init(named name: String) throws {
    guard let recipe = Recipe.all.first(where: { $0.name == name }) else {
      let guess = nearest(name, among: Recipe.all.map(\.name)).map { "did you mean \($0)? " } ?? ""
      throw SaddleError(.usage, "there is no recipe \(name); \(guess)`saddle recipes` lists them")
    }
    self = recipe
  }

  /// Throws unless every value is one that training can work with.
  ///
  /// - Throws: `SaddleError` of kind `usage` that names the key, its value and the remedy.
  public func validate() throws {
    do { try check() } catch { throw SaddleError(.usage, "\(error.problem); \(error.remedy)") }
  }

  /// Whether training can work with every value.
  var isValid: Bool { (try? check()) != nil }

  /// A value that training cannot work with.
  struct Unfit: Error {
    let problem: String
    let remedy: String
  }

  func check() throws(Unfit) {
    let family = String(objective.prefix { $0 != ":" })
    guard let family = ObjectiveFamily.named(family) else {
      throw unknown("objective", family, among: ObjectiveFamily.all.map(\.name))
    }
    try require(Objective.named(objective) != nil, "objective", objective, family.usage)
    for (name, weight) in penalties.sorted(by: { $0.key < $1.key }) {
      if Penalty.named(name) == nil { throw unknown("penalty", name, among: Penalty.all.map(\.name)) }
      try require(weight.isFinite && weight >= 0, "penalties.\(name)", weight, "a number of at least 0")
    }
    for (key, widths, least, words) in [
      ("generator.hidden", generator.hidden, 1, "1"), ("critic.hidden", critic.hidden, 0, "0 (by the rows)"),
    ] {
      try require(widths.count <= 64, key, widths, "a list of at most 64 widths")
      try require(
        widths.allSatisfy { (least...65_536).contains($0) }, key, widths, "a list of widths from \(words) to 65536")
    }
    for (key, count) in [
      ("generator.spectralNorm", generator.spectralNorm), ("critic.spectralNorm", critic.spectralNorm),
    ] {
      try require((0...100).contains(count), key, count, "0 to 100")
    }
    try require((1...65_536).contains(latent.size), "latent.size", latent.size, "1 to 65536")
    try require((1...1_000).contains(criticSteps), "criticSteps", criticSteps, "1 to 1000")
    try require((2...1_000_000).contains(batch), "batch", batch, "2 to 1000000")
    try require(
      (0...1_000_000_000).contains(steps), "steps", steps, "0 (by the rows) to 1000000000")
    try require((1...1_000_000_000).contains(length.base), "length.base", length.base, "1 to 1000000000")
    try require((1...1_000_000_000).contains(length.most), "length.most", length.most, "1 to 1000000000")
    try require(length.perRow.isFinite && length.perRow >= 0, "length.perRow", length.perRow, "a number of at least 0")
    try require((0...0.5).contains(validation.share), "validation.share", validation.share, "0 to 0.5")
    try require((0...1_000).contains(validation.scores), "validation.scores", validation.scores, "0 to 1000")
    try require((0...1_000).contains(validation.patience), "validation.patience", validation.patience, "0 to 1000")
    try require(validation.gain.isFinite, "validation.gain", validation.gain, "a number")
    let schedule = penaltySchedule
    try require(
      schedule.decay > 0 && schedule.decay <= 1, "penaltySchedule.decay", schedule.decay, "above 0, at most 1")
    try require((1...1_000).contains(schedule.interval), "penaltySchedule.interval", schedule.interval, "1 to 1000")
    try require((0...1).contains(decayShare), "decayShare", decayShare, "0 to 1")
    try require(averaging >= 0 && averaging < 1, "averaging", averaging, "at least 0 and below 1")
    try require(theory.interval >= 1, "theory.interval", theory.interval, "at least 1")
    try require(checkpointSeconds >= 0, "checkpointSeconds", checkpointSeconds, "at least 0")
    for (key, optimizer) in [("generatorOptimizer", generatorOptimizer), ("criticOptimizer", criticOptimizer)] {
      let rate = optimizer.learningRate
      try require(rate.isFinite && rate > 0, "\(key).learningRate", rate, "a number above 0")
      try require((0..<1).contains(optimizer.beta1), "\(key).beta1", optimizer.beta1, "at least 0 and below 1")
      try require((0..<1).contains(optimizer.beta2), "\(key).beta2", optimizer.beta2, "at least 0 and below 1")
    }
    try checkStabilizers()
    try require((0...1).contains(table.spikeShare), "table.spikeShare", table.spikeShare, "0 to 1")
    try require(
      (0...10_000).contains(table.valuesAsCategories), "table.valuesAsCategories", table.valuesAsCategories,
      "0 to 10000")
    try require((0...1_000_000).contains(table.labelCodes), "table.labelCodes", table.labelCodes, "0 to 1000000")
    try require(
      table.sampleRows == 0 || (100...1_000_000_000).contains(table.sampleRows), "table.sampleRows", table.sampleRows,
      "0 (all), or 100 to 1000000000")
    try require((2...1_000_000).contains(table.knots), "table.knots", table.knots, "2 to 1000000")
    try require(
      table.temperature > 0 && table.temperature.isFinite, "table.temperature", table.temperature, "a number above 0")
    try require((0...1_000).contains(table.criticBins), "table.criticBins", table.criticBins, "0 to 1000")
    try require((1...100).contains(table.candidates), "table.candidates", table.candidates, "1 to 100")
  }

  private func checkStabilizers() throws(Unfit) {
    let all = stabilizers
    for (key, value) in [
      ("updateWeight", all.updateWeight), ("instanceNoise", all.instanceNoise), ("clipping", all.clipping),
      ("orthogonal", all.orthogonal),
    ] {
      try require(value.isFinite && value >= 0, "stabilizers.\(key)", value, "a number of at least 0")
    }
    try require((0...100).contains(all.unrolling), "stabilizers.unrolling", all.unrolling, "0 to 100")
    try require(
      (0...1).contains(all.instanceNoiseShare), "stabilizers.instanceNoiseShare", all.instanceNoiseShare, "0 to 1")
    try require((0...1).contains(all.labelFlips), "stabilizers.labelFlips", all.labelFlips, "0 to 1")
    try require((1...1_000).contains(all.packing), "stabilizers.packing", all.packing, "1 to 1000")
    try require(
      batch % all.packing == 0, "stabilizers.packing", all.packing, "a divisor of the batch, which is \(batch),")
  }

  private func require(_ holds: Bool, _ key: String, _ value: Any, _ expected: String) throws(Unfit) {
    guard !holds else { return }
    throw Unfit(
      problem: "\(key) cannot be \(value): \(expected) is expected", remedy: "change it with --set \(key)=VALUE")
  }

  private func unknown(_ what: String, _ name: String, among names: [String]) -> Unfit {
    let guess = nearest(name, among: names).map { "did you mean \($0)? " } ?? ""
    return Unfit(problem: "there is no \(what) \(name)", remedy: "\(guess)`saddle recipes` lists them")
  }
}
