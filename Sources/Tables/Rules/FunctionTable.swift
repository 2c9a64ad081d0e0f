/// A column that follows from another one: the value that belongs to each of the other's.
struct FunctionTable: Codable, Sendable, Equatable {
  /// The places of the two columns in the table.
  var source: Int
  var result: Int
  /// The source's values, rising, if it is one of numbers.
  private var keys: [Double]?
  /// The result's values, rising, if it is one of numbers.
  private var values: [Double]?
  /// For each value of the source, that of the result: a label, or a place in `values`; -1 is missing, -2 not known.
  private var map: [Int32]
  /// The same where the source is missing.
  private var ofMissing: Int32
  /// Whether missing cells follow as well, so that the column is not learned.
  private(set) var isWhole: Bool
  /// True if the result is made by another rule, so that the source gives way: to the nearest of its values, which are
  /// numbers, that has the result. Nil, as in models of before there was such a thing, is false.
  private var movesSource: Bool?

  private static let unknown = Int32(-2)

  /// The column that is looked at, and the one that is written.
  var ends: (read: Int, written: Int) { movesSource == true ? (result, source) : (source, result) }

  /// Traps unless both columns have codes, and a source that gives way numbers.
  init(_ source: Int, _ result: Int, of columns: [RuleColumn], movesSource: Bool = false) {
    (self.source, self.result) = (source, result)
    let (from, to) = (columns[source], columns[result])
    keys = from.numbers.map { DistinctValues($0).values }
    values = to.numbers.map { DistinctValues($0).values }
    var map = Array(repeating: Self.unknown, count: from.codeCount)
    var ofMissing = Self.unknown
    var isWhole = true
    for (key, value) in zip(from.codes!, to.codes!) {
      let known = key < 0 ? ofMissing : map[Int(key)]
      if known != Self.unknown, known != value { isWhole = false }
      if key < 0 {
        ofMissing = value
      } else if known < 0 {
        // A value that is there is what a cell has if it is not missing.
        map[Int(key)] = value
      }
    }
    (self.map, self.ofMissing, self.isWhole) = (map, ofMissing, isWhole && !movesSource)
    self.movesSource = movesSource ? true : nil
  }

  /// Whether it is one for columns of those kinds; false for a file that was tampered with.
  func fits(_ columns: [ColumnSchema]) -> Bool {
    guard columns.indices.contains(source), columns.indices.contains(result), source != result else { return false }
    let (from, to) = (columns[source], columns[result])
    let results = values?.count ?? to.labels.count
    return (keys == nil ? from.kind.holdsLabels : from.kind.holdsNumbers)
      && (values == nil ? to.kind.holdsLabels : to.kind.holdsNumbers)
      && keys?.isRising ?? true && values?.isRising ?? true && !map.isEmpty
      && map.count == (keys?.count ?? from.labels.count)
      && (map + [ofMissing]).allSatisfy { (Self.unknown..<Int32(results)).contains($0) }
      && (!map.contains(-1) && ofMissing != -1 || to.missing != nil) && (!isWhole || results > 0)
      && (movesSource != true || keys != nil && !isWhole)
  }

  /// Writes the result's column from the source's. If missing cells do not follow, those that are missing stay so.
  func apply(to table: inout [ColumnValues]) {
    if movesSource == true { return moveSource(of: &table) }
    let codes: [Int32] =
      switch table[source] {
      case .numbers(let numbers): numbers.map { $0.isNaN ? -1 : Int32(keys!.nearest(to: $0)) }
      case .categories(let codes): codes
      case .unlearned: preconditionFailure("functions are of columns that are learned")
      }
    let results = codes.map { code in
      let result = code < 0 ? ofMissing : map[Int(code)]
      // A column that is not learned must have something where nothing is known.
      return isWhole && result == Self.unknown ? 0 : result
    }
    func isKept(_ row: Int, isMissing: Bool) -> Bool {
      !isWhole && (isMissing || codes[row] < 0 || results[row] < 0)
    }
    switch table[result] {
    case .numbers(var numbers):
      for row in numbers.indices where !isKept(row, isMissing: numbers[row].isNaN) {
        numbers[row] = results[row] < 0 ? .nan : values![Int(results[row])]
      }
      table[result] = .numbers(numbers)
    case .categories(var labels):
      for row in labels.indices where !isKept(row, isMissing: labels[row] < 0) { labels[row] = results[row] }
      table[result] = .categories(labels)
    case .unlearned: preconditionFailure("functions give columns that are learned")
    }
  }

  /// Moves numbers of the source, where there is a result, to the nearest that has it.
  ///
  /// - Parameter filled: which of them may move; nil is all.
  private func moveSource(of table: inout [ColumnValues], where filled: [Bool]? = nil) {
    guard case .numbers(var numbers) = table[source] else { return }
    let codes: [Int32] =
      switch table[result] {
      case .numbers(let results):
        results.map { value in
          let place = value.isNaN ? -1 : values!.nearest(to: value)
          return place < 0 || values![place] != value ? -1 : Int32(place)
        }
      case .categories(let labels): labels
      case .unlearned: numbers.map { _ in -1 }
      }
    var isNeeded = Array(repeating: false, count: Int(codes.max() ?? -1) + 1)
    for code in codes where code >= 0 { isNeeded[Int(code)] = true }
    // Of many keys a few rows need few.
    var keysOf: [Int32: [Double]] = [:]
    for (key, code) in zip(keys!, map) where isNeeded.indices.contains(Int(code)) && isNeeded[Int(code)] {
      keysOf[code, default: []].append(key)
    }
    for row in numbers.indices where filled?[row] != false && !numbers[row].isNaN {
      if let keys = keysOf[codes[row]] { numbers[row] = keys[keys.nearest(to: numbers[row])] }
    }
    table[source] = .numbers(numbers)
  }

  /// The numbers of the source that have a row's result, rising; nil if there are none, or the source is not one of numbers.
  func sources(in table: [ColumnValues], _ row: Int) -> [Double]? {
    guard movesSource != true, let keys else { return nil }
    let code: Int32
    switch table[result] {
    case .numbers(let results):
      guard !results[row].isNaN else { return nil }
      let place = values!.nearest(to: results[row])
      code = values![place] == results[row] ? Int32(place) : -1
    case .categories(let labels): code = labels[row]
    case .unlearned: return nil
    }
    let found = zip(keys, map).filter { code >= 0 && $0.1 == code }.map(\.0)
    return found.isEmpty ? nil : found
  }

  /// Moves filled numbers of a source to the nearest that has a known result.
  func agree(_ table: inout [ColumnValues], where filled: [[Bool]]) {
    guard movesSource != true, keys != nil else { return }
    moveSource(of: &table, where: zip(filled[source], filled[result]).map { $0 && !$1 })
  }

  /// Writes filled cells of the result that a known source tells, which are known from then on, if else the source agrees.
  func tell(_ table: inout [ColumnValues], where filled: inout [[Bool]]) {
    guard movesSource == true, case .numbers(let numbers) = table[source] else { return }
    var told: [(row: Int, code: Int)] = []
    for row in numbers.indices where filled[result][row] && !filled[source][row] && !numbers[row].isNaN {
      let place = keys!.nearest(to: numbers[row])
      if keys![place] == numbers[row], map[place] >= 0 { told.append((row, Int(map[place]))) }
    }
    switch table[result] {
    case .numbers(var results):
      for (row, code) in told { results[row] = values![code] }
      table[result] = .numbers(results)
    case .categories(var labels):
      for (row, code) in told { labels[row] = Int32(code) }
      table[result] = .categories(labels)
    case .unlearned: return
    }
    for (row, _) in told { filled[result][row] = false }
  }

  /// Writes filled cells of the result from the source, and filled labels of a source so that a known result follows.
  func mend(_ table: inout [ColumnValues], where filled: [[Bool]]) {
    if movesSource == true { return moveSource(of: &table, where: filled[source]) }
    let codes: [Int32]
    switch table[source] {
    case .numbers(let numbers):
      // A number that was never seen says nothing.
      codes = numbers.map { value in
        let place = value.isNaN ? -1 : keys!.nearest(to: value)
        return place < 0 || keys![place] != value ? -1 : Int32(place)
      }
    case .categories(var labels):
      if case .categories(let results) = table[result] {
        for row in labels.indices
        where filled[source][row] && !filled[result][row] && labels[row] >= 0 && results[row] >= 0 {
          guard map.indices.contains(Int(labels[row])), map[Int(labels[row])] != results[row] else { continue }
          // Labels are numbered by how often they occur.
          if let label = map.firstIndex(of: results[row]) { labels[row] = Int32(label) }
        }
        table[source] = .categories(labels)
      }
      codes = labels
    case .unlearned: return
    }
    func found(_ row: Int) -> Int32? {
      guard filled[result][row], map.indices.contains(Int(codes[row])), map[Int(codes[row])] >= 0 else { return nil }
      return map[Int(codes[row])]
    }
    switch table[result] {
    case .numbers(var numbers):
      for row in numbers.indices { if let place = found(row) { numbers[row] = values![Int(place)] } }
      table[result] = .numbers(numbers)
    case .categories(var labels):
      for row in labels.indices { if let label = found(row) { labels[row] = label } }
      table[result] = .categories(labels)
    case .unlearned: return
    }
  }
}
