/// What was seen in a column's cells so far: its labels and forms, while they are few, and its ends.
struct CellTracker {
  private let most: Int
  private var labels = LabelTable()
  private var forms: Set<UInt64> = []
  private var numbers: (least: Double, greatest: Double) = (.infinity, -.infinity)
  private var texts: (least: [UInt8], greatest: [UInt8]) = ([], [])
  /// Of the digits alone, whatever stands between them.
  private var digits: (least: Double, greatest: Double) = (.infinity, -.infinity)
  private static let missing = MissingTokens()

  /// The least and the greatest number, other text, and number that the digits of a cell make.
  static let extremes = 6

  /// - Parameter most: the labels, and the forms, beyond which no more are told apart.
  init(most: Int) { self.most = most }

  /// The labels and forms so far.
  var count: Int { labels.count + forms.count }
  /// Whether the column has more labels than are told apart, and so is none of categories, or of too many.
  var hasMany: Bool { labels.count > most }

  /// Whether the cell is the first of its label or form, and which ends of the column it is: a bit for each.
  @inline(__always)
  mutating func note(_ cell: Cell, isQuoted: Bool) -> (isNew: Bool, extreme: Int) {
    var isNew = false
    if labels.count <= most {
      let before = labels.count
      _ = labels.insert(cell)
      isNew = labels.count > before && labels.count <= most
    }
    if forms.count <= most { isNew = forms.insert(Self.form(of: cell, isQuoted: isQuoted)).inserted || isNew }
    guard !Self.missing.contains(cell) else { return (isNew, 0) }
    let value = Self.digits(of: cell)
    let isEnd = (value < digits.least ? 16 : 0) | (value > digits.greatest ? 32 : 0)
    if isEnd != 0 { digits = (min(value, digits.least), max(value, digits.greatest)) }
    let separator: UInt8 = cell.contains(.comma) ? .comma : .dot
    if let value = NumberText(cell, separator: separator)?.value, value.isFinite {
      let extreme = (value < numbers.least ? 1 : 0) | (value > numbers.greatest ? 2 : 0)
      if extreme != 0 { numbers = (min(value, numbers.least), max(value, numbers.greatest)) }
      return (isNew, extreme | isEnd)
    }
    let isLeast = texts.least.isEmpty || Self.precedes(cell, texts.least)
    let isGreatest = texts.greatest.isEmpty || Self.precedes(texts.greatest, cell)
    if isLeast { texts.least = Array(cell) }
    if isGreatest { texts.greatest = Array(cell) }
    return (isNew, (isLeast ? 4 : 0) | (isGreatest ? 8 : 0) | isEnd)
  }

  /// `$1,234.50` as 123450, and `(12 %)` as -12; NaN for a cell without digits, which is no end.
  @inline(__always)
  private static func digits(of cell: Cell) -> Double {
    var (value, isNegative, hasDigit) = (0.0, false, false)
    for byte in cell {
      if byte.isDigit {
        (value, hasDigit) = (value * 10 + Double(byte &- .zero), true)
      } else if !hasDigit {
        isNegative = isNegative || byte == .minus || byte == UInt8(ascii: "(")
      }
    }
    return hasDigit ? isNegative ? -value : value : .nan
  }

  /// The shorter first, so that `C-9` precedes `C-10`; of equal length in the order of bytes, as dates that begin with the
  /// year are.
  @inline(__always)
  private static func precedes(_ a: some Collection<UInt8>, _ b: some Collection<UInt8>) -> Bool {
    a.count == b.count ? a.lexicographicallyPrecedes(b) : a.count < b.count
  }

  /// A hash of the cell in which digits are alike, and letters are: the kind and length of each run, other bytes as they
  /// are.
  @inline(__always)
  private static func form(of cell: Cell, isQuoted: Bool) -> UInt64 {
    var hash: UInt64 = isQuoted ? 0xcbf2_9ce4_8422_2325 : 0x8422_2325_cbf2_9ce4
    for byte in cell.prefix(64) {
      let kind: UInt8 =
        byte.isDigit ? .zero : byte.lowercased &- UInt8(ascii: "a") < 26 || byte >= 0x80 ? UInt8(ascii: "a") : byte
      hash = (hash ^ UInt64(kind)) &* 0x100_0000_01b3
    }
    return hash
  }
}
