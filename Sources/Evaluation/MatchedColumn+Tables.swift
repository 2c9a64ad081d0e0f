import SaddleFiles
import SaddleTables

extension MatchedColumn {
  /// The columns of two tables by name, in the real table's order; the names of its identifiers, which are left out.
  ///
  /// Throws `malformed` when the names differ, or when a column holds numbers in one table and text in the other.
  static func match(real: Table, synthetic: Table) throws -> (columns: [Self], identifiers: [String]) {
    try checkNames(real.schema.columns.map(\.name), synthetic.schema.columns.map(\.name))
    let places = Dictionary(
      synthetic.schema.columns.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    var columns: [Self] = []
    var identifiers: [String] = []
    for (index, schema) in real.schema.columns.enumerated() {
      guard schema.kind != .identifier else {
        identifiers.append(schema.name)
        continue
      }
      guard let place = places[schema.name] else { continue }
      columns.append(try Self(real: ColumnSide(real, index), synthetic: ColumnSide(synthetic, place)))
    }
    return (columns, identifiers)
  }

  private init(real: ColumnSide, synthetic: ColumnSide) throws {
    guard let values = Self.values(real, synthetic) else {
      let (name, kinds) = (real.schema.name, (real.schema.kind.rawValue, synthetic.schema.kind.rawValue))
      throw SaddleError(
        .malformed,
        "column \(name.quoted) is \(kinds.0) in the real table and \(kinds.1) in the synthetic one, so that the two "
          + "cannot be compared; give it one kind in both, as --set column.NAME=category does")
    }
    self.init(name: real.schema.name, values: values)
  }

  /// The values of both sides in common terms; nil when their kinds do not go together.
  ///
  /// A table may happen to hold a single value of a column, or so few numbers that they were taken for categories: a
  /// constant goes with anything it reads as, and labels that all read as numbers go with numbers. A real constant is a
  /// number if it reads as one, as it is to SDMetrics.
  private static func values(_ real: ColumnSide, _ synthetic: ColumnSide) -> Values? {
    switch (real.holding, synthetic.holding) {
    case (.identifier, _), (_, .identifier), (.dates, .numbers), (.numbers, .dates), (.dates, .labels),
      (.labels, .dates):
      nil
    case (.labels, .labels), (.labels, .constant): categories(real, synthetic)
    case (.constant, .labels), (.constant, .constant): numbers(real, synthetic) ?? categories(real, synthetic)
    case (.numbers, _), (_, .numbers), (.dates, _), (_, .dates): numbers(real, synthetic)
    }
  }

  private static func numbers(_ real: ColumnSide, _ synthetic: ColumnSide) -> Values? {
    guard let inReal = real.numbers, let inSynthetic = synthetic.numbers else { return nil }
    return .numbers(real: inReal, synthetic: inSynthetic)
  }

  /// Gives the labels of both sides one numbering.
  private static func categories(_ real: ColumnSide, _ synthetic: ColumnSide) -> Values {
    var shared: [String: Int32] = [:]
    func recoded(_ side: ColumnSide) -> [Int32] {
      let codes = side.keys.map { key in
        let code = shared[key] ?? Int32(shared.count)
        shared[key] = code
        return code
      }
      return side.codes.map { $0 < 0 ? -1 : codes[Int($0)] }
    }
    return .categories(real: recoded(real), synthetic: recoded(synthetic))
  }

  private static func checkNames(_ real: [String], _ synthetic: [String]) throws {
    let (inReal, inSynthetic) = (Set(real), Set(synthetic))
    let onlyReal = real.filter { !inSynthetic.contains($0) }
    let onlySynthetic = synthetic.filter { !inReal.contains($0) }
    guard !(onlyReal.isEmpty && onlySynthetic.isEmpty) else { return }
    let difference =
      inReal.isDisjoint(with: inSynthetic)
      ? "the two tables share no column: the real one has \(list(real)), the synthetic one \(list(synthetic))"
      : "the two tables differ in their columns: "
        + [("real", onlyReal), ("synthetic", onlySynthetic)].filter { !$1.isEmpty }
        .map { "only the \($0) one has \(list($1))" }.joined(separator: ", ")
    throw SaddleError(.malformed, "\(difference); give two files with the same names in their headers")
  }

  /// `"a", "b"`, the first five of many.
  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(5).map(\.quoted).joined(separator: ", ")
    return names.isEmpty ? "none" : names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
  }
}
