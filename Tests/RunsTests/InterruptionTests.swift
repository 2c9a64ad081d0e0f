import SaddleRuns
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Suite struct InterruptionTests {
  @Test func isRequestedByHand() {
    let interruption = Interruption()
    #expect(!interruption.isRequested)
    interruption.request()
    #expect(interruption.isRequested)
  }

  // Signals concern the whole process, so each case has its own.

  @Test func controlCAsks() async {
    await #expect(processExitsWith: .success) { try InterruptionTests.expectRequest(after: SIGINT) }
  }

  @Test func terminationAsks() async {
    await #expect(processExitsWith: .success) { try InterruptionTests.expectRequest(after: SIGTERM) }
  }

  static func expectRequest(after number: Int32) throws {
    let interruption = Interruption.onSignals()
    try #require(!interruption.isRequested)
    // A signal that a thread raises for itself is caught before it goes on: nothing can come in between.
    raise(number)
    try #require(interruption.isRequested)
  }

  @Test func aSecondSignalEndsTheProcess() async {
    await #expect(processExitsWith: .exitCode(130)) {
      try InterruptionTests.expectRequest(after: SIGTERM)
      kill(getpid(), SIGINT)
      usleep(5_000_000)
    }
  }
}
