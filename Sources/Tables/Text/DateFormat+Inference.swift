extension DateFormat {
  /// The formats that `cell` may be written in, the likeliest first; none if it is neither date nor time.
  ///
  /// - Parameter dayFirst: whether 01/02/2020 is the first of February where no cell decides.
  static func candidates(for cell: Cell, dayFirst: Bool) -> [DateFormat] {
    let text = Array(cell.trimmed)
    // Among the longest is `Wednesday, 30 September 2020 10:15:30.123 +02:00`.
    guard text.count <= 50, let first = text.first else { return [] }
    if let (name, length) = weekday(of: text) {
      let dates = text[length...].withUnsafeBufferPointer { candidates(for: $0, dayFirst: dayFirst) }
      return (dates + clockBeforeYear(text[length...])).filter(\.hasDate).compactMap { date in
        let format = DateFormat(pattern: name + date.pattern)
        return format?.read(cell) == nil ? nil : format
      }
    }
    let named = namedCandidates(for: text)
    if !named.isEmpty || !first.isDigit { return named.filter { $0.read(cell) != nil } }
    let dateEnd = text.firstIndex { $0 == UInt8(ascii: "T") || $0 == .space } ?? text.count
    // As in 6/20/2021, 9:20:00 AM.
    let comma = text[..<dateEnd].last == .comma && dateEnd < text.count ? "," : ""
    var dates = datePatterns(text[..<(dateEnd - comma.count)], dayFirst: dayFirst)
    var clock = text[dateEnd...]
    var joint = ""
    if dates.isEmpty {
      (dates, clock) = ([""], text[...])
    } else if let byte = clock.popFirst() {
      joint = comma + (byte == .space ? " " : "'T'")
    }
    let clocks = clock.isEmpty ? [""] : clockPatterns(clock)
    return dates.flatMap { date in clocks.compactMap { DateFormat(pattern: date + joint + $0) } }
  }

  /// The pattern of a day of the week before a date, as in `Mon, 2 Mar 2020`, and its bytes.
  private static func weekday(of text: [UInt8]) -> (pattern: String, length: Int)? {
    for (pattern, isWhole) in [("EEEE", true), ("EEE", false)] {
      guard let name = weekdayNames(isWhole: isWhole).first(where: text.starts) else { continue }
      let joint = [", ", " "].first { text[name.count...].starts(with: $0.utf8) }
      return joint.map { (pattern + $0, name.count + $0.utf8.count) }
    }
    return nil
  }

  /// Formats as that of `Mar 02 10:15:30 +0000 2020`, where what is between clock and year is the same in all cells.
  private static func clockBeforeYear(_ text: ArraySlice<UInt8>) -> [DateFormat] {
    let words = text.split(separator: .space).map { String(decoding: $0, as: UTF8.self) }
    guard words.count == 4 || words.count == 5 else { return [] }
    let zone = words.count == 5 ? " '\(words[3])'" : ""
    return ["dd", "d"].compactMap { DateFormat(pattern: "MMM \($0) HH:mm:ss\(zone) yyyy") }
  }

  /// Formats with the name of a month.
  private static func namedCandidates(for text: [UInt8]) -> [DateFormat] {
    let names = monthNames(isWhole: false, isUpper: true)
    let letters = text.map { $0.lowercased == $0 ? $0 & ~0x20 : $0 }
    guard names.contains(where: { letters.firstRange(of: $0) != nil }) else { return [] }
    // A clock begins with the digits before the first colon.
    let colon = text.firstIndex(of: UInt8(ascii: ":")) ?? text.count
    let start = colon == text.count ? colon : text[..<colon].lastIndex { !$0.isDigit }.map { $0 + 1 } ?? 0
    let clocks = start == text.count ? [""] : clockPatterns(text[start...]).map { " " + $0 }
    let months = ["MMM", "MMMM", "LLL", "LLLL"]
    let dates = months.flatMap { month in
      ["dd", "d"].flatMap { day in
        [" ", "-", "/"].flatMap { mark in ["yyyy", "yy"].map { "\(day)\(mark)\(month)\(mark)\($0)" } }
          + ["\(month) \(day), yyyy", "\(month) \(day) yyyy"]
      }
    }
    return dates.flatMap { date in clocks.compactMap { DateFormat(pattern: date + $0) } }
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
    for (pattern, half) in [("a", halves(isUpper: true)), ("aa", halves(isUpper: false))] {
      let space = rest.first == .space ? " " : ""
      guard half.contains(where: { rest.dropFirst(space.count).elementsEqual($0) }) else { continue }
      return ["hh:mm", "h:mm"].map { (fields == 3 ? $0 + ":ss" : $0) + space + pattern }
    }
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
      // A zone's letters, as EST, say which one it is, and are the same in all cells.
      guard Self.zone(rest) != nil || (zone == " " && (3...4).contains(rest.count) && rest.allSatisfy { 65...90 ~= $0 })
      else { return [] }
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
