extension ColumnSchema {
  /// The value that a number has once it is written and read again: with the column's decimals, or the nearest moment
  /// of its date format. NaN and infinity stay, as do numbers so large that the decimals mean nothing.
  public func rounded(_ value: Double) -> Double { rounded([value])[0] }

  /// Each value on the nearest multiple of the column's step, as it is once it is written and read again.
  func onGrid(_ values: [Double]) -> [Double] {
    guard let step, step > 0, kind.holdsNumbers else { return rounded(values) }
    return rounded(
      values.map { value in
        let moved = (value / step).rounded() * step
        return moved.isFinite ? moved : value
      })
  }

  /// Each value as it is once it is written and read again.
  func rounded(_ values: [Double]) -> [Double] {
    let nearest: (Double) -> Double
    if kind == .datetime, let format = dateFormat.flatMap(DateFormat.init) {
      nearest = format.rounded
    } else if kind == .duration, let format = dateFormat.flatMap(DurationFormat.init) {
      nearest = format.rounded
    } else {
      nearest = NumberWriter(column: self, dialect: Dialect()).rounded
    }
    return values.map { $0.isFinite ? nearest($0) : $0 }
  }
}
