import Saddle
import TestSupport
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Suite struct SampleTests {
  private func train(_ data: String, _ more: [String], in scratch: Scratch) throws {
    let command = try Command(["train", data, "--quiet"] + more, in: scratch)
    try #require(command.exitCode == 0, "\(command.errors)")
  }

  private func sample(_ run: String, _ count: Int, seed: UInt64 = 0, in scratch: Scratch) throws -> String {
    try Command(["sample", run, "--count", "\(count)", "--seed", "\(seed)"], in: scratch).output
  }

  /// Networks and batches large enough that their work is split between threads.
  @Test(arguments: ["Examples/penguins.csv", "toy:ring8"])
  func bitsDoNotDependOnThreads(data: String) throws {
    let scratch = try Scratch.withExamples()
    let recipe = ["--steps", "10", "--set", "generator.hidden=128,64", "--set", "critic.hidden=128,128"]
    for threads in ["1", "2", "3"] {
      try train(data, recipe + ["--set", "batch=400", "--threads", threads, "--out", "run\(threads)"], in: scratch)
    }
    for file in ["model.safetensors", "checkpoint.safetensors", "events.jsonl", "recipe.json"] {
      let bytes = try scratch.read("run1/\(file)")
      #expect(try scratch.read("run2/\(file)") == bytes, "\(file)")
      #expect(try scratch.read("run3/\(file)") == bytes, "\(file)")
    }
    let rows = try sample("run1", 3_000, in: scratch)
    #expect(try sample("run2", 3_000, in: scratch) == rows)
  }

  @Test(arguments: ["Examples/penguins.csv", "toy:moons"])
  func seedAndCountDecideTheRows(data: String) throws {
    let scratch = try Scratch.withExamples()
    try train(data, ["--steps", "3", "--out", "run"] + Small.training, in: scratch)
    let rows = try sample("run", 3_000, in: scratch)
    #expect(rows.filter(\.isNewline).count == 3_001)
    #expect(try sample("run", 3_000, in: scratch) == rows)
    for count in [1, 100, 256, 1_025] {
      let fewer = try sample("run", count, in: scratch)
      #expect(fewer.filter(\.isNewline).count == count + 1)
      #expect(rows.hasPrefix(fewer))
    }
    let others = try sample("run", 3_000, seed: 1, in: scratch)
    #expect(others != rows)
    // Not the same rows in another order either.
    #expect(Set(others.split(separator: "\n")).intersection(rows.split(separator: "\n")).count < 1_500)
  }

  @Test func seedDecidesTheTraining() throws {
    let scratch = try Scratch.withExamples()
    for (run, seed) in [("a", "7"), ("b", "7"), ("c", "8")] {
      try train("toy:moons", ["--steps", "5", "--seed", seed, "--out", run] + Small.training, in: scratch)
    }
    let models = try ["a", "b", "c"].map { try scratch.read("\($0)/model.safetensors") }
    #expect(models[0] == models[1])
    #expect(models[0] != models[2])
  }

  @Test func asManyRowsAsTheDataUnlessToldOtherwise() throws {
    let scratch = try Scratch.withExamples()
    try train("Examples/penguins.csv", ["--steps", "1", "--out", "run"] + Small.training, in: scratch)
    #expect(try Command(["sample", "run"], in: scratch).lines.count == 345)
    let command = try Command(["sample", "run", "--out", "rows.csv.gz"], in: scratch)
    #expect(command.output == "" && command.errors == "")
    #expect(try Command(script: "gzip -dc rows.csv.gz | wc -l", in: scratch).output.contains("345"))
  }

  #if os(Linux)
    /// A million rows take the memory of ten thousand.
    @Test func memoryIsConstant() throws {
      let scratch = try Scratch.withExamples()
      try train("Examples/penguins.csv", ["--steps", "1", "--out", "run"] + Small.training, in: scratch)
      func peak(_ count: Int) throws -> Int {
        let sampling = try Running(["sample", "run", "--count", "\(count)", "--out", "rows.csv"], in: scratch)
        var peak = 0
        // The system's own high-water mark of the process; what wait4 tells would include that of the test.
        try sampling.wait {
          var status = Array(repeating: UInt8(0), count: 4_096)
          let file = open("/proc/\(sampling.process)/status", O_RDONLY)
          defer { close(file) }
          let length = read(file, &status, status.count)
          let text = String(decoding: status.prefix(max(0, length)), as: UTF8.self)
          guard let mark = text.firstMatch(of: /VmHWM:\s+(\d+) kB/) else { return true }
          if text.hasPrefix("Name:\tsaddle") { peak = max(peak, Int(mark.1) ?? 0) }
          return false
        }
        #expect(try sampling.wait().exitCode == 0)
        return peak
      }
      let small = try peak(10_000)
      #expect(small > 1_000)
      #expect(try peak(1_000_000) < small * 3 / 2)
      #expect(try Command(script: "wc -l < rows.csv", in: scratch).output.contains("1000001"))
    }
  #endif

  /// As many rows as there are numbers, of which a reader takes two lines.
  @Test func anyNumberOfRowsCanBegin() throws {
    let scratch = try Scratch()
    let train = ["train", "toy:gaussian", "--steps", "2", "--out", "run"] + Small.training
    try #require(try Command(train, in: scratch).exitCode == 0)
    let script = "(saddle sample run --count \(Int.max); echo $? >&2) | head -n 2"
    let command = try Command(script: script, in: scratch)
    #expect(command.lines.count == 2 && command.lines.first == "x,y")
    #expect(command.errors == "0\n")
  }
}
