import SaddleFiles
import TestSupport
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Suite struct FileSystemTests {
  @Test func createsListsAndRemovesFolders() throws {
    let scratch = try Scratch()
    try FileSystem.createDirectory(scratch("a/b/c"))
    try FileSystem.createDirectory(scratch("a/b/c"))
    try FileSystem.write([], to: scratch("a/b/z"))
    #expect(FileSystem.isDirectory(scratch("a/b/c")))
    #expect(!FileSystem.isDirectory(scratch("a/b/z")))
    #expect(FileSystem.exists(scratch("a/b/z")))
    #expect(try FileSystem.list(scratch("a/b")) == ["c", "z"])
    #expect(saddleError { try FileSystem.createDirectory(scratch("a/b/z/y")) }?.kind == .cannotCreate)
    #expect(saddleError { _ = try FileSystem.list(scratch("none")) }?.kind == .noInput)
    try FileSystem.remove(scratch("a"))
    try FileSystem.remove(scratch("a"))
    #expect(try FileSystem.list(scratch.path) == [])
  }

  @Test func removesALinkNotWhatItNames() throws {
    let scratch = try Scratch()
    try FileSystem.createDirectory(scratch("kept"))
    try FileSystem.write([1], to: scratch("kept/a"))
    try FileSystem.createDirectory(scratch("gone"))
    symlink("../kept", scratch("gone/link"))
    try FileSystem.remove(scratch("gone"))
    #expect(try FileSystem.list(scratch.path) == ["kept"])
    #expect(try FileSystem.list(scratch("kept")) == ["a"])
  }

  @Test(arguments: [
    ("b.csv", ".", "b.csv"), ("a/b.csv", "a", "b.csv"), ("/b.csv", "/", "b.csv"), ("/a/b/", "/a", "b"),
    ("./a", ".", "a"), ("/", "/", ""), ("a/\u{301}b", "a", "\u{301}b"),
  ])
  func splits(path: String, folder: String, name: String) {
    #expect(FileSystem.split(path) == (folder, name))
  }
}

@Suite struct AppendFileTests {
  @Test func appendsAndCutsOff() throws {
    let scratch = try Scratch()
    do {
      let file = try AppendFile(path: scratch("log"))
      #expect(file.length == 0)
      try file.append(line: Array("one".utf8))
      try file.append(line: Array("two".utf8))
      #expect(file.length == 8)
      #expect(try FileSystem.read(scratch("log")) == Array("one\ntwo\n".utf8))
    }
    let again = try AppendFile(path: scratch("log"))
    #expect(again.length == 8)
    try again.append(line: Array("three".utf8))
    let resumed = try AppendFile(path: scratch("log"), keeping: 4)
    try resumed.append(line: Array("2".utf8))
    try resumed.synchronize()
    #expect(try FileSystem.read(scratch("log")) == Array("one\n2\n".utf8))
  }

  @Test func reportsALogThatIsTooShort() throws {
    let scratch = try Scratch()
    try FileSystem.write(Array("one\n".utf8), to: scratch("log"))
    for length in [-1, 5, Int.max] {
      #expect(saddleError { _ = try AppendFile(path: scratch("log"), keeping: length) }?.kind == .malformed)
    }
    #expect(try FileSystem.read(scratch("log")) == Array("one\n".utf8))
    #expect(saddleError { _ = try AppendFile(path: scratch("none/log")) }?.kind == .cannotCreate)
  }

  #if os(Linux)
    @Test func reportsAFullDisk() throws {
      let file = try AppendFile(path: "/dev/full")
      #expect(saddleError { try file.append(line: [65]) }?.kind == .inputOutput)
    }
  #endif
}
