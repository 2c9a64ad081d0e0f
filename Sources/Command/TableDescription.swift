import Saddle

/// What `saddle inspect` tells about a table.
struct TableDescription: Encodable {
  let file: String
  let rows: Int
  /// How many of the rows were looked at; nil where all were.
  let drawn: Int?
  let dialect: Dialect
  let columns: [ColumnSchema]
  let rules: [Rule]
  /// What a reader of the rules might not see, a sentence each.
  let notes: [String]

  private let contents: [String]

  private enum CodingKeys: CodingKey { case file, rows, drawn, dialect, columns, rules, notes }

  init(path: String, table: Table) {
    (file, rows) = (path, table.drawnFrom ?? table.rowCount)
    drawn = table.drawnFrom == nil ? nil : table.rowCount
    (dialect, columns) = (table.schema.dialect, table.schema.columns)
    rules = table.schema.rules
    contents = zip(table.schema.columns, table.columns).map { Self.contents($0, $1) }
    notes = zip(table.schema.columns, table.columns).compactMap { Self.note(on: $0, $1, rules: table.schema.rules) }
  }

  /// A heading; a line for each column: its name, kind, contents, missing cells, what would give it another kind, and
  /// why it has this one; and the rules.
  var summary: String {
    let looked = drawn.map { " (\($0) drawn to look at)" } ?? ""
    let heading =
      "\(file): \(rows) rows\(looked), \(columns.count) columns, delimiter \(Self.names[dialect.delimiter] ?? dialect.delimiter)"
    var rows = [["column", "kind", "contents", "missing", "otherwise", "why"]]
    for (column, contents) in zip(columns, contents) {
      rows.append([
        Self.shown(column.name, width: 40), column.kind.rawValue, contents, Self.percent(column.missingShare),
        Self.shown(column.otherwise.map { "--set \("column.\(column.name)=\($0)".shellWord)" } ?? "-", width: 80),
        Self.shown(column.reason, width: 80),
      ])
    }
    let widths = (0..<5).map { index in rows.map { $0[index].count }.max() ?? 0 }
    let lines = rows.map { row in
      zip(row, widths).map { $0.padded(to: $1) }.joined(separator: "  ") + "  " + (row.last ?? "")
    }
    return ([heading, ""] + lines + [""] + ruleLines + notes.flatMap { ["", "note: \($0)"] }).joined(separator: "\n")
  }

  private var ruleLines: [String] {
    let keys = columns.filter { $0.kind == .identifier && $0.identifier?.isText == false }.map {
      ("\(Self.shown($0.name, width: 40)): no key twice", "an identifier")
    }
    let lines = rules.map { (Self.shown($0.text, width: 120), $0.reason) } + keys
    guard !lines.isEmpty else { return ["rules: none found beside the ranges of numbers"] }
    let width = lines.map(\.0.count).max() ?? 0
    let heading =
      "rules that synthetic rows keep, beside the ranges of numbers (--set table.rules=false keeps none of them;"
      + " in a file of --schema each is a line to take out):"
    return [heading] + lines.map { "  \($0.0.padded(to: width))  \(Self.shown($0.1, width: 120))" }
  }

  /// Says of a column that it looks like the key of persons, or of what else the rows are about: others follow from it, and
  /// few rows share a value, so that what follows is told of each by synthetic rows as it is in the table.
  private static func note(on column: ColumnSchema, _ values: ColumnValues, rules: [Rule]) -> String? {
    let followers = rules.filter { $0.form == .function && $0.columns[0] == column.name }.map { $0.columns[1] }
    guard followers.count >= 2, column.kind != .datetime else { return nil }
    let (rows, distinct) =
      switch values {
      case .numbers(let numbers): (numbers.count { !$0.isNaN }, Set(numbers.filter { !$0.isNaN }).count)
      case .categories(let codes): (codes.count { $0 >= 0 }, Set(codes.filter { $0 >= 0 }).count)
      case .unlearned: (0, 0)
      }
    guard distinct > 50, rows < 10 * distinct else { return nil }
    let name = shown(column.name, width: 40)
    return
      "\(followers.count) columns follow from \(name), each of whose values some \((rows + distinct / 2) / distinct) rows "
      + "have: synthetic rows repeat what these have in common. Where nobody may see that, "
      + "\("--set \("column.\(column.name)=identifier".shellWord)") makes new keys, and the others are learned."
  }

  private static let names = [",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"]

  /// The range of numbers, the first labels of categories, the format of dates.
  private static func contents(_ column: ColumnSchema, _ values: ColumnValues) -> String {
    switch (column.kind, values) {
    case (.datetime, _), (.duration, _): return column.dateFormat ?? ""
    case (_, .numbers(let numbers)):
      let present = numbers.filter { !$0.isNaN }
      guard let least = present.min(), let greatest = present.max() else { return "" }
      return "\(shown(least)) ... \(shown(greatest))"
    case (.identifier, _): return ""
    default:
      let first = column.labels.prefix(3).map { shown($0, width: 20) }.joined(separator: ", ")
      return column.labels.count > 3 ? "\(first), ... (\(column.labels.count))" : first
    }
  }

  private static func shown(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
  }

  /// The text cut to `width`, without what would move the cursor of a terminal.
  private static func shown(_ text: String, width: Int) -> String {
    var visible = ""
    for scalar in text.unicodeScalars.prefix(4 * width) {
      let isHidden = [.control, .format, .lineSeparator, .paragraphSeparator].contains(
        scalar.properties.generalCategory)
      visible.unicodeScalars.append(isHidden ? "·" : scalar)
    }
    return visible.count > width ? visible.prefix(width - 1) + "…" : visible
  }

  /// Whole percents; a share that would round to none or all still shows that it is neither.
  private static func percent(_ share: Double) -> String {
    if share == 0 { return "-" }
    if share < 0.01 { return "< 1 %" }
    if share > 0.99, share < 1 { return "> 99 %" }
    return "\(Int((share * 100).rounded())) %"
  }
}

extension ColumnSchema {
  /// Another kind that the column could be taken for; nil if there is none.
  fileprivate var otherwise: String? {
    let kind: ColumnKind? =
      switch self.kind {
      case .continuous, .integer, .boolean, .datetime, .duration, .ordered: .category
      case .category: labels.count == 2 ? .boolean : .ordered
      case .identifier: identifier?.isNumber == true ? .integer : nil
      case .constant: nil
      }
    return kind?.rawValue
  }
}
