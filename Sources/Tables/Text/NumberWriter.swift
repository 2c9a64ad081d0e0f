/// Writes numbers as one column of the source writes them.
struct NumberWriter {
  private let decimals: Int
  private let minimumDecimals: Int
  private let scientific: Bool
  private let separator: UInt8
  private let format: NumberFormat?
  /// Below this size a scaled value is a whole number that Double holds with room for the rounding of the scaling.
  private static let exactLimit = Double(1 << 50)

  init(column: ColumnSchema, dialect: Dialect) {
    // Column schemas are read from files, so that any number may stand there.
    decimals = min(max(column.decimals, 0), 308)
    minimumDecimals = min(max(column.minimumDecimals, 0), decimals)
    scientific = column.scientific
    separator = dialect.decimalSeparator.utf8.first ?? .dot
    format = column.numberFormat
  }

  /// The nearest number with the column's decimals; numbers so large that those decimals mean nothing stay.
  func rounded(_ value: Double) -> Double {
    guard decimals < NumberText.exactPowers.count else { return value }
    let power = NumberText.exactPowers[decimals]
    let scaled = value * power
    return abs(scaled) < Self.exactLimit ? scaled.rounded() / power : value
  }

  /// Appends a finite number.
  func write(_ value: Double, to output: inout [UInt8]) {
    let start = output.count
    writeUndressed(value, to: &output)
    format?.dress(&output, from: start)
  }

  private func writeUndressed(_ value: Double, to output: inout [UInt8]) {
    if !scientific, decimals < NumberText.exactPowers.count {
      let scaled = (value * NumberText.exactPowers[decimals]).rounded()
      if abs(scaled) < Self.exactLimit {
        writeScaled(Int64(scaled), to: &output)
        return
      }
    }
    writeShortest(rounded(value), to: &output)
  }

  /// Appends `scaled` / 10^decimals, without the zeros at its end that the source leaves out.
  private func writeScaled(_ scaled: Int64, to output: inout [UInt8]) {
    if scaled < 0 { output.append(.minus) }
    var rest = scaled.magnitude
    var places = decimals
    while places > minimumDecimals {
      let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10)
      guard remainder == 0 else { break }
      rest = quotient
      places -= 1
    }
    // Digits come from the last to the first.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 48) { digits in
      var start = digits.count
      var left = places
      repeat {
        if left == 0, places > 0 {
          start -= 1
          digits[start] = separator
        }
        let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10)
        start -= 1
        digits[start] = .zero + UInt8(truncatingIfNeeded: remainder)
        rest = quotient
        left -= 1
      } while rest > 0 || left >= 0
      output.append(contentsOf: Cell(rebasing: Cell(digits)[start...]))
    }
  }

  /// Appends the shortest digits that read back as `value`, with an exponent only where the column has some.
  private func writeShortest(_ value: Double, to output: inout [UInt8]) {
    var text = Array((value == 0 ? 0 : value).description.utf8)
    let exponentAt = text.firstIndex(of: UInt8(ascii: "e")) ?? text.count
    if scientific {
      if minimumDecimals == 0, text[..<exponentAt].suffix(2).elementsEqual([.dot, .zero]) {
        text.removeSubrange((exponentAt - 2)..<exponentAt)
      }
      output += text.map { $0 == .dot ? separator : $0 }
      return
    }
    if text[0] == .minus { output.append(.minus) }
    let mantissa = text[..<exponentAt]
    let whole = mantissa.prefix { $0 != .dot }.count(where: \.isDigit)
    let exponent = Int(String(decoding: text[exponentAt...].dropFirst(), as: UTF8.self)) ?? 0
    writePlain(mantissa.filter(\.isDigit), wholeDigits: whole + exponent, to: &output)
  }

  /// Appends 0.`digits` x 10^`wholeDigits` without an exponent.
  private func writePlain(_ digits: [UInt8], wholeDigits: Int, to output: inout [UInt8]) {
    let zeros = { (count: Int) in repeatElement(UInt8.zero, count: max(count, 0)) }
    if wholeDigits <= 0 {
      output.append(.zero)
    } else {
      output += digits.prefix(wholeDigits)
      output += zeros(wholeDigits - digits.count)
    }
    var fraction = (zeros(-wholeDigits) + digits.dropFirst(max(wholeDigits, 0))).prefix(decimals)
    while fraction.last == .zero { fraction.removeLast() }
    fraction += zeros(minimumDecimals - fraction.count)
    guard !fraction.isEmpty else { return }
    output.append(separator)
    output += fraction
  }
}
