import Dispatch
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The wish to stop soon, in good order: set by `request()`, or by Control-C and SIGTERM.
public final class Interruption: Sendable {
  private let requested = Atomic(false)

  public init() {}

  public var isRequested: Bool { requested.load(ordering: .relaxed) }

  public func request() { requested.store(true, ordering: .relaxed) }

  /// An interruption that the first Control-C (or SIGTERM) requests; the second ends the process at once, with exit
  /// code 130. Signals are watched until the process ends, so a command calls this once.
  public static func onSignals() -> Interruption {
    let interruption = Interruption()
    for number in [SIGINT, SIGTERM] {
      // Otherwise the system would end the process before anyone is told.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if interruption.requested.exchange(true, ordering: .relaxed) { _exit(130) }
        _ = source  // A source that nothing refers to would stop watching.
      }
      let isWatching = DispatchSemaphore(value: 0)
      source.setRegistrationHandler { isWatching.signal() }
      source.activate()
      isWatching.wait()
    }
    return interruption
  }
}
