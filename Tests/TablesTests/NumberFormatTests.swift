import SaddleFiles
import SaddleTables
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Numbers with currencies, units and groups of digits.
@Suite struct NumberFormatTests {
  struct Written: Sendable {
    let cells: [String]
    var kind = ColumnKind.integer
    let format: NumberFormat
    let values: [Double]
  }

  @Test(arguments: [
    Written(
      cells: ["$12.50", "$1,234.00", "-$0.75", "$1,234,567.10"], kind: .continuous,
      format: .init(prefix: "$", grouping: ","), values: [12.5, 1_234, -0.75, 1_234_567.1]),
    Written(cells: ["12 %", "7 %", "100 %"], format: .init(suffix: " %"), values: [12, 7, 100]),
    Written(cells: ["10.65%", "7.9%"], kind: .continuous, format: .init(suffix: "%"), values: [10.65, 7.9]),
    Written(
      cells: ["US$-5", "US$7"], format: .init(prefix: "US$", negative: .signAfterPrefix), values: [-5, 7]),
    Written(cells: ["5", "(6)", "1234"], format: .init(negative: .parentheses), values: [5, -6, 1_234]),
    Written(
      cells: ["(€ 1 205)", "€ 3"], format: .init(prefix: "€ ", grouping: " ", negative: .parentheses),
      values: [-1_205, 3]),
    Written(cells: ["CHF 1'000", "CHF 20"], format: .init(prefix: "CHF ", grouping: "'"), values: [1_000, 20]),
    Written(
      cells: ["1\u{202F}234 €", "2 €"], format: .init(suffix: " €", grouping: "\u{202F}"), values: [1_234, 2]),
    Written(
      cells: ["$(5)", "$7,000"], format: .init(prefix: "$", grouping: ",", negative: .parenthesesAfterPrefix),
      values: [-5, 7_000]),
    Written(
      cells: ["₹1,00,000", "₹12,34,56,789", "₹12", "₹4,321", "₹54,321"],
      format: .init(prefix: "₹", grouping: ",", groupSize: 2), values: [100_000, 123_456_789, 12, 4_321, 54_321]),
    Written(cells: ["Rs. 500", "Rs. 7"], format: .init(prefix: "Rs. "), values: [500, 7]),
    Written(
      cells: ["Rs.500", "Rs.1,00,000"], format: .init(prefix: "Rs.", grouping: ",", groupSize: 2),
      values: [500, 100_000]),
    Written(cells: ["$5/mo", "$8/mo"], format: .init(prefix: "$", suffix: "/mo"), values: [5, 8]),
    Written(cells: ["3.5L", "2.0L"], kind: .continuous, format: .init(suffix: "L"), values: [3.5, 2]),
    Written(cells: ["36 months", "60 months"], format: .init(suffix: " months"), values: [36, 60]),
    Written(cells: ["50 m2", "8 m2"], format: .init(suffix: " m2"), values: [50, 8]),
    Written(cells: ["-3 °C", "21 °C"], format: .init(suffix: " °C"), values: [-3, 21]),
    Written(cells: ["1,234", "999", "", "12,000"], format: .init(grouping: ","), values: [1_234, 999, .nan, 12_000]),
    // Groups of commas alone are amounts, however long.
    Written(
      cells: ["1,234,567", "7,654,321"], format: .init(grouping: ","), values: [1_234_567, 7_654_321]),
  ])
  func numbers(_ test: Written) throws {
    let found = try column(test.cells)
    #expect(found.schema.kind == test.kind && found.schema.numberFormat == test.format, "\(found.schema)")
    let bits = { (values: [Double]) in values.map { $0.isNaN ? 0 : $0.bitPattern } }
    guard case .numbers(let values) = found.values else { throw SaddleError(.malformed, "no numbers") }
    #expect(bits(values) == bits(test.values))
    #expect(found.schema.reason.contains(test.cells.first { Double($0) == nil }!))
    let text = "x;other\n" + test.cells.enumerated().map { "\($1);\($0).5\n" }.joined()
    let table = try parse(text)
    #expect(written(table) == text)
    // A schema comes back from its file.
    let schema = try JSONDecoder().decode(Schema.self, from: JSONEncoder().encode(table.schema))
    #expect(schema == table.schema)
    #expect(written(try Table.parse(Array(text.utf8), name: "t.csv", schema: schema)) == text)
    #expect(try column(test.cells, as: test.kind).schema.numberFormat == test.format)
    #expect(try column(test.cells + test.cells, as: .category).schema.kind == .category)
  }

  /// Codes, several units, groups that are none.
  @Test(arguments: [
    ["5 kg", "5 g", "5 kg"], ["$5", "€5", "$5"], ["12%", "13", "12%"], ["A12", "A13", "A12"], ["No 1", "No 2", "No 1"],
    ["555 123 456", "555 123 457", "555 123 456"], ["1,23", "1,234", "1,23"], ["1,2345", "1,234", "1,234"],
    ["1,234,56", "1,234", "1,234"], [",123", "1,234", "1,234"], ["1234,567", "1,234", "1,234"],
    ["1.234.567", "1.234.568", "1.234.567"], ["007 kg", "008 kg", "007 kg"], ["0,123", "1,123", "0,123"],
    ["-(5)", "5", "-(5)"], ["--5 %", "5 %", "5 %"], ["-$-5", "$5", "$5"], ["5 %%\u{7}", "6 %%\u{7}", "5 %%\u{7}"],
    ["1,234.5,6", "1,234", "1,234"], ["1.5.6 %", "1.5 %", "1.5 %"], ["5 - 6", "7 - 6", "5 - 6"], ["1st", "2nd", "1st"],
    ["SKU-119", "SKU-120", "SKU-119"], ["INV43615", "INV43616", "INV43615"], ["16A", "17A", "16A"],
    ["4th", "9th", "4th"],
    ["3 of 5", "2 of 5", "3 of 5"], ["1 x 20 cm", "2 x 20 cm", "1 x 20 cm"], ["1H20", "2H20", "1H20"],
    ["2020Q2", "2021Q2", "2020Q2"], ["$1e3", "$2e3", "$1e3"], ["4th grade", "5th grade", "4th grade"],
    ["5/", "6/", "5/"],
    ["(613)", "(416)", "(613)"], ["EUR-5", "EUR-6", "EUR-5"], ["+49 151 234 567", "+1 800 555", "+1 800 555"],
    ["₹1,00,00", "₹1,000", "₹1,000"], ["1,00,000", "1,000,000", "1,00,000"], ["$5/5", "$6/5", "$5/5"],
    ["%", "5%", "5%"], ["5+", "6+", "5+"], ["ABCD 5", "ABCD 6", "ABCD 5"], ["$$5", "$$6", "$$5"],
    ["() 5", "(5)", "(5)"],
  ])
  func texts(cells: [String]) throws {
    let found = try column(cells).schema
    #expect(found.kind == .category && found.numberFormat == nil, "\(found)")
    if Self.codes.contains(cells) { return }
    #expect(error { _ = try column(cells, as: .continuous) }?.message.contains("not a number") == true)
  }

  /// What is numbers if the user says so.
  static let codes = [
    ["555 123 456", "555 123 457", "555 123 456"], ["16A", "17A", "16A"], ["(613)", "(416)", "(613)"],
    ["EUR-5", "EUR-6", "EUR-5"], ["+49 151 234 567", "+1 800 555", "+1 800 555"],
  ]

  @Test(arguments: codes) func givenNumbers(cells: [String]) throws {
    let found = try column(cells, as: .integer)
    let values = cells.map { cell in
      let digits = Double(cell.filter(\.isNumber))!
      return cell.contains("(") || cell.contains("-") ? -digits : digits
    }
    #expect(found.values == .numbers(values))
  }

  /// A plus is read, as in plain numbers, and not written.
  @Test func pluses() throws {
    for cells in [["+5%", "-3%", "4%"], ["$+5", "$-3", "$4"], ["+$5", "-$3", "$4"]] {
      #expect(try column(cells).values == .numbers([5, -3, 4]))
    }
  }

  /// As in plain numbers, a zero before the point is not asked for.
  @Test(arguments: ["$", "£", "€ ", "CHF "]) func noDigitBeforeThePoint(prefix: String) throws {
    #expect(try column(["\(prefix).85", "\(prefix)1.20"]).values == .numbers([0.85, 1.2]))
  }

  /// The cell that is not as those before it is at fault, not the first one.
  @Test(arguments: [
    (["5%", "0", "7%"], 3), (["$5", "$6", "€7"], 4), (["5 kg", "6 kg", "1,0 kg"], 4), (["1", "2", "$3"], 4),
  ])
  func faults(cells: [String], line: Int) throws {
    let error = try #require(error { _ = try column(cells, as: .continuous) })
    #expect(error.message.contains("line \(line), column \"x\": \(cells[line - 2].debugDescription) is not a number"))
  }

  @Test func nonFinite() throws {
    #expect(error { _ = try column(["$5", "nan", "$7"]) }?.message.contains("\"nan\" is not a finite number") == true)
  }

  /// The columns that have fractions say what the decimal separator is, whatever else stands in their cells.
  @Test(
    arguments: [
      ("a;b\n1.234,50 €;1.234\n2,25 €;20.500\n", ",", [1_234.5, 2.25], [1_234, 20_500]),
      ("a;b\n1.234 €;1,5\n2.250 €;20\n", ",", [1_234, 2_250], [1.5, 20]),
      ("a,b\n\"$1,234.50\",\"1,234\"\n$2.25,\"20,500\"\n", ".", [1_234.5, 2.25], [1_234, 20_500]),
      ("a,b\n\"1.234,50 €\",\"0,125\"\n\"2,25 €\",\"0,250\"\n", ",", [1_234.5, 2.25], [0.125, 0.25]),
      ("a;b\n1.234;x\n2.250;x\n3.125;y\n", ".", [1.234, 2.25, 3.125], nil),
      ("a;b\n0.234;1,5\n0.250;1,5\n", ".", [0.234, 0.25], nil),
      ("a\tb\n$17,711\t1.75\n$1,711\t2.5\n", ".", [17_711, 1_711], [1.75, 2.5]),
      ("a\tb\n1,234 kg\t1\n2,250 kg\t2\n", ".", [1_234, 2_250], nil),
      ("a;b\n1,234 kg;1\n2,250 kg;2\n", ",", [1.234, 2.25], nil),
      ("a;b\n$1,234;1\n$2,250;2\n", ".", [1_234, 2_250], nil),
      ("a\tb\n1,234 €\t1\n2,250 €\t2\n", ",", [1.234, 2.25], nil),
      ("a;b\n1.234.567 €;1\n2.250 €;2\n", ",", [1_234_567, 2_250], nil),
      ("a,b\n$3.459,1\n$3.899,2\n", ".", [3.459, 3.899], nil),
      // Many columns that could be either do not outweigh one that cannot.
      ("q\tp\tb\n$12.50\t$3.459\t1,234\n$9.75\t$3.899\t2,345\n", ".", [12.5, 9.75], [3.459, 3.899]),
      ("q|p|b\n1.75|1,234|12,345\n2.50|2,345|11,111\n", ".", [1.75, 2.5], [1_234, 2_345]),
      (
        "a,b,c\n42.245,\"6,9\",\"3,1\"\n59.791,\"7,9\",\"3,2\"\n42.245,\"7,9\",\"3,2\"\n", ".",
        [42.245, 59.791, 42.245], nil
      ),
      ("a;b\n1,234;1\n2,250;2\n", ",", [1.234, 2.25], nil),
      ("a;b\n1.234 €;1\n2.250 €;2\n", ",", [1_234, 2_250], nil),
      ("a,b\n42.245,\"6,9\"\n59.791,\"7,9\"\n42.245,\"7,9\"\n", ".", [42.245, 59.791, 42.245], nil),
      ("a;b\n1234.500;1,5\n1234.250;1,5\n", ".", [1_234.5, 1_234.25], nil),
    ] as [(String, String, [Double], [Double]?)])
  func separators(text: String, separator: String, first: [Double], second: [Double]?) throws {
    let table = try parse(text)
    #expect(table.schema.dialect.decimalSeparator == separator)
    #expect(table.columns[0] == .numbers(first))
    if let second { #expect(table.columns[1] == .numbers(second)) }
    #expect(written(table) == text)
  }

  @Test func cellsOfAnotherFile() throws {
    let schema = try parse("x,y\n\"$1,234\",0.5\n$20,1.5\n").schema
    let read = { (cell: String) in
      try Table.parse(Array("x,y\n\(cell),1.5\n$3,2\n".utf8), name: "u.csv", schema: schema).columns[0]
    }
    #expect(try read("\"$5,000\"") == .numbers([5_000, 3]))
    #expect(try read("-$5000") == .numbers([-5_000, 3]))
    for cell in ["5", "€5", "$x", "$", "\"$5,00\"", "nan"] {
      let error = try #require(error { _ = try read(cell) })
      #expect(error.kind == .malformed && error.message.contains("write it as \"$1,234\""), "\(error.message)")
      #expect(error.message.contains("u.csv: line 2, column \"x\""), "\(error.message)")
    }
    for text in ["x>=$1,200", "x>=1,200", "x>=1200", "x>=1.2e3", "x>=+1200"] {
      let table = Table(schema: schema, columns: [.numbers([1_199, 1_200]), .numbers([1, 1])], rowCount: 2)
      #expect(try Condition(text, of: schema).holds(in: table) == [false, true], "\(text)")
    }
    #expect(throws: SaddleError.self) { try Condition("x>=€1200", of: schema) }
  }

  /// What another file happens to hold does not make it have another separator.
  @Test func separatorOfTheSchema() throws {
    let schema = try parse("x\ty\n$1,234,567\t0.5\n$20,000\t1.5\n").schema
    let text = "x\ty\n$20,000\t1\n$3,500\t2\n"
    let table = try Table.parse(Array(text.utf8), name: "u.csv", schema: schema)
    #expect(table.columns == [.numbers([20_000, 3_500]), .numbers([1, 2])])
    // Alone, these would have decimal commas.
    let bare = try parse("x\ty\n1,234,567\t0.5\n20,000\t1.5\n").schema
    let few = "x\ty\n20,000\t1\n3,500\t2\n"
    #expect(try Table.parse(Array(few.utf8), name: "u.csv", schema: bare).columns[0] == .numbers([20_000, 3_500]))
    #expect(try parse(few).columns[0] == .numbers([20, 3.5]))
    // One wrong cell does not make the others wrong.
    let wrong = error { _ = try Table.parse(Array((few + "n.a.\t3\n").utf8), name: "u.csv", schema: bare) }
    #expect(wrong?.message.contains("line 4, column \"x\": \"n.a.\"") == true)
    // The other separator, if more columns can be read with it; but not one that groups.
    let commas = "x;y\n20.000;1,5\n3.500;2,5\n"
    #expect(
      error { _ = try Table.parse(Array(commas.utf8), name: "u.csv", schema: bare) }?.message.contains("line 2") == true
    )
    let plain = try parse("x,y\n\"1,5\",1\n\"2,5\",2\n").schema
    let thousands = try Table.parse(Array("x,y\n\"1,500\",1\n\"2,500\",2\n".utf8), name: "u.csv", schema: plain)
    #expect(thousands.columns[0] == .numbers([1.5, 2.5]))
  }

  /// A schema that was tampered with could else write lines of its own.
  @Test(arguments: [
    "\"suffix\":\"\\nx\"", "\"prefix\":\"\\\"\"", "\"grouping\":\"0\"", "\"groupSize\":0", "\"negative\":\"no\"",
  ])
  func tampering(field: String) throws {
    let name = field.prefix { $0 != ":" }
    let fields = [
      "\"prefix\":\"$\"", "\"suffix\":\" a\"", "\"grouping\":\",\"", "\"groupSize\":3", "\"negative\":\"signFirst\"",
    ]
    let decode = { (fields: [String]) in
      try JSONDecoder().decode(NumberFormat.self, from: Data("{\(fields.joined(separator: ","))}".utf8))
    }
    #expect(try decode(fields) == NumberFormat(prefix: "$", suffix: " a", grouping: ","))
    #expect(throws: DecodingError.self) { try decode(fields.map { $0.hasPrefix(name) ? field : $0 }) }
  }
}
