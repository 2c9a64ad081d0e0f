#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The reader of our standard output went away (`saddle sample ... | head`): there is nothing left to do, and nothing
/// to complain about.
public struct ClosedPipe: Error {}

/// A file that appears under its name only when it is whole.
///
/// Bytes go to a hidden file in the same folder, which `commit()` brings to the disk and renames. Without `commit()`
/// the hidden file is removed and an older file of the name stays as it was. Names that end in `.gz` are compressed.
/// Standard output (`-`), devices and pipes are written directly.
public final class OutputFile {
  /// What messages call the file: its path, or `standard output`.
  public let name: String

  private enum Place {
    case direct
    /// The hidden name, until it is renamed to `path` in `folder`.
    case partial(String, path: String, folder: String)
  }

  private var place: Place
  /// Nil once closed.
  private var descriptor: Int32?
  private var buffer: [UInt8] = []
  private let gzip: Gzip?

  /// Prepares to write to `path`; `-` is standard output.
  ///
  /// - Throws: `SaddleError` of kind `cannotCreate` if the file cannot be created there.
  public init(path: String) throws {
    name = path == "-" ? "standard output" : path
    gzip = path.hasSuffix(".gz") ? try Gzip(name: path) : nil
    if path == "-" {
      (place, descriptor) = (.direct, STDOUT_FILENO)
      return
    }
    do {
      (place, descriptor) = try Self.open(path)
    } catch {
      let remedy =
        switch error.code {
        case EISDIR: "name a file inside it"
        case ENOENT where path.isEmpty: "name a file"
        case ENOENT: "create its folder first"
        default: "choose another place"
        }
      throw SaddleError(.cannotCreate, "cannot create \(path.shown): \(error.reason); \(remedy)")
    }
    buffer.reserveCapacity(SystemCall.chunkSize)
  }

  deinit {
    if let descriptor, descriptor != STDOUT_FILENO { close(descriptor) }
    if case .partial(let partial, _, _) = place { unlink(partial) }
  }

  /// Adds `bytes`.
  ///
  /// - Throws: `SaddleError` of kind `inputOutput` if the disk is full or fails; `ClosedPipe` if the reader of standard
  ///   output is gone.
  public func write(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { bytes in
      if let gzip {
        try gzip.compress(bytes, isLast: false, to: append)
      } else {
        try append(bytes)
      }
    }
  }

  /// Brings everything to the disk and gives the file its name; nothing can be written after.
  ///
  /// - Throws: as `write(_:)`; the hidden file is then removed.
  public func commit() throws {
    try gzip?.compress(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true, to: append)
    try flush()
    guard let descriptor else { preconditionFailure("\(name) was committed before") }
    try reporting { () throws(SystemCall.Failure) in
      if descriptor == STDOUT_FILENO { return }
      try SystemCall.synchronize(descriptor)
      self.descriptor = nil
      if close(descriptor) != 0, errno != EINTR { throw SystemCall.Failure.last }
      guard case .partial(let partial, let path, let folder) = place else { return }
      _ = try SystemCall.retrying { rename(partial, path) }
      place = .direct
      try SystemCall.synchronizeFolder(folder)
    }
  }

  private func append(_ bytes: UnsafeRawBufferPointer) throws {
    if buffer.count + bytes.count > SystemCall.chunkSize { try flush() }
    if bytes.count > SystemCall.chunkSize {
      try send(bytes)
    } else {
      buffer.append(contentsOf: bytes)
    }
  }

  private func flush() throws {
    try buffer.withUnsafeBytes { try send($0) }
    buffer.removeAll(keepingCapacity: true)
  }

  private func send(_ bytes: UnsafeRawBufferPointer) throws {
    guard let descriptor else { preconditionFailure("\(name) was committed before") }
    try reporting { () throws(SystemCall.Failure) in try SystemCall.write(bytes, to: descriptor) }
  }

  private func reporting(_ body: () throws(SystemCall.Failure) -> Void) throws {
    do throws(SystemCall.Failure) {
      try body()
    } catch  where error.code == EPIPE && descriptor == STDOUT_FILENO {
      throw ClosedPipe()
    } catch {
      let kept =
        if case .partial(_, let path, _) = place {
          SystemCall.status(path) == nil ? "nothing was left behind" : "the file that was there before is unchanged"
        } else {
          "what it holds now is incomplete"
        }
      throw SaddleError(.inputOutput, "cannot write \(name): \(error.reason); \(kept); \(error.remedy) and try again")
    }
  }
}

extension OutputFile {
  /// Opens the hidden file for `path`, or `path` itself if it is a device or a pipe.
  private static func open(_ path: String) throws(SystemCall.Failure) -> (Place, Int32) {
    if path.isEmpty { throw SystemCall.Failure(code: ENOENT) }
    let status = SystemCall.status(path)
    if path.utf8.last == UInt8(ascii: "/") || status?.isFolder == true { throw SystemCall.Failure(code: EISDIR) }
    if let status, !status.isRegular { return (.direct, try SystemCall.open(path, O_WRONLY)) }
    // A file that may not be written is not replaced behind its owner's back; a link is followed, not replaced.
    if status != nil, access(path, W_OK) != 0 { throw .last }
    let target = status == nil ? path : FileSystem.resolved(path)
    let (folder, file) = FileSystem.split(target)
    // The name is cut so that the longest that a file system allows still has room for the rest.
    let prefix = "\(folder)/.\(String(decoding: file.utf8.prefix(200), as: UTF8.self)).\(getpid())"
    for attempt in 0..<1000 {
      let partial = "\(prefix)-\(attempt).partial"
      do throws(SystemCall.Failure) {
        let descriptor = try SystemCall.open(partial, O_WRONLY | O_CREAT | O_EXCL)
        return (.partial(partial, path: target, folder: folder), descriptor)
      } catch  where error.code == EEXIST {
        continue
      }
    }
    throw SystemCall.Failure(code: EEXIST)
  }
}
