import CZlib

/// Decompresses a gzip stream of one or more members, a chunk at a time.
final class Gunzip {
  /// The two bytes that every gzip file begins with (RFC 1952).
  static let mark: [UInt8] = [0x1f, 0x8b]

  private let name: String
  /// On the heap, since zlib's state points back at it.
  private let stream: UnsafeMutablePointer<z_stream>
  private var input: [UInt8] = []
  private var consumed = 0
  /// Where `input` begins in the compressed file.
  private var inputOffset = 0
  private var isBetweenMembers = false

  init(name: String) throws {
    self.name = name
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 15 is the largest window; 16 more asks for the gzip format alone.
    guard inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      stream.deallocate()
      throw SaddleError(.inputOutput, "cannot decompress \(name): zlib did not start; free some memory and try again")
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// The next decompressed bytes, nil at the end; `source` hands over compressed bytes, none at the end.
  func nextChunk(from source: () throws -> [UInt8]) throws -> [UInt8]? {
    while true {
      if consumed == input.count {
        inputOffset += input.count
        (input, consumed) = (try source(), 0)
        if input.isEmpty {
          if isBetweenMembers { return nil }
          throw malformed("ends inside its compressed data")
        }
      }
      if isBetweenMembers {
        guard try beginNextMember() else { continue }
      }
      let output = try inflateSome()
      if !output.isEmpty { return output }
    }
  }

  /// Skips the zeros that some tools pad with; false if more input is needed.
  private func beginNextMember() throws -> Bool {
    while consumed < input.count, input[consumed] == 0 { consumed += 1 }
    if consumed == input.count { return false }
    guard input[consumed] == Self.mark[0] else { throw malformed("goes on after its compressed data") }
    inflateReset(stream)
    isBetweenMembers = false
    return true
  }

  private func inflateSome() throws -> [UInt8] {
    var result = Z_OK
    let output = [UInt8](unsafeUninitializedCapacity: SystemCall.chunkSize) { output, count in
      input.withUnsafeMutableBufferPointer { input in
        stream.pointee.next_in = input.baseAddress! + consumed
        stream.pointee.avail_in = UInt32(input.count - consumed)
        stream.pointee.next_out = output.baseAddress
        stream.pointee.avail_out = UInt32(output.count)
        result = inflate(stream, Z_NO_FLUSH)
        consumed = input.count - Int(stream.pointee.avail_in)
        count = output.count - Int(stream.pointee.avail_out)
      }
    }
    switch result {
    case Z_OK: break
    case Z_BUF_ERROR: break  // More input is needed.
    case Z_STREAM_END: isBetweenMembers = true
    case Z_MEM_ERROR:
      throw SaddleError(.inputOutput, "cannot decompress \(name): out of memory; free some memory and try again")
    default:
      throw malformed("is corrupted")
    }
    return output
  }

  private func malformed(_ what: String) -> SaddleError {
    SaddleError(
      .malformed,
      "\(name) \(what) at byte \(inputOffset + consumed); copy or download the file again, or decompress it yourself")
  }
}
