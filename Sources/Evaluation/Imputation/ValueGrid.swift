import SaddleTables

/// Which numbers a column can hold: from the least to the greatest that occur, in steps of the greatest number that
/// divides all their distances, as its format writes them.
struct ValueGrid: Sendable {
  let least: Double
  let greatest: Double
  /// The distance of neighbours; 0 where it is not known.
  let step: Double
  private let column: ColumnSchema

  /// Traps without values.
  init(_ values: [Double], of column: ColumnSchema) {
    self.column = column
    (least, greatest) = (values.min()!, values.max()!)
    // In units of the last decimal, which must be exact.
    let scale = (0..<min(9, column.decimals)).reduce(1.0) { power, _ in power * 10 }
    let origin = (least * scale).rounded()
    var divisor: Int64 = 0
    let isExact = column.decimals <= 9 && max(abs(least), abs(greatest)) * scale < 0x1p51
    if isExact {
      for value in values where divisor != 1 {
        var (a, b) = (divisor, Int64((value * scale).rounded() - origin))
        while b != 0 { (a, b) = (b, a % b) }
        divisor = a
      }
    }
    step = isExact ? Double(divisor) / scale : 0
  }

  /// The number of the grid that is nearest.
  func nearest(to value: Double) -> Double {
    let inside = min(max(value, least), greatest)
    let placed = step > 0 ? least + ((inside - least) / step).rounded() * step : inside
    return min(max(column.rounded(placed), least), greatest)
  }
}
