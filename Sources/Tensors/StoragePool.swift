import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Keeps freed buffers for the next tensor of about their size, so that a steady-state step asks the system for none.
///
/// Buffers are 64-byte aligned. Sizes are rounded up to eighths of a power of two, so at most 1/8 of a buffer is waste.
/// Memory comes from the system in slabs that may lie on huge pages: products of large matrices are a tenth faster there.
final class StoragePool: Sendable {
  private struct State {
    /// Free buffers by the class of their capacity.
    var free: [[UInt]] = Array(repeating: [], count: StoragePool.classes)
    var bytes = 0
    /// What was mapped, with its length, and the part of the last slab that is not given out yet.
    var maps: [(address: UInt, length: Int)] = []
    var slab: Range<UInt> = 0..<0
  }

  private static let slabLength = 8 << 20
  private static let hugePage = 2 << 20
  private static let classes = 4 + 8 * 56
  private let state = Mutex(State())

  var bytesAllocated: Int { state.withLock { $0.bytes } }

  /// The capacity in bytes that serves a request.
  static func capacity(for bytes: Int) -> Int {
    if bytes <= 256 { return max(64, (bytes + 63) / 64 * 64) }
    let step = 1 << (Int.bitWidth - 1 - (bytes - 1).leadingZeroBitCount - 3)
    let size = max(step, 64)
    return (bytes + size - 1) / size * size
  }

  /// The place of a capacity among all capacities.
  private static func index(of capacity: Int) -> Int {
    if capacity <= 256 { return capacity / 64 - 1 }
    let power = Int.bitWidth - 1 - (capacity - 1).leadingZeroBitCount
    return 4 + (power - 8) * 8 + (capacity - 1) >> (power - 3) & 7
  }

  /// Memory for so many bytes, with arbitrary content.
  func take(_ bytes: Int) -> UnsafeMutableRawPointer {
    let capacity = StoragePool.capacity(for: bytes)
    let address = state.withLock { state -> UInt in
      if let address = state.free[StoragePool.index(of: capacity)].popLast() { return address }
      state.bytes += capacity
      guard capacity < StoragePool.slabLength / 4 else { return StoragePool.map(capacity, &state) }
      let place = capacity + StoragePool.gap
      if state.slab.count < place {
        let address = StoragePool.map(StoragePool.slabLength, &state)
        state.slab = address..<address + UInt(StoragePool.slabLength)
      }
      defer { state.slab = state.slab.lowerBound + UInt(place)..<state.slab.upperBound }
      return state.slab.lowerBound
    }
    StoragePool.open(address, bytes)
    return UnsafeMutableRawPointer(bitPattern: address)!
  }

  /// Takes back what was taken for so many bytes.
  func give(_ pointer: UnsafeMutableRawPointer, _ bytes: Int) {
    let capacity = StoragePool.capacity(for: bytes)
    StoragePool.close(UInt(bitPattern: pointer), capacity)
    state.withLock { $0.free[StoragePool.index(of: capacity)].append(UInt(bitPattern: pointer)) }
  }

  /// What ends the process when the system has no memory left for so many bytes.
  static let exhausted = Mutex<@Sendable (Int) -> Never>({ bytes in
    preconditionFailure("no memory is left for a tensor of \(bytes) bytes")
  })

  /// Memory from the system, on a boundary of huge pages. Does not return when there is none left.
  private static func map(_ length: Int, _ state: inout State) -> UInt {
    let asked = length + hugePage
    let base = mmap(nil, asked, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let base, base != MAP_FAILED else { exhausted.withLock { $0 }(length) }
    state.maps.append((UInt(bitPattern: base), asked))
    close(UInt(bitPattern: base), asked)
    let aligned = (UInt(bitPattern: base) + UInt(hugePage) - 1) / UInt(hugePage) * UInt(hugePage)
    #if os(Linux)
      madvise(UnsafeMutableRawPointer(bitPattern: aligned), length, MADV_HUGEPAGE)
    #endif
    return aligned
  }

  deinit {
    state.withLock {
      for map in $0.maps {
        StoragePool.open(map.address, map.length)
        munmap(UnsafeMutableRawPointer(bitPattern: map.address), map.length)
      }
    }
  }
}
