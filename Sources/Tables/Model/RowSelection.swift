import SaddleFiles

/// Which rows of a generator's endless table are wanted: those on which all conditions hold, and with `--balance` as many
/// of each category.
///
/// Rows are drawn and those that do not fit are left out, so that what is kept has the model's own distribution given the
/// conditions, whatever columns they are about.
public struct RowSelection: Sendable {
  private let conditions: [Condition]
  /// The column whose categories are balanced, and how many rows of each are still wanted.
  private var balance: (column: Int, name: String, labels: [String], quotas: [Int])?
  /// How many rows are still wanted.
  public private(set) var remaining: Int
  /// Rows that were looked at since one was last kept, and on how many of all each condition held.
  private var drawn = 0
  private var fruitless = 0
  private var held: [Int]

  /// Rows in vain after which a selection is given up: rarer ones are beyond what a model can be trusted with.
  package static let patience = 1 << 21

  /// - Parameters:
  ///   - count: how many rows are wanted, one or more.
  ///   - balancing: a column of categories, of which those that the conditions allow get the same share each, to within a row;
  ///     nil for none.
  /// - Throws: `SaddleError` of kind `usage` as `Condition` does, or for a column that cannot be balanced.
  public init(_ count: Int, where conditions: [String] = [], balancing name: String? = nil, of schema: Schema) throws {
    self.conditions = try conditions.map { try Condition($0, of: schema) }
    for (place, condition) in self.conditions.enumerated() {
      guard let other = self.conditions[..<place].first(where: condition.excludes) else { continue }
      throw SaddleError(
        .usage, "--where \(other.text) and --where \(condition.text) are never both true; leave one out")
    }
    remaining = count
    held = Array(repeating: 0, count: conditions.count)
    guard let name else { return }
    guard let index = schema.columns.firstIndex(where: { $0.name == name }) else {
      let hint = nearest(name, among: schema.columns.map(\.name)).map { "; did you mean \($0)?" } ?? ""
      throw SaddleError(.usage, "--balance \(name): there is no column \(name)\(hint)")
    }
    let column = schema.columns[index]
    guard column.kind.holdsLabels else {
      throw SaddleError(.usage, "--balance \(name): only categories can be balanced, and it is \(column.kind.rawValue)")
    }
    let wanted = column.labels.indices.map { code in self.conditions.allSatisfy { $0.allows(code, of: index) } }
    let classes = wanted.count(where: \.self)
    guard classes > 0 else {
      throw SaddleError(.usage, "--balance \(name): the conditions leave no category of it; leave one of them out")
    }
    guard count >= classes else {
      throw SaddleError(.usage, "--balance \(name): \(classes) categories need at least as many rows; raise --count")
    }
    var place = 0
    let quotas = wanted.map { isWanted in
      guard isWanted else { return 0 }
      place += 1
      return count / classes + (place <= count % classes ? 1 : 0)
    }
    balance = (index, name, column.labels, quotas)
  }

  /// Whether every row is wanted.
  public var takesAll: Bool { conditions.isEmpty && balance == nil }

  /// For each condition, the rows of a table on which it holds. May be called on several threads at once.
  package func matches(in table: Table) -> [[Bool]] { conditions.map { $0.holds(in: table) } }

  /// The wanted rows of the next table, in their order.
  ///
  /// - Throws: `SaddleError` of kind `usage` when rows have been looked at in vain for too long: it says which condition
  ///   never held.
  package mutating func take(from table: Table, _ matches: [[Bool]]) throws -> Table {
    var kept: [Int] = []
    for row in 0..<table.rowCount where remaining > 0 {
      drawn += 1
      fruitless += 1
      for index in held.indices where matches[index][row] { held[index] += 1 }
      guard matches.allSatisfy({ $0[row] }), fillsQuota(table, row) else { continue }
      kept.append(row)
      remaining -= 1
      fruitless = 0
    }
    if fruitless >= RowSelection.patience { throw failure }
    return table.rows(kept)
  }

  /// Counts the next rows as taken, at most those that remain.
  package mutating func takeAll(_ rows: Int) { remaining -= min(remaining, rows) }

  private mutating func fillsQuota(_ table: Table, _ row: Int) -> Bool {
    guard let column = balance?.column, case .categories(let codes) = table.columns[column] else { return true }
    guard codes[row] >= 0, balance!.quotas[Int(codes[row])] > 0 else { return false }
    balance!.quotas[Int(codes[row])] -= 1
    return true
  }

  private var failure: SaddleError {
    let never = zip(conditions, held).first { $0.1 == 0 }?.0
    let problem =
      if let never {
        "--where \(never.text) holds on none of \(drawn) rows of the model; change this condition"
      } else if let balance, let label = zip(balance.labels, balance.quotas).first(where: { $0.1 > 0 })?.0 {
        "no more rows with \(balance.name) \(label) came in \(fruitless) rows of the model; ask for fewer rows"
          + (conditions.isEmpty ? "" : " or leave out a condition")
      } else if conditions.count > 1 {
        "each of the conditions holds on some of \(drawn) rows of the model, but hardly ever all of them together; "
          + "leave one out"
      } else {
        "--where \(conditions[0].text) holds on too few of \(drawn) rows of the model; ask for fewer rows"
      }
    return SaddleError(.usage, problem)
  }
}
