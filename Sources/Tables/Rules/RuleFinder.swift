/// Finds the rules that the rows of a table obey.
///
/// A rule counts if no row breaks it, at least 50 rows have all of its cells, and at least 20 of these would break it
/// were the columns independent. One row that breaks it is enough against it.
public struct RuleFinder {
  /// Rows that must have all cells of a rule.
  static let leastRows = 50
  /// Rows that would have to break it by chance.
  static let leastSurprise = 20.0
  /// The rows in which one pair may occur once.
  private static let rowsOfSingle = 10_000
  /// So many rows of each number show what follows from it, even where numbers between do not occur.
  static let rowsOfValue = 10
  /// The share of neighbouring numbers from which the same follows, else.
  static let leastAlike = 0.9
  /// Of more columns than this, only so many of numbers, and so many of others, are looked at: triples take their time.
  static let mostColumns = 400

  let columns: [RuleColumn]
  let rowCount: Int
  /// The places of columns that other rules already say all about.
  var settled: Set<Int> = []

  private init(_ table: Table) {
    rowCount = table.rowCount
    columns = zip(table.schema.columns, table.columns).map { RuleColumn($0, $1) }
  }

  /// The rules of a table, those that settle whole columns first.
  public static func rules(of table: Table) -> [Rule] {
    guard table.rowCount >= leastRows else { return [] }
    var finder = RuleFinder(table)
    var rules = finder.copies()
    rules += finder.functions()
    rules += finder.sums()
    rules += finder.orders(besides: rules)
    rules += finder.oneOfs()
    rules += finder.combinations(besides: rules)
    rules += finder.agreements(with: rules)
    rules += finder.missing(besides: rules)
    return rules
  }

  /// The places of columns of numbers that are not settled and vary.
  var numberPlaces: [Int] {
    Array(
      columns.indices.filter {
        columns[$0].numbers != nil && !settled.contains($0) && columns[$0].least < columns[$0].greatest
      }.prefix(Self.mostColumns))
  }

  func rule(_ form: Rule.Form, _ places: [Int], _ reason: String) -> Rule {
    Rule(form, places.map { columns[$0].name }, reason: reason)
  }

  /// Columns of numbers that repeat another one.
  private mutating func copies() -> [Rule] {
    var rules: [Rule] = []
    let places = numberPlaces
    for (order, first) in places.enumerated() where !settled.contains(first) {
      let a = columns[first]
      guard a.codes == nil || a.codeCount > 15 else { continue }
      for second in places[(order + 1)...] where !settled.contains(second) {
        let b = columns[second]
        guard a.least == b.least, a.greatest == b.greatest, a.kind == b.kind, a.step == b.step else { continue }
        var shared = 0
        let differs = a.numbers!.indices.contains { row in
          let (x, y) = (a.numbers![row], b.numbers![row])
          if x.isNaN || y.isNaN { return false }
          shared += 1
          return x != y
        }
        if differs || shared < Self.leastRows { continue }
        settled.insert(second)
        rules.append(rule(.same, [first, second], "equal in \(shared) rows"))
      }
    }
    return rules
  }

  // MARK: Columns that follow from another

  /// For each column the nearest one that it follows from: that of the fewest values.
  private mutating func functions() -> [Rule] {
    let places = Array(
      columns.indices.filter { columns[$0].codes != nil && columns[$0].codeCount > 1 && !settled.contains($0) }
        .prefix(Self.mostColumns))
    var sources: [Int: (place: Int, rows: Int)] = [:]
    for second in places {
      for first in places where first != second && columns[first].codeCount >= columns[second].codeCount {
        if let best = sources[second], columns[best.place].codeCount <= columns[first].codeCount { continue }
        guard let rows = confirmations(of: second, by: first), isTold(second, by: first) else { continue }
        // Of two that follow from each other, the earlier one stays.
        if first > second, confirmations(of: first, by: second) != nil { continue }
        sources[second] = (first, rows)
      }
    }
    settled.formUnion(sources.keys)
    return sources.sorted { $0.key < $1.key }.map { function($1.place, $0, rows: $1.rows) }
  }

  private func function(_ first: Int, _ second: Int, rows: Int) -> Rule {
    rule(
      .function, [first, second],
      "\(rows) rows repeat a value of \(columns[first].name), all with the same \(columns[second].name)")
  }

  /// Further columns of numbers that a column follows from, and which nothing else moves: their values have to agree with
  /// it, as a moment with the hour that is told beside it. Each agrees with the finest of what it tells.
  private func agreements(with rules: [Rule]) -> [Rule] {
    let names = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1.name, $0) })
    func places(_ isMeant: (Rule.Form) -> Bool) -> [[Int]] {
      rules.filter { isMeant($0.form) }.map { $0.columns.map { names[$0]! } }
    }
    // What each column is made from, or agrees with.
    var sources = Dictionary(uniqueKeysWithValues: places { $0 == .function }.map { ($0[1], $0[0]) })
    let others = Set(places { $0 != .function }.joined())
    let open = columns.indices.filter {
      columns[$0].numbers != nil && columns[$0].codes != nil && sources[$0] == nil && !others.contains($0)
    }.prefix(Self.mostColumns)
    var found: [Rule] = []
    let results = sources.keys.sorted { (columns[$1].codeCount, $0) < (columns[$0].codeCount, $1) }
    for second in results {
      var (chain, place) = (Set<Int>(), Optional(second))
      while let next = place, chain.insert(next).inserted { place = sources[next] }
      for first in open
      where sources[first] == nil && !chain.contains(first) && columns[first].codeCount >= columns[second].codeCount {
        guard let rows = confirmations(of: second, by: first) else { continue }
        sources[first] = second
        found.append(function(first, second, rows: rows))
      }
    }
    return found
  }

  /// How many rows show once more that `second` follows from `first`; nil if it does not, or if too few do.
  private func confirmations(of second: Int, by first: Int) -> Int? {
    let (a, b) = (columns[first], columns[second])
    guard let keys = a.codes, let values = b.codes else { return nil }
    var known = Array(repeating: Int32(-1), count: a.codeCount)
    var counts = Array(repeating: 0, count: b.codeCount)
    var (rows, distinct) = (0, 0)
    for (key, value) in zip(keys, values) where key >= 0 && value >= 0 {
      rows += 1
      counts[Int(value)] += 1
      if known[Int(key)] < 0 {
        known[Int(key)] = value
        distinct += 1
      } else if known[Int(key)] != value {
        return nil
      }
    }
    let repeats = rows - distinct
    guard rows >= Self.leastRows, repeats >= distinct, let most = counts.max() else { return nil }
    let surprise = Double(repeats) * (1 - Double(most) / Double(rows))
    return surprise >= Self.leastSurprise ? repeats : nil
  }

  /// Whether what follows from a column is known for those of its numbers, too, that do not occur. What is looked up by the
  /// nearest of a few would be that one row's, unless its neighbours say the same.
  private func isTold(_ second: Int, by first: Int) -> Bool {
    guard let keys = columns[first].codes, let values = columns[second].codes, columns[first].isSparse else {
      return true
    }
    var known = Array(repeating: Int32(-1), count: columns[first].codeCount)
    var rows = 0
    for (key, value) in zip(keys, values) where key >= 0 && value >= 0 {
      known[Int(key)] = value
      rows += 1
    }
    let told = known.filter { $0 >= 0 }
    let alike = zip(told, told.dropFirst()).count { $0 == $1 }
    return rows >= Self.rowsOfValue * told.count || Double(alike) >= Self.leastAlike * Double(told.count - 1)
  }

  // MARK: Pairs that occur

  /// Pairs of a column of labels with another, or with one of numbers that no sum is about, of which only some combinations
  /// occur, hardly any of them once: then hardly any other is to be expected (Good 1953: the unseen have about the share of
  /// what is seen once).
  ///
  /// Of rules in a circle the weakest is left out, as are all but the strongest about one column of numbers, so that each row
  /// can be brought to obey them one after the other.
  private func combinations(besides rules: [Rule]) -> [Rule] {
    let added = Set(rules.filter { $0.form == .sum }.flatMap(\.columns))
    let open = columns.indices.filter {
      columns[$0].codes != nil && (2...1_000).contains(columns[$0].codeCount) && !settled.contains($0)
        && columns[$0].kind != .datetime && !added.contains(columns[$0].name)
    }
    let isNumber = { (place: Int) in columns[place].numbers != nil }
    let places =
      (open.filter { !isNumber($0) }.prefix(Self.mostColumns) + open.filter(isNumber).prefix(Self.mostColumns))
      .sorted()
    var found: [(pair: [Int], counts: PairCounts)] = []
    for (order, first) in places.enumerated() {
      for second in places[(order + 1)...] where !isNumber(first) || !isNumber(second) {
        if let pairs = PairCounts(columns[first], columns[second]), pairs.total >= Self.leastRows,
          pairs.single * Self.rowsOfSingle <= pairs.total, pairs.surprise >= Self.leastSurprise
        {
          found.append((pair: [first, second], pairs))
        }
      }
    }
    var (forest, numbers) = (Forest(columns.count), Set<Int>())
    let kept = found.sorted { ($1.counts.surprise, $0.pair[0]) < ($0.counts.surprise, $1.pair[0]) }.filter {
      // A number that is in one pair already hangs on that one's labels.
      let isFree = numbers.isDisjoint(with: $0.pair)
      numbers.formUnion($0.pair.filter(isNumber))
      return isFree && forest.join($0.pair[0], $0.pair[1])
    }
    return kept.sorted { $0.pair.lexicographicallyPrecedes($1.pair) }.map { found in
      let possible = columns[found.pair[0]].codeCount * columns[found.pair[1]].codeCount
      let single = found.counts.single
      let often = single == 0 ? "each more than once" : "\(single) of them once in \(found.counts.total) rows"
      return rule(.combinations, found.pair, "\(found.counts.seen) of \(possible) pairs occur, \(often)")
    }
  }
}

/// How often each pair of two columns' values occurs.
private struct PairCounts {
  private(set) var total = 0
  private(set) var seen = 0
  /// How many pairs occur once.
  let single: Int
  /// The rows that pairs which do not occur would have, were the columns independent.
  private(set) var surprise = 0.0

  init?(_ a: RuleColumn, _ b: RuleColumn) {
    guard let x = a.codes, let y = b.codes, a.codeCount * b.codeCount <= 100_000 else { return nil }
    var counts = Array(repeating: 0, count: a.codeCount * b.codeCount)
    for (first, second) in zip(x, y) where first >= 0 && second >= 0 {
      counts[Int(first) * b.codeCount + Int(second)] += 1
    }
    single = counts.count { $0 == 1 }
    let rows = (0..<a.codeCount).map { row in counts[row * b.codeCount..<(row + 1) * b.codeCount].reduce(0, +) }
    var columns = Array(repeating: 0, count: b.codeCount)
    for (place, count) in counts.enumerated() { columns[place % b.codeCount] += count }
    total = rows.reduce(0, +)
    for (place, count) in counts.enumerated() {
      if count > 0 {
        seen += 1
      } else {
        surprise += Double(rows[place / b.codeCount]) * Double(columns[place % b.codeCount]) / Double(max(1, total))
      }
    }
  }
}
