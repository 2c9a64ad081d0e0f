import CZlib

/// Compresses to one gzip member, a chunk at a time.
final class Gzip {
  /// On the heap, since zlib's state points back at it.
  private let stream: UnsafeMutablePointer<z_stream>

  init(name: String) throws {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // Level 6 is gzip's own default; 15 is the largest window, 16 more asks for the gzip format; 8 is zlib's default
    // memory level.
    let size = Int32(MemoryLayout<z_stream>.size)
    guard deflateInit2_(stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK else {
      stream.deallocate()
      throw SaddleError(.inputOutput, "cannot compress \(name): zlib did not start; free some memory and try again")
    }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Compresses `bytes` and hands what comes out to `sink`; `isLast` ends the member.
  func compress(
    _ bytes: UnsafeRawBufferPointer, isLast: Bool, to sink: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    // zlib counts in 32 bits.
    var rest = bytes
    repeat {
      let part = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(part.count))
      stream.pointee.next_in = UnsafeMutablePointer(
        mutating: part.baseAddress?.assumingMemoryBound(to: UInt8.self))
      stream.pointee.avail_in = UInt32(part.count)
      try drain(flush: isLast && rest.isEmpty ? Z_FINISH : Z_NO_FLUSH, to: sink)
    } while !rest.isEmpty
  }

  private func drain(flush: Int32, to sink: (UnsafeRawBufferPointer) throws -> Void) throws {
    try withUnsafeTemporaryAllocation(byteCount: SystemCall.chunkSize, alignment: 16) { output in
      repeat {
        stream.pointee.next_out = output.baseAddress!.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(output.count)
        _ = deflate(stream, flush)  // It cannot fail on a stream that was set up.
        let count = output.count - Int(stream.pointee.avail_out)
        if count > 0 { try sink(UnsafeRawBufferPointer(rebasing: output[..<count])) }
      } while stream.pointee.avail_out == 0
    }
  }
}
