import SaddleTensors

/// Turns a table into rows that a network sees, and a network's rows into a table.
///
/// A row holds the numbers of all columns first, then a one-hot group of codes for each column that has any. Dates are
/// learned as columns of their parts, or as the time since another one that is near; columns that follow from others by a
/// rule are not learned.
public struct TableCodec: Codable, Sendable, Equatable {
  public let schema: Schema
  /// One for each of `learned`.
  public let columns: [ColumnEncoding]
  /// One for each column of the schema.
  private var parts: [ColumnParts]
  private let keeper: RuleKeeper
  /// Nil in a file that knows of none.
  private let gaps: [DateGap]?

  /// Traps unless the table has rows that obey the rules of its schema.
  public init(fitting table: Table, _ recipe: TableRecipe) {
    precondition(table.rowCount > 0, "there is nothing to fit a codec to")
    var schema = table.schema
    if !recipe.rules { schema.rules = [] }
    let keeper = RuleKeeper(schema.rules, of: table)
    let derived = keeper.derived
    // Numbers as they are stay in one piece.
    let gaps = recipe.numbers == .plain ? [] : DateGap.gaps(of: table, among: Self.open(schema, keeper))
    let (folded, learned) = (Self.folded(schema, keeper, gaps), Self.folded(table.columns, keeper, gaps))
    let parts = folded.columns.indices.map { place in
      recipe.numbers == .plain && !derived.contains(place)
        ? .whole
        : ColumnParts(
          learned[place], folded.columns[place], isDerived: derived.contains(place),
          isGap: gaps.contains { $0.result == place })
    }
    let values = zip(parts, learned).flatMap { $0.split($1) }
    (self.schema, self.keeper, self.parts, self.gaps) = (schema, keeper, parts, gaps)
    columns = zip(values, Self.learned(folded, parts)).map {
      ColumnEncoding(fitting: $0, of: $1, beside: learned, recipe)
    }
  }

  /// The columns that are encoded: those of the schema, with dates in parts, without those that rules make, and one for
  /// those of which one is set.
  public var learned: [ColumnSchema] { Self.learned(folded, parts) }

  /// The places of columns that a gap may be about: those that are learned, and that no rule about pairs moves.
  private static func open(_ schema: Schema, _ keeper: RuleKeeper) -> [Int] {
    let closed = keeper.derived.union(keeper.paired).union(keeper.functions.map(\.ends.written))
    return schema.columns.indices.filter { !closed.contains($0) }
  }

  private var folded: Schema { Self.folded(schema, keeper, gaps ?? []) }

  /// What columns are as they are learned.
  private static func folded(_ schema: Schema, _ keeper: RuleKeeper, _ gaps: [DateGap]) -> Schema {
    gaps.reduce(into: keeper.folded(schema)) { $0.columns[$1.result] = $1.fold($0.columns[$1.result]) }
  }

  /// The columns as they are learned.
  private static func folded(_ columns: [ColumnValues], _ keeper: RuleKeeper, _ gaps: [DateGap]) -> [ColumnValues] {
    // Each is subtracted from before it becomes a gap itself.
    gaps.reversed().reduce(into: keeper.folded(columns)) { $1.fold(&$0) }
  }

  private static func learned(_ schema: Schema, _ parts: [ColumnParts]) -> [ColumnSchema] {
    zip(parts, schema.columns).flatMap { $0.columns(of: $1) }
  }

  /// Where each part of a row lies.
  public var layout: RowLayout { RowLayout(columns.map(\.codec)) }

  /// Whether a decoded codec is one that fitting can make; false for a file that was tampered with.
  package var isValid: Bool {
    guard parts.count == schema.columns.count, keeper.fits(schema.columns), DateGap.fit(gaps ?? [], schema.columns),
      zip(parts, folded.columns).allSatisfy({ $0.fits($1) })
    else { return false }
    let derived = keeper.derived
    let learned = learned
    return parts.indices.allSatisfy { (parts[$0] == .derived) == derived.contains($0) }
      && columns.count == learned.count && zip(columns, learned).allSatisfy { $0.codec.isValid(for: $1) }
      && layout.width > 0
  }

  /// - Parameter seed: of the spread of equal values.
  public func encode(_ table: Table, seed: UInt64) -> EncodedTable {
    let layout = layout
    var random = RandomStream(seed: seed, name: "encoding").generator()
    var numbers: [[Float]] = []
    var codes: [[Int32]] = []
    let values = zip(parts, Self.folded(table.columns, keeper, gaps ?? [])).flatMap { $0.split($1) }
    for (values, column) in zip(values, columns) {
      let codec = column.codec
      let part = codec.encode(values, random: &random)
      if codec.hasNumber { numbers.append(part.numbers) }
      if codec.codes != nil { codes.append(part.codes) }
    }
    return EncodedTable(layout: layout, rowCount: table.rowCount, numbers: numbers, codes: codes)
  }

  /// The table that a network's output `[rows, width]` stands for, with the values that its file would hold. Every row
  /// obeys the rules.
  public func decode(_ output: Tensor) -> Table {
    var decoded = values(of: output)[...]
    let rowCount = output.shape[0]
    var table = zip(parts, folded.columns).map { parts, column in
      let count = parts.columns(of: column).count
      defer { decoded = decoded.dropFirst(count) }
      let values = parts.join(Array(decoded.prefix(count)), of: column, rowCount: rowCount)
      if case .calendar = parts, case .numbers(let moments) = values {
        return ColumnValues.numbers(column.rounded(moments))
      }
      return values
    }
    keeper.unfold(&table)
    // A gap that is filled is that of another row, as its moment could not be.
    keeper.settleMissing(&table)
    for gap in gaps ?? [] { gap.unfold(&table, schema.columns[gap.result]) }
    return obeying(Table(schema: schema, columns: table, rowCount: rowCount))
  }

  /// The cells of each learned column in a network's output.
  private func values(of output: Tensor) -> [ColumnValues] {
    let encoded = EncodedTable(layout, from: output)
    var (numbers, codes) = (encoded.numbers[...], encoded.codes[...])
    return zip(columns, learned).map { encoding, column in
      let codec = encoding.codec
      let values = codec.decode(
        numbers: codec.hasNumber ? numbers.removeFirst() : [], codes: codec.codes == nil ? [] : codes.removeFirst())
      if case .numbers(let values) = values { return ColumnValues.numbers(column.onGrid(values)) }
      return values
    }
  }

  /// For each column of dates whose days are known one by one, its place and which of `learned` are its parts.
  private var countedDays: [(place: Int, learned: Range<Int>)] {
    let ranges = ranges
    return schema.columns.indices.compactMap { place in
      guard case .calendar(let calendar) = parts[place], calendar.countsDays else { return nil }
      return (place, ranges[place])
    }
  }

  /// For each column of the schema, which of `learned` are its parts.
  private var ranges: [Range<Int>] {
    var first = 0
    return zip(parts, schema.columns).map { parts, column in
      let range = first..<first + parts.columns(of: column).count
      first = range.upperBound
      return range
    }
  }

  var countsDays: Bool { !countedDays.isEmpty }

  /// The parts of those columns in a network's output `[rows, width]`.
  func days(in output: Tensor) -> [[ColumnValues]] {
    let values = values(of: output)
    return countedDays.map { Array(values[$0.learned]) }
  }

  /// The same codec with days as frequent as in a table.
  ///
  /// - Parameter generated: what `days` gave for each block of a model's rows.
  func matchingDays(of generated: [[[ColumnValues]]], to table: Table) -> TableCodec {
    var matched = self
    let columns = Self.folded(table.columns, keeper, gaps ?? [])
    for (number, (place, _)) in countedDays.enumerated() {
      guard case .calendar(let calendar) = parts[place], case .numbers(let real) = columns[place] else {
        continue
      }
      matched.parts[place] = .calendar(calendar.matched(to: real, generated: generated.map { $0[number] }))
    }
    return matched
  }

  /// Encoded rows that keep the rules about pairs, as decoded rows will, of columns that are codes alone.
  func paired(_ rows: EncodedTable) -> EncodedTable {
    let ranges = ranges
    var cells = Array(repeating: ColumnValues.unlearned, count: schema.columns.count)
    var groups: [Int: Int] = [:]
    for place in keeper.paired where parts[place] == .whole {
      let codec = columns[ranges[place].lowerBound].codec
      guard codec.codes != nil, !codec.hasNumber else { continue }
      let group = columns[..<ranges[place].lowerBound].count { $0.codec.codes != nil }
      cells[place] = codec.decode(numbers: [], codes: rows.codes[group])
      groups[place] = group
    }
    guard !groups.isEmpty else { return rows }
    keeper.pair(&cells) { groups[$0] != nil }
    var codes = rows.codes
    var random = RandomStream(seed: 0, name: "codes alone draw nothing").generator()
    for (place, group) in groups {
      codes[group] = columns[ranges[place].lowerBound].codec.encode(cells[place], random: &random).codes
    }
    return EncodedTable(layout: rows.layout, rowCount: rows.rowCount, numbers: rows.numbers, codes: codes)
  }

  /// The rows with the columns that follow from others made anew, and every row moved that breaks a rule.
  package func obeying(_ table: Table) -> Table {
    var columns = table.columns
    keeper.apply(to: &columns, of: schema.columns)
    return Table(schema: schema, columns: columns, rowCount: table.rowCount)
  }
}

/// Where each part of an encoded row lies: all numbers, then the groups of codes.
public struct RowLayout: Sendable, Equatable {
  /// How many numbers there are.
  public let numbers: Int
  /// The length of each group of codes.
  public let groups: [Int]
  /// For each number, the group whose first code says that the number counts; nil where it always does.
  public let gates: [Int?]

  public init(_ codecs: [any ColumnCodec]) {
    var (groups, gates): ([Int], [Int?]) = ([], [])
    for codec in codecs {
      if codec.hasNumber { gates.append(codec.codes == nil ? nil : groups.count) }
      if let codes = codec.codes { groups.append(codes) }
    }
    numbers = gates.count
    self.groups = groups
    self.gates = gates
  }

  /// The length of a row.
  public var width: Int { numbers + groups.reduce(0, +) }
  public var segments: Segments { Segments(lengths: groups) }
}
