import TestSupport
import Testing

/// How long a training is still to take follows from its steps alone.
@Suite struct TimeLeftTests {
  @Test("data that comes late does not count as steps")
  func lateData() throws {
    let scratch = try Scratch()
    try scratch.write("x,y\n" + (0..<200).map { "\($0 * 37 % 101).5,\($0 % 7 * 3)\n" }.joined(), to: "t.csv")
    // The first step ends well within a second of its beginning, before which nothing is told.
    let command = try Command(
      script: "(sleep 1.5; cat t.csv) | saddle train - --steps 3 --out run", in: scratch)
    let first = command.errors.split(separator: "\n").first { $0.hasPrefix("step 1/3") }
    #expect(command.exitCode == 0 && first?.contains("left") == false, "\(command.errors)")
  }
}
