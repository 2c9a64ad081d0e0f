/// A way to write a length of time: `H:mm:ss`, `d days HH:mm:ss`, or as ISO 8601 does.
///
/// Clocks have hours without an end, written `H` or, with two digits at least, `HH`; seconds and their fraction may be
/// left out. Days in front are `d days`, with `day(s)` where one is written `1 day`, in brackets where none are not
/// written, and with a comma where the source has one. `PD`, `PH`, `PM` and `PS` are `P3DT4H5M6S` with days, hours,
/// minutes or seconds as the largest unit; parts that are zero are left out. Values are seconds.
struct DurationFormat: Sendable, Equatable {
  enum Unit: Int, Sendable, CaseIterable {
    case days, hours, minutes, seconds

    var letter: UInt8 { [UInt8(ascii: "D"), UInt8(ascii: "H"), UInt8(ascii: "M"), UInt8(ascii: "S")][rawValue] }
    var seconds: Int { [86_400, 3_600, 60, 1][rawValue] }
  }

  enum Days: String, Sendable, CaseIterable {
    case none = ""
    case plural = "d days "
    case counted = "d day(s) "
    case optionalPlural = "[d days ]"
    case optionalCounted = "[d day(s) ]"
    case commaPlural = "d days, "
    case commaCounted = "d day(s), "
    case optionalCommaPlural = "[d days, ]"
    case optionalCommaCounted = "[d day(s), ]"
  }

  enum Style: Sendable, Equatable {
    case clock(days: Days, isPadded: Bool, hasSeconds: Bool)
    case iso(largest: Unit)
  }

  let style: Style
  /// Digits of the fraction of a second, 0 ... 9.
  let decimals: Int

  init(_ style: Style, decimals: Int) {
    (self.style, self.decimals) = (style, decimals)
  }

  /// Nil unless the pattern is one of those above.
  init?(pattern: String) {
    let known =
      Days.allCases.flatMap { days in
        [(false, false), (false, true), (true, false), (true, true)].map {
          Style.clock(days: days, isPadded: $0.0, hasSeconds: $0.1)
        }
      } + Unit.allCases.map(Style.iso)
    for style in known {
      let format = DurationFormat(style, decimals: 0)
      if format.pattern == pattern {
        self = format
        return
      }
      let digits = pattern.count - format.pattern.count - 1
      if (1...9).contains(digits), pattern == DurationFormat(style, decimals: digits).pattern {
        self.init(style, decimals: digits)
        return
      }
    }
    return nil
  }

  var pattern: String {
    let fraction = decimals > 0 ? "." + String(repeating: "S", count: decimals) : ""
    return switch style {
    case .clock(let days, let isPadded, let hasSeconds):
      days.rawValue + (isPadded ? "HH" : "H") + (hasSeconds ? ":mm:ss" : ":mm") + fraction
    case .iso(let largest): "P" + String(UnicodeScalar(largest.letter)) + fraction
    }
  }

  /// The seconds between neighbouring values that the format can tell apart.
  var resolution: Double {
    if decimals > 0 { return 1 / NumberText.exactPowers[decimals] }
    if case .clock(_, _, false) = style { return 60 }
    return 1
  }

  /// The nearest value that the format can write.
  func rounded(_ value: Double) -> Double {
    let value = min(max(value, -Self.longest), Self.longest)
    if resolution >= 1 { return (value / resolution).rounded() * resolution }
    let power = NumberText.exactPowers[decimals]
    return (value * power).rounded() / power
  }

  /// 30,000 years: all digits of a fraction of nine are not exact there, but none overflows.
  static let longest = 1e12

  /// Appends a finite value, moved into the range of the format.
  func write(_ value: Double, to output: inout [UInt8]) {
    let value = rounded(value)
    if value < 0 { output.append(.minus) }
    var whole = Int(value.magnitude.rounded(.down))
    var fraction = 0
    if decimals > 0 {
      let power = NumberText.exactPowers[decimals]
      fraction = Int(((value.magnitude - Double(whole)) * power).rounded())
    }
    switch style {
    case .clock(let days, let isPadded, let hasSeconds):
      writeDays(days, of: &whole, to: &output)
      Self.write(whole / 3_600, digits: isPadded ? 2 : 1, to: &output)
      output.append(UInt8(ascii: ":"))
      Self.write(whole / 60 % 60, digits: 2, to: &output)
      if hasSeconds {
        output.append(UInt8(ascii: ":"))
        Self.write(whole % 60, digits: 2, to: &output)
      }
      if decimals > 0 {
        output.append(.dot)
        Self.write(fraction, digits: decimals, to: &output)
      }
    case .iso(let largest): writeISO(whole, fraction, largest, to: &output)
    }
  }

  private func writeDays(_ days: Days, of whole: inout Int, to output: inout [UInt8]) {
    guard days != .none else { return }
    let count = whole / 86_400
    whole %= 86_400
    let pattern = days.rawValue
    if pattern.hasPrefix("["), count == 0 { return }
    Self.write(count, digits: 1, to: &output)
    output += Array((pattern.contains("(s)") && count == 1 ? " day" : " days").utf8)
    output += Array((pattern.contains(",") ? ", " : " ").utf8)
  }

  private func writeISO(_ whole: Int, _ fraction: Int, _ largest: Unit, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "P"))
    var (rest, isTime, isEmpty) = (whole, false, true)
    for unit in Unit.allCases where unit.rawValue >= largest.rawValue {
      let count = rest / unit.seconds
      rest %= unit.seconds
      let hasFraction = unit == .seconds && fraction > 0
      guard count > 0 || hasFraction || (unit == .seconds && isEmpty) else { continue }
      if unit != .days, !isTime {
        output.append(UInt8(ascii: "T"))
        isTime = true
      }
      Self.write(count, digits: 1, to: &output)
      if hasFraction {
        output.append(.dot)
        var digits: [UInt8] = []
        Self.write(fraction, digits: decimals, to: &digits)
        while digits.last == .zero { digits.removeLast() }
        output += digits
      }
      output.append(unit.letter)
      isEmpty = false
    }
  }

  private static func write(_ value: Int, digits: Int, to output: inout [UInt8]) {
    let text = Array(String(value).utf8)
    output += repeatElement(.zero, count: max(0, digits - text.count))
    output += text
  }
}
