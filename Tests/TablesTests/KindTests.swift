import SaddleFiles
import SaddleTables
import Testing

/// Lengths of time, scales, dates in words and free text.
@Suite struct KindTests {
  struct Written: Sendable {
    let cells: [String]
    let pattern: String
    let seconds: [Double]
  }

  @Test(arguments: [
    Written(cells: ["1:23:45", "27:00:00", "0:00:01"], pattern: "H:mm:ss", seconds: [5_025, 97_200, 1]),
    Written(cells: ["01:23:45", "127:00:00", "00:00:00"], pattern: "HH:mm:ss", seconds: [5_025, 457_200, 0]),
    Written(cells: ["-1:30", "24:00", "0:05"], pattern: "H:mm", seconds: [-5_400, 86_400, 300]),
    Written(cells: ["0:00:01.25", "30:00:00.50"], pattern: "H:mm:ss.SS", seconds: [1.25, 108_000.5]),
    Written(
      cells: ["3 days 04:05:06", "0 days 00:00:00", "1 days 00:00:01"], pattern: "d days HH:mm:ss",
      seconds: [273_906, 0, 86_401]),
    Written(
      cells: ["3 days, 4:05:06", "4:05:06", "1 day, 0:00:00"], pattern: "[d day(s), ]H:mm:ss",
      seconds: [273_906, 14_706, 86_400]),
    Written(
      cells: ["P3DT4H5M6S", "PT5M", "PT0S", "-P1D"], pattern: "PD", seconds: [273_906, 300, 0, -86_400]),
    Written(cells: ["PT90M", "PT5M", "PT5M30S"], pattern: "PM", seconds: [5_400, 300, 330]),
    Written(cells: ["PT1.5S", "PT3600S", "PT0.25S"], pattern: "PS.SS", seconds: [1.5, 3_600, 0.25]),
  ])
  func durations(_ test: Written) throws {
    let found = try column(test.cells)
    #expect(found.schema.kind == .duration && found.schema.dateFormat == test.pattern, "\(found.schema)")
    #expect(found.values == .numbers(test.seconds))
    let text = "x;other\n" + test.cells.enumerated().map { "\($1);\($0).5\n" }.joined()
    #expect(written(try parse(text)) == text)
    #expect(test.seconds.allSatisfy { found.schema.rounded($0) == $0 })
  }

  /// What is no length of time, or not one alone.
  @Test(arguments: [
    ["P1M", "P2M", "P1M"], ["P", "P1D", "P"], ["PT", "PT1H", "PT"], ["P1DT", "P1D", "P1D"], ["PT1H2H", "PT1H", "PT1H"],
    ["25:61", "25:00", "25:00"], ["25:00", "PT5M", "25:00"], ["25:00:00", "25:00", "25:00"], ["25", "25:00", "25"],
    ["PT1.5H", "PT1H", "PT1H"], ["1 day 25:00", "2 days 05:00", "1 day 25:00"], ["9:00", "09:30", "30:00", "9:00"],
  ])
  func notDurations(cells: [String]) throws {
    #expect(try column(cells).schema.kind == .category)
    #expect(error { _ = try column(cells, as: .duration) }?.message.contains("length of time") == true)
  }

  @Test func timesOfDayAreLengthsByTheirName() throws {
    let cells = ["01:30", "02:45", "00:10"]
    #expect(try column(cells).schema.kind == .datetime)
    #expect(try column(cells, name: "trip_duration").schema.kind == .duration)
    #expect(try column(cells, as: .duration).schema.dateFormat == "HH:mm")
    // Values that a network makes are written within what the format can say.
    for (value, text) in [(3_629.0, "01:00"), (-3_600, "-01:00"), (1e300, "277777777:47"), (35_999_999, "10000:00")] {
      let schema = try column(cells, as: .duration).schema
      let table = Table(schema: Schema(columns: [schema]), columns: [.numbers([value])], rowCount: 1)
      #expect(written(table) == "x\n\(text)\n")
    }
  }

  @Test(arguments: [
    (["Jan 5, 2020 1:05 PM", "Dec 31, 2020 12:00 AM"], "MMM d, yyyy h:mm a", 1_578_229_500.0),
    (["05-JAN-20", "31-DEC-20"], "dd-LLL-yy", 1_578_182_400),
    (["5 January 2020", "31 May 2020"], "d MMMM yyyy", 1_578_182_400),
    (["1/5/2020 01:05:09 am", "12/31/2020 12:59:59 pm"], "M/d/yyyy hh:mm:ss aa", 1_578_186_309),
    (["1/5/2020, 1:05:09 AM", "12/31/2020, 12:59:59 PM"], "M/d/yyyy, h:mm:ss a", 1_578_186_309),
    (["2020-01-05 01:05:09 UTC", "2020-12-31 23:00:00 UTC"], "yyyy-MM-dd HH:mm:ss 'UTC'", 1_578_186_309),
    (["5 Jan 2020 01:05:09 GMT", "31 Dec 2020 23:00:00 GMT"], "d MMM yyyy HH:mm:ss 'GMT'", 1_578_186_309),
    (["12:30 PM", "01:00 AM"], "hh:mm a", 45_000),
    (["12:30PM", "1:00AM"], "h:mma", 45_000),
    (["05 Jan 2020 10:15:30", "31 Dec 2020 23:00:00"], "dd MMM yyyy HH:mm:ss", 1_578_219_330),
    (
      ["Sun, 05 Jan 2020 01:05:09 +0000", "Thu, 31 Dec 1964 23:00:00 +0000"], "EEE, dd MMM yyyy HH:mm:ss '+0000'",
      1_578_186_309
    ),
    (["Sunday, January 5, 2020", "Thursday, December 31, 2020"], "EEEE, MMMM d, yyyy", 1_578_182_400),
    (
      ["Sun Jan 05 01:05:09 +0100 2020", "Thu Dec 31 23:00:00 +0100 2020"], "EEE MMM dd HH:mm:ss '+0100' yyyy",
      1_578_186_309
    ),
    (["Sun 2020-01-05", "Thu 2020-12-31"], "EEE yyyy-MM-dd", 1_578_182_400),
    (["2020-01-05 01:05 EST", "2020-12-31 23:00 EST"], "yyyy-MM-dd HH:mm 'EST'", 1_578_186_300),
  ])
  func datesInWords(cells: [String], pattern: String, first: Double) throws {
    let found = try column(cells)
    #expect(found.schema.kind == .datetime && found.schema.dateFormat == pattern, "\(found.schema)")
    guard case .numbers(let values) = found.values else { throw SaddleError(.malformed, "no numbers") }
    #expect(values[0] == first)
    let text = "x;other\n" + cells.enumerated().map { "\($1);\($0).5\n" }.joined()
    #expect(written(try parse(text)) == text)
  }

  @Test func severalFormatsAreSaid() throws {
    let cells = ["2020-01-31", "31.01.2020", "1/31/2020"]
    for cells in [cells, cells + cells] {
      let schema = try column(cells).schema
      #expect(schema.kind == (cells.count == 3 ? .identifier : .category) && schema.reason.contains("several formats"))
    }
    #expect(try !column(cells + ["x", "x"]).schema.reason.contains("formats"))
  }

  /// A weekday that is not the date's is no slip to be mended in silence.
  @Test(arguments: [["Mon, 5 Jan 2020", "Thu, 31 Dec 2020", "Mon, 5 Jan 2020"], ["Sun", "Thu", "Sun"]])
  func weekdaysOfOtherDates(cells: [String]) throws {
    #expect(try column(cells).schema.kind.holdsLabels)
  }

  @Test(arguments: [["Jan", "Jun", "Jan"], ["13:00 PM", "01:00 PM", "13:00 PM"], ["0:30 AM", "1:30 AM", "0:30 AM"]])
  func notDates(cells: [String]) throws {
    #expect(try column(cells).schema.kind == .category)
  }

  @Test(arguments: [
    (["Very_High", "Low", "Medium", "High", "Low"], ["Low", "Medium", "High", "Very_High"]),
    (["65+", "18-25", "26-64", "<18"], ["<18", "18-25", "26-64", "65+"]),
    (["Sun", "Mon", "Sat"], ["Mon", "Sat", "Sun"]),
    (["Ideal", "Fair", "Premium", "Good"], ["Fair", "Good", "Premium", "Ideal"]),
    (["2020-02", "2019-12", "2020-01"], ["2019-12", "2020-01", "2020-02"]),
    (["Q1 2022", "Q4 2021", "Q2 2022"], ["Q4 2021", "Q1 2022", "Q2 2022"]),
    (["10+ years", "< 1 year", "1 year", "2 years"], ["< 1 year", "1 year", "2 years", "10+ years"]),
    (["hoch", "niedrig", "mittel"], ["niedrig", "mittel", "hoch"]),
  ])
  func scales(labels: [String], order: [String]) throws {
    let found = try column(labels + labels)
    #expect(found.schema.kind == .ordered && found.schema.labels == order)
    let codes = (labels + labels).map { Int32(order.firstIndex(of: $0)!) }
    #expect(found.values == .categories(codes))
  }

  @Test(arguments: [["Ja", "Nein"], ["да", "нет"], ["on", "off"], ["Sí", "No"]])
  func booleansOfLanguages(words: [String]) throws {
    #expect(try column(words + words).schema.kind == .boolean)
    #expect(try column([words[0], "x", words[0], "x"]).schema.kind == .category)
  }

  @Test(arguments: [
    ["Low", "High"], ["Low", "High", "green"], ["low", "Low", "high"], ["1-2", "x", "3-4"],
    ["2020-13", "2020-12", "2019-01"],
    ["2 years", "1 year", "x years"],
  ])
  func notScales(labels: [String]) throws {
    #expect(try column(labels + labels).schema.kind != .ordered)
  }

  /// By hand any labels are a scale: by number, by the alphabet, or as a schema says.
  @Test func scalesByHand() throws {
    let cells = ["10", "b", "9", "a", "9", "10", "a", "b"]
    #expect(try column(cells, as: .ordered).schema.labels == ["9", "10", "a", "b"])
    let hints = SchemaHints(columns: [.init(name: "x", kind: .ordered, labels: ["b", "9"])])
    let text = "x,y\n" + cells.enumerated().map { "\($1),\($0 % 3).5\n" }.joined()
    let table = try Table.parse(Array(text.utf8), name: "t.csv", hints: hints)
    #expect(table.schema.columns[0].labels == ["b", "9", "10", "a"])
    #expect(written(table) == text)
    func refuses(_ labels: [String], _ words: String) {
      let hints = SchemaHints(columns: [.init(name: "tier", kind: .ordered, labels: labels)])
      let text = "tier,y\n" + (0..<60).map { "\(["bronze", "silver", "gold"][$0 % 3]),\($0 % 7).5\n" }.joined()
      #expect { try Table.parse(Array(text.utf8), name: "t.csv", hints: hints) } throws: { "\($0)".contains(words) }
    }
    refuses(["bronce", "silver", "gold"], "did you mean \"bronze\"?")
    refuses(["bronze", "silver", "gold", "silver"], "have \"silver\" twice")
    // Labels that other files have, and such as are left out, are no fault.
    let other = SchemaHints(columns: [.init(name: "x", kind: .ordered, labels: ["a", "zinc", "b"])])
    #expect(
      try Table.parse(Array(text.utf8), name: "t.csv", hints: other).schema.columns[0].labels == ["a", "b", "10", "9"])
    // The column's own guess keeps its reason.
    let same = SchemaHints(columns: [.init(name: "y", kind: .continuous)])
    #expect(try Table.parse(Array(text.utf8), name: "t.csv", hints: same).schema.columns[1].reason != "set by hand")
  }

  @Test("many ordered labels are a number that knows its neighbours", arguments: [0, 0.2])
  func manyOrderedLabels(missing: Double) throws {
    var random = SeededGenerator(state: 5)
    let cells = (0..<400).map { _ in
      Double.random(in: 0..<1, using: &random) < missing ? "" : "\(Int.random(in: 0...99, using: &random))-x"
    }
    let found = try column(cells, as: .ordered)
    let codec = ColumnEncoding(fitting: found.values, of: found.schema, TableRecipe()).codec
    #expect(codec.hasNumber && codec.isValid(for: found.schema) && codec.codes == (missing > 0 ? 2 : nil))
    let encoded = codec.encode(found.values, random: &random)
    #expect(codec.decode(numbers: encoded.numbers, codes: encoded.codes) == found.values)
    guard case .categories(let codes) = found.values else { throw SaddleError(.malformed, "no labels") }
    let rising = zip(codes, encoded.numbers).filter { $0.0 >= 0 }.sorted { $0.1 < $1.1 }.map(\.0)
    #expect(rising == rising.sorted())
    var short = found.schema
    short.labels.removeLast()
    #expect(!codec.isValid(for: short))
  }

  @Test func freeTextBecomesFiller() throws {
    let cells = (0..<80).map { "customer \($0) said that the \(["red", "blue"][$0 % 2]) one is late" }
    let found = try column(cells, name: "note")
    #expect(found.schema.kind == .identifier && found.schema.reason.contains("filler words"))
    let table = Table(schema: Schema(columns: [found.schema]), columns: [.unlearned], rowCount: 50)
    let lines = written(table).split(separator: "\n").dropFirst()
    #expect(lines.count == 50 && Set(lines).count > 45)
    #expect(lines.allSatisfy { $0.split(separator: " ").count == 9 })
    let own = Set(cells.flatMap { $0.split(separator: " ") })
    #expect(lines.allSatisfy { own.isDisjoint(with: $0.split(separator: " ")) })
    // Keys with a space or two are keys still.
    #expect(try column((0..<80).map { "order no \($0 * 17 + 100)" }).schema.identifier?.isText == false)
  }
}
