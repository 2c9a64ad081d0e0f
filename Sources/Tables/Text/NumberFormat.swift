/// What a column writes around its numbers and between their digits, as in `$1,234.50`, `12 %`, `1.234 €` and `(5)`.
public struct NumberFormat: Codable, Sendable, Equatable {
  /// How numbers below zero are told: `-$5`, `$-5` or `($5)`.
  public enum Negative: String, Codable, Sendable {
    case signFirst, signAfterPrefix, parentheses
  }

  /// What stands before the digits: nothing, or the sign or code of a currency.
  public var prefix = ""
  /// What stands after them: nothing, or a unit.
  public var suffix = ""
  /// What stands between groups of three digits before the decimal separator; nothing if they are not grouped.
  public var grouping = ""
  public var negative = Negative.signFirst

  public init(prefix: String = "", suffix: String = "", grouping: String = "", negative: Negative = .signFirst) {
    (self.prefix, self.suffix, self.grouping, self.negative) = (prefix, suffix, grouping, negative)
  }

  /// What groups digits somewhere in the world, the wide and the narrow space that does not break among them.
  private static let groupings = [",", ".", " ", "'", "\u{2019}", "\u{A0}", "\u{202F}"]
  /// The most bytes of a prefix or a suffix.
  private static let longest = 24
  /// Digits of the shortest telephone numbers that are written in groups.
  private static let shortestCode = 7

  /// The one format of all cells that are not missing; nil if they have several, or need none.
  ///
  /// Whether the digits make numbers is for `NumberColumn` to say. Groups that have as many digits in every cell, and
  /// nothing before or after them, are codes, but for commas.
  init?(_ column: TextColumn, separator: UInt8, isMissing: (_ row: Int, _ cell: Cell) -> Bool) {
    var format: NumberFormat?
    var (isOne, isSigned) = (true, false)
    var digits: ClosedRange<Int>?
    column.forEachCell { row, cell in
      if isMissing(row, cell) { return true }
      guard let parts = Parts(cell) else {
        isOne = false
        return false
      }
      if format == nil, Self.isCurrency(parts.prefix), Self.isUnit(parts.suffix) {
        format = NumberFormat(prefix: parts.prefix.string, suffix: parts.suffix.string)
      }
      isOne = format?.surrounds(parts) == true
      if let negative = parts.negative, !isSigned {
        format?.negative = negative
        isSigned = true
      }
      if format?.grouping.isEmpty == true { format?.grouping = parts.grouping(separator: separator) }
      let count = parts.digits.count(where: \.isDigit)
      digits = min(count, digits?.lowerBound ?? count)...max(count, digits?.upperBound ?? count)
      return isOne
    }
    guard isOne, let format, let digits else { return nil }
    let isBare = format.prefix.isEmpty && format.suffix.isEmpty
    if isBare, format.grouping.isEmpty, format.negative != .parentheses { return nil }
    if isBare, format.grouping != ",", digits.count == 1, digits.lowerBound >= Self.shortestCode { return nil }
    self = format
  }

  /// A number in this format, for messages.
  var example: String {
    var text = Array("1234".utf8)
    dress(&text, from: 0)
    return String(decoding: text, as: UTF8.self)
  }

  /// The number of a cell in this format; nil for any other text.
  func number(_ cell: Cell, separator: UInt8) -> NumberText? {
    guard let parts = Parts(cell), surrounds(parts) else { return nil }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: parts.digits.count + 1) { plain in
      plain[0] = .minus
      var count = 1
      guard
        parts.withoutGroups(
          grouping, separator: separator,
          {
            plain[count] = $0; count += 1
          })
      else { return nil }
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
    var text: [UInt8] = []
    if isNegative, negative != .signAfterPrefix { text.append(negative == .parentheses ? UInt8(ascii: "(") : .minus) }
    text += prefix.utf8
    if isNegative, negative == .signAfterPrefix { text.append(.minus) }
    for (place, digit) in whole.enumerated() {
      if place > 0, (whole.count - place).isMultiple(of: 3) { text += grouping.utf8 }
      text.append(digit)
    }
    text += digits.dropFirst(whole.count) + Array(suffix.utf8)
    if isNegative, negative == .parentheses { text.append(UInt8(ascii: ")")) }
    output.replaceSubrange(start..., with: text)
  }
}

extension NumberFormat {
  private enum CodingKeys: CodingKey { case prefix, suffix, grouping, negative }

  /// - Throws: `DecodingError` for texts that `init(_:separator:isMissing:)` never finds.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    prefix = try fields.decode(String.self, forKey: .prefix)
    suffix = try fields.decode(String.self, forKey: .suffix)
    grouping = try fields.decode(String.self, forKey: .grouping)
    negative = try fields.decode(Negative.self, forKey: .negative)
    guard Array(prefix.utf8).withUnsafeBufferPointer(Self.isCurrency),
      Array(suffix.utf8).withUnsafeBufferPointer(Self.isUnit), (Self.groupings + [""]).contains(grouping)
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

    /// nil for a cell without a digit.
    init?(_ cell: Cell) {
      var text = cell.trimmed
      if text.count > 2, text[0] == UInt8(ascii: "("), text[text.count - 1] == UInt8(ascii: ")") {
        (text, negative) = (Cell(rebasing: text[1..<(text.count - 1)]).trimmed, .parentheses)
      } else if text.first == .minus {
        (text, negative) = (Cell(rebasing: text[1...]).trimmed, .signFirst)
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
      if start > 0, text[start - 1] == .dot || text[start - 1] == .comma { start -= 1 }
      (digits, suffix, prefix) = (Cell(rebasing: text[start..<end]), Cell(rebasing: text[end...]), text)
      if start > 0, text[start - 1] == .minus, negative == nil { (start, negative) = (start - 1, .signAfterPrefix) }
      prefix = Cell(rebasing: text[..<start])
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

    /// Calls `body` with the digits and the decimal separator alone; false if groups are not of three digits.
    func withoutGroups(_ grouping: String, separator: UInt8, _ body: (UInt8) -> Void) -> Bool {
      let grouping = Array(grouping.utf8)
      var (place, inGroup, isGrouped, isFraction) = (0, 0, false, false)
      while place < digits.count {
        let byte = digits[place]
        if byte == separator, !isFraction {
          guard !isGrouped || inGroup == 3 else { return false }
          isFraction = true
        } else if !byte.isDigit {
          guard !isFraction, !grouping.isEmpty, digits[place...].starts(with: grouping) else { return false }
          guard isGrouped ? inGroup == 3 : (1...3).contains(inGroup) else { return false }
          (isGrouped, inGroup) = (true, 0)
          place += grouping.count
          continue
        } else if !isFraction {
          inGroup += 1
        }
        body(byte)
        place += 1
      }
      return isFraction || !isGrouped || inGroup == 3
    }
  }

  /// Whether the text is empty, has a sign of currency (`$`, `US$`, `€ `), or is three capitals (`CHF `).
  private static func isCurrency(_ text: Cell) -> Bool {
    guard text.count <= longest else { return false }
    let scalars = text.string.unicodeScalars.filter { $0.properties.generalCategory != .spaceSeparator }
    let signs = scalars.count { $0.properties.generalCategory == .currencySymbol }
    let capitals = scalars.count { ("A"..."Z").contains($0) }
    guard signs + capitals == scalars.count else { return false }
    return text.isEmpty || (signs == 1 && capitals <= 3) || (signs == 0 && capitals == 3)
  }

  /// Whether the text is empty, or begins, after spaces, with a letter or the sign of a unit (`%`, `°C`, ` km/h`, ` €`).
  private static func isUnit(_ text: Cell) -> Bool {
    guard text.count <= longest, !text.contains(.quote) else { return false }
    let scalars = text.string.unicodeScalars
    guard scalars.allSatisfy({ $0.properties.generalCategory != .control }) else { return false }
    guard let first = scalars.first(where: { $0.properties.generalCategory != .spaceSeparator }) else {
      return text.isEmpty
    }
    return first.properties.isAlphabetic || first.properties.generalCategory == .currencySymbol
      || ["%", "‰", "°", "′", "″", "µ"].contains(first)
  }
}
