import SaddleTables

/// One column of a table made for a test: nil is a missing cell.
struct Column: Sendable {
  var name: String
  var kind: ColumnKind
  var values: ColumnValues
  var labels: [String] = []
  var missingShare = 0.0
  var decimals = 0

  static func numbers(_ name: String, _ values: [Double?], kind: ColumnKind = .continuous) -> Column {
    Column(name: name, kind: kind, values: .numbers(values.map { $0 ?? .nan }))
  }

  /// The labels are numbered from the last of the alphabet, or from the first when `reversed`.
  static func labels(_ name: String, _ cells: [String?], kind: ColumnKind = .category, reversed: Bool = false) -> Column
  {
    let labels = Set(cells.compactMap { $0 }).sorted(by: reversed ? (<) : (>))
    let codes = cells.map { cell in cell.flatMap { labels.firstIndex(of: $0) }.map(Int32.init) ?? -1 }
    return Column(name: name, kind: kind, values: .categories(codes), labels: labels)
  }

  /// A column of one value; nil is a column whose cells are all missing, which the source writes as `NA`.
  static func constant(_ name: String, _ label: String?) -> Column {
    Column(
      name: name, kind: .constant, values: .unlearned, labels: [label ?? "NA"], missingShare: label == nil ? 1 : 0)
  }

  static func identifier(_ name: String) -> Column { Column(name: name, kind: .identifier, values: .unlearned) }
}

extension Table {
  init(_ columns: [Column], rows: Int? = nil, decimalSeparator: String = ".") {
    self.init(
      schema: Schema(
        columns: columns.map {
          ColumnSchema(
            name: $0.name, kind: $0.kind, labels: $0.labels, decimals: $0.decimals, missingShare: $0.missingShare)
        },
        dialect: Dialect(decimalSeparator: decimalSeparator)),
      columns: columns.map(\.values), rowCount: rows ?? columns.compactMap(\.values.count).first ?? 0)
  }
}

/// A small generator of even numbers (Marsaglia 2003, xorshift64), so that a failing case repeats.
struct XorShift: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}

func isNear(_ a: Double?, _ b: Double?, within tolerance: Double = 1e-12) -> Bool {
  switch (a, b) {
  case (nil, nil): true
  case (let a?, let b?): abs(a - b) <= tolerance
  default: false
  }
}
