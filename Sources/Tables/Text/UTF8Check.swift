import SaddleFiles

/// Checks that bytes which arrive in pieces are UTF-8 text without NUL (Unicode 16.0, table 3-7).
struct UTF8Check {
  let file: String
  /// Bytes seen before the current piece.
  private var offset = 0
  /// Where the unfinished character began, how many of its bytes are due, and the range of the next one.
  private var start = 0
  private var first: UInt8 = 0
  private var due = 0
  private var range: ClosedRange<UInt8> = 0x80...0xBF

  init(file: String) { self.file = file }

  mutating func check(_ piece: UnsafeBufferPointer<UInt8>) throws {
    let words = UnsafeRawBufferPointer(piece)
    var index = 0
    while index < piece.count {
      if due == 0 {
        // Eight bytes at once while none has its high bit set and none is zero.
        while index + 8 <= piece.count {
          let word = words.loadUnaligned(fromByteOffset: index, as: UInt64.self)
          guard (word | (word &- 0x0101_0101_0101_0101)) & 0x8080_8080_8080_8080 == 0 else { break }
          index += 8
        }
        guard index < piece.count else { break }
      }
      try step(piece[index], at: offset + index)
      index += 1
    }
    offset += piece.count
  }

  /// Throws when the text ends inside a character.
  func finish() throws {
    if due > 0 { throw notUTF8 }
  }

  private mutating func step(_ byte: UInt8, at position: Int) throws {
    if due > 0 {
      guard range.contains(byte) else { throw notUTF8 }
      due -= 1
      range = 0x80...0xBF
      return
    }
    if byte < 0x80 {
      guard byte == 0 else { return }
      throw SaddleError(
        .malformed, "\(file): the byte at offset \(position) is NUL, so this is not text; export the table as UTF-8 CSV"
      )
    }
    (start, first) = (position, byte)
    range = 0x80...0xBF
    switch byte {
    case 0xC2...0xDF: due = 1
    case 0xE0: (due, range) = (2, 0xA0...0xBF)
    case 0xED: (due, range) = (2, 0x80...0x9F)
    case 0xE1...0xEF: due = 2
    case 0xF0: (due, range) = (3, 0x90...0xBF)
    case 0xF4: (due, range) = (3, 0x80...0x8F)
    case 0xF1...0xF3: due = 3
    default: throw notUTF8
    }
  }

  private var notUTF8: SaddleError {
    SaddleError(
      .malformed,
      "\(file): the byte 0x\(String(first, radix: 16, uppercase: true)) at offset \(start) is not UTF-8;"
        + " save the table as UTF-8")
  }
}
