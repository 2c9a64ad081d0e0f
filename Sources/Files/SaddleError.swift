/// What went wrong, in one sentence that names the file, the place and the remedy.
///
/// The kind decides the exit code of the command (the `sysexits` numbers that the documentation lists).
public struct SaddleError: Error, Equatable, CustomStringConvertible, Sendable {
  public enum Kind: Int32, Sendable, CaseIterable {
    /// A check did not hold.
    case checkFailed = 1
    /// Wrong usage: an unknown recipe or key, contradictory flags.
    case usage = 64
    /// The data, or a file, is malformed.
    case malformed = 65
    /// There is no such input.
    case noInput = 66
    /// The output cannot be created.
    case cannotCreate = 73
    /// Reading or writing failed.
    case inputOutput = 74
    /// Stopped early; the run can be resumed.
    case stoppedEarly = 75
    /// Interrupted by the user; the state was saved.
    case interrupted = 130
  }

  public let kind: Kind
  /// One sentence; the first letter is lower case, since the command puts `saddle: ` before it.
  public let message: String

  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  public var description: String { message }
}
