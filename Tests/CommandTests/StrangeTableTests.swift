import Saddle
import TestSupport
import Testing

/// Tables that nobody would call tidy, from the command line: rows, or one sentence.
@Suite struct StrangeTableTests {
  /// Trains a few steps and gives the rows that are sampled, without the header.
  private func rows(_ text: String, _ count: Int = 200, _ more: [String] = []) throws -> [String] {
    let scratch = try Scratch()
    try scratch.write(text, to: "t.csv")
    let training = try Command(["train", "t.csv", "--steps", "2", "--out", "run"] + Small.training + more, in: scratch)
    try #require(training.exitCode == 0, "\(training.errors)")
    let sampling = try Command(["sample", "run", "--count", "\(count)"], in: scratch)
    try #require(sampling.exitCode == 0 && sampling.lines.count == count + 1, "\(sampling.errors)")
    return Array(sampling.lines.dropFirst())
  }

  @Test func fiveRows() throws {
    let rows = try rows(
      "day,kind,size\n2020-01-01,a,1.5\n2020-01-02,b,2.5\n2020-01-03,a,3.5\n2020-01-04,b,\n2020-01-05,a,4.5\n")
    #expect(rows.allSatisfy { $0.contains(/^2020-01-0[1-5],[ab],([1-4]\.5)?$/) })
  }

  @Test func twoThousandColumns() throws {
    let header = (0..<2_000).map { "c\($0)" }.joined(separator: ",")
    let body = (0..<60).map { row -> String in
      let cells = (0..<2_000).map { column -> String in
        if column % 4 == 3 { return (row + column) % 2 == 0 ? "u" : "v" }
        return String(row * (column + 7) % 53)
      }
      return cells.joined(separator: ",")
    }
    let scratch = try Scratch()
    try scratch.write(([header] + body).joined(separator: "\n") + "\n", to: "wide.csv")
    let inspection = try Command(["inspect", "wide.csv"], in: scratch)
    #expect(inspection.exitCode == 0 && inspection.lines.count > 2_000)
    let plan = try Command(["train", "wide.csv", "--dry-run"] + Small.training, in: scratch)
    #expect(plan.exitCode == 0, "\(plan.errors)")
  }

  /// One label in a million rows is a label like others.
  @Test func onceInAMillion() throws {
    let scratch = try Scratch()
    let script = """
      (echo 'kind,size'; yes 'common,1.5' | head -n 499999; echo 'rare,7.25'; yes 'common,2.5' | head -n 500000) > t.csv
      saddle train t.csv --steps 1 --dry-run --set table.rules=false \(Small.training.joined(separator: " ")) > plan
      saddle inspect t.csv
      """
    let command = try Command(script: script, in: scratch)
    #expect(command.exitCode == 0, "\(command.errors)")
    #expect(command.output.contains("common, rare") && command.output.contains("1000000 rows"))
    #expect(try scratch.text("plan").hasPrefix("columns: kind: category, size: continuous\n"))
  }

  @Test func allRowsEqual() throws {
    let scratch = try Scratch()
    try scratch.write("a,b\n" + String(repeating: "1,x\n", count: 50), to: "t.csv")
    let command = try Command(["train", "t.csv"], in: scratch)
    #expect(command.exitCode == 65)
    #expect(command.errors.hasPrefix("saddle: t.csv: all columns are constant") && command.lines.isEmpty)
  }

  @Test(arguments: ["label \("x")", "0.5", "2020-01-01"])
  func twoEqualColumns(sample: String) throws {
    let cells = (0..<90).map { row in
      switch sample.first! {
      case "l": "label \(row % 5)"
      case "0": "0.\(100 + row * 37 % 101)"
      default: "2020-\(row % 3 + 10)-\(row % 17 + 10)"
      }
    }
    let rows = try rows("a,noise,b\n" + cells.enumerated().map { "\($1),\($0 % 9),\($1)\n" }.joined())
    for row in rows {
      let fields = row.split(separator: ",")
      #expect(fields[0] == fields[2])
    }
    #expect(Set(rows.map { $0.split(separator: ",")[0] }).count >= 4)
  }

  /// Cells of several formats or kinds are text, and come out as they stand.
  @Test(arguments: [
    ["2020-01-31", "31.01.2020", "1/31/2020"], ["12", "twelve", "2020-01-12", "12:00", "true"],
    ["1:30", "PT90M", "90"],
  ])
  func severalFormatsInOneColumn(cells: [String]) throws {
    let rows = try rows("mixed,size\n" + (0..<90).map { "\(cells[$0 % cells.count]),\($0 % 7).5\n" }.joined())
    #expect(Set(rows.map { String($0.split(separator: ",")[0]) }).isSubset(of: cells))
  }

  /// Ten thousand labels take what ten thousand labels take.
  @Test func tenThousandCategories() throws {
    let text = "city,size\n" + (0..<30_000).map { "city \($0 * 7_919 % 10_000),\($0 % 11).5\n" }.joined()
    let rows = try rows(text, 50, ["--set", "table.matchMarginals=false"])
    #expect(rows.allSatisfy { $0.contains(/^city \d{1,4},\d{1,2}\.5$/) })
  }
}
