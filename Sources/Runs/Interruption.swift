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
  /// code 130. Signals are caught until the process ends; a command asks for this before it begins what must not be left
  /// half done.
  public static func onSignals() -> Interruption {
    let interruption = bySignal
    var numbers = sigset_t()
    sigemptyset(&numbers)
    for number in [SIGINT, SIGTERM] {
      sigaddset(&numbers, number)
      // A handler may do little: this one sets an atomic, or ends the process.
      signal(number) { _ in
        if Interruption.bySignal.requested.exchange(true, ordering: .relaxed) { _exit(130) }
      }
    }
    // What starts a program hands on which signals it blocks, as the threads of Dispatch do all; those that came
    // meanwhile are caught now.
    pthread_sigmask(SIG_UNBLOCK, &numbers, nil)
    return interruption
  }

  /// There is one, since a handler can refer to nothing else; made before the handlers are, which must not allocate.
  private static let bySignal = Interruption()
}
