import Synchronization

/// Keeps freed buffers for the next tensor of about their size, so that a steady-state step asks the system for none.
///
/// Buffers are 64-byte aligned. Sizes are rounded up to eighths of a power of two, so at most 1/8 of a buffer is waste.
final class StoragePool: Sendable {
  private struct State {
    var free: [Int: [UInt]] = [:]
    var bytes = 0
  }

  private let state = Mutex(State())

  var bytesAllocated: Int { state.withLock { $0.bytes } }

  /// The capacity in bytes that serves a request.
  static func capacity(for bytes: Int) -> Int {
    if bytes <= 256 { return max(64, (bytes + 63) / 64 * 64) }
    let step = 1 << (Int.bitWidth - 1 - (bytes - 1).leadingZeroBitCount - 3)
    let size = max(step, 64)
    return (bytes + size - 1) / size * size
  }

  func take(_ capacity: Int) -> UnsafeMutableRawPointer {
    let kept: UInt? = state.withLock {
      if let address = $0.free[capacity]?.popLast() { return address }
      $0.bytes += capacity
      return nil
    }
    if let kept { return UnsafeMutableRawPointer(bitPattern: kept)! }
    return .allocate(byteCount: capacity, alignment: 64)
  }

  func give(_ pointer: UnsafeMutableRawPointer, _ capacity: Int) {
    state.withLock { $0.free[capacity, default: []].append(UInt(bitPattern: pointer)) }
  }

  deinit {
    state.withLock {
      for buffers in $0.free.values {
        for address in buffers { UnsafeMutableRawPointer(bitPattern: address)!.deallocate() }
      }
    }
  }
}
