/// Moves the cells of one row until it obeys orders and sums.
///
/// Each cell in turn takes the value nearest to its own within its bounds, and bounds that follow from it are drawn
/// closer before the next. For rules without circles, bounds drawn so leave room for the rest (Freuder 1982, "A
/// sufficient condition for backtrack-free search").
struct RowRepair {
  private let rules: LinearRules
  /// For each variable, the orders and sums that it is in.
  private let ordersOf: [[Int]]
  private let sumsOf: [[Int]]
  private var least: [Double] = []
  private var greatest: [Double] = []
  /// Variables whose bounds have moved.
  private var queue: [Int] = []
  /// Bounds that may still move before the row is given up: circles can draw bounds closer step by tiny step.
  private var moves = 0

  init(_ rules: LinearRules) {
    self.rules = rules
    let places = rules.variables.indices
    ordersOf = places.map { place in
      rules.orders.indices.filter { rules.orders[$0].lesser == place || rules.orders[$0].greater == place }
    }
    sumsOf = places.map { place in
      rules.sums.indices.filter { index in
        let sum = rules.sums[index]
        return sum.first == place || sum.second == place || sum.total == place
      }
    }
  }

  /// The row's values moved; nil if there is no way found. Missing cells stay, and rules about them do not count.
  ///
  /// - Parameters:
  ///   - fixed: cells that must stay; the others are moved around them.
  ///   - choices: for each cell the only values that it may have, rising, which come before those that are free; nil for
  ///     any.
  ///   - isRanged: whether cells stay within their columns' ranges; they always have a sign that their column has.
  mutating func moved(
    _ row: [Double], fixed: [Bool]? = nil, choices: [[Double]?], isRanged: Bool = true
  ) -> [Double]? {
    let present = row.indices.filter { !row[$0].isNaN }
    least = rules.variables.map { isRanged ? $0.least : $0.least < 0 ? -.infinity : 0 }
    greatest = rules.variables.map { isRanged ? $0.greatest : $0.greatest > 0 ? .infinity : 0 }
    for place in row.indices where row[place].isNaN || fixed?[place] == true {
      (least[place], greatest[place]) = (row[place], row[place])
    }
    moves = 1_000 + 100 * row.count
    queue = present
    guard settle() else { return nil }
    for place in present.filter({ choices[$0] != nil }) + present.filter({ choices[$0] == nil })
    where fixed?[place] != true {
      let step = rules.variables[place].step
      var value = min(max(row[place], least[place]), greatest[place])
      if let choices = choices[place] {
        let left = choices.filter { $0 >= least[place] - step / 4 && $0 <= greatest[place] + step / 4 }
        guard !left.isEmpty else { return nil }
        value = left[left.nearest(to: row[place])]
      } else {
        if step > 0 { value = (value / step).rounded() * step }
        value = min(max(value, least[place]), greatest[place])
      }
      (least[place], greatest[place]) = (value, value)
      queue = [place]
      guard settle() else { return nil }
    }
    return least
  }

  /// Draws bounds closer until nothing follows; false if there is no room left.
  private mutating func settle() -> Bool {
    while let place = queue.popLast() {
      for index in ordersOf[place] {
        let order = rules.orders[index]
        guard raise(order.greater, to: least[order.lesser]), lower(order.lesser, to: greatest[order.greater]) else {
          return false
        }
      }
      for index in sumsOf[place] {
        let sum = rules.sums[index]
        let (a, b, c) = (sum.first, sum.second, sum.total)
        guard raise(c, to: least[a] + least[b]), lower(c, to: greatest[a] + greatest[b]),
          raise(a, to: least[c] - greatest[b]), lower(a, to: greatest[c] - least[b]),
          raise(b, to: least[c] - greatest[a]), lower(b, to: greatest[c] - least[a])
        else { return false }
      }
    }
    return true
  }

  private mutating func raise(_ place: Int, to bound: Double) -> Bool {
    let step = rules.variables[place].step
    // Missing cells have no bounds, and compare as false.
    guard bound > least[place] + step / 4 else { return true }
    least[place] = step > 0 ? ((bound / step) - 0.25).rounded(.up) * step : bound
    return hasRoom(place, step)
  }

  private mutating func lower(_ place: Int, to bound: Double) -> Bool {
    let step = rules.variables[place].step
    guard bound < greatest[place] - step / 4 else { return true }
    greatest[place] = step > 0 ? ((bound / step) + 0.25).rounded(.down) * step : bound
    return hasRoom(place, step)
  }

  private mutating func hasRoom(_ place: Int, _ step: Double) -> Bool {
    moves -= 1
    queue.append(place)
    guard moves > 0, least[place] <= greatest[place] + step / 4 else { return false }
    // What differs by rounding alone is one value.
    if least[place] > greatest[place] { greatest[place] = least[place] }
    return true
  }
}
