import Saddle
import TestSupport
import Testing

#if os(Linux)
  /// Training on a disk that is really full.
  @Suite(.enabled(if: SmallDisk.isPossible, "mounting needs name spaces of users, which this system forbids"))
  struct FullDiskTests {
    private static let train =
      "saddle train toy:gaussian --steps 20 --set 'generator.hidden=[128,128,128]' --set 'critic.hidden=[128,128,128]'"
      + " --set checkpointSeconds=0 --quiet --out run; echo $?"

    /// The first checkpoint of such networks has 0.9 MB.
    @Test func noRoomForARunLeavesNone() throws {
      let command = try SmallDisk.run("\(Self.train); ls -A", kilobytes: 600)
      #expect(command.output == "74\n")
      #expect(command.errors.matches("saddle: cannot write run/checkpoint.safetensors: no space left on device; …\n"))
    }

    @Test func runThatCannotBeReplacedStays() throws {
      let small = "saddle train toy:gaussian --steps 5 --set generator.hidden=8 --set critic.hidden=8 --quiet --out run"
      let resume = "saddle train toy:gaussian --resume --quiet --out run"
      let command = try SmallDisk.run(
        "\(small) > /dev/null; \(Self.train.replacing("--quiet", with: "--quiet --overwrite")); ls -A run; \(resume)",
        kilobytes: 800)
      let files = "checkpoint.safetensors\nevents.jsonl\nmodel.safetensors\nrecipe.json\nsamples\ntheory.jsonl\n"
      #expect(command.output.matches("74\n\(files)trained run (5 steps, …"))
      #expect(command.exitCode == 0)
    }

    @Test func runThatFillsTheDiskCanBeResumed() throws {
      let resume = "saddle train toy:gaussian --resume --quiet --out run"
      let line = "\(Self.train); ls -A run; mount -o remount,size=8m .; \(resume)"
      let command = try SmallDisk.run(line, kilobytes: 1_500)
      let files = "checkpoint.safetensors\nevents.jsonl\nrecipe.json\ntheory.jsonl\n"
      #expect(command.output.matches("74\n\(files)trained run (20 steps, …"))
      #expect(command.errors.contains("no space left on device; the file that was there before is unchanged; "))
      #expect(command.exitCode == 0)
    }
  }

  /// A disk in memory, which in a name space of its own anyone may mount. Where the system forbids that, `ulimit -f` in
  /// `Documentation/Errors.md` is all that stands for a full disk.
  enum SmallDisk {
    static let isPossible = (try? run("true", kilobytes: 64).exitCode) == 0

    /// Runs a line of shell in a disk of that size, which is gone afterwards.
    static func run(_ line: String, kilobytes: Int) throws -> Command {
      let scratch = try Scratch()
      try FileSystem.createDirectory(scratch("disk"))
      let inside = "mount -t tmpfs -o size=\(kilobytes)k tmpfs disk && cd disk && { \(line)\n}"
      return try Command(script: "unshare -rm sh -c \(inside.quotedForShell)", in: scratch)
    }
  }
#endif
