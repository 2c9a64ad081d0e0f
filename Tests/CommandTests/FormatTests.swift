import Saddle
import TestSupport
import Testing

/// Files as people have them just work, and rows come out as they went in.
@Suite struct FormatTests {
  struct Format: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var header = "name,price,count,open,day\n"
    /// What a row must look like.
    let row: String
    var file = "data.csv"
    /// The text of a row's fields in the source.
    let source: @Sendable (_ name: String, _ price: String, _ count: Int, _ open: String, _ day: String) -> String

    var text: String {
      header
        + (0..<80).map { row in
          let day = "2020-\(row % 3 + 10)-\(row % 17 + 10)"
          return source(
            ["Anna", "Bert", "Zoë"][row % 3], "\(row % 10).\(10 + row * 7 % 90)", 500 + row % 40,
            ["yes", "no"][row % 2], day)
        }.joined()
    }
  }

  private static let plain = #"(Anna|Bert|Zoë),\d\.\d\d,5\d\d,(yes|no),2020-1[012]-\d\d\n"#

  static let formats = [
    Format(testDescription: "commas", row: plain) { "\($0),\($1),\($2),\($3),\($4)\n" },
    Format(testDescription: "byte-order mark", header: "\u{FEFF}name,price,count,open,day\n", row: plain) {
      "\($0),\($1),\($2),\($3),\($4)\n"
    },
    Format(
      testDescription: "CRLF", header: "name,price,count,open,day\r\n",
      row: plain.replacing(#"\n"#, with: #"\r\n"#)
    ) { "\($0),\($1),\($2),\($3),\($4)\r\n" },
    Format(
      testDescription: "semicolons and decimal commas", header: "name;price;count;open;day\n",
      row: #"(Anna|Bert|Zoë);\d,\d\d;5\d\d;(yes|no);2020-1[012]-\d\d\n"#
    ) { "\($0);\($1.replacing(".", with: ","));\($2);\($3);\($4)\n" },
    Format(
      testDescription: "tabs", header: "name\tprice\tcount\topen\tday\n",
      row: plain.replacing(",", with: #"\t"#), file: "data.tsv"
    ) { "\($0)\t\($1)\t\($2)\t\($3)\t\($4)\n" },
    Format(
      testDescription: "quotes", header: #""name","price","count","open","day""# + "\n",
      row: #""(Anna|Bert|Zoë)",\d\.\d\d,5\d\d,"(yes|no)",2020-1[012]-\d\d\n"#
    ) { #""\#($0)",\#($1),\#($2),"\#($3)",\#($4)"# + "\n" },
    Format(
      testDescription: "quoted newlines and delimiters",
      row: #""(Anna|Bert|Zoë)\nof ""\w+"", here",\d\.\d\d,5\d\d,(yes|no),2020-1[012]-\d\d\n"#
    ) { "\"\($0)\nof \"\"Kent\"\", here\",\($1),\($2),\($3),\($4)\n" },
    Format(
      testDescription: "missing cells, other dates and numbers with exponents",
      row: #"(Anna|Bert|Zoë|NA),(\d+(\.\d+)?(e-\d+)?)?,(5\d\d)?,(yes|no|),\d\d/1[012]/2020\n"#
    ) { name, price, count, open, day in
      let parts = day.split(separator: "-")
      let fields = [
        count % 9 == 0 ? "NA" : name, count % 7 == 0 ? "" : count % 5 == 0 ? "1.5e-05" : price,
        count % 6 == 0 ? "" : "\(count)", count % 8 == 0 ? "" : open, "\(parts[2])/\(parts[1])/\(parts[0])\n",
      ]
      return fields.joined(separator: ",")
    },
    Format(testDescription: "gzip", row: plain, file: "data.csv.gz") { "\($0),\($1),\($2),\($3),\($4)\n" },
  ]

  @Test(arguments: formats) func rowsComeOutAsTheyWentIn(_ format: Format) throws {
    let scratch = try Scratch()
    // A name that ends in .gz is compressed on the way.
    try scratch.write(format.text, to: format.file)
    let whole = try Regex("(\(format.row))+")
    #expect(try whole.wholeMatch(in: format.text.dropFirst(format.header.count)) != nil, "the pattern fits the source")

    let training = try Command(["train", format.file, "--steps", "3", "--out", "run"] + Small.training, in: scratch)
    #expect(training.exitCode == 0, "\(training.errors)")
    let sampling = try Command(["sample", "run", "--out", format.file, "--count", "200"], in: scratch)
    #expect(sampling.exitCode == 0, "\(sampling.errors)")
    let samples = try scratch.text(format.file)
    #expect(samples.utf8.starts(with: format.header.utf8))
    #expect(try whole.wholeMatch(in: samples.dropFirst(format.header.count)) != nil, "\(samples.prefix(500))")
    #expect(samples.matches(of: try Regex(format.row)).count == 200)
  }

  @Test func standardInputIsAFileLikeAnyOther() throws {
    let scratch = try Scratch()
    let format = Self.formats[0]
    try scratch.write(format.text, to: "data.csv")
    let flags = Small.training.joined(separator: " ") + " --steps 3"
    let script = """
      saddle train - \(flags) < data.csv
      gzip -c data.csv | saddle train - \(flags) --out zipped
      saddle train data.csv --out named \(flags)
      """
    let command = try Command(script: script, in: scratch)
    #expect(command.exitCode == 0)
    #expect(command.output.contains("next: saddle sample runs/stdin --count 1000 --out synthetic.csv\n"))
    #expect(command.output.contains("      saddle inspect runs/stdin\n"))
    let samples = try ["runs/stdin", "zipped", "named"].map { try Command(["sample", $0], in: scratch).output }
    #expect(samples[0] == samples[2])
    #expect(samples[1] == samples[2])
    let evaluation = try Command(script: "saddle evaluate named --against - < data.csv", in: scratch)
    #expect(evaluation.output.hasPrefix("Quality "))
  }

  /// The least that can be learned from, and tables of one column.
  @Test(arguments: ["a,b\n1.5,x\n2.5,y\n", "a\n1.5\n2.5\n", "a\nx\ny\nx\n", "a\n1\n0\n\n1\n", "a,b\nx,\nx,\ny,\n"])
  func smallTablesAreTables(text: String) throws {
    let scratch = try Scratch()
    try scratch.write(text, to: "data.csv")
    let training = try Command(["train", "data.csv", "--steps", "3", "--out", "run"] + Small.training, in: scratch)
    #expect(training.exitCode == 0, "\(training.errors)")
    let samples = try Command(["sample", "run", "--count", "20"], in: scratch)
    #expect(samples.lines.count == 21)
    #expect(try Command(["evaluate", "run", "--against", "data.csv"], in: scratch).exitCode == 0)
  }
}
