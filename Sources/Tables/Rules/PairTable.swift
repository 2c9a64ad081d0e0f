/// Two columns of which only some pairs of values occur.
struct PairTable: Codable, Sendable, Equatable {
  /// The places of the two columns in the table: one of labels, and one of labels or numbers, which gives way.
  var first: Int
  var second: Int
  /// The second's values, rising, if it is one of numbers.
  private var values: [Double]?
  /// For each label of the first, those of the second that occur with it, or places in `values`; rising.
  private var partners: [[Int32]]
  /// How often each does.
  private var counts: [[Int]]

  /// Traps unless the first column is one of labels, and both have codes.
  init(_ first: Int, _ second: Int, of columns: [RuleColumn]) {
    (self.first, self.second) = (first, second)
    values = columns[second].numbers.map { DistinctValues($0).values }
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
    let kind = columns[second].kind
    return columns[first].kind.holdsLabels && (values == nil ? kind.holdsLabels : kind.holdsNumbers)
      && values?.isRising ?? true
      && partners.count == columns[first].labels.count && counts.count == partners.count
      && zip(partners, counts).allSatisfy { labels, counts in
        labels.count == counts.count && counts.allSatisfy { (1...1 << 40).contains($0) }
          && labels.allSatisfy { (0..<Int32(values?.count ?? columns[second].labels.count)).contains($0) }
      }
  }

  /// Gives rows whose pair does not occur a second value that does: a label as often as in the training rows, or the
  /// nearest number.
  ///
  /// - Parameter salt: tells this rule's draws from those of others.
  func apply(to table: inout [ColumnValues], salt: Int) {
    guard case .categories(let labels) = table[first] else { preconditionFailure("pairs have a column of labels") }
    switch table[second] {
    case .numbers(var numbers):
      for row in labels.indices where !numbers[row].isNaN {
        if let near = nearest(to: numbers[row], with: labels[row]) { numbers[row] = near }
      }
      table[second] = .numbers(numbers)
    case .categories(var others):
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
    case .unlearned: preconditionFailure("pairs are of columns that are learned")
    }
  }

  /// Whether the second column is one of numbers.
  var isOfNumbers: Bool { values != nil }

  /// The numbers that occur with a label, rising; nil for a label that is missing or in no pair.
  func numbers(with label: Int32) -> [Double]? {
    guard partners.indices.contains(Int(label)), !partners[Int(label)].isEmpty else { return nil }
    return partners[Int(label)].map { values![Int($0)] }
  }

  private func nearest(to number: Double, with label: Int32) -> Double? {
    numbers(with: label).map { $0[$0.nearest(to: number)] }
  }

  /// What a row has of the two columns: a label, and a label or a place in `values`; -1 for what is missing or never occurs.
  private func codes(in table: [ColumnValues], _ row: Int) -> (first: Int32, second: Int32) {
    func label(_ column: Int) -> Int32 {
      switch table[column] {
      case .categories(let labels): return labels[row]
      case .numbers(let numbers):
        let place = numbers[row].isNaN ? 0 : values!.nearest(to: numbers[row])
        return values![place] == numbers[row] ? Int32(place) : -1
      case .unlearned: return -1
      }
    }
    return (label(first), label(second))
  }

  /// Whether a row's pair occurs; nil where a cell is missing or in no pair.
  func occurs(in table: [ColumnValues], _ row: Int) -> Bool? {
    let codes = codes(in: table, row)
    guard partners.indices.contains(Int(codes.first)), codes.second >= 0 else { return nil }
    return partners[Int(codes.first)].contains(codes.second)
  }

  /// How often each label of one of the two columns occurs with the other's cell in a row; nil for a cell that is missing or
  /// in no pair.
  func counts(of column: Int, in table: [ColumnValues], _ row: Int) -> [Int]? {
    let codes = codes(in: table, row)
    if column == first {
      guard codes.second >= 0 else { return nil }
      return partners.indices.map { label in
        partners[label].firstIndex(of: codes.second).map { counts[label][$0] } ?? 0
      }
    }
    guard partners.indices.contains(Int(codes.first)) else { return nil }
    var all: [Int] = []
    for (label, count) in zip(partners[Int(codes.first)], counts[Int(codes.first)]) {
      all += Array(repeating: 0, count: Int(label) - all.count) + [count]
    }
    return all
  }

  /// Gives rows whose pair does not occur the second value that occurs most with the first, or the nearest number, where
  /// the second cell was filled.
  func mend(_ table: inout [ColumnValues], where filled: [[Bool]]) {
    guard case .categories(let labels) = table[first] else { return }
    switch table[second] {
    case .numbers(var numbers):
      for row in labels.indices where filled[second][row] && !numbers[row].isNaN {
        if let near = nearest(to: numbers[row], with: labels[row]) { numbers[row] = near }
      }
      table[second] = .numbers(numbers)
    case .categories(var others):
      for row in labels.indices where filled[second][row] && others[row] >= 0 {
        // Labels that the training rows have not are in no pair.
        guard partners.indices.contains(Int(labels[row])) else { continue }
        let (partners, counts) = (partners[Int(labels[row])], counts[Int(labels[row])])
        if partners.contains(others[row]) { continue }
        if let most = counts.indices.max(by: { counts[$0] < counts[$1] }) { others[row] = partners[most] }
      }
      table[second] = .categories(others)
    case .unlearned: return
    }
  }
}
