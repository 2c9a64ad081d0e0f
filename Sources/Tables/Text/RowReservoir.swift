/// Which rows of a file are held while it is read once: all of them up to a bound, else a sample of about so many.
///
/// Each row has a priority, a hash of its number and the seed; those of the least priorities are a uniform sample (bottom-k
/// sampling, Cohen and Kaplan 2007). Besides them are kept:
/// - the first row of each label of a column, while the column has few labels, so that none is lost;
/// - the first row in which a column's cell has a form (such as three digits, a dot and two digits) not seen before, so that
///   one text among ten million numbers decides the column's kind, or is found at fault, as if all rows were held;
/// - the rows of the least and the greatest cell of each column, so that ranges, and new keys, are those of all rows.
struct RowReservoir {
  private let limit: Int
  private let seed: UInt64
  /// All rows so far.
  private(set) var seen = 0
  private var isSampling = false
  /// The number of each row that is held, rising, and the column for whose sake it is, or -1.
  private var numbers: [Int] = []
  private var witnesses: [Int32] = []
  /// The greatest priority of the sample.
  private var threshold = UInt64.max
  /// The rows held beyond which they are thinned out.
  private var capacity: Int
  private var trackers: [CellTracker]
  private var extremes: [RowCopy]

  init(limit: Int, seed: UInt64, columns: Int) {
    (self.limit, self.seed) = (limit, seed)
    capacity = limit + limit / 4
    // At most a twentieth of the rows held are there for their labels, as many for their forms.
    let most = max(16, limit / (20 * columns))
    trackers = Array(repeating: CellTracker(most: most), count: columns)
    extremes = Array(repeating: RowCopy(), count: columns * CellTracker.extremes)
  }

  /// Takes in the row that was last appended to the columns, or takes it away again.
  @inline(__always)
  mutating func settle(_ columns: inout [TextColumn], _ lines: inout [Int]) {
    seen += 1
    guard isSampling else {
      if seen > capacity { begin(&columns, &lines) }
      return
    }
    let number = seen - 1
    let witness = note(lines.count - 1, columns, number: number, line: lines[lines.count - 1])
    if witness < 0, priority(number) > threshold {
      for index in columns.indices { columns[index].removeLast() }
      lines.removeLast()
      return
    }
    numbers.append(number)
    witnesses.append(witness)
    if numbers.count > capacity { thin(&columns, &lines) }
  }

  /// Leaves in the columns what is to be held of a file that has ended; false if that is all of it.
  mutating func finish(_ columns: inout [TextColumn], _ lines: inout [Int]) -> Bool {
    guard seen > limit else { return false }
    if isSampling { thin(&columns, &lines) } else { begin(&columns, &lines) }
    var held = Set(numbers)
    for row in extremes.sorted(by: { $0.number < $1.number }) where row.number >= 0 && held.insert(row.number).inserted
    {
      row.append(to: &columns)
      lines.append(row.line)
    }
    return true
  }

  private mutating func begin(_ columns: inout [TextColumn], _ lines: inout [Int]) {
    isSampling = true
    for row in lines.indices {
      numbers.append(row)
      witnesses.append(note(row, columns, number: row, line: lines[row]))
    }
    thin(&columns, &lines)
  }

  /// Leaves the rows of the least priorities, and those that are kept besides.
  private mutating func thin(_ columns: inout [TextColumn], _ lines: inout [Int]) {
    threshold = numbers.map(priority).sorted()[limit - 1]
    let isKept = zip(numbers, witnesses).map { number, column in
      priority(number) <= threshold || (column >= 0 && !trackers[Int(column)].hasMany)
    }
    for index in columns.indices { columns[index] = columns[index].cells(where: isKept) }
    lines = zip(lines, isKept).filter(\.1).map(\.0)
    witnesses = zip(witnesses, isKept).filter(\.1).map(\.0)
    numbers = zip(numbers, isKept).filter(\.1).map(\.0)
    capacity = numbers.count + limit / 4
  }

  private func priority(_ row: Int) -> UInt64 { RowHash(row: row, salt: Int(truncatingIfNeeded: seed)).value }

  /// The column for whose sake the row is kept, of several that with the fewest labels; -1 if there is none.
  private mutating func note(_ row: Int, _ columns: [TextColumn], number: Int, line: Int) -> Int32 {
    var witness: Int32 = -1
    for index in columns.indices {
      let (isNew, extreme) = columns[index].withCell(row) { cell in
        trackers[index].note(cell, isQuoted: columns[index].isQuoted(row))
      }
      if isNew, witness < 0 || trackers[index].count < trackers[Int(witness)].count { witness = Int32(index) }
      for place in 0..<CellTracker.extremes where extreme & (1 << place) != 0 {
        extremes[index * CellTracker.extremes + place].take(columns, row, number: number, line: line)
      }
    }
    return witness
  }
}

/// A row apart from its table.
private struct RowCopy {
  /// -1 for none.
  private(set) var number = -1
  private(set) var line = 0
  private var bytes: [UInt8] = []
  private var ends: [(end: Int, isQuoted: Bool)] = []

  mutating func take(_ columns: [TextColumn], _ row: Int, number: Int, line: Int) {
    (self.number, self.line) = (number, line)
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    for column in columns {
      column.copy(row, to: &bytes)
      ends.append((bytes.count, column.isQuoted(row)))
    }
  }

  func append(to columns: inout [TextColumn]) {
    var start = 0
    for (index, cell) in ends.enumerated() {
      bytes.withUnsafeBufferPointer { columns[index].append(Cell(rebasing: $0[start..<cell.end])) }
      columns[index].endCell(quoted: cell.isQuoted)
      start = cell.end
    }
  }
}
