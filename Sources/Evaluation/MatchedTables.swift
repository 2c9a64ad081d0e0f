import SaddleFiles
import SaddleTables

/// The columns of two or three tables side by side.
struct MatchedTables: Sendable {
  let columns: [MatchedColumn]
  /// The names of the identifiers, which are left out.
  let identifiers: [String]
  /// How many rows the real, the synthetic and, if there is one, the training table has.
  let rows: [Int]

  var hasTraining: Bool { rows.count > 2 }

  func rows(_ side: MatchedColumn.Side) -> Int { rows[side.rawValue] }

  /// Brings together the columns of the same names, in the real table's order.
  ///
  /// Throws `malformed` when the names differ, or when a column holds numbers in one table and text in another.
  init(real: Table, synthetic: Table, training: Table? = nil) throws {
    let tables = [real, synthetic] + [training].compactMap(\.self)
    for (other, name) in zip(tables.dropFirst(), ["synthetic", "training"]) {
      try MatchedColumn.checkNames(real.schema.columns.map(\.name), other.schema.columns.map(\.name), of: name)
    }
    let places = tables.map { table in
      Dictionary(table.schema.columns.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
    var columns: [MatchedColumn] = []
    var identifiers: [String] = []
    for schema in real.schema.columns {
      if schema.kind == .identifier {
        identifiers.append(schema.name)
      } else {
        columns.append(
          try MatchedColumn(
            zip(tables, places).compactMap { table, places in
              places[schema.name].map { ColumnSide(table, $0) }
            }))
      }
    }
    self.columns = columns
    self.identifiers = identifiers
    rows = tables.map(\.rowCount)
  }
}

extension MatchedColumn {
  fileprivate init(_ sides: [ColumnSide]) throws {
    guard let values = Self.values(sides) else {
      let name = sides[0].schema.name
      let other = sides.dropFirst().firstIndex { Self.values([sides[0], $0]) == nil } ?? 1
      throw SaddleError(
        .malformed,
        "column \(name.quoted) is \(sides[0].schema.kind.rawValue) in the real table and "
          + "\(sides[other].schema.kind.rawValue) in the \(other == 1 ? "synthetic" : "training") one, so that the two "
          + "cannot be compared; give it one kind in both, as --set column.NAME=category does")
    }
    self.init(name: sides[0].schema.name, values: values, dateFormat: sides[0].schema.dateFormat)
  }

  /// The values of all sides in common terms; nil when their kinds do not go together.
  ///
  /// A table may happen to hold a single value of a column, or so few numbers that they were taken for categories: a
  /// constant goes with anything it reads as, and labels that all read as numbers go with numbers. A real constant is a
  /// number if it reads as one, as it is to SDMetrics.
  private static func values(_ sides: [ColumnSide]) -> Values? {
    let holdings = sides.map(\.holding)
    if holdings.contains(.identifier) { return nil }
    if holdings.contains(.dates) {
      return holdings.allSatisfy { $0 == .dates || $0 == .constant } ? numbers(sides) : nil
    }
    if holdings.contains(.numbers) { return numbers(sides) }
    return holdings[0] == .constant ? numbers(sides) ?? categories(sides) : categories(sides)
  }

  private static func numbers(_ sides: [ColumnSide]) -> Values? {
    let numbers = sides.compactMap(\.numbers)
    return numbers.count == sides.count ? .numbers(numbers) : nil
  }

  /// Gives the labels of all sides one numbering.
  private static func categories(_ sides: [ColumnSide]) -> Values {
    var shared: [String: Int32] = [:]
    var labels: [String] = []
    let codes = sides.map { side in
      let codes = zip(side.keys, side.labels).map { key, label in
        if let code = shared[key] { return code }
        let code = Int32(labels.count)
        shared[key] = code
        labels.append(label)
        return code
      }
      return side.codes.map { $0 < 0 ? -1 : codes[Int($0)] }
    }
    return .categories(codes, labels: labels)
  }

  /// Throws `malformed` unless both tables have the same names; `kind` is what the other table is called.
  fileprivate static func checkNames(_ real: [String], _ other: [String], of kind: String) throws {
    let (inReal, inOther) = (Set(real), Set(other))
    let onlyReal = real.filter { !inOther.contains($0) }
    let onlyOther = other.filter { !inReal.contains($0) }
    guard !(onlyReal.isEmpty && onlyOther.isEmpty) else { return }
    let difference =
      inReal.isDisjoint(with: inOther)
      ? "the two tables share no column: the real one has \(list(real)), the \(kind) one \(list(other))"
      : "the two tables differ in their columns: "
        + [("real", onlyReal), (kind, onlyOther)].filter { !$1.isEmpty }
        .map { "only the \($0) one has \(list($1))" }.joined(separator: ", ")
    throw SaddleError(.malformed, "\(difference); give two files with the same names in their headers")
  }

  /// `"a", "b"`, the first five of many.
  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(5).map(\.quoted).joined(separator: ", ")
    return names.isEmpty ? "none" : names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
  }
}
