extension RuleFinder {
  // MARK: Sums

  /// Columns that are the sum of two others at the digits that are written.
  func sums() -> [Rule] {
    let places = numberPlaces.filter { columns[$0].step > 0 }
    // Nearly all triples fail in one of the first rows, which are kept side by side.
    let probes = min(4, rowCount)
    let probe = places.flatMap { place in (0..<probes).map { columns[place].numbers![$0] } }
    let tolerances = places.map { columns[$0].step / 4 }
    var rules: [Rule] = []
    for total in places.indices {
      for first in places.indices where first != total {
        for second in places.indices[(first + 1)...] where second != total {
          let fails = (0..<probes).contains { row in
            let sum = probe[first * probes + row] + probe[second * probes + row]
            return abs(sum - probe[total * probes + row]) > tolerances[total]
          }
          guard !fails, canAdd(places[first], places[second], places[total]),
            let rows = sumRows(places[first], places[second], places[total])
          else { continue }
          rules.append(rule(.sum, [places[first], places[second], places[total]], "in \(rows) rows"))
        }
      }
    }
    return rules
  }

  /// Whether a sum makes sense: numbers make a number, and a moment and a length make a moment. The total must be able
  /// to hold each sum of the parts' digits.
  private func canAdd(_ first: Int, _ second: Int, _ total: Int) -> Bool {
    let (a, b, c) = (columns[first], columns[second], columns[total])
    let moments = [a, b].count { $0.kind == .datetime }
    guard moments == (c.kind == .datetime ? 1 : 0), c.step <= min(a.step, b.step) else { return false }
    // What cannot be by the ends of the ranges need not be tried.
    return a.missing + b.missing + c.missing > 0
      || (c.least >= a.least + b.least - c.step / 4 && c.greatest <= a.greatest + b.greatest + c.step / 4)
  }

  private func sumRows(_ first: Int, _ second: Int, _ total: Int) -> Int? {
    let (a, b, c) = (columns[first].numbers!, columns[second].numbers!, columns[total].numbers!)
    let tolerance = columns[total].step / 4
    var (rows, added) = (0, (first: 0, second: 0))
    for row in a.indices {
      let sum = a[row] + b[row]
      // Missing cells are not numbers, and compare as false.
      if abs(sum - c[row]) > tolerance { return nil }
      guard !sum.isNaN, !c[row].isNaN else { continue }
      rows += 1
      if a[row] != 0 { added.first += 1 }
      if b[row] != 0 { added.second += 1 }
    }
    // With parts that are nearly always zero, the sum would be another name for the other part.
    guard rows >= Self.leastRows, min(added.first, added.second) >= 10 else { return nil }
    // The sums beside totals of other rows, far away.
    let shift = rowCount / 2 + 1
    let breaks = a.indices.count { row in
      abs(a[row] + b[row] - c[(row + shift) % rowCount]) > tolerance
    }
    return Double(breaks) >= Self.leastSurprise ? rows : nil
  }

  // MARK: Orders

  /// Pairs of columns of which one is never above the other, apart from what other rules imply.
  func orders(besides rules: [Rule]) -> [Rule] {
    let places = numberPlaces
    let sorted = Dictionary(
      uniqueKeysWithValues: places.map { ($0, columns[$0].numbers!.filter { !$0.isNaN }.sorted()) })
    var found: [[Int]: Int] = [:]
    for first in places {
      for second in places where first != second {
        let (a, b) = (columns[first], columns[second])
        // By their ranges alone, all rows obey, or some break it.
        guard (a.kind == .datetime) == (b.kind == .datetime), a.greatest > b.least else { continue }
        guard a.missing + b.missing > 0 || (a.least <= b.least && a.greatest <= b.greatest) else { continue }
        guard let rows = orderRows(a.numbers!, b.numbers!) else { continue }
        let breaks = chance(of: sorted[first]!, above: sorted[second]!) * Double(rows)
        if breaks >= Self.leastSurprise { found[[first, second]] = rows }
      }
    }
    // A chain is its links.
    let above = Dictionary(grouping: found.keys, by: { $0[0] }).mapValues { Set($0.map { $0[1] }) }
    let implied = found.keys.filter { pair in
      above[pair[0]]!.contains { columns[$0].missing == 0 && above[$0]?.contains(pair[1]) == true }
    }
    for pair in implied { found[pair] = nil }
    for rule in rules where rule.form == .sum { removeImplied(by: rule, from: &found) }
    return found.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { rule(.order, $0.key, "in \($0.value) rows") }
  }

  private func orderRows(_ a: [Double], _ b: [Double]) -> Int? {
    var rows = 0
    for (x, y) in zip(a, b) {
      if x > y { return nil }
      if x <= y { rows += 1 }
    }
    return rows >= Self.leastRows ? rows : nil
  }

  /// The share of pairs in which a value of `a` is above one of `b`; both rise.
  private func chance(of a: [Double], above b: [Double]) -> Double {
    var (below, pairs) = (0, 0.0)
    for value in a {
      while below < b.count, b[below] < value { below += 1 }
      pairs += Double(below)
    }
    return pairs / (Double(a.count) * Double(b.count))
  }

  /// A part is below the total if the other part is never negative.
  private func removeImplied(by sum: Rule, from found: inout [[Int]: Int]) {
    let places = sum.columns.compactMap { name in columns.firstIndex { $0.name == name } }
    for (part, other) in [(0, 1), (1, 0)] where columns[places[other]].missing == 0 {
      let least = columns[places[other]].least
      if least >= 0 { found[[places[part], places[2]]] = nil }
      if columns[places[other]].greatest <= 0 { found[[places[2], places[part]]] = nil }
    }
  }
}
