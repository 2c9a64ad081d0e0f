/// How many rows of a file are held: of a longer one, rows are drawn at random while it is read once.
///
/// The rows held are a uniform sample without replacement, the same for the same seed, and besides it the first row of
/// each label and of each form of cell (`RowReservoir`), so that kinds and formats are decided by every row of the file.
public struct RowLimit: Sendable, Equatable {
  /// The most rows; 0 for all.
  public var rows: Int
  /// Of the draw.
  public var seed: UInt64

  /// The most cells that a sample has: of wide tables fewer rows are drawn.
  public static let mostCells = 40_000_000

  public init(rows: Int = 1_000_000, seed: UInt64 = 0) {
    (self.rows, self.seed) = (rows, seed)
  }

  /// The most rows of a table of so many columns; nil for all.
  func rows(ofColumns columns: Int) -> Int? {
    rows == 0 ? nil : max(2, min(rows, RowLimit.mostCells / max(1, columns)))
  }
}
