/// What a column holds, as inferred from its cells or as `--set column.NAME=KIND` says.
public enum ColumnKind: String, Codable, Sendable, CaseIterable {
  case continuous, integer, category, ordered, boolean, datetime, duration, constant, identifier

  /// Whether the values are numbers: moments are seconds of their clock, lengths of time are seconds.
  public var holdsNumbers: Bool { [.continuous, .integer, .datetime, .duration].contains(self) }
  /// Whether the values are places in a list of labels.
  public var holdsLabels: Bool { [.category, .ordered, .boolean].contains(self) }
}

/// One column: its name, its kind, and all that is needed to write its values as the source wrote them.
public struct ColumnSchema: Codable, Sendable, Equatable {
  public var name: String
  public var kind: ColumnKind
  /// Why the kind was chosen, in a few words (`inspect` shows it).
  public var reason: String
  /// Category and boolean: the distinct values as the source wrote them, most frequent first. Ordered: the same, from the
  /// least to the greatest. Constant: the one value.
  public var labels: [String]
  /// Numbers: the most decimals that the source shows.
  public var decimals: Int
  /// Numbers: the fewest decimals that the source shows; zeros at the end are left out down to these.
  public var minimumDecimals: Int
  /// Numbers: whether the source writes some with an exponent (`1e-05`).
  public var scientific: Bool
  /// Numbers: the distance of which all are multiples, if it is wider than what the decimals tell apart, as of amounts in
  /// hundreds; nil if there is none.
  public var step: Double?
  /// Numbers: what the source writes around them and between their digits; nil for plain ones.
  public var numberFormat: NumberFormat?
  /// Date and time: the source's format, such as `yyyy-MM-dd HH:mm:ss` (see `DateFormat`). Duration: one such as
  /// `H:mm:ss` or `PT` (see `DurationFormat`).
  public var dateFormat: String?
  /// Identifier: the pattern that new keys follow.
  public var identifier: IdentifierPattern?
  /// How the source writes a missing cell (often the empty text); nil when no cell is missing.
  public var missing: String?
  /// The share of cells that are missing, 0 ... 1.
  public var missingShare: Double
  /// Whether the source quotes this column's cells even where no quotes are needed.
  public var quoted: Bool
  /// Whether the source quotes this column's missing cells.
  public var missingQuoted: Bool

  public init(
    name: String, kind: ColumnKind, reason: String = "", labels: [String] = [], decimals: Int = 0,
    minimumDecimals: Int = 0, scientific: Bool = false, step: Double? = nil, numberFormat: NumberFormat? = nil,
    dateFormat: String? = nil,
    identifier: IdentifierPattern? = nil, missing: String? = nil, missingShare: Double = 0, quoted: Bool = false,
    missingQuoted: Bool = false
  ) {
    self.name = name
    self.kind = kind
    self.reason = reason
    self.labels = labels
    self.decimals = decimals
    self.minimumDecimals = minimumDecimals
    self.scientific = scientific
    self.step = step
    self.numberFormat = numberFormat
    self.dateFormat = dateFormat
    self.identifier = identifier
    self.missing = missing
    self.missingShare = missingShare
    self.quoted = quoted
    self.missingQuoted = missingQuoted
  }
}

/// The columns of a table, in order, how its file writes them, and the rules that its rows obey.
public struct Schema: Codable, Sendable, Equatable {
  public var columns: [ColumnSchema]
  public var dialect: Dialect
  /// Empty until they are looked for (`RuleFinder`).
  public var rules: [Rule]

  public init(columns: [ColumnSchema], dialect: Dialect = Dialect(), rules: [Rule] = []) {
    self.columns = columns
    self.dialect = dialect
    self.rules = rules
  }
}

extension KeyedDecodingContainer {
  /// Schemas from before there were rules have none; the compiler's own decoding of `Schema` calls this.
  func decode(_ type: [Rule].Type, forKey key: Key) throws -> [Rule] {
    try decodeIfPresent(type, forKey: key) ?? []
  }
}

/// How a file of delimited text is written.
public struct Dialect: Codable, Sendable, Equatable {
  /// `,`, `;`, tab or `|`.
  public var delimiter: String
  /// `.` or `,`.
  public var decimalSeparator: String
  /// `\n`, `\r\n` or `\r`.
  public var lineEnding: String
  /// Whether the names in the header are quoted.
  public var quotedHeader: Bool
  /// Whether a space that belongs to no cell follows each delimiter.
  public var spaceAfterDelimiter: Bool
  /// Whether the file begins with a byte-order mark.
  public var byteOrderMark: Bool

  /// The bytes of a byte-order mark in UTF-8.
  static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  public init(
    delimiter: String = ",", decimalSeparator: String = ".", lineEnding: String = "\n", quotedHeader: Bool = false,
    spaceAfterDelimiter: Bool = false, byteOrderMark: Bool = false
  ) {
    self.delimiter = delimiter
    self.decimalSeparator = decimalSeparator
    self.lineEnding = lineEnding
    self.quotedHeader = quotedHeader
    self.spaceAfterDelimiter = spaceAfterDelimiter
    self.byteOrderMark = byteOrderMark
  }
}
