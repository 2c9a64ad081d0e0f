/// Numbers the distinct cells of a column, by their bytes, in the order in which they first appear.
struct LabelTable {
  private(set) var labels = TextColumn()
  private(set) var counts: [Int] = []
  private var starts = [0]
  private var hashes: [Int] = []
  /// Open addressing: each slot has the index of a label, or -1.
  private var slots = [Int32](repeating: -1, count: 64)

  init() {}

  /// A table that already has the given labels, in their order.
  init(_ texts: [String]) {
    for text in texts {
      var text = text
      text.withUTF8 { _ = insert($0) }
    }
  }

  var count: Int { counts.count }

  /// The index of the cell's label, which is a new one if no cell before was the same; its count goes up by one.
  mutating func insert(_ cell: Cell) -> Int32 {
    let hash = Self.hash(cell)
    var slot = hash & (slots.count - 1)
    while slots[slot] >= 0 {
      let label = slots[slot]
      if matches(Int(label), hash, cell) {
        counts[Int(label)] += 1
        return label
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    let label = Int32(count)
    slots[slot] = label
    hashes.append(hash)
    counts.append(1)
    labels.append(cell)
    labels.endCell(quoted: false)
    starts.append(labels.bytes.count)
    if count * 2 > slots.count { grow() }
    return label
  }

  /// The index of the cell's label; nil if there is none.
  func find(_ cell: Cell) -> Int32? {
    let hash = Self.hash(cell)
    var slot = hash & (slots.count - 1)
    while slots[slot] >= 0 {
      if matches(Int(slots[slot]), hash, cell) { return slots[slot] }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// All labels, those that occur most often first; of equals, those that appear first.
  var byFrequency: [Int] { counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) } }

  private func matches(_ label: Int, _ hash: Int, _ cell: Cell) -> Bool {
    guard hashes[label] == hash, starts[label + 1] - starts[label] == cell.count else { return false }
    let start = starts[label]
    for index in 0..<cell.count where labels.bytes[start + index] != cell[index] { return false }
    return true
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for (label, hash) in hashes.enumerated() {
      var slot = hash & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(label)
    }
  }

  /// The hash of the standard library is seeded anew in each process, so that no file can be made to collide.
  private static func hash(_ cell: Cell) -> Int {
    var hasher = Hasher()
    hasher.combine(bytes: UnsafeRawBufferPointer(cell))
    return hasher.finalize()
  }
}
