import SaddleTensors
import Synchronization

extension Verifications {
  /// Computes the checks of the chosen verifications, as many at once as the device has threads.
  ///
  /// - Parameter observe: called with the checks of each verification, in the order of `chosen`, as soon as it can be.
  public static func run(
    _ chosen: [any Verification.Type], observe: @Sendable (any Verification.Type, [Check]) -> Void = { _, _ in }
  ) -> [Check] {
    let waiting = Mutex((next: 0, done: [Int: [Check]]()))
    let all = Device.current.map(chosen.indices) { index in
      let checks = chosen[index].init().checks()
      waiting.withLock { waiting in
        waiting.done[index] = checks
        while let ready = waiting.done.removeValue(forKey: waiting.next) {
          observe(chosen[waiting.next], ready)
          waiting.next += 1
        }
      }
      return checks
    }
    return all.flatMap(\.self)
  }
}
