/// What a column writes around its numbers and between their digits, as in `$1,234.50`, `12 %`, `1.234 €` and `(5)`.
public struct NumberFormat: Codable, Sendable, Equatable {
  /// How numbers below zero are told: `-$5`, `$-5`, `($5)` or `$(5)`.
  public enum Negative: String, Codable, Sendable {
    case signFirst, signAfterPrefix, parentheses, parenthesesAfterPrefix

    var isSign: Bool { self == .signFirst || self == .signAfterPrefix }
    var isFirst: Bool { self == .signFirst || self == .parentheses }
  }

  /// What stands before the digits: nothing, or the sign or code of a currency.
  public var prefix = ""
  /// What stands after them: nothing, or a unit.
  public var suffix = ""
  /// What stands between groups of digits before the decimal separator; nothing if they are not grouped.
  public var grouping = ""
  /// The digits of a group, but for the last one, of three: three, or two as in `₹1,00,000`.
  public var groupSize = 3
  public var negative = Negative.signFirst

  public init(
    prefix: String = "", suffix: String = "", grouping: String = "", groupSize: Int = 3,
    negative: Negative = .signFirst
  ) {
    (self.prefix, self.suffix, self.grouping) = (prefix, suffix, grouping)
    (self.groupSize, self.negative) = (groupSize, negative)
  }

  /// A text without the prefix and the suffix, whatever spaces are between them and the digits.
  func undressed(_ text: String) -> String {
    func bare(_ text: String) -> String {
      let trimmed = text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace)
      return String(trimmed.reversed())
    }
    var digits = bare(text)
    let (before, after) = (bare(prefix), bare(suffix))
    if digits.hasPrefix(before) { digits.removeFirst(before.count) }
    if digits.hasSuffix(after) { digits.removeLast(after.count) }
    return bare(digits)
  }

  var isBare: Bool { prefix.isEmpty && suffix.isEmpty }
  /// Whether the numbers are amounts of money.
  var isCurrency: Bool {
    !prefix.isEmpty || (!suffix.isEmpty && Array(suffix.utf8).withUnsafeBufferPointer(Self.isCurrency))
  }

  /// Cells that are not numbers of one format.
  struct Mismatch: Error {
    /// The first cell that is not as those before it; the first of all if what they share is not to be taken for a format.
    var row: Int
  }

  /// What groups digits somewhere in the world, the wide and the narrow space that does not break among them.
  private static let groupings = [",", ".", " ", "'", "\u{2019}", "\u{A0}", "\u{202F}"]
  /// The most bytes of a prefix or a suffix.
  private static let longest = 24
  /// Digits of the shortest telephone numbers that are written in groups.
  private static let shortestCode = 7

  /// The one format of all cells that are not missing.
  ///
  /// Whether the digits make numbers is for `NumberColumn` to say. Where numbers below zero are told in several ways, it is
  /// the first one's.
  ///
  /// - Parameter isGiven: whether the cells are known to be numbers, and not codes.
  /// - Throws: `Mismatch` if cells have several formats, need none, or are rather codes.
  init(
    _ column: TextColumn, separator: UInt8, isGiven: Bool = false, isMissing: (_ row: Int, _ cell: Cell) -> Bool
  ) throws(Mismatch) {
    var (format, other, first): (NumberFormat?, Int?, Int) = (nil, nil, 0)
    var evidence = Evidence()
    column.forEachCell { row, cell in
      if isMissing(row, cell) || NumberText.isNonFinite(cell) { return true }
      guard let parts = Parts(cell) else {
        other = row
        return false
      }
      if format == nil, Self.isCurrency(parts.prefix), Self.isUnit(parts.suffix) {
        format = NumberFormat(prefix: parts.prefix.string, suffix: parts.suffix.string)
        first = row
      }
      guard format?.surrounds(parts) == true else {
        other = row
        return false
      }
      if let negative = parts.negative, evidence.negatives == 0 { format?.negative = negative }
      if format?.grouping.isEmpty == true { format?.grouping = parts.grouping(separator: separator) }
      if parts.hasPairs(separator: separator) { format?.groupSize = 2 }
      evidence.note(parts, separator)
      return true
    }
    if let row = other { throw Mismatch(row: row) }
    guard let format, !format.isNeedless, isGiven || !evidence.isOfCodes(format) else { throw Mismatch(row: first) }
    self = format
  }

  private var isNeedless: Bool { isBare && grouping.isEmpty && negative.isSign }

  /// What the cells of a column show together.
  private struct Evidence {
    var (cells, negatives, fewest, most) = (0, 0, Int.max, 0)
    var (hasFraction, hasPlus) = (false, false)

    mutating func note(_ parts: Parts, _ separator: UInt8) {
      let digits = parts.digits.count(where: \.isDigit)
      (fewest, most, cells) = (min(digits, fewest), max(digits, most), cells + 1)
      if parts.negative != nil { negatives += 1 }
      hasFraction = hasFraction || parts.digits.contains(separator)
      hasPlus = hasPlus || parts.hasPlus
    }

    /// Whether cells show what those of numbers do not: groups of as many digits in every cell, or a plus before groups, with
    /// nothing around them and no comma between; parentheses, or signs after letters, in every cell; whole numbers before
    /// one capital.
    func isOfCodes(_ format: NumberFormat) -> Bool {
      let isAlike = fewest == most && fewest >= NumberFormat.shortestCode
      if format.isBare, format.grouping != ",", isAlike || hasPlus { return true }
      if negatives == cells, !format.negative.isSign || format.negative == .signAfterPrefix { return true }
      return format.suffix.utf8.count == 1 && ("A"..."Z").contains(format.suffix) && !hasFraction
    }
  }

  /// The number of a cell in this format; nil for any other text.
  func number(_ cell: Cell, separator: UInt8) -> NumberText? {
    guard let parts = Parts(cell), surrounds(parts), !grouping.utf8.elementsEqual([separator]) else { return nil }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: parts.digits.count + 1) { plain in
      plain[0] = .minus
      var count = 1
      let isGrouped = parts.withoutGroups(grouping, of: groupSize, separator: separator) {
        plain[count] = $0
        count += 1
      }
      guard isGrouped else { return nil }
      return NumberText(Cell(rebasing: Cell(plain)[(parts.negative == nil ? 1 : 0)..<count]), separator: separator)
    }
  }

  private func surrounds(_ parts: Parts) -> Bool {
    parts.prefix.elementsEqual(prefix.utf8) && parts.suffix.elementsEqual(suffix.utf8)
  }

  /// Brings a number that was appended to `output` from `start` on into this format.
  func dress(_ output: inout [UInt8], from start: Int) {
    let isNegative = output.count > start && output[start] == .minus
    let digits = output[(isNegative ? start + 1 : start)...]
    let whole = digits.prefix { $0.isDigit }
    let sign: UInt8 = negative.isSign ? .minus : UInt8(ascii: "(")
    var text: [UInt8] = []
    if isNegative, negative.isFirst { text.append(sign) }
    text += prefix.utf8
    if isNegative, !negative.isFirst { text.append(sign) }
    for (place, digit) in whole.enumerated() {
      let rest = whole.count - place
      if place > 0, rest >= 3, (rest - 3).isMultiple(of: groupSize) { text += grouping.utf8 }
      text.append(digit)
    }
    text += digits.dropFirst(whole.count)
    if isNegative, negative == .parenthesesAfterPrefix { text.append(UInt8(ascii: ")")) }
    text += suffix.utf8
    if isNegative, negative == .parentheses { text.append(UInt8(ascii: ")")) }
    output.replaceSubrange(start..., with: text)
  }
}

extension NumberFormat {
  private enum CodingKeys: CodingKey { case prefix, suffix, grouping, groupSize, negative }

  /// - Throws: `DecodingError` for what no column can have.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    prefix = try fields.decode(String.self, forKey: .prefix)
    suffix = try fields.decode(String.self, forKey: .suffix)
    grouping = try fields.decode(String.self, forKey: .grouping)
    groupSize = try fields.decode(Int.self, forKey: .groupSize)
    negative = try fields.decode(Negative.self, forKey: .negative)
    guard Array(prefix.utf8).withUnsafeBufferPointer(Self.isCurrency),
      Array(suffix.utf8).withUnsafeBufferPointer(Self.isUnit), (Self.groupings + [""]).contains(grouping),
      (2...3).contains(groupSize)
    else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "a format of numbers that there is not"))
    }
  }
}

// MARK: The text of a cell

extension NumberFormat {
  /// A cell in pieces.
  private struct Parts {
    var prefix: Cell
    /// Digits with what stands between them, from the first one, or a decimal separator before it, on.
    var digits: Cell
    var suffix: Cell
    /// nil if nothing says that the number is below zero.
    var negative: Negative?
    var hasPlus = false

    /// nil for a cell without a digit.
    init?(_ cell: Cell) {
      let (opening, closing, plus) = (UInt8(ascii: "("), UInt8(ascii: ")"), UInt8.plus)
      var text = cell.trimmed
      if text.count > 2, text[0] == opening, text[text.count - 1] == closing {
        (text, negative) = (Cell(rebasing: text[1..<(text.count - 1)]).trimmed, .parentheses)
      } else if text.first == .minus || text.first == plus {
        (hasPlus, negative) = text[0] == plus ? (true, nil) : (false, .signFirst)
        text = Cell(rebasing: text[1...]).trimmed
      }
      guard var start = text.firstIndex(where: \.isDigit) else { return nil }
      var end = start + 1
      while end < text.count {
        if text[end].isDigit {
          end += 1
        } else if let length = Self.joint(text, end) {
          end += length
        } else {
          break
        }
      }
      // The dot of `Rs.500` belongs to what stands before it.
      let isAfterLetter =
        start > 1 && (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(text[start - 2].lowercased)
      if start > 0, text[start - 1] == .dot || text[start - 1] == .comma, !isAfterLetter { start -= 1 }
      digits = Cell(rebasing: text[start..<end])
      if start > 0, negative == nil, !hasPlus {
        if text[start - 1] == .minus { (start, negative) = (start - 1, .signAfterPrefix) }
        if start > 0, text[start - 1] == plus, negative == nil { (start, hasPlus) = (start - 1, true) }
        if start > 0, end < text.count, text[start - 1] == opening, text[end] == closing, negative == nil {
          (start, end, negative) = (start - 1, end + 1, .parenthesesAfterPrefix)
        }
      }
      (prefix, suffix) = (Cell(rebasing: text[..<start]), Cell(rebasing: text[end...]))
    }

    /// The length of what stands between two digits, if it may.
    private static func joint(_ text: Cell, _ start: Int) -> Int? {
      let rest = text[start...]
      let length = groupings.first { rest.starts(with: $0.utf8) }?.utf8.count
      return length.flatMap { start + $0 < text.count && text[start + $0].isDigit ? $0 : nil }
    }

    /// What stands between the first digits; empty if nothing does, or the decimal separator.
    func grouping(separator: UInt8) -> String {
      let rest = digits.drop(while: \.isDigit)
      let found = groupings.first { rest.starts(with: $0.utf8) } ?? ""
      return found.utf8.elementsEqual([separator]) ? "" : found
    }

    /// Whether two digits stand between two that group them.
    func hasPairs(separator: UInt8) -> Bool {
      let whole = digits.prefix { $0 != separator }
      return whole.split(whereSeparator: { !$0.isDigit }).dropFirst().dropLast().contains { $0.count == 2 }
    }

    /// Calls `body` with the digits and the decimal separator alone; false if digits are not in groups.
    func withoutGroups(_ grouping: String, of size: Int, separator: UInt8, _ body: (UInt8) -> Void) -> Bool {
      let grouping = Array(grouping.utf8)
      // The digits before the first joint, and between the last two.
      var (place, inGroup, groups) = (0, 0, 0)
      while place < digits.count, digits[place] != separator {
        if digits[place].isDigit {
          inGroup += 1
          body(digits[place])
          place += 1
        } else {
          guard !grouping.isEmpty, digits[place...].starts(with: grouping) else { return false }
          guard groups == 0 ? (1...3).contains(inGroup) : inGroup == size else { return false }
          (groups, inGroup) = (groups + 1, 0)
          place += grouping.count
        }
      }
      guard groups == 0 || inGroup == 3 else { return false }
      for byte in digits[place...] {
        guard byte.isDigit || byte == separator else { return false }
        body(byte)
      }
      return true
    }
  }

  /// Codes of currencies that are no words, and what others are written as before a number.
  private static let currencies = Set(
    """
    AED ARS AUD BGN BRL CAD CHF CLP CNY CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JPY KES KRW KWD KZT MXN MYR NGN NOK \
    NZD PHP PKR PLN QAR RMB RUB SAR SEK SGD THB TWD UAH USD VND ZAR Rs Rs. kr kr. Fr. zł Kč
    """.split(separator: " ").map(String.init))

  /// Whether the text is empty, or a sign or code of a currency with or without spaces (`$`, `US$`, `€ `, `CHF `).
  private static func isCurrency(_ text: Cell) -> Bool {
    guard text.count <= longest else { return false }
    let scalars = text.string.unicodeScalars.filter { $0.properties.generalCategory != .spaceSeparator }
    if scalars.isEmpty { return text.isEmpty }
    if currencies.contains(String(String.UnicodeScalarView(scalars))) { return true }
    let signs = scalars.count { $0.properties.generalCategory == .currencySymbol }
    return signs == 1 && scalars.count <= 4 && scalars.count { ("A"..."Z").contains($0) } == scalars.count - 1
  }

  /// Ends of ordinal numbers and of times of day.
  private static let noUnits: Set = ["st", "nd", "rd", "th", "e", "er", "º", "ª", "am", "pm", "a.m.", "p.m.", "uhr"]

  /// Whether the text is empty, or begins, after spaces, with a letter or the sign of a unit (`%`, `°C`, ` km/h`, ` €`). Its
  /// only digit may be the power at its end (`m2`).
  private static func isUnit(_ text: Cell) -> Bool {
    guard text.count <= longest, !text.contains(.quote) else { return false }
    let scalars = text.string.unicodeScalars
    guard scalars.allSatisfy({ $0.properties.generalCategory != .control }) else { return false }
    let word = Array(scalars.drop { $0.properties.generalCategory == .spaceSeparator })
    guard let first = word.first else { return text.isEmpty }
    if noUnits.contains(String(String.UnicodeScalarView(word.prefix { $0 != " " })).lowercased()) { return false }
    if first == "/", word.count == 1 { return false }
    // Of metres and feet.
    let isPower =
      word.count > 1 && ["2", "3"].contains(word[word.count - 1]) && ["m", "t"].contains(word[word.count - 2])
    guard word.dropLast(isPower ? 1 : 0).allSatisfy({ !$0.properties.isDigit }) else { return false }
    return first.properties.isAlphabetic || first.properties.generalCategory == .currencySymbol
      || ["%", "‰", "°", "′", "″", "µ", "/"].contains(first)
  }
}

extension Unicode.Scalar.Properties {
  fileprivate var isDigit: Bool { generalCategory == .decimalNumber }
}
