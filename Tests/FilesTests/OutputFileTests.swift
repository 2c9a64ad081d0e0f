import SaddleFiles
import TestSupport
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Suite struct OutputFileTests {
  /// Bytes that do not compress to nothing: the high bytes of a linear congruential sequence.
  static func noise(_ count: Int) -> [UInt8] {
    var state: UInt32 = 1
    return (0..<count).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
  }

  @Test(arguments: ["plain", "packed.gz"], [0, 1, 262_144, 1_500_000])
  func roundTrips(name: String, count: Int) throws {
    let scratch = try Scratch()
    let bytes = Self.noise(count)
    let file = try OutputFile(path: scratch(name))
    try file.write(Array(bytes.prefix(count / 3)))
    try file.write(Array(bytes.dropFirst(count / 3)))
    #expect(!FileSystem.exists(scratch(name)))
    try file.commit()
    #expect(try FileSystem.list(scratch.path) == [name])
    #expect(try FileSystem.read(scratch(name)) == bytes)
  }

  @Test func compresses() throws {
    let scratch = try Scratch()
    try FileSystem.write([UInt8](repeating: 7, count: 1_000_000), to: scratch("sevens.gz"))
    #expect(try #require(size(scratch("sevens.gz"))) < 10_000)
  }

  @Test func leavesTheOldFileUnlessCommitted() throws {
    let scratch = try Scratch()
    try FileSystem.write(Array("old".utf8), to: scratch("a"))
    do {
      let file = try OutputFile(path: scratch("a"))
      try file.write(Self.noise(600_000))
      #expect(try FileSystem.list(scratch.path).count == 2)
    }
    #expect(try FileSystem.list(scratch.path) == ["a"])
    #expect(try FileSystem.read(scratch("a")) == Array("old".utf8))
  }

  @Test func twoWritersOfOneNameDoNotMix() throws {
    let scratch = try Scratch()
    let (first, second) = (try OutputFile(path: scratch("a")), try OutputFile(path: scratch("a")))
    try first.write([1])
    try second.write([2])
    try second.commit()
    try first.commit()
    #expect(try FileSystem.read(scratch("a")) == [1])
    #expect(try FileSystem.list(scratch.path) == ["a"])
  }

  @Test func followsLinksAndTakesLongNames() throws {
    let scratch = try Scratch()
    try FileSystem.write([1], to: scratch("real"))
    symlink("real", scratch("link"))
    try FileSystem.write([2], to: scratch("link"))
    #expect(try FileSystem.read(scratch("real")) == [2])
    let long = String(repeating: "ü", count: 127)
    try FileSystem.write([3], to: scratch(long))
    #expect(try FileSystem.read(scratch(long)) == [3])
  }

  @Test func reportsWhatCannotBeCreated() throws {
    let scratch = try Scratch()
    try FileSystem.write([1], to: scratch("file"))
    for path in [scratch.path, "\(scratch.path)/", scratch("none/a"), scratch("file/a"), scratch("new/")] {
      let error = saddleError { _ = try OutputFile(path: path) }
      #expect(error?.kind == .cannotCreate, "\(path)")
      #expect(error?.message.contains(path) == true)
    }
    if getuid() != 0 {  // Nothing is forbidden to root.
      chmod(scratch("file"), 0o400)
      #expect(saddleError { _ = try OutputFile(path: scratch("file")) }?.kind == .cannotCreate)
    }
  }

  #if os(Linux)
    @Test(arguments: [1, 1_000_000])
    func reportsAFullDisk(count: Int) throws {
      let error = saddleError { try FileSystem.write(Self.noise(count), to: "/dev/full") }
      #expect(error?.kind == .inputOutput)
      #expect(error?.message.contains("/dev/full") == true)
      #expect(error?.message.contains("free some space") == true)
    }
  #endif

  /// A limit on file sizes fails in the middle, as a full disk does; an exit test keeps the limit to itself.
  @Test func leavesNothingWhenTheDiskFills() async {
    await #expect(processExitsWith: .success) {
      let scratch = try Scratch()
      try FileSystem.write([1], to: scratch("a"))
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 300_000, rlim_max: 300_000)
      #if canImport(Glibc)
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      #else
        setrlimit(RLIMIT_FSIZE, &limit)
      #endif
      let error = saddleError { try FileSystem.write(OutputFileTests.noise(1_000_000), to: scratch("a")) }
      try #require(error?.kind == .inputOutput)
      try #require(error?.message.contains("the file that was there before is unchanged") == true)
      try #require(try FileSystem.list(scratch.path) == ["a"])
      try #require(try FileSystem.read(scratch("a")) == [1])
    }
  }

  private func size(_ path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }
}
