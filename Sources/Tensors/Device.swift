import CKernels
import SaddleFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where tensors live and what computes on them: a table of kernels, a pool of storage and a pool of threads.
///
/// Every operation runs on the device of its operands; `Device.current` serves the creation of new tensors. Results do
/// not depend on the number of threads.
public final class Device: Sendable {
  /// The device on which new tensors are made in this task: `Device.$current.withValue(Device(threads: 1)) { ... }`.
  @TaskLocal public static var current = Device()

  let float32: KernelTable
  let float64: KernelTable
  let pool = StoragePool()
  let workers: Workers

  /// The number of threads that compute, the calling one included.
  public var threads: Int { workers.count }

  /// The instruction set in use for float32: `avx512`, `avx2`, `neon` or `portable`.
  public var kernel: String { String(cString: float32.pointee.name) }

  /// Bytes of storage asked of the system so far; a steady-state training step adds none.
  public var bytesAllocated: Int { pool.bytesAllocated }

  /// The instruction sets for float32 that this machine runs, by name, the best first.
  public static let kernels = ["avx512", "avx2", "neon", "portable"].filter { (name: String) in sk_float32(name) != nil
  }

  /// Makes a device.
  ///
  /// - Parameters:
  ///   - threads: 1 or more; unless given, as many as there are processors that the process may run on.
  ///   - kernel: one of `kernels`; unless given, what the environment variable `SADDLE_KERNEL` names, else the best. A
  ///     name that is not among them means `portable`; `checkEnvironment` tells whether the variable holds one.
  public init(threads: Int? = nil, kernel: String? = nil) {
    let name = kernel ?? Device.kernelOfEnvironment ?? Device.kernels[0]
    float32 = KernelTable(sk_float32(name) ?? sk_float32("portable"))
    float64 = KernelTable(sk_float64())
    workers = Workers(count: max(1, threads ?? sk_processors()))
  }

  /// Refuses an environment variable `SADDLE_KERNEL` that would have to be ignored, as programs do before they compute.
  ///
  /// - Throws: `SaddleError` of kind `usage` if it names none of `kernels`; empty counts as not set.
  public static func checkEnvironment() throws {
    guard let name = kernelOfEnvironment, !kernels.contains(name) else { return }
    throw SaddleError(
      .usage,
      "SADDLE_KERNEL names \(name), which is no kernel of this machine; set it to \(kernels.joined(separator: " or ")), "
        + "or to nothing for the best")
  }

  /// Says how to end the process when the system has no memory left for a tensor; it traps unless this was called.
  ///
  /// - Parameter end: takes the bytes that were asked for. Other threads may be computing.
  public static func whenMemoryIsExhausted(_ end: @escaping @Sendable (Int) -> Never) {
    StoragePool.exhausted.withLock { $0 = end }
  }

  private static var kernelOfEnvironment: String? {
    getenv("SADDLE_KERNEL").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  func kernels(for type: ElementType) -> UnsafePointer<sk_table> {
    switch type {
    case .float32: float32.pointer
    case .float64: float64.pointer
    }
  }
}

/// One table of kernels.
///
/// `@unchecked Sendable` holds since the table is a constant of the C target: it is never written and never freed.
struct KernelTable: @unchecked Sendable {
  let pointer: UnsafePointer<sk_table>
  var pointee: sk_table { pointer.pointee }

  init(_ pointer: UnsafePointer<sk_table>) {
    self.pointer = pointer
  }
}

/// What a tensor's elements are.
public enum ElementType: String, Sendable, Codable, CaseIterable {
  /// For work.
  case float32
  /// For checks of derivatives and formulas, through the portable kernels alone.
  case float64

  /// Bytes of one element.
  public var size: Int { self == .float32 ? 4 : 8 }
}
