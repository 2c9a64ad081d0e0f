/// Two columns of labels of which only some pairs occur.
struct PairTable: Codable, Sendable, Equatable {
  /// The places of the two columns in the table; the second is the one that gives way.
  var first: Int
  var second: Int
  /// For each label of the first, those of the second that occur with it.
  private var partners: [[Int32]]
  /// How often each does.
  private var counts: [[Int]]

  init(_ first: Int, _ second: Int, of columns: [RuleColumn]) {
    (self.first, self.second) = (first, second)
    var found = Array(repeating: [Int32: Int](), count: columns[first].codeCount)
    for (a, b) in zip(columns[first].codes!, columns[second].codes!) where a >= 0 && b >= 0 {
      found[Int(a)][b, default: 0] += 1
    }
    partners = found.map { $0.keys.sorted() }
    counts = zip(found, partners).map { found, labels in labels.map { found[$0]! } }
  }

  /// Whether it is one for columns of those kinds; false for a file that was tampered with.
  func fits(_ columns: [ColumnSchema]) -> Bool {
    guard columns.indices.contains(first), columns.indices.contains(second), first != second else { return false }
    return columns[first].kind.holdsLabels && columns[second].kind.holdsLabels
      && partners.count == columns[first].labels.count && counts.count == partners.count
      && zip(partners, counts).allSatisfy { labels, counts in
        labels.count == counts.count && counts.allSatisfy { (1...1 << 40).contains($0) }
          && labels.allSatisfy { (0..<Int32(columns[second].labels.count)).contains($0) }
      }
  }

  /// Gives rows whose pair does not occur a second label that does, as often as in the training rows.
  ///
  /// - Parameter salt: tells this rule's draws from those of others.
  func apply(to table: inout [ColumnValues], salt: Int) {
    guard case .categories(let labels) = table[first], case .categories(var others) = table[second] else {
      preconditionFailure("pairs are of columns of labels")
    }
    for row in labels.indices where labels[row] >= 0 && others[row] >= 0 {
      let (partners, counts) = (partners[Int(labels[row])], counts[Int(labels[row])])
      if partners.isEmpty || partners.contains(others[row]) { continue }
      var rest = RowHash(row: row, salt: salt).unitInterval * Double(counts.reduce(0, +))
      let place = counts.firstIndex { count in
        rest -= Double(count)
        return rest < 0
      }
      others[row] = partners[place ?? partners.count - 1]
    }
    table[second] = .categories(others)
  }

  /// Gives rows whose pair does not occur the label of a filled cell that occurs most with the other; known cells stay.
  func mend(_ table: inout [ColumnValues], where filled: [[Bool]]) {
    guard case .categories(var labels) = table[first], case .categories(var others) = table[second] else { return }
    // Labels that the training rows have not are in no pair.
    for row in labels.indices where labels[row] >= 0 && others[row] >= 0 && labels[row] < Int32(partners.count) {
      let own = Int(labels[row])
      if partners[own].contains(others[row]) { continue }
      if filled[second][row], let place = counts[own].indices.max(by: { counts[own][$0] < counts[own][$1] }) {
        others[row] = partners[own][place]
      } else if filled[first][row] {
        let with = { (label: Int) in partners[label].firstIndex(of: others[row]).map { counts[label][$0] } ?? 0 }
        if let label = partners.indices.max(by: { with($0) < with($1) }), with(label) > 0 { labels[row] = Int32(label) }
      }
    }
    table[first] = .categories(labels)
    table[second] = .categories(others)
  }
}
