import SaddleFiles

/// What a row must hold to be wanted, as `--where` takes it: `status=default`, `age>40`, `income=` (a missing cell).
///
/// Values are read as the column's own file writes them. A missing cell is equal to nothing but the empty text, and
/// neither above nor below anything.
public struct Condition: Sendable {
  public enum Comparison: String, Sendable, CaseIterable {
    // The longer ones first: the text is searched for them in this order.
    case atLeast = ">="
    case atMost = "<="
    case unequal = "!="
    case equal = "="
    case greater = ">"
    case less = "<"
  }

  private enum Operand {
    case missing
    case number(Double)
    case code(Int32)
    /// Of a constant column: whether the cell is its one value.
    case constant(Bool)
  }

  /// As it was given.
  public let text: String
  private let column: Int
  private let comparison: Comparison
  private let operand: Operand

  /// - Throws: `SaddleError` of kind `usage` for a column that the schema has not, a value that it cannot hold or has never
  ///   held, or a comparison that has no meaning for it.
  public init(_ text: String, of schema: Schema) throws {
    func unfit(_ problem: String) -> SaddleError { SaddleError(.usage, "--where \(text): \(problem)") }
    let (name, comparison, value) = try Condition.split(text, schema)
    guard let index = schema.columns.firstIndex(where: { $0.name == name }) else {
      let hint = nearest(name, among: schema.columns.map(\.name)).map { "; did you mean \($0)?" } ?? ""
      throw unfit("there is no column \(name)\(hint)")
    }
    let column = schema.columns[index]
    (self.text, self.column, self.comparison) = (text, index, comparison)
    let isEquality = comparison == .equal || comparison == .unequal
    switch column.kind {
    case .identifier:
      throw unfit("values of \(name) are made anew for each row; leave this condition out")
    case .constant:
      guard isEquality else { throw unfit("\(name) has one value only; compare it by = or !=") }
      operand = .constant(column.labels.first == value)
      return
    default: break
    }
    guard !value.isEmpty, value != column.missing else {
      guard isEquality else { throw unfit("a missing cell is compared by = or !=") }
      guard column.missing != nil || comparison == .unequal else {
        throw unfit("no cell of \(name) was missing in the training data")
      }
      operand = .missing
      return
    }
    // A table has two rows at least.
    func read(_ value: String, as column: ColumnSchema) -> ColumnValues? {
      let table = try? Table.parse(
        TableWriter.lines([name, value, value], schema.dialect), name: text,
        schema: Schema(columns: [column], dialect: schema.dialect))
      return table?.columns[0]
    }
    // 1,200 will do for $1,200.00, and so will 1200 and 1.2e3, and 12% for 12 %.
    var forms = [(value, column)]
    if let format = column.numberFormat {
      var (bare, plain) = (column, column)
      bare.numberFormat = NumberFormat(grouping: format.grouping, groupSize: format.groupSize)
      plain.numberFormat = nil
      forms += [value, format.undressed(value)].flatMap { [($0, bare), ($0, plain)] }
    }
    switch forms.lazy.compactMap(read).first {
    case .numbers(let numbers) where numbers.first?.isNaN == false:
      guard comparison != .equal || column.rounded(numbers[0]) == numbers[0] else {
        throw unfit("\(name) is written so that no cell can be \(value); ask for a range by >= and <=")
      }
      operand = .number(numbers[0])
    case .categories(let codes) where codes.first.map { $0 >= 0 } ?? false:
      guard isEquality || column.kind == .ordered else {
        throw unfit("values of \(name) have no order; compare them by = or !=")
      }
      guard codes[0] < column.labels.count else {
        let hint = nearest(value, among: column.labels).map { "; did you mean \($0)?" } ?? ""
        throw unfit("\(name) was never \(value) in the training data\(hint)")
      }
      operand = .code(codes[0])
    default:
      let form = column.dateFormat.map { "; its cells are written as \($0)" } ?? ""
      throw unfit("\(value) is no value that \(name) can have (\(column.kind.rawValue))\(form)")
    }
  }

  /// The column's name may hold signs of comparison itself, so that known names are looked for first.
  private static func split(_ text: String, _ schema: Schema) throws -> (String, Comparison, String) {
    func comparison(after name: some StringProtocol) -> (Comparison, String)? {
      let rest = text.dropFirst(name.count).drop { $0 == " " }
      return Comparison.allCases.first { rest.hasPrefix($0.rawValue) }.map {
        ($0, String(rest.dropFirst($0.rawValue.count).drop { $0 == " " }))
      }
    }
    let names = schema.columns.map(\.name).filter { text.hasPrefix($0) }.sorted { $0.count > $1.count }
    for name in names {
      if let (comparison, value) = comparison(after: name) { return (name, comparison, value) }
    }
    let name = text.prefix { !"<>=!".contains($0) }
    guard let (comparison, value) = comparison(after: name) else {
      throw SaddleError(
        .usage, "--where \(text) compares nothing; write --where COLUMN=VALUE, or with !=, <, <=, > or >=")
    }
    var trimmed = name
    while trimmed.last == " " { trimmed.removeLast() }
    return (String(trimmed), comparison, value)
  }

  /// For each row, whether the condition holds.
  package func holds(in table: Table) -> [Bool] {
    switch (table.columns[column], operand) {
    case (.numbers(let values), .missing): values.map { $0.isNaN == (comparison == .equal) }
    case (.numbers(let values), .number(let bound)): values.map { compare($0, bound) }
    case (.categories(let codes), .missing): codes.map { ($0 < 0) == (comparison == .equal) }
    // Labels that have an order are numbered in it.
    case (.categories(let codes), .code(let code)): codes.map { compare($0 < 0 ? .nan : Double($0), Double(code)) }
    case (_, .constant(let isIt)):
      Array(repeating: isIt == (comparison == .equal), count: table.rowCount)
    default: preconditionFailure("the condition is of another table")
    }
  }

  /// Whether no cell whatever is such that both hold.
  func excludes(_ other: Condition) -> Bool {
    guard column == other.column else { return false }
    if case (.constant(let isIt), .constant(let isOther)) = (operand, other.operand) {
      return (isIt == (comparison == .equal)) != (isOther == (other.comparison == .equal))
    }
    // Of what lies between two bounds, or beyond them, all or nothing fits; codes are whole.
    let bounds = [self, other].compactMap(\.bound).sorted()
    let others: [Double] =
      if case .code = operand {
        bounds.flatMap { [$0 - 1, $0 + 1] }
      } else {
        zip(bounds, bounds.dropFirst()).map { $0 / 2 + $1 / 2 } + [-.infinity, .infinity]
      }
    return !([.nan] + bounds + others).contains { holds(of: $0) && other.holds(of: $0) }
  }

  /// Whether a column's label with this number can be on a row on which the condition holds.
  func allows(_ code: Int, of index: Int) -> Bool {
    guard column == index else { return true }
    if case .constant(let isIt) = operand { return isIt == (comparison == .equal) }
    return holds(of: Double(code))
  }

  private var bound: Double? {
    switch operand {
    case .number(let bound): bound
    case .code(let code): Double(code)
    case .missing, .constant: nil
    }
  }

  /// Whether it holds for a number or a code, NaN for a missing cell.
  private func holds(of value: Double) -> Bool {
    bound.map { compare(value, $0) } ?? (value.isNaN == (comparison == .equal))
  }

  private func compare(_ value: Double, _ bound: Double) -> Bool {
    switch comparison {
    case .equal: value == bound
    case .unequal: value != bound
    case .greater: value > bound
    case .atLeast: value >= bound
    case .less: value < bound
    case .atMost: value <= bound
    }
  }
}
