/// A way to write a date, a time, or both, such as `yyyy-MM-dd'T'HH:mm:ss'Z'`.
///
/// The letters are those of Unicode TS 35, of which these are known: `yyyy`, `yy` (1969 ... 2068), `MM`, `M`, `dd`,
/// `d`, `HH`, `H`, `hh`, `h`, `mm`, `ss`, and `S` once for each digit of the fraction; `MMM` is `Jan` and `MMMM` is
/// `January`, `LLL` and `LLLL` the same in capitals; `EEE` is `Mon` and `EEEE` is `Monday`; `a` is `AM` and `aa` is `am`. Other
/// letters stand in quotes. A zone at the end (`'Z'`, `'UTC'`, `'+02:00'`) is the one that all values are written in: values are
/// seconds since 1970-01-01T00:00:00 of the clock that the text shows.
package struct DateFormat: Sendable, Equatable {
  enum Part: Sendable, Equatable {
    case year, shortYear
    case month(padded: Bool), day(padded: Bool), hour(padded: Bool), halfDayHour(padded: Bool)
    /// An English name, whole or its first three letters.
    case monthName(isWhole: Bool, isUpper: Bool)
    /// An English name, whole or its first three letters; it must be that of the date.
    case weekday(isWhole: Bool)
    /// Before noon or after.
    case halfDay(isUpper: Bool)
    case minute, second
    /// The fraction of a second and the separator before it, which a cell may leave out together.
    case fraction(separator: UInt8, digits: Int)
    case literal([UInt8])
    case zone([UInt8], minutes: Int)
  }

  package let pattern: String
  let parts: [Part]

  /// Nil unless `pattern` is made of the parts above.
  package init?(pattern: String) {
    self.pattern = pattern
    var parts: [Part] = []
    let text = Array(pattern.utf8)
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte == UInt8(ascii: "'") {
        guard let end = text[(index + 1)...].firstIndex(of: byte) else { return nil }
        let literal = Array(text[(index + 1)..<end])
        if end + 1 == text.count, let minutes = Self.zone(literal) {
          parts.append(.zone(literal, minutes: minutes))
        } else {
          parts.append(.literal(literal))
        }
        index = end + 1
      } else if byte.lowercased &- UInt8(ascii: "a") < 26 {
        let run = text[index...].prefix { $0 == byte }
        if byte == UInt8(ascii: "S") {
          guard run.count <= 9, case .literal(let before)? = parts.popLast(), before.count == 1 else { return nil }
          parts.append(.fraction(separator: before[0], digits: run.count))
        } else {
          guard let part = Self.part(run) else { return nil }
          parts.append(part)
        }
        index = run.endIndex
      } else {
        parts.append(.literal([byte]))
        index += 1
      }
    }
    guard parts.contains(where: { if case .literal = $0 { false } else { true } }) else { return nil }
    self.parts = parts
  }

  private static func part(_ run: ArraySlice<UInt8>) -> Part? {
    switch String(decoding: run, as: UTF8.self) {
    case "yyyy": .year
    case "yy": .shortYear
    case "MM": .month(padded: true)
    case "M": .month(padded: false)
    case "dd": .day(padded: true)
    case "d": .day(padded: false)
    case "HH": .hour(padded: true)
    case "H": .hour(padded: false)
    case "hh": .halfDayHour(padded: true)
    case "h": .halfDayHour(padded: false)
    case "MMM": .monthName(isWhole: false, isUpper: false)
    case "MMMM": .monthName(isWhole: true, isUpper: false)
    case "LLL": .monthName(isWhole: false, isUpper: true)
    case "LLLL": .monthName(isWhole: true, isUpper: true)
    case "EEE": .weekday(isWhole: false)
    case "EEEE": .weekday(isWhole: true)
    case "a": .halfDay(isUpper: true)
    case "aa": .halfDay(isUpper: false)
    case "mm": .minute
    case "ss": .second
    default: nil
    }
  }

  /// The names of the twelve months as a format writes them.
  static func monthNames(isWhole: Bool, isUpper: Bool) -> [[UInt8]] {
    months[(isWhole ? 2 : 0) + (isUpper ? 1 : 0)]
  }

  /// Each cell is written with one of them.
  private static let months = [(false, false), (false, true), (true, false), (true, true)].map { isWhole, isUpper in
    [
      "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
      "December",
    ].map { name in
      let text = isWhole ? name : String(name.prefix(3))
      return Array((isUpper ? text.uppercased() : text).utf8)
    }
  }

  /// The names of the seven days, Thursday first, as 1970 began.
  static func weekdayNames(isWhole: Bool) -> [[UInt8]] { weekdays[isWhole ? 1 : 0] }

  private static let weekdays = [false, true].map { isWhole in
    ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"].map {
      Array((isWhole ? $0 : String($0.prefix(3))).utf8)
    }
  }

  /// The words for the halves of a day.
  static func halves(isUpper: Bool) -> [[UInt8]] { (isUpper ? ["AM", "PM"] : ["am", "pm"]).map { Array($0.utf8) } }

  /// The place of a day among `weekdayNames`.
  static func weekday(_ daysSince1970: Int) -> Int { (daysSince1970 % 7 + 7) % 7 }

  /// Minutes east of Greenwich: `Z`, `UTC`, `GMT`, `+02`, `+0200` or `+02:00`.
  static func zone(_ text: some Collection<UInt8>) -> Int? {
    if ["Z", "UTC", "GMT"].contains(where: { text.elementsEqual($0.utf8) }) { return 0 }
    guard let sign = text.first, sign == .plus || sign == .minus else { return nil }
    var digits = Array(text.dropFirst())
    if digits.count == 5, digits[2] == UInt8(ascii: ":") { digits.remove(at: 2) }
    guard digits.count == 2 || digits.count == 4, digits.allSatisfy(\.isDigit) else { return nil }
    let values = digits.map { Int($0 - .zero) }
    let hours = values[0] * 10 + values[1]
    let minutes = values.count == 4 ? values[2] * 10 + values[3] : 0
    guard hours <= 18, minutes < 60 else { return nil }
    return (sign == .minus ? -1 : 1) * (hours * 60 + minutes)
  }

  /// Whether it tells a day, not just a time of it.
  var hasDate: Bool { parts.contains(.year) || parts.contains(.shortYear) }

  /// The seconds between neighbouring values that the format can tell apart.
  package var resolution: Double {
    for case .fraction(_, let digits) in parts { return 1 / NumberText.exactPowers[digits] }
    if parts.contains(.second) { return 1 }
    return parts.contains(.minute) ? 60 : 86_400
  }

  /// Digits of the fraction of a second.
  var fractionDigits: Int {
    for case .fraction(_, let digits) in parts { return digits }
    return 0
  }

  /// The range of values that the format can write.
  private var bounds: ClosedRange<Double> {
    let end = 86_400 - resolution
    if !hasDate { return 0...end }
    let years = parts.contains(.year) ? 1...9999 : 1969...2068
    let first = CivilDate(year: years.lowerBound, month: 1, day: 1).daysSince1970
    let last = CivilDate(year: years.upperBound, month: 12, day: 31).daysSince1970
    return Double(first) * 86_400...Double(last) * 86_400 + end
  }

  /// The nearest value that the format can write.
  package func rounded(_ value: Double) -> Double {
    let (seconds, fraction) = split(value)
    return seconds + fraction
  }

  /// The nearest value that the format can write, as whole seconds and a fraction below one.
  private func split(_ value: Double) -> (seconds: Double, fraction: Double) {
    let value = min(max(value, bounds.lowerBound), bounds.upperBound)
    let step = resolution
    if step >= 1 { return ((value / step).rounded() * step, 0) }
    let seconds = value.rounded(.down)
    let fraction = ((value - seconds) / step).rounded() * step
    return fraction < 1 ? (seconds, fraction) : (seconds + 1, 0)
  }

  /// Appends a finite value, moved into the range of the format.
  package func write(_ value: Double, to output: inout [UInt8]) {
    let (whole, fraction) = split(value)
    let seconds = Int(whole)
    let days = Int((whole / 86_400).rounded(.down))
    let clock = seconds - days * 86_400
    let date = CivilDate(daysSince1970: days)
    for part in parts {
      switch part {
      case .year: Self.write(date.year, digits: 4, to: &output)
      case .shortYear: Self.write(date.year % 100, digits: 2, to: &output)
      case .month(let padded): Self.write(date.month, digits: padded ? 2 : 1, to: &output)
      case .day(let padded): Self.write(date.day, digits: padded ? 2 : 1, to: &output)
      case .hour(let padded): Self.write(clock / 3600, digits: padded ? 2 : 1, to: &output)
      case .halfDayHour(let padded):
        Self.write((clock / 3600 + 11) % 12 + 1, digits: padded ? 2 : 1, to: &output)
      case .monthName(let isWhole, let isUpper):
        output += Self.monthNames(isWhole: isWhole, isUpper: isUpper)[date.month - 1]
      case .weekday(let isWhole): output += Self.weekdayNames(isWhole: isWhole)[Self.weekday(days)]
      case .halfDay(let isUpper): output += Self.halves(isUpper: isUpper)[clock / 43_200]
      case .minute: Self.write(clock / 60 % 60, digits: 2, to: &output)
      case .second: Self.write(clock % 60, digits: 2, to: &output)
      case .fraction(let separator, let digits):
        output.append(separator)
        Self.write(Int((fraction * NumberText.exactPowers[digits]).rounded()), digits: digits, to: &output)
      case .literal(let bytes), .zone(let bytes, _): output += bytes
      }
    }
  }

  private static func write(_ value: Int, digits: Int, to output: inout [UInt8]) {
    var power = 1
    for _ in 1..<max(digits, 1) { power *= 10 }
    while value / power >= 10 { power *= 10 }
    while power > 0 {
      output.append(.zero + UInt8(value / power % 10))
      power /= 10
    }
  }
}
