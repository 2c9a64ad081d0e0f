import Saddle
import TestSupport
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// However training ends early, resuming it leads to the same bits.
@Suite struct InterruptionTests {
  private static let table = ["Examples/penguins.csv"] + Small.training
  private static let density = ["toy:ring8"] + Small.training

  /// The model, its rows and all events but those of starting and stopping are those of a training that never stopped.
  private func expectSameBits(as arguments: [String], in scratch: Scratch) throws {
    let whole = try Command(["train"] + arguments + ["--out", "whole"], in: scratch)
    try #require(whole.exitCode == 0, "\(whole.errors)")
    #expect(try scratch.read("run/model.safetensors") == scratch.read("whole/model.safetensors"))
    // Its header tells the length of the log, which has more lines.
    let states = try ["run", "whole"].map { name in
      try Safetensors(decoding: scratch.read("\(name)/checkpoint.safetensors"), name: name)
    }
    #expect(states[0].tensors == states[1].tensors)
    let samples = try ["run", "whole"].map { try Command(["sample", $0, "--seed", "5"], in: scratch).output }
    #expect(samples[0] == samples[1])
    let events = try ["run", "whole"].map { name in
      try scratch.text("\(name)/events.jsonl").split(separator: "\n").filter { $0.contains(#""event":"step""#) }
    }
    #expect(events[0] == events[1])
    #expect(try FileSystem.list(scratch("run")) == FileSystem.list(scratch("whole")))
  }

  @Test(arguments: [(SIGINT, density), (SIGTERM, table)])
  func interruptedTrainingGoesOn(signal: Int32, data: [String]) throws {
    let scratch = try Scratch.withExamples()
    let arguments = data + ["--steps", "1500"]
    let training = try Running(["train"] + arguments + ["--out", "run"], in: scratch)
    try training.wait { (try? scratch.text("run/events.jsonl").contains("criticLoss")) == true }
    training.send(signal: signal)
    let interrupted = try training.wait()
    #expect(interrupted.exitCode == 130)
    #expect(interrupted.output == "")
    let advice = "`saddle train \(data[0]) --out run --resume` goes on\n"
    #expect(interrupted.errors.matches("saddle: interrupted after step … of 1500, and saved; \(advice)"))
    #expect(try Command(["inspect", "run"], in: scratch).output.matches("…\nstep … of 1500; can be sampled\n"))
    #expect(try Command(["sample", "run", "--count", "10"], in: scratch).lines.count == 11)

    let resumed = try Command(["train", data[0], "--out", "run", "--resume", "--quiet"], in: scratch)
    #expect(resumed.exitCode == 0, "\(resumed.errors)")
    #expect(resumed.output.hasPrefix("trained run (1500 steps, "))
    try expectSameBits(as: arguments, in: scratch)
  }

  /// `kill -9` at any instant, most of which lie within the writing of a checkpoint, leaves one that is whole.
  @Test func killedTrainingGoesOn() throws {
    let scratch = try Scratch.withExamples()
    // Without a decay of learning rates and penalties, how many steps are still to come makes no difference to those taken.
    let arguments =
      Self.table + [
        "--set", "checkpointSeconds=0", "--set", "decayShare=0", "--set", "penaltySchedule.decay=1",
      ]
    let checkpoint = scratch("run/checkpoint.safetensors")
    var lastStep = 0
    for attempt in 0..<14 {
      let begin = arguments + ["--out", "run", "--overwrite", "--steps", "1000000"]
      let goOn = [arguments[0], "--out", "run", "--resume", "--threads", "1", "--quiet"]
      let before = Self.inode(checkpoint)
      let training = try Running(["train"] + (before == nil ? begin : goOn), in: scratch)
      // The first instants lie before and around the first checkpoint, the others after a new one.
      if attempt >= 4 { try training.wait { Self.inode(checkpoint) != before } }
      usleep(.random(in: 0...40_000))
      training.send(signal: SIGKILL)
      let killed = try training.wait()
      try #require(killed.exitCode == 128 + SIGKILL, "\(killed.errors)")
      guard FileSystem.exists(checkpoint) else { continue }
      let description = try Command(["inspect", "run"], in: scratch)
      let match = try #require(description.output.firstMatch(of: /step (\d+) of 1000000/), "\(description.errors)")
      let step = try #require(Int(match.1))
      #expect(step >= lastStep)
      lastStep = step
    }
    #expect(lastStep >= 10)
    let steps = ["--steps", "\(lastStep + 5)"]
    let resumed = try Command(["train", arguments[0], "--out", "run", "--resume", "--quiet"] + steps, in: scratch)
    #expect(resumed.exitCode == 0, "\(resumed.errors)")
    try expectSameBits(as: arguments + steps, in: scratch)
  }

  /// The number of the file, which is another once a new one took its place.
  private static func inode(_ path: String) -> UInt64? {
    var status = stat()
    return stat(path, &status) == 0 ? UInt64(status.st_ino) : nil
  }

  /// Training for longer goes on from where it ended.
  @Test func finishedTrainingCanBeProlonged() throws {
    let scratch = try Scratch.withExamples()
    let training = try Command(["train"] + Self.density + ["--out", "run", "--steps", "20"], in: scratch)
    #expect(training.exitCode == 0)
    let more = try Command(["train", "toy:ring8", "--out", "run", "--resume", "--steps", "50", "--quiet"], in: scratch)
    #expect(more.output.hasPrefix("trained run (50 steps, "))
    #expect(try scratch.text("run/events.jsonl").contains(#"{"event":"started","step":20,"steps":50}"#))
  }

  /// Rows that were not all written leave no file.
  @Test func interruptedSamplingLeavesNothing() throws {
    let scratch = try Scratch.withExamples()
    _ = try Command(["train"] + Self.density + ["--out", "run", "--steps", "1"], in: scratch)
    try scratch.write("old\n", to: "rows.csv")
    let sampling = try Running(["sample", "run", "--count", "1000000000", "--out", "rows.csv"], in: scratch)
    try sampling.wait { try FileSystem.list(scratch.path).contains { $0.hasSuffix(".partial") } }
    sampling.send(signal: SIGINT)
    let interrupted = try sampling.wait()
    #expect(interrupted.exitCode == 130)
    let sentence = "saddle: interrupted after … of 1000000000 rows; sample again to write them all\n"
    #expect(interrupted.errors.matches(sentence))
    #expect(try scratch.text("rows.csv") == "old\n")
    #expect(try FileSystem.list(scratch.path) == ["Examples", "rows.csv", "run"])
  }
}
