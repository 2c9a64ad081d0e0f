#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What the toolkit asks of the file system besides reading and writing, with errors that name the path.
public enum FileSystem {
  public static func exists(_ path: String) -> Bool { SystemCall.status(path) != nil }

  public static func isDirectory(_ path: String) -> Bool { SystemCall.status(path)?.isFolder == true }

  /// Creates the folder and those above it; a folder that is already there is left as it is.
  ///
  /// - Throws: `SaddleError` of kind `cannotCreate`.
  public static func createDirectory(_ path: String) throws {
    if isDirectory(path) { return }
    let (parent, name) = split(path)
    if !name.isEmpty, parent != path { try createDirectory(parent) }
    // Another process may create it in the meantime.
    guard mkdir(path, 0o777) == 0 || (errno == EEXIST && isDirectory(path)) else {
      let reason = SystemCall.Failure.last.reason
      throw SaddleError(.cannotCreate, "cannot create the folder \(path.shown): \(reason); choose another place")
    }
  }

  /// The names in a folder, sorted, without `.` and `..`.
  ///
  /// - Throws: `SaddleError` of kind `noInput`.
  public static func list(_ path: String) throws -> [String] {
    guard let folder = opendir(path) else {
      throw SaddleError(
        .noInput, "cannot list the folder \(path): \(SystemCall.Failure.last.reason); check the spelling of the path")
    }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: name.pointee)) {
          String(cString: $0)
        }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// All bytes of a file, decompressed if it is gzip.
  ///
  /// - Throws: `SaddleError` as `InputFile` does, and of kind `malformed` if there are more than `limit` bytes.
  public static func read(_ path: String, limit: Int = .max) throws -> [UInt8] {
    let file = try InputFile(path: path)
    var bytes: [UInt8] = []
    if let status = SystemCall.status(path), status.isRegular { bytes.reserveCapacity(min(Int(status.st_size), limit)) }
    while let chunk = try file.nextChunk() {
      guard chunk.count <= limit - bytes.count else {
        throw SaddleError(
          .malformed, "\(file.name) is larger than the \(limit) bytes that are read; name a smaller file")
      }
      bytes += chunk
    }
    return bytes
  }

  /// Writes a whole file as `OutputFile` does.
  public static func write(_ bytes: [UInt8], to path: String) throws {
    let file = try OutputFile(path: path)
    try file.write(bytes)
    try file.commit()
  }

  /// A name beside `path`, under which it can be made until it is whole.
  public static func hiddenName(for path: String) -> String {
    let (folder, name) = split(path)
    return "\(folder)/.\(String(decoding: name.utf8.prefix(200), as: UTF8.self)).\(getpid()).partial"
  }

  /// Gives a file another name in the same folder, in place of what had it.
  ///
  /// - Throws: `SaddleError` of kind `inputOutput`.
  public static func move(_ path: String, to other: String) throws {
    guard rename(path, other) == 0 else {
      let reason = SystemCall.Failure.last.reason
      throw SaddleError(.inputOutput, "cannot rename \(path) to \(other): \(reason); check the rights of its folder")
    }
  }

  /// Removes a file, or a folder with all that is in it; what is not there need not be removed.
  ///
  /// - Throws: `SaddleError` of kind `inputOutput`.
  public static func remove(_ path: String) throws {
    var status = stat()
    // A link is removed, not followed.
    guard lstat(path, &status) == 0 else { return }
    if status.isFolder {
      for name in try list(path) { try remove("\(path)/\(name)") }
    }
    guard (status.isFolder ? rmdir(path) : unlink(path)) == 0 || errno == ENOENT else {
      let reason = SystemCall.Failure.last.reason
      throw SaddleError(.inputOutput, "cannot remove \(path): \(reason); check the rights of its folder")
    }
  }

  /// The folder of a path and the name in it: `a/b.csv` is `a` and `b.csv`; `b.csv` is `.` and `b.csv`.
  public static func split(_ path: String) -> (folder: String, name: String) {
    // Bytes, since a slash and an accent after it would be one character.
    let slash = UInt8(ascii: "/")
    var trimmed = path.utf8[...]
    while trimmed.count > 1, trimmed.last == slash { trimmed.removeLast() }
    guard let last = trimmed.lastIndex(of: slash) else { return (".", String(Substring(trimmed))) }
    let folder = String(Substring(trimmed[..<last]))
    return (folder.isEmpty ? "/" : folder, String(Substring(trimmed[trimmed.index(after: last)...])))
  }

  /// The path without the working folder, if it is below it.
  public static func relative(_ path: String) -> String {
    guard let folder = getcwd(nil, 0) else { return path }
    defer { free(folder) }
    let prefix = String(cString: folder) + "/"
    return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
  }

  /// The path with links followed, if it exists.
  static func resolved(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}

extension String {
  /// The path as messages show it: one that is empty would not be seen.
  var shown: String { isEmpty ? "\"\"" : self }
}
