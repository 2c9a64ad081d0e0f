import SaddleAdversarial

/// How many steps a table gets: `perRow` for each of its rows, at least `base` and at most `most`.
///
/// A table of many rows holds more to learn, and other synthesizers' time grows with the rows; so may this one's, until
/// nothing is gained.
public struct LengthRecipe: Codable, Sendable, Equatable {
  public var base = 640
  public var perRow = 1.0
  public var most = 60_000

  public init(base: Int = 640, perRow: Double = 1, most: Int = 60_000) {
    (self.base, self.perRow, self.most) = (base, perRow, most)
  }

  /// The steps for so many rows.
  package func steps(rows: Int) -> Int { max(1, Int(min(Double(most), max(Double(base), perRow * Double(rows))))) }
}

/// How a table's samples are scored while training goes on, by shapes and pairs, and when that ends it.
public struct ValidationRecipe: Codable, Sendable, Equatable {
  /// The share of rows that are held out of training to score samples by; at most 2,000 rows, and none of a table of
  /// fewer than 1,000, whose samples are scored by the training rows.
  public var share = 0.05
  /// Scores in a whole training; 0 for none.
  public var scores = 20
  /// Learning rates begin to fall, and the end comes nearer as much, when so many scores, one after the other, were no
  /// better than the best before, such as 4; 0 for never.
  public var patience = 0
  /// What a score must gain on the best one to be better.
  public var gain = 0.0005
}

/// How often a game on a density is measured beside its theory.
public struct TheoryRecipe: Codable, Sendable, Equatable {
  /// Steps between two measurements.
  public var interval = 1_000
}

/// Recipes from before a part was there have its default: the compiler's own decoding of `Recipe` calls these.
extension KeyedDecodingContainer {
  func decode(_ type: Stabilizers.Type, forKey key: Key) throws -> Stabilizers {
    try decodeIfPresent(type, forKey: key) ?? Stabilizers()
  }

  func decode(_ type: LengthRecipe.Type, forKey key: Key) throws -> LengthRecipe {
    try decodeIfPresent(type, forKey: key) ?? LengthRecipe()
  }

  /// Trainings from before there were scores go on without them.
  func decode(_ type: ValidationRecipe.Type, forKey key: Key) throws -> ValidationRecipe {
    try decodeIfPresent(type, forKey: key) ?? ValidationRecipe(share: 0, scores: 0)
  }

  func decode(_ type: TheoryRecipe.Type, forKey key: Key) throws -> TheoryRecipe {
    try decodeIfPresent(type, forKey: key) ?? TheoryRecipe()
  }

  func decode(_ type: PenaltyRecipe.Type, forKey key: Key) throws -> PenaltyRecipe {
    try decodeIfPresent(type, forKey: key) ?? PenaltyRecipe()
  }
}
