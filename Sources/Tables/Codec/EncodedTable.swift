import SaddleTensors

/// The rows of a table as a network sees them, kept small: codes become one-hot only in a batch.
public struct EncodedTable: Sendable {
  public let layout: RowLayout
  public let rowCount: Int
  /// One list for each number of the layout.
  public let numbers: [[Float]]
  /// One list for each group of the layout.
  public let codes: [[Int32]]

  init(layout: RowLayout, rowCount: Int, numbers: [[Float]], codes: [[Int32]]) {
    (self.layout, self.rowCount, self.numbers, self.codes) = (layout, rowCount, numbers, codes)
  }

  /// The rows of those indices, `[indices, width]`.
  public func batch(_ rows: some Collection<Int>) -> Tensor {
    var table = Array(repeating: Float(0), count: rows.count * layout.width)
    for (place, row) in rows.enumerated() {
      var start = place * layout.width
      for column in numbers.indices { table[start + column] = numbers[column][row] }
      start += layout.numbers
      for group in codes.indices {
        table[start + Int(codes[group][row])] = 1
        start += layout.groups[group]
      }
    }
    return Tensor(floats: table, shape: [rows.count, layout.width])
  }

  /// What a network's output `[rows, width]` says: in each group the code of the greatest element.
  init(_ layout: RowLayout, from output: Tensor) {
    var numbers = Array(repeating: [Float](), count: layout.numbers)
    var codes = Array(repeating: [Int32](), count: layout.groups.count)
    let table = output.floats()
    for first in stride(from: 0, to: table.count, by: layout.width) {
      for number in 0..<layout.numbers { numbers[number].append(table[first + number]) }
      var start = first + layout.numbers
      for (group, length) in layout.groups.enumerated() {
        let greatest = (start..<start + length).max { table[$0] < table[$1] }!
        codes[group].append(Int32(greatest - start))
        start += length
      }
    }
    self.init(layout: layout, rowCount: output.shape[0], numbers: numbers, codes: codes)
  }

  /// The rows of several tables of one layout, one table after the other.
  init(joining parts: [EncodedTable], layout: RowLayout) {
    self.init(
      layout: layout, rowCount: parts.reduce(0) { $0 + $1.rowCount },
      numbers: (0..<layout.numbers).map { number in parts.flatMap { $0.numbers[number] } },
      codes: layout.groups.indices.map { group in parts.flatMap { $0.codes[group] } })
  }

  /// The share of each code in a group.
  public func frequencies(ofGroup group: Int) -> [Double] {
    var counts = Array(repeating: 0.0, count: layout.groups[group])
    for code in codes[group] { counts[Int(code)] += 1 }
    return counts.map { $0 / Double(max(1, rowCount)) }
  }
}

/// Which rows each batch holds: every row once an epoch, in an order drawn anew for each.
public final class BatchOrder {
  private let rows: Int
  private let batch: Int
  private let random: RandomStream
  private var epoch = -1
  private var order: [Int] = []

  /// Traps unless there are rows.
  public init(rows: Int, batch: Int, seed: UInt64) {
    precondition(rows > 0)
    self.rows = rows
    self.batch = batch
    random = RandomStream(seed: seed, name: "order")
  }

  /// The rows of batch `number`, a function of the seed and the number alone.
  public func rows(ofBatch number: Int) -> [Int] {
    (number * batch..<(number + 1) * batch).map { position in
      let (epoch, place) = position.quotientAndRemainder(dividingBy: rows)
      if epoch != self.epoch {
        var generator = random.generator(step: epoch)
        order = Array(0..<rows).shuffled(using: &generator)
        self.epoch = epoch
      }
      return order[place]
    }
  }
}
