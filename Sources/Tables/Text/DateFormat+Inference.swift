extension DateFormat {
  /// The formats that `cell` may be written in, the likeliest first; none if it is neither date nor time.
  ///
  /// - Parameter dayFirst: whether 01/02/2020 is the first of February where no cell decides.
  static func candidates(for cell: Cell, dayFirst: Bool) -> [DateFormat] {
    let text = Array(cell.trimmed)
    // The longest that is looked at is `2020-01-31T10:15:30.123456789 +02:00`.
    guard text.count <= 40, text.first?.isDigit == true else { return [] }
    let dateEnd = text.firstIndex { $0 == UInt8(ascii: "T") || $0 == .space } ?? text.count
    var dates = datePatterns(text[..<dateEnd], dayFirst: dayFirst)
    var clock = text[dateEnd...]
    var joint = ""
    if dates.isEmpty {
      (dates, clock) = ([""], text[...])
    } else if let byte = clock.popFirst() {
      joint = byte == .space ? " " : "'T'"
    }
    let clocks = clock.isEmpty ? [""] : clockPatterns(clock)
    return dates.flatMap { date in clocks.compactMap { DateFormat(pattern: date + joint + $0) } }
  }

  private static func datePatterns(_ text: ArraySlice<UInt8>, dayFirst: Bool) -> [String] {
    guard let separator = text.first(where: { !$0.isDigit }) else { return [] }
    guard [UInt8.minus, .dot, UInt8(ascii: "/")].contains(separator) else { return [] }
    let lengths = text.split(separator: separator, omittingEmptySubsequences: false).map(\.count)
    guard lengths.count == 3 else { return [] }
    let mark = String(UnicodeScalar(separator))
    let yearFirst = lengths[0] == 4
    // Three numbers with dots may as well be a version, unless each has two digits.
    let isShort = lengths[2] == 2 && (separator == UInt8(ascii: "/") || (separator == .dot && lengths == [2, 2, 2]))
    guard yearFirst || lengths[2] == 4 || isShort else { return [] }
    let year = yearFirst || lengths[2] == 4 ? "yyyy" : "yy"
    return [("MM", "dd"), ("M", "d")].flatMap { month, day in
      if yearFirst { return [[year, month, day]] }
      let orders = [[day, month, year], [month, day, year]]
      return dayFirst || separator == .dot ? orders : orders.reversed()
    }.map { $0.joined(separator: mark) }
  }

  private static func clockPatterns(_ text: ArraySlice<UInt8>) -> [String] {
    let clock = text.prefix { $0.isDigit || $0 == UInt8(ascii: ":") }
    var rest = text[clock.endIndex...]
    let fields = clock.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).count
    guard (2...3).contains(fields) else { return [] }
    var clocks = ["HH:mm", "H:mm"].map { fields == 3 ? $0 + ":ss" : $0 }
    if let mark = rest.first, mark == .dot || mark == .comma {
      rest = rest.dropFirst().drop(while: \.isDigit)
    }
    if fields == 3 { clocks += clocks.flatMap { [$0 + ".SSSSSSSSS", $0 + ",SSSSSSSSS"] } }
    var zone = ""
    if rest.first == .space {
      zone = " "
      rest = rest.dropFirst()
    }
    if !rest.isEmpty {
      guard Self.zone(rest) != nil else { return [] }
      zone += "'\(String(decoding: rest, as: UTF8.self))'"
    }
    return clocks.map { $0 + zone }
  }

  /// Whether the formats differ in the order of day and month alone.
  func swapsDayAndMonth(of other: DateFormat) -> Bool {
    let swapped = parts.map { part in
      switch part {
      case .day(let padded): Part.month(padded: padded)
      case .month(let padded): Part.day(padded: padded)
      default: part
      }
    }
    return self != other && swapped == other.parts
  }

  /// The format with as many digits of the fraction as the cells have at most.
  func withFraction(digits: Int) -> DateFormat {
    let longest = String(repeating: "S", count: 9)
    return DateFormat(pattern: pattern.replacing(longest, with: String(repeating: "S", count: digits))) ?? self
  }
}
