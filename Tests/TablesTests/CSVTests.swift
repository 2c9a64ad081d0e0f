import SaddleFiles
import SaddleTables
import Testing

@Suite struct CSVTests {
  @Test(arguments: [",", ";", "\t", "|"]) func delimiterIsFound(delimiter: String) throws {
    let rows = [["a", "b", "c"], ["x, y", "1", "u|v"], ["p;q", "2", "w\tz"], ["x, y", "2", "u|v"]]
    let text = rows.map { $0.map { "\"\($0)\"" }.joined(separator: delimiter) + "\n" }.joined()
    let table = try parse(text)
    #expect(table.schema.dialect.delimiter == delimiter)
    #expect(table.schema.columns.map(\.name) == ["a", "b", "c"])
    #expect(table.schema.columns[0].labels == ["x, y", "p;q"])
  }

  @Test func decimalCommasDoNotDelimit() throws {
    let table = try parse("a;b\n1,5;2,25\n2,5;3,75\n")
    #expect(table.schema.dialect.delimiter == ";")
    #expect(table.schema.dialect.decimalSeparator == ",")
    #expect(table.columns == [.numbers([1.5, 2.5]), .numbers([2.25, 3.75])])
  }

  @Test func quotedDecimalCommas() throws {
    let table = try parse("a,b\n\"1,5\",x\n\"2,25\",y\n3,x\n")
    #expect(table.columns[0] == .numbers([1.5, 2.25, 3]))
    #expect(written(table) == "a,b\n\"1,5\",x\n\"2,25\",y\n3,x\n")
  }

  @Test func quotedThousandsAreNotDecimals() throws {
    let table = try parse("a,b\n\"1,500\",1.5\n\"2,250\",2.5\n\"1,500\",2.5\n")
    #expect(table.columns == [.numbers([1_500, 2_250, 1_500]), .numbers([1.5, 2.5, 2.5])])
  }

  @Test func loneColumnOfDecimalCommas() throws {
    #expect(try parse("a\n1,5\n2,5\n").columns == [.numbers([1.5, 2.5])])
    for missing in ["NA", "\"\""] {
      let table = try parse("a\n1,5\n\(missing)\n2,5\n")
      #expect(table.schema.columns.count == 1 && table.schema.columns[0].missingShare == 1.0 / 3)
      #expect(written(table) == "a\n1,5\n\(missing)\n2,5\n")
    }
  }

  @Test func blankLinesOfALoneColumnAreMissingCells() throws {
    let table = try parse("a\n1\n\n3\n\n\n")
    #expect(table.rowCount == 3)
    #expect(table.schema.columns[0].missingShare == 1.0 / 3)
    guard case .numbers(let values) = table.columns[0] else { throw SaddleError(.malformed, "no numbers") }
    #expect(values[0] == 1 && values[1].isNaN && values[2] == 3)
  }

  @Test(arguments: ["\n", "\r\n", "\r"]) func lineEndings(ending: String) throws {
    let text = ["a,b", "1,x", "2,\"y\(ending)y\"", "3,x"].map { $0 + ending }.joined()
    let table = try parse(text)
    #expect(table.schema.dialect.lineEnding == ending)
    #expect(table.schema.columns[1].labels == ["x", "y\(ending)y"])
    #expect(written(table) == text)
    #expect(try parse(text + ending + ending).rowCount == 3)
    let ragged = error { _ = try parse(text + "4" + ending) }
    #expect(ragged?.message.contains("line 6 has 1 field where") == true, "\(ragged?.message ?? "")")
  }

  /// What is read must not depend on where the chunks of the file end.
  @Test(arguments: 1...5) func chunksOfAnySize(size: Int) throws {
    let text = Array("\u{FEFF}a,b\r\n\"x\"\"\r\n,\",é€😀\r\n1e3 , \"q\" \r\n\r\n\"\",\"\"\r\n".utf8)
    var rest = text[...]
    let raw = try RawTable.read(name: "t.csv") {
      defer { rest = rest.dropFirst(size) }
      return rest.isEmpty ? nil : Array(rest.prefix(size))
    }
    #expect(raw.names == ["a", "b"])
    #expect((0..<3).map(raw.columns[0].text) == ["x\"\r\n,", "1e3 ", ""])
    #expect((0..<3).map(raw.columns[1].text) == ["é€😀", " \"q\" ", ""])
    #expect(raw.lines == [2, 4, 6])
    #expect(raw.dialect.byteOrderMark)
  }

  @Test func spaceAfterEachDelimiterBelongsToNoCell() throws {
    let text = "a, b, c\n1, \"x, y\", u\n2, z, u v\n3, z, u\n"
    let table = try parse(text)
    #expect(table.schema.columns.map(\.name) == ["a", "b", "c"])
    #expect(table.schema.columns[1].labels == ["z", "x, y"])
    #expect(written(table) == text)
  }

  @Test func readsManyRowsPastTheSample() throws {
    var text = "a,b\n"
    for row in 0..<60_000 { text += "\(row % 977),\(row % 7).25\n" }
    let table = try parse(text)
    #expect(table.rowCount == 60_000)
    #expect(written(table, batch: 10_000) == text)
  }
}
