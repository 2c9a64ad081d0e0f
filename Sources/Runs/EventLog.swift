import SaddleFiles

/// The events of a run, one JSON object a line, appended as they happen.
public final class EventLog<Event: Encodable> {
  private let file: AppendFile

  /// Opens the log at `path`.
  ///
  /// - Parameter length: when a run resumes, `length` as it was at the checkpoint; what came later is cut off, since it
  ///   will happen again.
  /// - Throws: `SaddleError` of kind `cannotCreate`, or `malformed` if the log is shorter than that.
  public init(path: String, keeping length: Int) throws {
    file = try AppendFile(path: path, keeping: length)
  }

  /// Bytes so far: what a checkpoint stores.
  public var length: Int { file.length }

  /// Adds one event; numbers that are not finite are written as texts (`"nan"`, `"inf"`, `"-inf"`).
  ///
  /// - Throws: `SaddleError` of kind `inputOutput` if the disk is full or fails.
  public func append(_ event: Event) throws {
    try file.append(line: Array(event.compactJSON().utf8))
  }

  /// Brings the events to the disk, which must happen before a checkpoint that stores `length`.
  ///
  /// - Throws: `SaddleError` of kind `inputOutput`.
  public func synchronize() throws { try file.synchronize() }
}
