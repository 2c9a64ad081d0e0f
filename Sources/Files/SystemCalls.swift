#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Thin wrappers of the system's calls: they retry when a signal interrupts, and report failure as an error number.
enum SystemCall {
  /// An error number of the system, such as `ENOENT`.
  struct Failure: Error, Equatable {
    let code: Int32

    static var last: Failure { Failure(code: errno) }

    /// The system's words for it, with a lower-case first letter.
    var reason: String {
      let text = String(cString: strerror(code))
      return text.prefix(1).lowercased() + text.dropFirst()
    }

    /// What to do about a reading or writing that failed, before trying again.
    var remedy: String {
      switch code {
      case ENOSPC, EDQUOT: "free some space"
      case EBADF: "open the stream, or redirect it to a file,"
      case EFBIG: "raise the limit on the size of files (ulimit -f)"
      default: "check the disk"
      }
    }
  }

  /// How many bytes one call to the system moves.
  static let chunkSize = 256 * 1024

  static func open(_ path: String, _ flags: Int32, mode: mode_t = 0o666) throws(Failure) -> Int32 {
    try retrying { system_open(path, flags | O_CLOEXEC, mode) }
  }

  /// Up to `chunkSize` bytes; empty at the end.
  static func read(_ descriptor: Int32) throws(Failure) -> [UInt8] {
    var failure: Failure?
    let bytes = [UInt8](unsafeUninitializedCapacity: chunkSize) { buffer, count in
      do throws(Failure) {
        count = try retrying { system_read(descriptor, buffer.baseAddress!, chunkSize) }
      } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws(Failure) {
    var rest = bytes
    while !rest.isEmpty {
      let count = try retrying { system_write(descriptor, rest.baseAddress!, rest.count) }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
    }
  }

  /// Brings what was written to the disk; a pipe or a device that cannot do so is left as it is.
  static func synchronize(_ descriptor: Int32) throws(Failure) {
    do throws(Failure) {
      _ = try retrying { fsync(descriptor) }
    } catch  where [EINVAL, EROFS, ENOTSUP].contains(error.code) {}
  }

  /// Makes the names in a folder last; a file system that cannot synchronize folders is left to its own order.
  static func synchronizeFolder(_ path: String) throws(Failure) {
    let folder = try open(path, O_RDONLY | O_DIRECTORY)
    defer { close(folder) }
    try synchronize(folder)
  }

  static func status(_ path: String) -> stat? {
    var status = stat()
    return stat(path, &status) == 0 ? status : nil
  }

  static func retrying<Result: SignedInteger>(_ call: () -> Result) throws(Failure) -> Result {
    while true {
      let result = call()
      if result >= 0 { return result }
      if errno != EINTR { throw .last }
    }
  }
}

// Inside `SystemCall` the plain names mean its own functions.
private func system_open(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 { open(path, flags, mode) }
private func system_read(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}
private func system_write(_ descriptor: Int32, _ buffer: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, buffer, count)
}

extension stat {
  var isFolder: Bool { st_mode & S_IFMT == S_IFDIR }
  var isRegular: Bool { st_mode & S_IFMT == S_IFREG }
}
