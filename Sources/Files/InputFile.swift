#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A file, or standard input, read from its beginning in large chunks; gzip is recognised and decompressed on the way.
public final class InputFile {
  /// What messages call the file: its path, or `standard input`.
  public let name: String

  /// The digest of the bytes read so far, before decompression: at the end, that of the file.
  public var sha256: String { digest.hexDigest() }

  private var digest = SHA256()
  private let descriptor: Int32
  private let ownsDescriptor: Bool
  /// Read ahead, to look for the mark of gzip.
  private var pending: [UInt8]
  private var gunzip: Gunzip?

  /// Opens the file at `path`; `-` is standard input.
  ///
  /// - Throws: `SaddleError` of kind `noInput` if there is no such file, if it is a folder or if it may not be read;
  ///   `inputOutput` if reading its first bytes fails.
  public init(path: String) throws {
    pending = []
    if path == "-" {
      (name, descriptor, ownsDescriptor) = ("standard input", STDIN_FILENO, false)
    } else {
      (name, ownsDescriptor) = (path, true)
      if SystemCall.status(path)?.isFolder == true {
        throw SaddleError(.noInput, "\(path) is a folder where a file is needed; name a file inside it")
      }
      do {
        descriptor = try SystemCall.open(path, O_RDONLY)
      } catch {
        let remedy = error.code == EACCES ? "ask its owner for the right to read it" : "check the spelling of the path"
        throw SaddleError(.noInput, "cannot open \(path.shown): \(error.reason); \(remedy)")
      }
    }
    // A pipe may hand over a single byte at first, and the mark is two bytes long.
    while pending.count < Gunzip.mark.count {
      let more = try readRaw()
      if more.isEmpty { break }
      pending += more
    }
    if pending.starts(with: Gunzip.mark) { gunzip = try Gunzip(name: name) }
  }

  deinit {
    if ownsDescriptor { close(descriptor) }
  }

  /// The next bytes, at least one; nil at the end.
  ///
  /// - Throws: `SaddleError` of kind `malformed` if compressed data is corrupted or cut short, naming the byte offset
  ///   in the compressed file; `inputOutput` if reading fails.
  public func nextChunk() throws -> [UInt8]? {
    guard let gunzip else {
      let chunk = try takeRaw()
      return chunk.isEmpty ? nil : chunk
    }
    return try gunzip.nextChunk(from: takeRaw)
  }

  private func takeRaw() throws -> [UInt8] {
    if pending.isEmpty { return try readRaw() }
    defer { pending = [] }
    return pending
  }

  private func readRaw() throws -> [UInt8] {
    do {
      let bytes = try SystemCall.read(descriptor)
      digest.update(bytes)
      return bytes
    } catch {
      throw SaddleError(.inputOutput, "cannot read \(name): \(error.reason); \(error.remedy) and try again")
    }
  }
}
