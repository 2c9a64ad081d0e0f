/// What must be known of delimited text before it can be split into fields.
struct TextLayout: Equatable {
  var delimiter: UInt8
  /// Whether a space that belongs to no cell follows each delimiter.
  var spaceAfterDelimiter = false

  /// The records of a sample that are compared.
  private static let sampledRecords = 200

  /// Finds the delimiter as the one that gives most records as many fields as the header; of equals, the one that gives
  /// the most fields.
  ///
  /// Without any delimiter in the header there is one column, and commas elsewhere are then decimal commas if every
  /// line is a number with one.
  static func sniff(_ sample: Cell, isWhole: Bool) -> TextLayout {
    var best = TextLayout(delimiter: .comma)
    var bestScore = (agreeing: 0.0, fields: 1)
    for delimiter in [UInt8.comma, UInt8(ascii: ";"), .tab, UInt8(ascii: "|")] {
      let scan = Scan(sample, delimiter: delimiter, isWhole: isWhole, limit: sampledRecords)
      guard let header = scan.fieldCounts.first, header > 1 else { continue }
      let agreeing = Double(scan.fieldCounts.count { $0 == header }) / Double(scan.fieldCounts.count)
      if (agreeing, header) > bestScore {
        bestScore = (agreeing, header)
        best = TextLayout(delimiter: delimiter, spaceAfterDelimiter: scan.isPadded)
      }
    }
    if bestScore.fields == 1, hasDecimalCommasOnly(sample) { best.delimiter = UInt8(ascii: ";") }
    return best
  }

  private static func hasDecimalCommasOnly(_ sample: Cell) -> Bool {
    let lines = sample.split(whereSeparator: { $0 == .lineFeed || $0 == .carriageReturn }).prefix(sampledRecords)
    let rows = lines.dropFirst().dropLast(lines.count > 2 ? 1 : 0).map { Cell(rebasing: $0) }
    let missing = MissingTokens()
    return rows.contains { $0.contains(.comma) }
      && rows.allSatisfy { row in
        // A missing cell that has no other beside it is in quotes, or it would be a blank line.
        NumberText(row, separator: .comma) != nil || missing.contains(row) || row.elementsEqual([.quote, .quote])
      }
  }
}

extension TextLayout {
  /// The number of fields in each record of a sample, for one delimiter.
  private struct Scan {
    var fieldCounts: [Int] = []
    /// Whether each delimiter outside quotes has a space after it, and there is one.
    var isPadded: Bool

    init(_ sample: Cell, delimiter: UInt8, isWhole: Bool, limit: Int) {
      var fields = 1
      var (isQuoted, wasQuoted, atFieldStart, isBlank) = (false, false, true, true)
      var (padded, delimiters) = (0, 0)
      for (index, byte) in sample.enumerated() {
        if isQuoted {
          if byte == .quote { isQuoted = false }
        } else if byte == .quote, atFieldStart || (wasQuoted && sample[index - 1] == .quote) {
          // A doubled quote ends the quotes and opens them again.
          (isQuoted, wasQuoted, atFieldStart, isBlank) = (true, true, false, false)
        } else if byte == delimiter {
          fields += 1
          delimiters += 1
          if index + 1 < sample.count, sample[index + 1] == .space { padded += 1 }
          (wasQuoted, atFieldStart, isBlank) = (false, true, false)
        } else if byte == .lineFeed || byte == .carriageReturn {
          if !isBlank { fieldCounts.append(fields) }
          if fieldCounts.count == limit { break }
          (fields, wasQuoted, atFieldStart, isBlank) = (1, false, true, true)
        } else {
          if byte != .space { atFieldStart = false }
          isBlank = false
        }
      }
      if isWhole, !isBlank, fieldCounts.count < limit { fieldCounts.append(fields) }
      isPadded = delimiters > 0 && padded == delimiters
    }
  }
}
