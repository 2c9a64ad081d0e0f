import CZlib

/// Pictures as PNG files (ISO/IEC 15948).
public enum PNG {
  /// A picture of eight bits a channel.
  ///
  /// - Parameter rgb: red, green and blue of each pixel, row after row from the top: `[height, width, 3]`; traps unless
  ///   it has that many bytes, or if a side is not 1 to 65,536.
  public static func encode(width: Int, height: Int, rgb: [UInt8]) -> [UInt8] {
    precondition((1...65_536).contains(width) && (1...65_536).contains(height) && rgb.count == width * height * 3)
    // Eight bits of truecolour, and the only methods of compression, filtering and interlacing there are.
    let header = bigEndian(width) + bigEndian(height) + [8, 2, 0, 0, 0]
    var rows: [UInt8] = []
    rows.reserveCapacity(height * (width * 3 + 1))
    for row in 0..<height {
      rows.append(0)  // no filter
      rows += rgb[row * width * 3..<(row + 1) * width * 3]
    }
    return [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
      + chunk("IHDR", header) + chunk("IDAT", compressed(rows)) + chunk("IEND", [])
  }

  private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + data
    return bigEndian(data.count) + body + bigEndian(Int(crc32(0, body, UInt32(body.count))))
  }

  private static func compressed(_ bytes: [UInt8]) -> [UInt8] {
    var count = compressBound(UInt(bytes.count))
    var output = Array(repeating: UInt8(0), count: Int(count))
    // It cannot fail: the output has room for the worst case.
    _ = compress2(&output, &count, bytes, UInt(bytes.count), 9)
    return Array(output.prefix(Int(count)))
  }

  private static func bigEndian(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
