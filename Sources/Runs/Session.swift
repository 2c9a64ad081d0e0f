import SaddleAdversarial
import SaddleEvaluation
import SaddleFiles
import SaddleNetworks
import SaddleTables
import SaddleTensors
import SaddleTheory

/// One run in memory: its data, its game and its trainer, new or resumed.
struct Session {
  let stored: StoredRecipe
  let source: DataSource
  let game: TableGame
  let trainer: Trainer
  /// The encoded rows of a file; nil for a density.
  let data: EncodedTable?
  /// What the samples are judged against.
  let reference: Table
  /// The rows by which samples are scored while training goes on; nil for a density.
  let heldOut: Table?
  /// Rows that are trained on, as many as samples are scored; nil where none are held out.
  let standIns: Table?

  /// Samples of a density that stand in for its rows.
  static let densitySamples = 10_000

  /// Reads the data and builds the game.
  ///
  /// - Parameter tell: called with what is being done.
  /// - Throws: `SaddleError` as reading the data and resolving the recipe do; `malformed` if the data is not that of the
  ///   run that is resumed.
  init(
    _ request: TrainingRequest, resuming earlier: StoredRecipe? = nil, tell: (String) -> Void = { _ in }
  ) throws {
    let source = try DataSource(request.data)
    if let earlier, earlier.data.name != request.data, source.density != nil {
      throw SaddleError(
        .usage, "the run learns from \(earlier.data.name), not from \(request.data); name the same data")
    }
    let recipe = try earlier?.recipe ?? Recipe(resolving: request, for: source)
    let hints = try earlier.map(\.schema) ?? request.schema.map(SchemaHints.init(path:))
    var digest: String?
    let reference: Table
    if let rows = try source.rows(recipe, hints, seed: earlier?.seed ?? request.seed ?? 0) {
      let table = rows.table
      reference = recipe.table.rules ? try table.obeying(hints?.rules, source: request.schema ?? "the schema") : table
      digest = rows.sha256
    } else {
      let columns = recipe.column.keys.sorted().map { "column.\($0)" }
      if let key = columns.first ?? (hints == nil ? nil : "--schema") ?? (recipe.missing.isEmpty ? nil : "missing") {
        throw SaddleError(
          .usage, "\(request.data) has no columns to guess, so that \(key) would have no effect; leave it out")
      }
      reference = try source.table(samples: Session.densitySamples, seed: 0)
    }
    if let earlier, earlier.data.sha256 != digest {
      throw SaddleError(
        .malformed,
        "\(request.data) is not the data that the run began with: its SHA-256 is another; "
          + "restore the file, or train a new run without --resume")
    }
    try self.init(
      source, reference, recipe: recipe, length: request.length, seed: earlier?.seed ?? request.seed ?? 0,
      version: earlier?.version, digest: digest, schema: hints, tell: tell)
  }

  /// Builds the game on data that is at hand.
  ///
  /// - Parameters:
  ///   - reference: the rows of the source with the rules that they shall obey, or samples of its density.
  ///   - length: nil is as long as the recipe says.
  /// - Throws: `SaddleError` of kind `usage` for a recipe that does not fit the data.
  init(
    _ source: DataSource, _ reference: Table, recipe: Recipe, length: TrainingRequest.Length? = nil, seed: UInt64,
    version: String? = nil, digest: String? = nil, schema: SchemaHints? = nil, tell: (String) -> Void = { _ in }
  ) throws {
    var recipe = recipe
    (self.source, self.reference) = (source, reference)
    let rows = source.density == nil ? reference.rowCount : nil
    try recipe.setLength(length, rows: rows, of: source)
    recipe.setWidths(rows: rows)
    stored = StoredRecipe(
      recipe: recipe, seed: seed, version: version ?? Version.current,
      data: .init(
        name: source.name, sha256: digest, rows: reference.drawnFrom ?? rows,
        drawn: reference.drawnFrom == nil ? nil : rows), schema: schema)
    let drawn = reference.drawnFrom.map { " drawn from \($0)" } ?? ""
    tell("encoding \(reference.rowCount) rows\(drawn) of \(reference.schema.columns.count) columns")
    let codec = TableCodec(fitting: reference, recipe.table)
    game = TableGame(
      codec: codec, recipe: recipe.game, generator: recipe.generator, critic: recipe.critic, table: recipe.table)
    try game.checkSize()
    if let density = source.density {
      data = nil
      (heldOut, standIns) = (nil, nil)
      trainer = game.trainer(seed: seed) { density.sample(recipe.batch, seed: seed, step: $0) }
    } else {
      let encoded = codec.encode(reference, seed: seed)
      let rows = Session.split(reference.rowCount, recipe.validation, seed: seed)
      let order = BatchOrder(rows: rows.trained.count, batch: recipe.batch, seed: seed)
      data = encoded
      heldOut = reference.rows(rows.heldOut)
      standIns = rows.standIns.isEmpty ? nil : reference.rows(rows.standIns)
      trainer = game.trainer(seed: seed) { encoded.batch(order.rows(ofBatch: $0).map { rows.trained[$0] }) }
    }
  }

  /// The rows that are trained on, those that samples are scored by, and, at random, such as stand in for samples.
  private static func split(
    _ count: Int, _ recipe: ValidationRecipe, seed: UInt64
  ) -> (trained: [Int], heldOut: [Int], standIns: [Int]) {
    let held = recipe.scores > 0 && count >= 1_000 ? min(2_000, Int(recipe.share * Double(count))) : 0
    guard held > 0 else { return (Array(0..<count), Array(0..<min(count, 2_000)), []) }
    var generator = RandomStream(seed: seed, name: "held out").generator()
    let order = Array(0..<count).shuffled(using: &generator)
    return (order[held...].sorted(), order[..<held].sorted(), Array(order[held...].prefix(Validation.samples)))
  }

  /// Measures the game beside its theory; nil for data of a file.
  var theoryProbe: TheoryProbe? {
    source.density.map { TheoryProbe($0, seed: stored.seed) }
  }

  /// Takes the steps that are left, scoring samples when scores are due.
  ///
  /// - Parameters:
  ///   - observers: called with each event, in order; a score comes before the step that it is of, so that a checkpoint of
  ///     that step holds it.
  ///   - place: what a message says of where losses diverged, such as `of runs/a`.
  /// - Throws: `SaddleError` of kind `stoppedEarly` when the losses diverged, and whatever an observer throws.
  func train(
    scoring validation: Validation?, observers: [Trainer.Observer], place: String = "", shouldStop: () -> Bool
  ) throws {
    let score: Trainer.Observer = { event in
      guard case .stepped(let report) = event, let score = try validation?.score(after: report.step) else { return }
      for observer in observers { try observer(.scored(score)) }
    }
    do {
      try trainer.run(observers: [score] + observers, shouldStop: shouldStop)
    } catch let diverged as Trainer.Diverged {
      throw SaddleError(
        .stoppedEarly,
        "the losses became infinite at step \(diverged.step)\(place); "
          + "train again with a lower learning rate, such as --set criticOptimizer.learningRate=1e-4")
    }
    guard isDone else { return }
    let next = stored.recipe.table.redraw && data != nil ? " and looking for columns to draw anew" : ""
    for observer in observers { try observer(.preparing("matching distributions\(next)")) }
  }

  private var isDone: Bool { trainer.step >= trainer.lastStep }

  /// The generator as it is now, its marginal distributions matched, and columns drawn anew when training is done, if the
  /// recipe says so; the trainer is not touched.
  ///
  /// - Parameter tell: takes what is done of the latter, as it begins.
  func model(tell: (String) -> Void = { _ in }) -> TableModel {
    let generator = game.makeGenerator(Initializer(seed: stored.seed, name: "generator"))
    generator.copyState(from: trainer.average)
    var model = TableModel(codec: game.codec, latent: game.recipe.latent, generator: generator)
    if game.candidates > 1 {
      let critic = game.makeCritic(Initializer(seed: stored.seed, name: "critic"))
      critic.copyState(from: trainer.critic)
      model.selection = CriticSelection(critic: critic, candidates: game.candidates)
    }
    if let data, stored.recipe.table.matchMarginals {
      MarginalMatch.matchCodes(of: model, to: data, seed: stored.seed)
      model.marginals = MarginalMatch(model, data, seed: stored.seed)
      MarginalMatch.matchDays(of: &model, to: reference, data, seed: stored.seed)
    }
    if data != nil, stored.recipe.table.redraw, isDone {
      model.refinement = Redrawing(model, reference, seed: stored.seed, tell: tell)
    }
    return model
  }
}
