import SaddleFiles
import SaddleTables
import Testing

@Suite struct RowReservoirTests {
  /// Rows of a key, a number, a category of three labels and a date, with what `change` makes of a row.
  private func text(_ rows: Int, _ change: (Int, inout [String]) -> Void = { _, _ in }) -> [UInt8] {
    let lines = (0..<rows).map { row in
      var cells = ["K-\(row + 1)", "\(row % 50 + 100).5", ["x", "y", "z"][row % 3], "2020-01-\(10 + row % 20)"]
      change(row, &cells)
      return cells.joined(separator: ",")
    }
    return Array((["key,size,kind,day"] + lines).joined(separator: "\n").utf8)
  }

  private func read(_ text: [UInt8], _ limit: RowLimit?, missing: [String] = []) throws -> Table {
    try Table.parse(text, name: "t.csv", missing: missing, limit: limit)
  }

  @Test("a file within the limit is read as without one", arguments: [999, 1_000])
  func withinTheLimit(rows: Int) throws {
    let text = text(rows)
    let (all, limited) = (try read(text, nil), try read(text, RowLimit(rows: 1_000)))
    #expect(limited.difference(from: all) == nil && limited.schema == all.schema)
    #expect(limited.drawnFrom == nil)
    #expect(try read(text, RowLimit(rows: 0)).drawnFrom == nil)
  }

  @Test("of a longer file about so many rows are drawn, from all of it", arguments: [1_001, 1_200, 1_251, 9_000])
  func beyondTheLimit(rows: Int) throws {
    // The number of the row beside a label.
    let text = Array(("row,b\n" + (0..<rows).map { "\($0).5,\($0 % 2)\n" }.joined()).utf8)
    var means: [Double] = []
    for seed in 0..<8 as Range<UInt64> {
      let table = try read(text, RowLimit(rows: 1_000, seed: seed))
      #expect(table.drawnFrom == rows)
      guard case .numbers(let numbers) = table.columns[0] else { throw SaddleError(.malformed, "no numbers") }
      #expect(Set(numbers).count == numbers.count)
      // The sample, the first and the last row, and the first of each form and label.
      #expect((1_000...1_000 + 40).contains(numbers.count), "\(numbers.count)")
      means.append(numbers.reduce(0, +) / Double(numbers.count) / Double(rows))
      #expect(try read(text, RowLimit(rows: 1_000, seed: seed)).columns == table.columns)
    }
    // The mean of 8,000 uniform draws has a deviation of 0.0033; rows of the first forms pull it down a little.
    let mean = means.reduce(0, +) / 8
    #expect(abs(mean - 0.5) < 0.02, "\(mean)")
    // Where all but one row are drawn, seeds may agree.
    if rows > 1_200 { #expect(Set(means).count == 8) }
  }

  @Test("pieces of any length give the same rows", arguments: [1, 7, 1_000])
  func pieces(length: Int) throws {
    let text = text(700)
    var rest = text[...]
    let raw = try RawTable.read(name: "t.csv", limit: RowLimit(rows: 100)) {
      guard !rest.isEmpty else { return nil }
      defer { rest = rest.dropFirst(length) }
      return Array(rest.prefix(length))
    }
    let table = try read(text, RowLimit(rows: 100))
    #expect(raw.drawnFrom == 700 && raw.rowCount == table.rowCount)
    #expect(try Table(raw).columns == table.columns)
  }

  @Test("one cell of another form decides as if all rows were held", arguments: [0, 2_500, 4_999])
  func oneStrangeCell(place: Int) throws {
    let limit = RowLimit(rows: 200)
    let word = try read(text(5_000) { row, cells in if row == place { cells[1] = "ten" } }, limit)
    #expect(word.schema.columns[1].kind == .category)
    let nan = error { _ = try read(text(5_000) { row, cells in if row == place { cells[1] = "NaN" } }, limit) }
    #expect(nan?.message.hasPrefix("t.csv: line \(place + 2), column \"size\": \"NaN\" is not a finite") == true)
    let date = try read(text(5_000) { row, cells in if row == place { cells[3] = "soon" } }, limit)
    #expect(date.schema.columns[3].kind == .category)
    let digits = try read(text(5_000) { row, cells in if row == place { cells[1] = "100.125" } }, limit)
    #expect(digits.schema.columns[1].decimals == 3)
    let gap = try read(text(5_000) { row, cells in if row == place { cells[2] = "-" } }, limit, missing: ["-"])
    #expect(gap.schema.columns[2].missing == "-")
  }

  @Test("no label is lost while they are few, and ends are those of all rows")
  func labelsAndEnds() throws {
    let table = try read(
      text(20_000) { row, cells in
        if row == 7_777 { cells[2] = "rare" }
        if row == 8_888 { cells[1] = "100.1" }
        if row == 9_999 { cells[1] = "999.9" }
        if row == 3_333 { cells[3] = "1999-12-31" }
      }, RowLimit(rows: 200))
    #expect(Set(table.schema.columns[2].labels) == ["x", "y", "z", "rare"])
    guard case .numbers(let sizes) = table.columns[1], case .numbers(let days) = table.columns[3] else {
      throw SaddleError(.malformed, "no numbers")
    }
    #expect(sizes.min() == 100.1 && sizes.max() == 999.9)
    #expect(days.min() == 946_598_400)
    // New keys go on behind the last of all rows.
    #expect(written(table.head(1)).split(separator: "\n")[1].hasPrefix("K-20001,"))
  }

  @Test("ends of numbers with groups, signs and units are those of all rows")
  func dressedEnds() throws {
    let table = try read(
      text(20_000) { row, cells in
        cells[1] = "\"\(row == 9_999 ? "12,345" : row == 8_888 ? "7" : "\(1 + row % 9),\(100 + row % 800)")\""
        cells[2] = "\(row == 5_555 ? "-$99.00" : row == 6_666 ? "$99.00" : "$\(row % 40 + 10).\(row % 80 + 10)")"
      }, RowLimit(rows: 200))
    guard case .numbers(let sizes) = table.columns[1], case .numbers(let prices) = table.columns[2] else {
      throw SaddleError(.malformed, "no numbers")
    }
    #expect(sizes.min() == 7 && sizes.max() == 12_345)
    #expect(prices.min() == -99 && prices.max() == 99)
  }

  @Test("keys fill the sample with no more rows than others do")
  func manyLabels() throws {
    // Were each key the first of its label, all rows would be kept.
    let table = try read(text(20_000), RowLimit(rows: 1_000))
    #expect(table.rowCount < 1_100, "\(table.rowCount)")
  }

  @Test("wide tables are held to cells")
  func cells() throws {
    let names = (0..<1_000).map { "c\($0)" }.joined(separator: ",")
    let row = (0..<1_000).map { "\($0 % 7)" }.joined(separator: ",")
    let other = (0..<1_000).map { "\($0 % 5)" }.joined(separator: ",")
    let lines = (0..<41_000).lazy.map { $0 % 2 == 0 ? row : other }
    var iterator = lines.makeIterator()
    var isFirst = true
    let raw = try RawTable.read(name: "t.csv", limit: RowLimit()) {
      defer { isFirst = false }
      return isFirst ? Array((names + "\n").utf8) : iterator.next().map { Array(($0 + "\n").utf8) }
    }
    #expect(raw.drawnFrom == 41_000)
    #expect((40_000..<40_500).contains(raw.rowCount), "\(raw.rowCount)")
  }

  @Test("blank lines of a lone column are drawn as rows")
  func loneColumn() throws {
    let text = "a\n" + (0..<3_000).map { $0 % 4 == 3 ? "\n" : "\($0 % 4)\n" }.joined() + "1\n"
    let table = try read(Array(text.utf8), RowLimit(rows: 500))
    #expect(table.drawnFrom == 3_001)
    #expect(abs(table.schema.columns[0].missingShare - 0.25) < 0.08)
  }

  @Test("a long file that is malformed is found at fault in its line")
  func malformed() throws {
    let failure = error {
      _ = try read(text(3_000) { row, cells in if row == 2_900 { cells.removeLast() } }, RowLimit(rows: 100))
    }
    #expect(failure?.message == "t.csv: line 2902 has 3 fields where the header has 4; add what is missing")
  }
}
