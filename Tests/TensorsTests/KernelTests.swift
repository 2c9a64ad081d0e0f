import CKernels
import SaddleTensors
import Synchronization
import TestSupport
import Testing

/// Each float32 kernel on shapes large and odd enough to meet every path: whole vectors, remainders, bands and chunks.
@Suite struct KernelTests {
  @Test("a device takes the kernel it is told to", arguments: kernelNames)
  func selection(kernel: String) {
    #expect(Device(threads: 1, kernel: kernel).kernel == kernel)
    #expect(Device(threads: 1, kernel: "abacus").kernel == "portable")
  }

  @Test("the kernels of a device are those that run here")
  func kernels() {
    #expect(Set(Device.kernels) == Set(kernelNames) && Device.kernels.count == kernelNames.count)
    #expect(Device.kernels.last == "portable")
  }

  @Test("what runs on every kernel runs once on each")
  func everyKernel() async throws {
    let seen = Mutex<[String]>([])
    try await EveryKernel.everyKernel.provideScope(for: #require(Test.current), testCase: nil) {
      seen.withLock { $0.append(Device.current.kernel) }
    }
    #expect(seen.withLock { $0 } == Device.kernels)
  }

  /// The portable float64 kernels share the source, so they are no judge: the judge is `Reference`.
  @Test("large operands", arguments: kernelNames)
  func large(kernel: String) {
    let device = Device(threads: 2, kernel: kernel)
    var numbers = TestNumbers(seed: 21)
    func check(_ name: String, _ shapes: [[Int]], seed: Int = 0) {
      let operation = Operation.all.first { $0.name == name }!
      let arguments = shapes.map { shape in
        Reference(
          shape, values: numbers.uniform(shape.product, in: -2...2).map { Double(Float($0 < 0 ? $0 - 0.1 : $0 + 0.1)) })
      }
      let actual = operation.apply(arguments.map { Tensor($0, type: .float32, on: device) }).scalars()
      let expected = operation.reference(arguments).values
      #expect(deviation(actual, from: expected) < 2e-6, "\(name) \(shapes)")
    }
    for name in ["x * c", "-x", "exp", "sigmoid", "softplus", "leakyReLU", "abs"] { check(name, [[65_537]]) }
    for name in ["a + b", "a - b", "a * b", "a / b", "maximum(a, b)", "minimum(a, b)", "greater"] {
      check(name, [[33_001], [33_001]])
      check(name, [[301, 1, 41], [3, 41]])
      check(name, [[200, 300], [300]])
      check(name, [[300, 1], [1, 200]])
      check(name, [[7, 5, 3, 11], [7, 1, 3, 1]])
    }
    check("select", [[40, 50], [50], [40, 1]])
    check("sum", [[70_001]])
    check("mean", [[300, 401, 1]])
    for axes in ["[0]", "[1]", "[2]", "[0, 1]", "[1, 2]", "[0, 2]"] {
      check("sum axes \(axes)", [[37, 41, 53]])
      check("maximum axes \(axes)", [[37, 41, 53]])
    }
    check("sum axes [0]", [[700, 1, 131]])
    check("sum axes [2]", [[1, 800, 130]])
    check("transposed", [[133, 67]])
    check("transposed [1, 2, 0]", [[19, 33, 17]])
    check("segmentSoftmax", [[3_001, 10]])
    check("segmentSum", [[3_001, 10]])
    check("segmentExpanded", [[3_001, 4]])
    check("softmax", [[30, 513]])
    check("logSumExp", [[30, 513]])
    check("gathered [2, 0, 2, 3, 2]", [[40, 129]])
    check("scattered [2, 0, 2, 3, 2]", [[5, 129]])
  }

  @Test("hundreds of broadcasting shapes", arguments: kernelNames)
  func broadcasting(kernel: String) {
    let device = Device(threads: 1, kernel: kernel)
    var numbers = TestNumbers(seed: 22)
    for _ in 0..<300 {
      let pair = numbers.broadcastingPair(rank: 5)
      let (a, b) = (
        Reference(pair[0], values: numbers.uniform(pair[0].product)),
        Reference(pair[1], values: numbers.uniform(pair[1].product))
      )
      let expected = Reference.zipped([a, b]) { $0[0] - $0[1] }
      let actual = Tensor(a, type: .float32, on: device) - Tensor(b, type: .float32, on: device)
      #expect(actual.shape == expected.shape && deviation(actual.scalars(), from: expected.values) < 3e-7, "\(pair)")
    }
  }

  @Test("the updates of Adam and of averages", arguments: kernelNames + ["float64"], [1, 7, 16, 1_003])
  func updates(kernel: String, count: Int) {
    let type = kernel == "float64" ? ElementType.float64 : .float32
    let device = Device(threads: 1, kernel: kernel == "float64" ? "portable" : kernel)
    var numbers = TestNumbers(seed: 23)
    let start = (p: numbers.uniform(count), m: numbers.uniform(count), s: numbers.uniform(count, in: 0...1))
    let gradient = numbers.uniform(count)
    func tensor(_ values: [Double]) -> Tensor { Tensor(values, type: type, on: device) }
    var (p, m, s) = (tensor(start.p), tensor(start.m), tensor(start.s))
    let target = AdamTarget(&p, mean: &m, square: &s, gradient: tensor(gradient))
    device.adamStep([target], rate: 0.1, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, step: 3)
    let means = zip(start.m, gradient).map { 0.8 * $0 + 0.2 * $1 }
    let squares = zip(start.s, gradient).map { 0.95 * $0 + 0.05 * $1 * $1 }
    let moved = (0..<count).map { (i: Int) -> Double in
      let (mean, square) = (means[i] / (1 - 0.512), squares[i] / (1 - 0.857375))
      return start.p[i] - 0.1 * mean / (square.squareRoot() + 1e-3)
    }
    let tolerance = type == .float32 ? 2e-6 : 1e-14
    #expect(deviation(m.scalars(), from: means) < tolerance)
    #expect(deviation(s.scalars(), from: squares) < tolerance)
    #expect(deviation(p.scalars(), from: moved) < tolerance)
    var average = tensor(start.p)
    device.moveAverages([AverageTarget(&average, toward: tensor(start.m))], decay: 0.9)
    #expect(deviation(average.scalars(), from: zip(start.p, start.m).map { 0.9 * $0 + 0.1 * $1 }) < tolerance)
  }

  @Test("a pass over several parameters is one over each", arguments: [1, 2, 3])
  func severalParameters(threads: Int) {
    let device = Device(threads: threads)
    let (random, counts) = (RandomStream(seed: 4, name: "parameters"), [7, 20_003, 0, 64, 1, 9_000, 8_192])
    func draw(_ step: Int) -> [Tensor] { counts.map { random.normal([$0], step: step, on: device) } }
    func values(_ tensors: [Tensor]) -> [[UInt8]] { tensors.map { $0.bytes() } }
    let (gradients, drawn) = (draw(0), [draw(1), draw(2), draw(3).map { $0.square() }])
    var (together, apart) = (drawn, drawn)
    func target(_ tensors: inout [[Tensor]], _ index: Int) -> AdamTarget {
      var (p, m, s) = (tensors[0][index], tensors[1][index], tensors[2][index])
      (tensors[0][index], tensors[1][index], tensors[2][index]) = (gradients[index], gradients[index], gradients[index])
      defer { (tensors[0][index], tensors[1][index], tensors[2][index]) = (p, m, s) }
      return AdamTarget(&p, mean: &m, square: &s, gradient: gradients[index])
    }
    func step(_ targets: [AdamTarget]) {
      device.adamStep(targets, rate: 0.1, beta1: 0.5, beta2: 0.9, epsilon: 1e-8, step: 2)
    }
    step(counts.indices.map { target(&together, $0) })
    for index in counts.indices { step([target(&apart, index)]) }
    let areEqual = zip(together, apart).map { values($0) == values($1) }
    #expect(areEqual == [true, true, true])
    let hasMoved = values(together[0]) != values(drawn[0])
    #expect(hasMoved)

    var (all, each) = (drawn[0], drawn[0])
    device.moveAverages(counts.indices.map { AverageTarget(&all[$0], toward: gradients[$0]) }, decay: 0.7)
    for index in counts.indices {
      device.moveAverages([AverageTarget(&each[index], toward: gradients[index])], decay: 0.7)
    }
    let averages = (values(all) == values(each), values(all) != values(drawn[0]))
    #expect(averages == (true, true))
  }

  @Test("the mean softplus in one pass is that of its parts", arguments: kernelNames, [1.0, -1, 2.5])
  func meanSoftplus(kernel: String, factor: Double) {
    let device = Device(threads: 2, kernel: kernel)
    for count in [1, 63, 64, 65, 8_192, 20_003] {
      let x = (RandomStream(seed: 9, name: "logits").normal([count], step: 0, on: device) * 3).tracked()
      let (fused, parts) = (x.meanSoftplus(factor), (x * factor).softplus().mean())
      #expect(abs(fused.item - parts.item) <= 2e-6 * parts.item)
      let seed = Tensor([3], shape: [], on: device)
      func slopes(_ y: Tensor, again: Bool) -> [Double] {
        gradients(of: y, at: [x], seed: seed, differentiable: again)[0].scalars()
      }
      let expected = slopes(parts, again: false)
      for again in [false, true] {
        let found = slopes(fused, again: again)
        // That `factor` x rounds moves a slope by that rounding times its amount.
        let bounds = zip(x.scalars(), expected).map { (5e-7 + 0x1p-24 * abs(factor * $0)) * abs($1) }
        #expect(expected.indices.allSatisfy { abs(found[$0] - expected[$0]) <= bounds[$0] })
      }
    }
  }
}
