/// A length of time as a cell writes it.
struct DurationText {
  /// Seconds.
  var value = 0.0
  /// Nil for ISO 8601.
  var clock: (isPadded: Bool, isShort: Bool, hasSeconds: Bool)?
  /// How days stand in front of a clock: nil where none are written.
  var days: (count: Int, isPlural: Bool, hasComma: Bool)?
  var largest = DurationFormat.Unit.seconds
  var decimals = 0

  /// Reads `[-]H:mm[:ss[.fraction]]`, the same behind `3 days`, or `[-]P3DT4H5M6.5S`, spaces around it aside; nil for
  /// any other text.
  init?(_ cell: Cell) {
    var text = cell.trimmed[...]
    guard text.count <= 40 else { return nil }
    let isNegative = text.first == .minus
    if isNegative { text.removeFirst() }
    guard text.first == UInt8(ascii: "P") ? readISO(text.dropFirst()) : readClock(text) else { return nil }
    guard value < DurationFormat.longest else { return nil }
    if isNegative { value = -value }
  }

  private mutating func readClock(_ text: Slice<Cell>) -> Bool {
    var text = text
    func number(_ digits: ClosedRange<Int>) -> (value: Int, digits: Int)? {
      let run = text.prefix(while: \.isDigit)
      guard digits.contains(run.count) else { return nil }
      text = text[run.endIndex...]
      return (run.reduce(0) { $0 * 10 + Int($1 - .zero) }, run.count)
    }
    func take(_ word: String) -> Bool {
      guard text.starts(with: word.utf8) else { return false }
      text = text.dropFirst(word.utf8.count)
      return true
    }
    guard let first = number(1...9) else { return false }
    var hours = first
    if take(" day") {
      let isPlural = take("s")
      let hasComma = take(",")
      guard take(" "), let next = number(1...2), next.value < 24 else { return false }
      days = (first.value, isPlural, hasComma)
      hours = next
    }
    guard hours.digits <= 6, hours.digits <= 2 || hours.value >= 100, take(":"), let minutes = number(2...2),
      minutes.value < 60
    else { return false }
    var seconds = (value: 0, digits: 0)
    let hasSeconds = take(":")
    if hasSeconds {
      guard let read = number(2...2), read.value < 60 else { return false }
      seconds = read
      if take(".") {
        guard let fraction = number(1...9) else { return false }
        decimals = fraction.digits
        value = Double(fraction.value) / NumberText.exactPowers[fraction.digits]
      }
    }
    clock = (hours.digits == 2 && hours.value < 10, hours.digits == 1, hasSeconds)
    value += Double(((days?.count ?? 0) * 24 + hours.value) * 3_600 + minutes.value * 60 + seconds.value)
    return text.isEmpty
  }

  private mutating func readISO(_ text: Slice<Cell>) -> Bool {
    var (text, isTime, last) = (text, false, -1)
    guard !text.isEmpty else { return false }
    while !text.isEmpty {
      if text.first == UInt8(ascii: "T") {
        text.removeFirst()
        guard !isTime, !text.isEmpty else { return false }
        isTime = true
      }
      let digits = text.prefix(while: \.isDigit)
      guard (1...9).contains(digits.count) else { return false }
      var count = Double(digits.reduce(0) { $0 * 10 + Int($1 - .zero) })
      text = text[digits.endIndex...]
      var hasFraction = false
      if text.first == .dot || text.first == .comma {
        let fraction = text.dropFirst().prefix(while: \.isDigit)
        guard (1...9).contains(fraction.count) else { return false }
        count += Double(fraction.reduce(0) { $0 * 10 + Int($1 - .zero) }) / NumberText.exactPowers[fraction.count]
        (decimals, hasFraction) = (fraction.count, true)
        text = text[fraction.endIndex...]
      }
      // Months and years have no fixed length.
      guard let letter = text.popFirst(), let unit = DurationFormat.Unit.allCases.first(where: { $0.letter == letter }),
        (unit != .days) == isTime, unit.rawValue > last, !hasFraction || unit == .seconds
      else { return false }
      if last < 0 { largest = unit }
      last = unit.rawValue
      value += count * Double(unit.seconds)
    }
    return true
  }
}

extension DurationFormat {
  /// The format of all cells that are not missing, and their values; nil if one of them is no length of time.
  static func reading(_ cells: ColumnCells) -> (format: DurationFormat, values: [Double])? {
    var values: [Double] = []
    var (clocks, iso) = (0, 0)
    var (hasSeconds, isPadded, isShort) = (Set<Bool>(), false, false)
    var (withDays, isOneDay, commas) = (0, false, Set<Bool>())
    var (largest, decimals) = (Unit.seconds, 0)
    cells.column.forEachCell { row, cell in
      if cells.isMissing[row] {
        values.append(.nan)
        return true
      }
      guard let text = DurationText(cell) else { return false }
      values.append(text.value)
      decimals = max(decimals, text.decimals)
      if let clock = text.clock {
        clocks += 1
        hasSeconds.insert(clock.hasSeconds)
        isPadded = isPadded || clock.isPadded
        isShort = isShort || clock.isShort
        if let days = text.days {
          withDays += 1
          commas.insert(days.hasComma)
          isOneDay = isOneDay || !days.isPlural
        }
      } else {
        iso += 1
        if text.largest.rawValue < largest.rawValue { largest = text.largest }
      }
      return true
    }
    guard values.count == cells.column.count, clocks == 0 || iso == 0, hasSeconds.count <= 1, commas.count <= 1,
      !(isPadded && isShort)
    else { return nil }
    if iso > 0 { return (DurationFormat(.iso(largest: largest), decimals: decimals), values) }
    var days = Days.none
    if withDays > 0 {
      let words = (isOneDay ? "d day(s)" : "d days") + (commas.contains(true) ? ", " : " ")
      days = Days(rawValue: withDays < clocks ? "[\(words)]" : words) ?? .plural
    }
    return (
      DurationFormat(
        .clock(days: days, isPadded: !isShort, hasSeconds: hasSeconds.contains(true)), decimals: decimals), values
    )
  }
}
