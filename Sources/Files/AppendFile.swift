#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A file of lines that only grows, such as a log: every line reaches the system in one piece as it is added.
public final class AppendFile {
  public let path: String
  /// The length in bytes.
  public private(set) var length: Int

  private let descriptor: Int32

  /// Opens or creates the file; with `length`, what comes after that many bytes is cut off first.
  ///
  /// - Throws: `SaddleError` of kind `cannotCreate`, or `malformed` if the file has fewer than `length` bytes.
  public init(path: String, keeping length: Int? = nil) throws {
    self.path = path
    let current = SystemCall.status(path).map { Int($0.st_size) } ?? 0
    self.length = length ?? current
    if let length, length < 0 || length > current {
      throw SaddleError(
        .malformed, "\(path) ends at byte \(current) where \(length) bytes are expected; restore the file")
    }
    do {
      descriptor = try SystemCall.open(path, O_WRONLY | O_CREAT | O_APPEND)
    } catch {
      throw SaddleError(.cannotCreate, "cannot create \(path): \(error.reason); choose another place")
    }
    guard self.length == current || ftruncate(descriptor, off_t(self.length)) == 0 else { throw failed(.last) }
  }

  deinit { close(descriptor) }

  /// Adds `line` and a line feed.
  ///
  /// - Throws: `SaddleError` of kind `inputOutput`; the lines before are kept.
  public func append(line: [UInt8]) throws {
    do {
      try (line + [UInt8(ascii: "\n")]).withUnsafeBytes { try SystemCall.write($0, to: descriptor) }
    } catch let failure as SystemCall.Failure {
      // Half a line would spoil those that come later.
      ftruncate(descriptor, off_t(length))
      throw failed(failure)
    }
    length += line.count + 1
  }

  /// Brings all lines to the disk.
  ///
  /// - Throws: `SaddleError` of kind `inputOutput`.
  public func synchronize() throws {
    do { try SystemCall.synchronize(descriptor) } catch { throw failed(error) }
  }

  private func failed(_ failure: SystemCall.Failure) -> SaddleError {
    SaddleError(
      .inputOutput,
      "cannot write \(path): \(failure.reason); its earlier lines are kept; \(failure.remedy) and try again")
  }
}
