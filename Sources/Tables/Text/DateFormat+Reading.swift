extension DateFormat {
  /// A date or time as a cell writes it.
  struct Reading {
    var value: Double
    /// Digits of the fraction of a second.
    var fractionDigits: Int
  }

  /// Reads a cell, spaces around it aside; nil unless it follows the format and names a day that exists.
  ///
  /// The fraction may have fewer digits than the format, or more, or be left out. A zone other than that of the format
  /// is converted into it.
  func read(_ text: Cell) -> Reading? {
    let text = text.trimmed
    var index = 0
    var date = CivilDate(year: 1970, month: 1, day: 1)
    var (hour, minute, second, shift) = (0, 0, 0, 0)
    var (fraction, fractionDigits) = (0.0, 0)
    var half = 0
    var weekday: Int?

    func word(_ words: [[UInt8]]) -> Int? {
      // Of two that begin alike, as Jun and June do, the format's own list has but one.
      guard let found = words.firstIndex(where: { text[index...].starts(with: $0) }) else { return nil }
      index += words[found].count
      return found
    }

    func digits(_ range: ClosedRange<Int>) -> Int? {
      var value = 0
      let start = index
      while index < text.count, index - start < range.upperBound, text[index].isDigit {
        value = value * 10 + Int(text[index] - .zero)
        index += 1
      }
      guard range.contains(index - start) else { return nil }
      // Without padding a zero in front belongs to another format.
      return range.lowerBound < range.upperBound && index - start > 1 && text[start] == .zero ? nil : value
    }

    for part in parts {
      switch part {
      case .year:
        guard let value = digits(4...4) else { return nil }
        date.year = value
      case .shortYear:
        guard let value = digits(2...2) else { return nil }
        date.year = value < 69 ? 2000 + value : 1900 + value
      case .month(let padded):
        guard let value = digits(padded ? 2...2 : 1...2) else { return nil }
        date.month = value
      case .day(let padded):
        guard let value = digits(padded ? 2...2 : 1...2) else { return nil }
        date.day = value
      case .hour(let padded):
        guard let value = digits(padded ? 2...2 : 1...2), value < 24 else { return nil }
        hour = value
      case .halfDayHour(let padded):
        guard let value = digits(padded ? 2...2 : 1...2), (1...12).contains(value) else { return nil }
        hour = value % 12
      case .monthName(let isWhole, let isUpper):
        guard let value = word(Self.monthNames(isWhole: isWhole, isUpper: isUpper)) else { return nil }
        date.month = value + 1
      case .weekday(let isWhole):
        weekday = word(Self.weekdayNames(isWhole: isWhole))
        guard weekday != nil else { return nil }
      case .halfDay(let isUpper):
        guard let value = word(Self.halves(isUpper: isUpper)) else { return nil }
        half = value
      case .minute:
        guard let value = digits(2...2), value < 60 else { return nil }
        minute = value
      case .second:
        guard let value = digits(2...2), value < 60 else { return nil }
        second = value
      case .fraction(let separator, _):
        guard index < text.count, text[index] == separator else { continue }
        let run = text[(index + 1)...].prefix(while: \.isDigit)
        guard (1...9).contains(run.count) else { return nil }
        (index, fractionDigits) = (run.endIndex, run.count)
        fraction = Double(run.reduce(0) { $0 * 10 + Int($1 - .zero) }) / NumberText.exactPowers[run.count]
      case .literal(let bytes):
        guard text[index...].starts(with: bytes) else { return nil }
        index += bytes.count
      case .zone(_, let minutes):
        guard let found = Self.zone(text[index...]) else { return nil }
        shift = minutes - found
        index = text.count
      }
    }
    guard index == text.count, date.isValid else { return nil }
    if let weekday, weekday != Self.weekday(date.daysSince1970) { return nil }
    let clock = (hour + 12 * half) * 3600 + (minute + shift) * 60 + second
    return Reading(value: Double(date.daysSince1970 * 86_400 + clock) + fraction, fractionDigits: fractionDigits)
  }
}
