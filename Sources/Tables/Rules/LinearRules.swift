/// Orders and sums of columns of numbers, and how rows are made to obey them.
///
/// A total that is there just where both of its parts are is not learned but added up. Where a row then breaks a rule,
/// its cells move: one after the other takes the value nearest to its own that leaves room for the others
/// (`LinearRules+Repair.swift`). Values stay within the range of their column.
struct LinearRules: Codable, Sendable, Equatable {
  /// A column that a rule is about.
  struct Variable: Codable, Sendable, Equatable {
    /// Its place in the table.
    var column: Int
    var least: Double
    var greatest: Double
    /// The distance of neighbouring values; 0 where any number will do.
    var step: Double
    /// Whether it is a total that is added up instead of learned.
    var isTotal: Bool
  }

  struct Order: Codable, Sendable, Equatable {
    var lesser: Int
    var greater: Int
  }

  struct Sum: Codable, Sendable, Equatable {
    var first: Int
    var second: Int
    var total: Int
  }

  /// Parts come before totals that are added up.
  private(set) var variables: [Variable] = []
  /// Of places in `variables`.
  private(set) var orders: [Order] = []
  /// Of places in `variables`.
  private(set) var sums: [Sum] = []

  /// - Parameters:
  ///   - orders: pairs of places of columns in the table, the lesser first.
  ///   - sums: triples of places, the total last.
  init(orders: [[Int]], sums: [[Int]], of columns: [RuleColumn]) {
    // Which sum gives a column that is added up.
    var givers: [Int: [Int]] = [:]
    func depends(_ column: Int, on other: Int) -> Bool {
      column == other || givers[column].map { depends($0[0], on: other) || depends($0[1], on: other) } ?? false
    }
    for sum in sums where givers[sum[2]] == nil && !depends(sum[0], on: sum[2]) && !depends(sum[1], on: sum[2]) {
      let (a, b, c) = (columns[sum[0]], columns[sum[1]], columns[sum[2]])
      let isAlong = a.numbers!.indices.allSatisfy { c.isMissing($0) == (a.isMissing($0) || b.isMissing($0)) }
      if isAlong { givers[sum[2]] = sum }
    }
    var places: [Int: Int] = [:]
    func add(_ column: Int) {
      guard places[column] == nil else { return }
      if let sum = givers[column] {
        add(sum[0])
        add(sum[1])
      }
      places[column] = variables.count
      let own = columns[column]
      variables.append(
        Variable(
          column: column, least: own.least, greatest: own.greatest, step: own.step, isTotal: givers[column] != nil))
    }
    for column in Set((orders + sums).joined()).sorted() { add(column) }
    self.orders = orders.map { Order(lesser: places[$0[0]]!, greater: places[$0[1]]!) }
    // The sum that gives a total comes before others that it is in.
    let isGiver = { (sum: [Int]) in givers[sum[2]] == sum }
    self.sums = (sums.filter(isGiver) + sums.filter { !isGiver($0) }).map {
      Sum(first: places[$0[0]]!, second: places[$0[1]]!, total: places[$0[2]]!)
    }
  }

  /// The places of columns that are not learned.
  var totals: [Int] { variables.filter(\.isTotal).map(\.column) }

  /// Whether it is one for columns of those kinds; false for a file that was tampered with.
  func fits(_ columns: [ColumnSchema]) -> Bool {
    let places = variables.indices
    return Set(variables.map(\.column)).count == variables.count
      && variables.allSatisfy {
        columns.indices.contains($0.column) && columns[$0.column].kind.holdsNumbers && $0.least <= $0.greatest
          && $0.least.isFinite && $0.greatest.isFinite && $0.step >= 0 && $0.step.isFinite
      }
      && orders.allSatisfy { places.contains($0.lesser) && places.contains($0.greater) && $0.lesser != $0.greater }
      && sums.allSatisfy { places.contains($0.first) && places.contains($0.second) && places.contains($0.total) }
      && places.filter { variables[$0].isTotal }.allSatisfy { total in
        // What is added up is missing where a part is.
        givers[total].map { sum in
          columns[variables[total].column].missing != nil
            || [sum.first, sum.second].allSatisfy { columns[variables[$0].column].missing == nil }
        } ?? false
      }
  }

  /// For each total that is added up, its sum.
  private var givers: [Int: Sum] {
    var givers: [Int: Sum] = [:]
    for sum in sums where variables[sum.total].isTotal && max(sum.first, sum.second) < sum.total {
      givers[sum.total] = givers[sum.total] ?? sum
    }
    return givers
  }

  /// Adds totals up and makes each row obey.
  ///
  /// A row that cannot be made to, which only rules in a circle and choices can bring about, takes all of
  /// these cells from the next row that obeys.
  ///
  /// - Parameter choices: the only numbers that a column, by its place, may have in a row, rising; nil for any.
  /// - Returns: for each row that took cells, the row that gave them.
  func apply(
    to table: inout [ColumnValues], of schema: [ColumnSchema], choices: (_ column: Int, _ row: Int) -> [Double]?
  ) -> [(row: Int, donor: Int)] {
    guard !variables.isEmpty else { return [] }
    var values = variables.map { variable in
      if case .numbers(let values) = table[variable.column] { return values }
      preconditionFailure("rules of numbers are about columns of numbers")
    }
    let (givers, rows) = (givers, values[0].count)
    for place in variables.indices {
      guard let sum = givers[place] else { continue }
      let added = (0..<rows).map { values[sum.first][$0] + values[sum.second][$0] }
      values[place] = schema[variables[place].column].rounded(added)
    }
    var isMoved = Array(repeating: false, count: variables.count)
    var repair = RowRepair(self)
    var stuck: [Int] = []
    for row in 0..<rows where !obeys(values, row) {
      let before = values.map { $0[row] }
      guard let after = repair.moved(before, choices: variables.map { choices($0.column, row) }) else {
        stuck.append(row)
        continue
      }
      for place in values.indices where !(after[place] == before[place] || before[place].isNaN) {
        values[place][row] = after[place]
        isMoved[place] = true
      }
    }
    let astray = Set(stuck)
    var taken: [(row: Int, donor: Int)] = []
    for row in stuck {
      guard let donor = (1..<rows).lazy.map({ (row + $0) % rows }).first(where: { !astray.contains($0) }) else { break }
      taken.append((row, donor))
      for place in values.indices { values[place][row] = values[place][donor] }
    }
    for (place, variable) in variables.enumerated() {
      table[variable.column] = .numbers(
        isMoved[place] ? schema[variable.column].rounded(values[place]) : values[place])
    }
    return taken
  }

  func obeys(_ values: [[Double]], _ row: Int) -> Bool {
    for order in orders where values[order.lesser][row] > values[order.greater][row] { return false }
    for sum in sums {
      let (total, variable) = (values[sum.total][row], variables[sum.total])
      if abs(values[sum.first][row] + values[sum.second][row] - total) > variable.step / 4 { return false }
      if total < variable.least || total > variable.greatest { return false }
    }
    return true
  }
}
