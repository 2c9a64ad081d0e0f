import Saddle
import TestSupport
import Testing

/// Files of more rows than are held.
@Suite struct LongTableTests {
  private func scratch() throws -> Scratch {
    let scratch = try Scratch()
    let rows = (0..<3_000).map { "\($0 * 37 % 101).5,\(["u", "v", "w"][$0 % 3])\n" }.joined()
    try scratch.write("x,y\n\(rows)", to: "long.csv")
    return scratch
  }

  @Test("a file, its gzip and standard input give one run, which says how many rows were drawn, and is resumed")
  func drawnOnce() throws {
    let scratch = try scratch()
    let flags = Small.networks.joined(separator: " ") + " --set batch=32 --threads 1 --set table.sampleRows=500"
    let command = try Command(
      script: """
        gzip -c long.csv > long.csv.gz
        saddle train long.csv --steps 5 --out plain \(flags) --quiet
        saddle train long.csv.gz --steps 5 --out gz \(flags) --quiet > gz.txt
        saddle train - --steps 5 --out stdin \(flags) --quiet < long.csv > stdin.txt
        saddle train long.csv --steps 3 --out again \(flags) --quiet > again.txt
        saddle train long.csv --steps 5 --out again --resume --threads 1 --quiet > again.txt
        saddle inspect again | grep drawn
        saddle inspect plain
        saddle sample plain | wc -l
        """, in: scratch)
    #expect(command.errors == "")
    let drawn = try #require(command.lines.first { $0.hasPrefix("trained on ") })
    let words = drawn.split(separator: " ")
    #expect((500...540).contains(try #require(Int(words[2]))) && drawn.contains(" rows drawn from 3000; "))
    let data = "data: long.csv, 3000 rows (\(words[2]) drawn to train on)"
    #expect(command.lines.filter { $0 == data }.count == 2)
    // As many rows as the data has.
    #expect(command.lines.last?.contains("3001") == true)
    let rows = try Command(["sample", "plain", "--count", "50"], in: scratch).output
    for run in ["gz", "stdin"] {
      #expect(try Command(["sample", run, "--count", "50"], in: scratch).output == rows, "\(run)")
    }
  }

  @Test("inspect and evaluate say that they saw a sample")
  func boundedLooks() throws {
    let scratch = try Scratch()
    let block = (0..<1_000).map { "\($0 % 10 == 0 ? "a" : "b")\n" }.joined()
    try scratch.write("kind\n" + String(repeating: block, count: 1_001), to: "long.csv")
    try scratch.write("kind\n" + block, to: "short.csv")
    let inspected = try Command(["inspect", "long.csv"], in: scratch)
    #expect(inspected.output.hasPrefix("long.csv: 1001000 rows (1000000 drawn to look at), 1 columns"))
    let judged = try Command(["evaluate", "short.csv", "--against", "long.csv"], in: scratch)
    #expect(judged.lines.contains("Of the real rows, 1000000 drawn from 1001000 were compared."))
  }
}
