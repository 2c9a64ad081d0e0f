extension RuleFinder {
  /// The fewest columns: of two, one follows from the other.
  private static let fewestInGroup = 3

  /// Columns of the same two labels, without missing cells, of which one is set in each row and no two are: beginning with
  /// each column the next ones that are never set beside those before, until one is set in each row.
  mutating func oneOfs() -> [Rule] {
    let places = columns.indices.filter {
      OneOf.isOpen(columns[$0]) && columns[$0].kind == .boolean && !settled.contains($0)
    }.prefix(Self.mostColumns)
    var rules: [Rule] = []
    for labels in Set(places.map { columns[$0].labels.sorted() }).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      for label in labels {
        let open = places.filter { columns[$0].labels.sorted() == labels && !settled.contains($0) }
        guard open.count >= Self.fewestInGroup else { continue }
        let rows = open.map { place in
          RowSet(columns[place].codes!, of: Int32(columns[place].labels.firstIndex(of: label)!))
        }
        var taken: Set<Int> = []
        for first in open.indices where rows[first].count > 0 && !taken.contains(first) {
          var (group, union) = ([first], rows[first])
          for next in (first + 1)..<open.count
          where union.count < rowCount && rows[next].count > 0 && !taken.contains(next)
            && union.isDisjoint(with: rows[next])
          {
            group.append(next)
            union.formUnion(rows[next])
          }
          guard union.count == rowCount, group.count >= Self.fewestInGroup, isSurprising(group.map { rows[$0].count })
          else {
            continue
          }
          taken.formUnion(group)
          rules.append(rule(.oneOf, group.map { open[$0] }, "one of \(group.count) in each of \(rowCount) rows"))
        }
        settled.formUnion(taken.map { open[$0] })
      }
    }
    return rules
  }

  /// Whether enough rows would have none set, or several, were the columns independent.
  private func isSurprising(_ counts: [Int]) -> Bool {
    let shares = counts.map { Double($0) / Double(rowCount) }
    let none = shares.reduce(1) { $0 * (1 - $1) }
    let one = shares.reduce(0) { $0 + $1 * none / (1 - $1) }
    return Double(rowCount) * (1 - one) >= Self.leastSurprise
  }
}

/// Rows of a table, a bit for each.
private struct RowSet {
  private var words: [UInt64]
  private(set) var count: Int

  /// The rows that have a code.
  init(_ codes: [Int32], of code: Int32) {
    words = Array(repeating: 0, count: (codes.count + 63) / 64)
    count = 0
    for (row, own) in codes.enumerated() where own == code {
      words[row >> 6] |= 1 << UInt64(row & 63)
      count += 1
    }
  }

  func isDisjoint(with other: RowSet) -> Bool { words.indices.allSatisfy { words[$0] & other.words[$0] == 0 } }

  /// - Parameter other: rows that are not here yet.
  mutating func formUnion(_ other: RowSet) {
    for place in words.indices { words[place] |= other.words[place] }
    count += other.count
  }
}
