/// Words that stand in for free text: as many as the source has in most cells, and none of the source's.
public struct FillerText: Codable, Sendable, Equatable {
  var least: Int
  var most: Int
  /// Words of the source's cells on average.
  var average: Double

  private static let words = """
    lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna \
    aliqua enim ad minim veniam quis nostrud exercitation ullamco laboris nisi aliquip ex ea commodo consequat
    """.split(separator: " ").map { Array($0.utf8) }

  /// Nil if no cell is there.
  init?(_ cells: ColumnCells) {
    var counts: [Int] = []
    cells.forEachPresent { _, cell in
      counts.append(cell.split(whereSeparator: { $0 == .space || $0 == .lineFeed }).count)
      return true
    }
    guard !counts.isEmpty else { return nil }
    counts.sort()
    // The middle four fifths: one long text says little.
    (least, most) = (max(1, counts[counts.count / 10]), max(1, counts[counts.count * 9 / 10]))
    average = Double(counts.reduce(0, +)) / Double(counts.count)
  }

  /// Appends the text of a row.
  func write(_ row: Int, to output: inout [UInt8]) {
    // A pattern may come from a file.
    let least = min(max(least, 1), 10_000)
    let count =
      least + Int(RowHash(row: row, salt: -1).unitInterval * Double(min(max(most, least), 10_000) - least + 1))
    for place in 0..<count {
      if place > 0 { output.append(.space) }
      output += Self.words[Int(RowHash(row: row, salt: place).value % UInt64(Self.words.count))]
    }
  }
}
