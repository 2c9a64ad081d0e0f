/// A column whose cells are all numbers, or missing, and what their writing shows.
struct NumberColumn {
  /// NaN where a cell is missing.
  private(set) var values: [Double] = []
  private(set) var decimals = 0
  /// Equal to `decimals` unless the source leaves out zeros at the end.
  private(set) var minimumDecimals = 0
  private(set) var scientific = false
  /// Whether each cell is digits and a sign alone.
  private(set) var isWhole = true
  /// nil for plain numbers.
  let format: NumberFormat?

  /// Why a column is not one of numbers.
  enum Failure: Error {
    /// The first cell that is no number.
    case text(row: Int)
    /// NaN, infinity, or a number beyond the range of Double, among numbers.
    case nonFinite(row: Int)
  }

  /// Reads a column that has at least one cell which is not missing.
  init(_ column: TextColumn, isMissing: [Bool], separator: UInt8, format: NumberFormat? = nil) throws(Failure) {
    self.format = format
    values.reserveCapacity(column.count)
    var (text, nonFinite): (Int?, Int?) = (nil, nil)
    var (finite, fewest, mostBeforeZero) = (0, Int.max, 0)
    column.forEachCell { row, cell in
      if isMissing[row] {
        values.append(.nan)
        return true
      }
      let number = NumberText(cell, separator: separator, format)
      guard let number, number.value.isFinite else {
        guard number != nil || NumberText.isNonFinite(cell) else {
          text = row
          return false
        }
        nonFinite = nonFinite ?? row
        return true
      }
      finite += 1
      values.append(number.value)
      decimals = max(decimals, number.decimals)
      if number.hasExponent {
        scientific = true
      } else {
        fewest = min(fewest, number.shownDecimals)
        if number.endsInZero { mostBeforeZero = max(mostBeforeZero, number.shownDecimals) }
      }
      isWhole = isWhole && number.isWhole
      return true
    }
    if let row = text { throw .text(row: row) }
    if let row = nonFinite { throw finite > 0 ? .nonFinite(row: row) : .text(row: row) }
    // A zero beyond the fewest decimals is one that the source does not leave out.
    minimumDecimals = fewest == .max ? 0 : mostBeforeZero > fewest ? decimals : fewest
  }
}
