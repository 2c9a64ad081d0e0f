import SaddleFiles
import TestSupport
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Suite struct InputFileTests {
  /// `printf hello | gzip -n`, made by GNU gzip 1.12.
  static let hello: [UInt8] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x86, 0xa6,
    0x10, 0x36, 0x05, 0x00, 0x00, 0x00,
  ]

  @Test(arguments: [0, 1, 2, 3, 262_143, 262_144, 262_145, 1_000_000])
  func readsAllBytesInOrder(count: Int) throws {
    let scratch = try Scratch()
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    try FileSystem.write(bytes, to: scratch("a.bin"))
    #expect(try FileSystem.read(scratch("a.bin")) == bytes)
  }

  @Test func decompressesWhatGzipWrote() throws {
    let scratch = try Scratch()
    try FileSystem.write(Self.hello, to: scratch("hello"))
    #expect(try FileSystem.read(scratch("hello")) == Array("hello".utf8))
  }

  @Test(arguments: [0, 1, 700])
  func readsConcatenatedMembersAndPadding(padding: Int) throws {
    let scratch = try Scratch()
    let zeros = [UInt8](repeating: 0, count: padding)
    try FileSystem.write(Self.hello + zeros + Self.hello + zeros, to: scratch("two"))
    #expect(try FileSystem.read(scratch("two")) == Array("hellohello".utf8))
  }

  /// Members that end exactly where a chunk of input ends take another path than those within it.
  @Test func readsManyMembersAcrossChunks() throws {
    let scratch = try Scratch()
    let count = 25_000  // 25 bytes each: more than two chunks of 256 KiB.
    try FileSystem.write((0..<count).flatMap { _ in Self.hello }, to: scratch("many"))
    let bytes = try FileSystem.read(scratch("many"))
    #expect(bytes.count == 5 * count)
    #expect(bytes.suffix(5) == Array("hello".utf8)[...])
  }

  @Test(arguments: 2..<25)
  func reportsTruncatedGzip(length: Int) throws {
    let scratch = try Scratch()
    try FileSystem.write(Array(Self.hello.prefix(length)), to: scratch("cut"))
    let error = saddleError { _ = try FileSystem.read(scratch("cut")) }
    #expect(error?.kind == .malformed)
    #expect(error?.message.contains("cut ends inside its compressed data at byte \(length);") == true)
  }

  /// Every byte that a check protects: the magic, the method, the data, the checksum and the length.
  @Test(arguments: [2] + Array(10..<25))
  func reportsCorruptedGzip(position: Int) throws {
    let scratch = try Scratch()
    var bytes = Self.hello
    bytes[position] ^= 0x55
    try FileSystem.write(bytes, to: scratch("bad"))
    #expect(saddleError { _ = try FileSystem.read(scratch("bad")) }?.kind == .malformed)
  }

  @Test func reportsWhatFollowsGzip() throws {
    let scratch = try Scratch()
    try FileSystem.write(Self.hello + Array("more".utf8), to: scratch("tail"))
    let error = saddleError { _ = try FileSystem.read(scratch("tail")) }
    #expect(error?.kind == .malformed)
    #expect(error?.message.contains("at byte 25;") == true)
  }

  @Test func reportsMissingFileFolderAndRights() throws {
    let scratch = try Scratch()
    for (path, words) in [(scratch("none"), "no such file"), (scratch.path, "is a folder")] {
      let error = saddleError { _ = try InputFile(path: path) }
      #expect(error?.kind == .noInput)
      #expect(error?.message.contains(path) == true)
      #expect(error?.message.contains(words) == true)
    }
    try FileSystem.write([1], to: scratch("secret"))
    chmod(scratch("secret"), 0)
    if getuid() != 0 {  // Nothing is forbidden to root.
      #expect(saddleError { _ = try InputFile(path: scratch("secret")) }?.kind == .noInput)
    }
  }

  @Test func boundsWhatIsRead() throws {
    let scratch = try Scratch()
    try FileSystem.write([1, 2, 3], to: scratch("three"))
    #expect(try FileSystem.read(scratch("three"), limit: 3) == [1, 2, 3])
    #expect(saddleError { _ = try FileSystem.read(scratch("three"), limit: 2) }?.kind == .malformed)
  }

  /// A pipe hands over bytes as they come, and the first may be one alone.
  @Test func readsAPipeThatTrickles() async throws {
    let scratch = try Scratch()
    let path = scratch("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    let writer = Task.detached {
      let descriptor = open(path, O_WRONLY)
      for var byte in Self.hello {
        write(descriptor, &byte, 1)
        usleep(500)
      }
      close(descriptor)
    }
    #expect(try FileSystem.read(path) == Array("hello".utf8))
    await writer.value
  }
}
