import SaddleTensors
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Threads and storage: neither shows in a result, and neither leaks.
@Suite(.everyKernel) struct DeviceTests {
  /// A few steps of Adam on a two-layer network with a gradient penalty, from a fixed start.
  struct Training {
    var parameters: [Tensor]
    private var means: [Tensor]
    private var squares: [Tensor]
    private let device: Device
    private var steps = 0

    init(on device: Device, width: Int = 100) {
      self.device = device
      let random = RandomStream(seed: 1, name: "weights")
      let shapes = [[20, width], [width], [width, 1], [1]]
      parameters = shapes.indices.map { random.normal(shapes[$0], step: $0, on: device) * 0.1 }
      means = parameters.map { $0.filled(0) }
      squares = parameters.map { $0.filled(0) }
    }

    mutating func step() {
      steps += 1
      let x = RandomStream(seed: 2, name: "data").normal([300, 20], step: steps, on: device).tracked()
      let weights = parameters.map { $0.tracked() }
      let hidden = Tensor.linear(x, weights[0], bias: weights[1], slope: 0.2)
      let y = Tensor.linear(hidden, weights[2], bias: weights[3])
      let slopes = gradients(of: y, at: [x], differentiable: true)[0]
      let loss = y.softplus().mean() + slopes.square().sum(axes: [1]).mean() + hidden.softmax().square().mean()
      let found = gradients(of: loss, at: weights)
      let targets = parameters.indices.map {
        AdamTarget(&parameters[$0], mean: &means[$0], square: &squares[$0], gradient: found[$0])
      }
      x.device.adamStep(targets, rate: 0.01, beta1: 0.5, beta2: 0.9, epsilon: 1e-8, step: steps)
    }
  }

  @Test("training gives the same bits for any number of threads", arguments: [2, 3, 8])
  func trainingBits(threads: Int) {
    var (alone, together) = (Training(on: Device.alike(threads: 1)), Training(on: Device.alike(threads: threads)))
    for _ in 0..<4 {
      alone.step()
      together.step()
    }
    #expect(alone.parameters.map { $0.bytes() } == together.parameters.map { $0.bytes() })
    #expect(alone.parameters.allSatisfy { $0.scalars().allSatisfy(\.isFinite) })
  }

  @Test("operations of the table on large operands give the same bits for any number of threads", arguments: [2, 3, 8])
  func operationBits(threads: Int) {
    let shapes: [(String, [[Int]])] = [
      ("exp", [[100_003]]), ("a * b", [[100_003], [100_003]]), ("a / b", [[1_001, 99], [99]]),
      ("a + b", [[3, 1, 401], [400, 1]]), ("sum axes [0]", [[900, 5, 51]]), ("sum axes [2]", [[90, 50, 51]]),
      ("sum axes [1]", [[90, 50, 51]]), ("maximum axes [0]", [[900, 5, 51]]), ("sum", [[200_001]]),
      ("segmentSoftmax", [[20_001, 10]]), ("segmentSum", [[20_001, 10]]), ("segmentExpanded", [[20_001, 4]]),
      ("matrixProduct A B", [[301, 407], [407, 199]]), ("matrixProduct A' B'", [[407, 301], [199, 407]]),
      ("linear slope 0.2", [[301, 407], [407, 199], [199]]), ("logSumExp", [[2_001, 33]]),
    ]
    let (alone, together) = (Device.alike(threads: 1), Device.alike(threads: threads))
    for (name, shapes) in shapes {
      let operation = Operation.all.first { $0.name == name }!
      func bytes(_ device: Device) -> [UInt8] {
        operation.apply(shapes.enumerated().map { RandomStream(seed: 5, name: name).normal($1, step: $0, on: device) })
          .bytes()
      }
      #expect(bytes(alone) == bytes(together), "\(name)")
    }
  }

  @Test("a training step in its steady state asks the system for no storage", arguments: [1, 2])
  func steadyState(threads: Int) {
    let device = Device.alike(threads: threads)
    var training = Training(on: device)
    for _ in 0..<3 { training.step() }
    let warm = device.bytesAllocated
    for _ in 0..<10 { training.step() }
    #expect(device.bytesAllocated == warm && warm > 0)
  }

  @Test("storage comes in steps of an eighth of a power of two and is used again")
  func capacities() {
    for bytes in Array(1...3_000) + [100_000, 1 << 20, (1 << 20) + 1, 999_999_7] {
      let device = Device.alike(threads: 1)
      let count = (bytes + 3) / 4
      _ = Tensor.zeros([count], on: device)
      let capacity = device.bytesAllocated
      #expect(capacity >= 4 * count && capacity % 64 == 0)
      #expect(capacity - 4 * count < max(64, 4 * count / 8), "\(bytes)")
      _ = Tensor.zeros([capacity / 4], on: device)
      #expect(device.bytesAllocated == capacity)
      _ = Tensor.zeros([capacity / 4 + 1], on: device)
      #expect(device.bytesAllocated > 2 * capacity)
    }
    let empty = Device.alike(threads: 1)
    #expect(Tensor.zeros([0], on: empty).scalars() == [] && empty.bytesAllocated > 0)
  }

  @Test("storage in use is never given out twice")
  func noAliasing() {
    let device = Device.alike(threads: 1)
    var kept: [Tensor] = []
    for index in 0..<200 {
      kept.append(Tensor(repeating: Double(index), shape: [50], on: device))
      _ = Tensor(repeating: -1, shape: [50], on: device)
    }
    #expect(kept.enumerated().allSatisfy { index, tensor in tensor.scalars().allSatisfy { $0 == Double(index) } })
  }

  @Test("tasks that compute at once on one device, and on their own, are all right")
  func concurrency() async {
    var reference = Training(on: Device.alike(threads: 1))
    for _ in 0..<3 { reference.step() }
    let expected = reference.parameters.map { $0.bytes() }
    let shared = Device.alike(threads: 3)
    let results = await withTaskGroup(of: [[UInt8]].self) { group in
      for index in 0..<6 {
        group.addTask {
          var training = Training(on: index % 2 == 0 ? shared : Device.alike(threads: 2))
          for _ in 0..<3 { training.step() }
          return training.parameters.map { $0.bytes() }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results.count == 6 && results.allSatisfy { $0 == expected })
  }

  @Test("the current device is the task's")
  func current() {
    let device = Device.alike(threads: 2)
    Device.$current.withValue(device) {
      #expect(Tensor([1]).device === device && device.threads == 2)
      #expect(RandomStream(seed: 0, name: "x").normal([2], step: 0).device === device)
    }
    #expect(Tensor([1]).device !== device)
    #expect(Device(threads: 0).threads == 1)
  }

  #if os(Linux)
    @Test("threads are as many as the processors that the process may run on")
    func processors() async {
      await #expect(processExitsWith: .success) {
        #expect(Device().threads == Int(system("exit $(env -u OMP_NUM_THREADS nproc)") >> 8))
        // All threads of this process, to the first processor that is allowed.
        let first = #"$(sed -n 's/^Cpus_allowed_list:[^0-9]*\([0-9]*\).*/\1/p' /proc/self/status)"#
        #expect(system("taskset -a -c -p \(first) \(getpid()) > /dev/null") == 0)
        #expect(Device().threads == 1)
      }
    }

    /// Threads of this process and pages that it occupies.
    private func usage() -> (threads: Int, bytes: Int) {
      func word(_ path: String, _ find: ([Substring]) -> Substring?) -> Int {
        let file = open(path, O_RDONLY)
        defer { close(file) }
        var buffer = Array(repeating: UInt8(0), count: 8_192)
        let count = max(0, read(file, &buffer, buffer.count))
        let words = String(decoding: buffer[..<count], as: UTF8.self).split { $0 == " " || $0 == "\n" || $0 == "\t" }
        return find(words).flatMap { Int($0) } ?? -1
      }
      let threads = word("/proc/self/status") { words in words.firstIndex(of: "Threads:").map { words[$0 + 1] } }
      return (threads, word("/proc/self/statm") { $0.count > 1 ? $0[1] : nil } * Int(sysconf(Int32(_SC_PAGESIZE))))
    }

    @Test("devices that come and go leave neither threads nor memory behind")
    func leaks() async throws {
      let before = usage()
      #expect(before.threads > 0 && before.bytes > 0)
      for _ in 0..<150 {
        let device = Device.alike(threads: 4)
        let x = Tensor.ones([1_000_000], on: device)
        #expect((x * 2).sum().item == 2_000_000)
      }
      // Other tests run beside this one, so the bounds are far above nothing and far below 450 threads and 1.2 GB.
      for _ in 0..<100 where usage().threads > before.threads + 100 { try await Task.sleep(for: .milliseconds(50)) }
      #expect(usage().threads <= before.threads + 100)
      #expect(usage().bytes < before.bytes + 600_000_000)
    }
  #endif
}
