/// Columns that are numbers but for something.
extension ColumnInference {
  /// A sentence about the words, at most three, in whose place a column of numbers has a twentieth of its cells or fewer.
  var strayWords: String? {
    var (words, first, numbers, others) = (LabelTable(), 0, 0, 0)
    cells.forEachPresent { row, cell in
      if NumberText(cell, separator: separator) != nil {
        numbers += 1
      } else {
        if others == 0 { first = row }
        others += 1
        _ = words.insert(cell)
      }
      return words.count <= 3
    }
    guard others > 0, words.count <= 3, numbers >= 19 * others else { return nil }
    let texts = (0..<words.count).map(words.labels.text)
    let problem =
      "numbers but for \(texts.map(\.inMessage).joined(separator: " and ")), first in \(cells.place) \(cells.lines[first])"
    if texts.contains(where: { $0.contains { "',0123456789".contains($0) } }) { return problem }
    return problem + "; --set 'missing=\(texts.joined(separator: ","))' makes these missing cells"
  }

  /// The few texts of a column, if one number is written as two of them: `1.1` and `1.10` are versions, not numbers.
  func severalSpellings(_ column: NumberColumn) -> (table: LabelTable, codes: [Int32])? {
    guard !column.scientific, column.format == nil else { return nil }
    var present: Set<Double> = []
    for value in column.values where !value.isNaN {
      guard present.insert(value).inserted else { continue }
      guard present.count <= 50 else { return nil }
    }
    let texts = distinct()
    return texts.table.count > present.count && texts.table.count <= 50 ? texts : nil
  }
}
