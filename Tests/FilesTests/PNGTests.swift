import CZlib
import SaddleFiles
import Testing

@Suite struct PNGTests {
  /// Each part of a file as the standard lays it out: length, name, data, check sum over name and data.
  @Test func partsAreWhole() throws {
    let rgb: [UInt8] = (0..<7 * 5 * 3).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    var rest = PNG.encode(width: 7, height: 5, rgb: rgb)[...]
    #expect(Array(rest.prefix(8)) == [137, 80, 78, 71, 13, 10, 26, 10])
    rest = rest.dropFirst(8)
    var parts: [(name: String, data: [UInt8])] = []
    while !rest.isEmpty {
      let length = Self.number(rest.prefix(4))
      let body = Array(rest.dropFirst(4).prefix(4 + length))
      #expect(Self.number(rest.dropFirst(8 + length).prefix(4)) == Int(crc32(0, body, UInt32(body.count))))
      parts.append((String(decoding: body.prefix(4), as: UTF8.self), Array(body.dropFirst(4))))
      rest = rest.dropFirst(12 + length)
    }
    #expect(parts.map(\.name) == ["IHDR", "IDAT", "IEND"])
    #expect(parts[0].data == [0, 0, 0, 7, 0, 0, 0, 5, 8, 2, 0, 0, 0])
    var pixels = Array(repeating: UInt8(0), count: 5 * (1 + 7 * 3))
    var count = UInt(pixels.count)
    #expect(uncompress(&pixels, &count, parts[1].data, UInt(parts[1].data.count)) == Z_OK)
    let rows = (0..<5).flatMap { [0] + rgb[$0 * 21..<$0 * 21 + 21] }
    #expect(Int(count) == rows.count && pixels == rows)
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
}
