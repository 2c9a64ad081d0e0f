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

  /// The greatest number of which all are multiples, if it is wider than what the decimals tell apart; nil unless enough
  /// different numbers show it.
  var step: Double? {
    guard !scientific, decimals <= 9 else { return nil }
    let power = NumberText.exactPowers[decimals]
    var (divisor, rows, multiples) = (0, 0, Set<Int>())
    for value in values where !value.isNaN && value != 0 {
      let scaled = (abs(value) * power).rounded()
      guard scaled < 0x1p53 else { return nil }
      var (a, b) = (Int(scaled), divisor)
      while b != 0 { (a, b) = (b, a % b) }
      divisor = a
      guard divisor > 1 else { return nil }
      rows += 1
      if multiples.count < Self.fewestMultiples { multiples.insert(Int(scaled)) }
    }
    return rows >= Self.fewestRows && multiples.count == Self.fewestMultiples ? Double(divisor) / power : nil
  }

  /// What shows a step: half of all rows would be off one of two by chance.
  private static let (fewestRows, fewestMultiples) = (50, 16)

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
