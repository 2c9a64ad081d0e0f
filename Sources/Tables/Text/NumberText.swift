/// A number as a cell writes it: its value, and what its way of writing shows.
struct NumberText {
  var value: Double
  /// Digits after the separator.
  var shownDecimals: Int
  /// Digits after the separator once the exponent is worked in, at most 308.
  var decimals: Int
  var hasExponent: Bool
  /// Whether the last digit after the separator is a zero.
  var endsInZero: Bool
  /// Whether digits and a sign are all there is.
  var isWhole: Bool

  /// Powers of ten that are exact in a Double.
  static let exactPowers: [Double] = (0...22).map { exponent in (0..<exponent).reduce(1.0) { power, _ in power * 10 } }

  /// Reads `[+-]digits[separator digits][e[+-]digits]` with spaces around it; nil for any other text.
  ///
  /// Numbers with leading zeros (`007`) and long ones with a plus (`+4915112345678`) are codes, not numbers. A value
  /// beyond the range of Double is infinite.
  init?(_ text: Cell, separator: UInt8) {
    let text = text.trimmed
    let count = text.count
    var index = 0
    let hasSign = count > 0 && (text[0] == .minus || text[0] == .plus)
    if hasSign { index = 1 }
    let integerStart = index
    var mantissa: UInt64 = 0
    // Up to 19 digits fit the mantissa; beyond that, the slow path reads the text again.
    while index < count, text[index].isDigit {
      mantissa = mantissa &* 10 &+ UInt64(text[index] &- .zero)
      index += 1
    }
    let integerDigits = index - integerStart
    if integerDigits > 1, text[integerStart] == .zero { return nil }
    if integerDigits > 9, hasSign, text[0] == .plus { return nil }
    shownDecimals = 0
    endsInZero = false
    isWhole = true
    if index < count, text[index] == separator {
      isWhole = false
      index += 1
      let start = index
      while index < count, text[index].isDigit {
        mantissa = mantissa &* 10 &+ UInt64(text[index] &- .zero)
        index += 1
      }
      shownDecimals = index - start
      endsInZero = shownDecimals > 0 && text[index - 1] == .zero
    }
    guard integerDigits + shownDecimals > 0 else { return nil }
    var exponent = 0
    hasExponent = index < count && text[index].lowercased == UInt8(ascii: "e")
    if hasExponent {
      isWhole = false
      index += 1
      let isNegative = index < count && text[index] == .minus
      if index < count, isNegative || text[index] == .plus { index += 1 }
      let start = index
      while index < count, text[index].isDigit {
        exponent = min(exponent * 10 + Int(text[index] &- .zero), 100_000)
        index += 1
      }
      guard index > start else { return nil }
      if isNegative { exponent = -exponent }
    }
    guard index == count else { return nil }
    decimals = min(max(shownDecimals - exponent, 0), 308)

    // Mantissa and power are exact, so that one rounding is all there is (Clinger 1990).
    let scale = exponent - shownDecimals
    if integerDigits + shownDecimals <= 19, mantissa <= 1 << 53, abs(scale) <= 22 {
      let power = Self.exactPowers[abs(scale)]
      value = scale < 0 ? Double(mantissa) / power : Double(mantissa) * power
      if text[0] == .minus { value = -value }
    } else {
      let plain = text.map { $0 == separator ? .dot : $0 }
      guard let parsed = Double(String(decoding: plain, as: UTF8.self)) else { return nil }
      value = parsed
    }
  }

  /// Reads a number in the format, if there is one, or else a plain one.
  init?(_ text: Cell, separator: UInt8, _ format: NumberFormat?) {
    guard let number = format.map({ $0.number(text, separator: separator) }) ?? NumberText(text, separator: separator)
    else { return nil }
    self = number
  }

  /// Whether the text is a spelling of NaN or of infinity, with or without a sign, in any case.
  static func isNonFinite(_ text: Cell) -> Bool {
    var text = text.trimmed
    if let first = text.first, first == .minus || first == .plus { text = Cell(rebasing: text.dropFirst()) }
    guard text.count == 3 || text.count == 8 else { return false }
    let lowercased = String(decoding: text.map(\.lowercased), as: UTF8.self)
    return lowercased == "nan" || lowercased == "inf" || lowercased == "infinity"
  }
}
