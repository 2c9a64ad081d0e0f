/// Rows as points whose distance is the mean over the columns of how far two cells are apart (Gower 1971).
///
/// Two numbers are apart by their difference as a share of the column's range in a reference table, at most 1; two
/// labels by 0 if they are the same, else 1; a missing cell by 0 from a missing one and by 1 from any other. So does
/// SDMetrics 0.32 (`sdmetrics/single_table/privacy/dcr_utils.py`).
///
/// All cells are written as numbers of which `min(1, |a - b|)` is the distance: labels as whole ones, a missing cell as
/// one that is far from all others.
struct GowerPoints: Sendable {
  /// Column by column.
  let columns: [[Float]]
  let count: Int

  private static let missing: Float = 10

  /// The rows at `indices` of one table, measured by the ranges of the `reference` table.
  init(_ tables: MatchedTables, _ side: MatchedColumn.Side, rows indices: [Int], reference: MatchedColumn.Side) {
    count = indices.count
    columns = tables.columns.map { column in
      switch column.values {
      case .numbers(let sides):
        let scale = Self.scale(sides[reference.rawValue])
        let values = sides[side.rawValue]
        return indices.map { values[$0].isNaN ? Self.missing : scale(values[$0]) }
      case .categories(let sides, _):
        let codes = sides[side.rawValue]
        // A Float holds whole numbers up to 2^24, far more than there are labels.
        return indices.map { Float(codes[$0]) }
      }
    }
  }

  /// What brings the range of the values to 0 ... 1; values so far outside that they are 1 away from all of them are
  /// brought nearer, so that a Float holds them.
  private static func scale(_ values: [Double]) -> (Double) -> Float {
    var (low, high) = (Double.infinity, -Double.infinity)
    for value in values where !value.isNaN { (low, high) = (min(low, value), max(high, value)) }
    // A range may be too large for a Double, half of it is not.
    let (start, range) = (low / 2, high / 2 - low / 2)
    guard range > 0 else { return { $0 == low ? 0 : 3 } }
    return { Float(min(3, max(-2, ($0 / 2 - start) / range))) }
  }
}
