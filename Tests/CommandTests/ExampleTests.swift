import Saddle
import TestSupport
import Testing

/// The program in Examples/Ring, which depends on this package by path, as somebody else's would.
@Suite struct ExampleTests {
  private static let root = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()

  @Test("README shows the example as it is, in fewer than 25 lines")
  func shown() throws {
    let source = String(
      decoding: try FileSystem.read("\(Self.root)/Examples/Ring/Sources/Ring/main.swift"), as: UTF8.self)
    let readme = String(decoding: try FileSystem.read("\(Self.root)/README.md"), as: UTF8.self)
    #expect(readme.contains("```swift\n\(source)```"))
    #expect(source.split(separator: "\n", omittingEmptySubsequences: false).count <= 25)
  }

  @Test("the example builds and finds the modes of the ring")
  func ring() throws {
    let scratch = try Scratch()
    let run = try Command(
      script:
        "swift run -c release --package-path '\(Self.root)/Examples/Ring' --scratch-path '\(Self.root)/.build/example-ring'",
      in: scratch)
    #expect(run.exitCode == 0, "\(run.errors)")
    let counts = run.output.split(separator: " ").compactMap { Int($0) }
    try #require(counts.count == 3, "\(run.output)")
    #expect(counts[0] == 8)
    #expect(counts[1] == 8)
    #expect(counts[2] >= 75, "percent of samples within three deviations")
  }
}
