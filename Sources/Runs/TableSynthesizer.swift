import SaddleAdversarial
import SaddleFiles
import SaddleNetworks
import SaddleTables
import SaddleTensors

/// Learns a table and makes rows like its own: what `saddle train` and `saddle sample` do, to the same bits.
///
/// Rows are those of a file, or any `Codable` values with named properties, and come back as either:
///
/// ```swift
/// let synthesizer = try TableSynthesizer(seed: 1).fit(customers)
/// let others: [Customer] = try synthesizer.sample(1_000)
/// try synthesizer.sample(1_000).write(path: "customers.csv")
/// ```
public struct TableSynthesizer: Sendable {
  /// Every hyper-parameter; `recipe.column` corrects what properties of values are taken for.
  public var recipe: Recipe
  public var seed: UInt64
  /// How many threads to use, on which the result does not depend; nil is one for each core.
  public var threads: Int?

  public init(recipe: Recipe = .tables, seed: UInt64 = 0, threads: Int? = nil) {
    (self.recipe, self.seed, self.threads) = (recipe, seed, threads)
  }

  /// Trains on the rows of a table.
  ///
  /// Rules of the table's schema are kept, or are looked for if it has none (`recipe.table.rules` says whether at all).
  ///
  /// - Parameter observe: called with each event, in order; what it throws ends the training.
  /// - Throws: `SaddleError` of kind `usage` for a recipe or a table that cannot be trained on, of kind `stoppedEarly`
  ///   when the losses diverged; and what `observe` throws.
  public func fit(
    _ table: Table, observe: @escaping (TrainingEvent) throws -> Void = { _ in }
  ) throws -> FittedSynthesizer {
    if let key = recipe.column.keys.min().map({ "column.\($0)" }) ?? (recipe.missing.isEmpty ? nil : "missing") {
      throw SaddleError(
        .usage, "\(key) of the recipe has no effect on a table that was read already; give it to Table.read instead")
    }
    return try train(table, observe)
  }

  /// Trains on values, as `Table(encoding:)` takes them for rows.
  ///
  /// - Parameter observe: called with each event, in order; what it throws ends the training.
  /// - Throws: as `fit(_:observe:)` of a table, and as `Table(encoding:)`.
  public func fit(
    _ rows: some Sequence<some Encodable>, observe: @escaping (TrainingEvent) throws -> Void = { _ in }
  ) throws -> FittedSynthesizer {
    try train(Table(encoding: rows, overrides: recipe.column), observe)
  }

  private func train(
    _ table: Table, _ observe: @escaping (TrainingEvent) throws -> Void
  ) throws -> FittedSynthesizer {
    guard table.rowCount >= 2, table.columns.contains(where: { $0 != .unlearned }) else {
      throw SaddleError(
        .usage, "there is nothing to learn; give a table of two rows and a column that varies, at least")
    }
    let device = Device(threads: threads)
    return try Device.$current.withValue(device) {
      let rules = table.schema.rules.isEmpty ? nil : table.schema.rules
      let rows = recipe.table.rules ? try table.obeying(rules, source: "the table's schema") : table
      let session = try Session(.memory(rows), rows, recipe: recipe, seed: seed)
      try session.train(scoring: Validation(session), observers: [observe], shouldStop: { false })
      var told = Result<Void, any Error>.success(())
      let model = session.model { what in told = told.flatMap { Result { try observe(.preparing(what)) } } }
      try told.get()
      return FittedSynthesizer(
        stored: session.stored, model: model, critic: session.trainer.critic, device: device)
    }
  }
}

/// What a `TableSynthesizer` has learned: an endless table for each seed.
public struct FittedSynthesizer {
  /// The resolved recipe, the seed and the version.
  public let stored: StoredRecipe
  private let model: TableModel
  private let critic: (any Module)?
  private let device: Device

  init(stored: StoredRecipe, model: TableModel, critic: any Module, device: Device) {
    (self.stored, self.model, self.critic, self.device) = (stored, model, critic, device)
  }

  /// The columns, what they are taken for, and the rules that rows keep.
  public var schema: Schema { model.codec.schema }

  /// The first `count` rows of the endless table that the seed names, as `saddle sample` writes them.
  public func sample(_ count: Int, seed: UInt64 = 0) -> Table {
    Device.$current.withValue(device) { model.sample(max(0, count), seed: seed) }
  }

  /// The first `count` rows of the endless table that the seed names, as values with the properties that were learned.
  ///
  /// - Throws: as `Table.decoded(as:)`.
  public func sample<Row: Decodable>(_ count: Int, seed: UInt64 = 0) throws -> [Row] {
    try sample(count, seed: seed).decoded()
  }

  /// Leaves what was learned in a new folder, of which `saddle sample` takes it, too.
  ///
  /// - Throws: `SaddleError` of kind `cannotCreate` if something is there already, `inputOutput` if writing fails.
  public func save(to path: String) throws {
    let folder = try RunFolder(newAt: path, data: path, overwrite: false)
    do {
      try folder.writeRecipe(stored)
      try FileSystem.write(Array(schema.prettyJSON().utf8), to: folder.schema)
      try folder.write(model: model, critic: critic, stored: stored)
    } catch {
      try? folder.removeRun()
      throw error
    }
  }

  /// Takes up what was saved, or what `saddle train` learned.
  ///
  /// - Parameter threads: how many to use; nil is one for each core.
  /// - Throws: `SaddleError` of kind `noInput` if there is no finished run, `malformed` if its files are damaged.
  public init(path: String, threads: Int? = nil) throws {
    device = Device(threads: threads)
    (model, stored) = try Device.$current.withValue(device) { try RunFolder(existingAt: path).readModel() }
    critic = model.selection?.critic
  }
}
