import SaddleTensors
import Testing

/// Runs each test of a suite on every kernel that this machine has, one after the other.
///
/// It is that of the current device; a test that needs a device of its own takes `Device.alike`.
package struct EveryKernel: SuiteTrait, TestTrait, TestScoping {
  private static let devices = Device.kernels.map { Device(kernel: $0) }

  package var isRecursive: Bool { true }

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    for device in Self.devices { try await Device.$current.withValue(device, operation: function) }
  }
}

extension Device {
  /// A new device with the kernel of the current one.
  package static func alike(threads: Int) -> Device { Device(threads: threads, kernel: current.kernel) }
}

extension Trait where Self == EveryKernel {
  package static var everyKernel: EveryKernel { EveryKernel() }
}
