/// What `saddle train` is asked to do, checked but not yet resolved against a recipe or data.
public struct TrainingRequest: Sendable, Equatable {
  public enum Length: Sendable, Equatable {
    case steps(Int)
    case epochs(Int)
  }

  /// What becomes of a run that is already in the folder.
  public enum Existing: Sendable, Equatable {
    case keep, overwrite, resume
  }

  /// A file, `-`, or a density such as `toy:ring8`.
  public var data: String
  /// A name or a file; nil lets the data decide.
  public var recipe: String?
  public var overrides: Overrides
  /// A `schema.json` with kinds of columns and rules; nil guesses all.
  public var schema: String?
  /// Nil is as long as the recipe says.
  public var length: Length?
  /// Nil is the recipe's own.
  public var seed: UInt64?
  /// Nil is one for each core.
  public var threads: Int?
  /// Nil is the default folder for the data.
  public var folder: String?
  public var existing: Existing

  public init(
    data: String, recipe: String? = nil, overrides: Overrides, schema: String? = nil, length: Length? = nil,
    seed: UInt64? = nil,
    threads: Int? = nil, folder: String? = nil, existing: Existing = .keep
  ) {
    (self.data, self.recipe, self.overrides, self.length) = (data, recipe, overrides, length)
    self.schema = schema
    (self.seed, self.threads, self.folder, self.existing) = (seed, threads, folder, existing)
  }

  /// The folder that the request leads to.
  ///
  /// - Throws: `SaddleError` as `RunFolder` does.
  public func runFolder() throws -> RunFolder {
    if existing == .resume { return try RunFolder(resumingAt: folder, data: data) }
    return try RunFolder(newAt: folder, data: data, overwrite: existing == .overwrite)
  }
}
