import SaddleTables

/// What `recipe.json` holds: all that is needed to train the same run again.
public struct StoredRecipe: Codable, Sendable, Equatable {
  public var recipe: Recipe
  public var seed: UInt64
  /// The version of the program that began the run.
  public var version: String
  public var data: Data
  /// What `--schema` said of the columns; nil where nothing was given.
  public var schema: SchemaHints?

  /// What the run learns from.
  public struct Data: Codable, Sendable, Equatable {
    /// As the command was given it.
    public var name: String
    /// Of the file's bytes; nil for a density.
    public var sha256: String?
    /// Rows of the file; nil for a density.
    public var rows: Int?
    /// How many of them were drawn to train on; nil where all were.
    public var drawn: Int?
  }
}
