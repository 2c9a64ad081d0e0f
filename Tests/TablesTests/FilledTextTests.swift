import SaddleTables
import TestSupport
import Testing

@Suite struct FilledTextTests {
  /// The text with all missing numbers filled with 7.25 and missing labels with the first.
  private func filled(_ text: String) throws -> String {
    var rest: [UInt8]? = Array(text.utf8)
    let raw = try RawTable.read(name: "t.csv") {
      defer { rest = nil }
      return rest
    }
    let table = try Table(raw, overrides: [:], hints: nil, missing: [])
    var guesses = table
    guesses.columns = table.columns.map { column in
      switch column {
      case .numbers(let values): .numbers(values.map { $0.isNaN ? 7.25 : $0 })
      case .categories(let codes): .categories(codes.map { max($0, 0) })
      case .unlearned: .unlearned
      }
    }
    let output = FilledText(raw, readAs: table, filled: guesses)
    return String(decoding: output.header() + output.rows(0..<2) + output.rows(2..<table.rowCount), as: UTF8.self)
  }

  @Test(arguments: [
    // Zeros, signs and exponents stay as they are written, quotes that are not needed as well.
    (
      "a,b,c\n7.50,x,\"1\"\n,y,2\n+1.5e0,,\"3\"\n2.0,x,4\n",
      "a,b,c\n7.50,x,\"1\"\n7.25,y,2\n+1.5e0,x,\"3\"\n2.0,x,4\n"
    ),
    // A mark, quoted names, returns and line feeds, decimal commas, NA beside empty cells.
    (
      "\u{FEFF}\"a\";\"b\"\r\n1,50;u\r\nNA;\r\n;u\r\n2,25;\"v;\"\"w\"\r\n",
      "\u{FEFF}\"a\";\"b\"\r\n1,50;u\r\n7,25;u\r\n7,25;u\r\n2,25;\"v;\"\"w\"\r\n"
    ),
    // A space after each delimiter; a label that needs quotes.
    (
      "a, b\n1.25, \"p, q\"\n, \"p, q\"\n3.50, \n4.25, r\n",
      "a, b\n1.25, \"p, q\"\n7.25, \"p, q\"\n3.50, \"p, q\"\n4.25, r\n"
    ),
    // A column whose cells are numbers between commas in quotes; nothing missing.
    ("k,x\n\"1,5\",2\n\"2,5\",3\n\"3,5\",4\n", "k,x\n\"1,5\",2\n\"2,5\",3\n\"3,5\",4\n"),
    // One column alone, whose blank line is a missing cell.
    ("a\n1.50\n\"\"\n3.25\n", "a\n1.50\n7.25\n3.25\n"),
  ])
  func knownCellsStayByteForByte(text: String, expected: String) throws {
    #expect(try filled(text) == expected)
  }
}
