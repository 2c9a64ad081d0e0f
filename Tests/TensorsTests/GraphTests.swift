import SaddleTensors
import TestSupport
import Testing

/// What `gradients(of:at:)` walks, what it records, and what it leaves alone.
@Suite(.everyKernel) struct GraphTests {
  private func variable(_ values: [Double], _ shape: [Int]? = nil) -> Tensor {
    Tensor(values, shape: shape, type: .float64).tracked()
  }

  @Test("nested gradients give derivatives of any order", arguments: [1, 2, 3, 4, 5, 6])
  func nested(order: Int) {
    let points = [0.5, -1.3, 2]
    let x = variable(points)
    var (power, exponential) = (x.square().square() * x, (x * 2).exp())
    for _ in 0..<order {
      power = gradients(of: power, at: [x], differentiable: true)[0]
      exponential = gradients(of: exponential, at: [x], differentiable: true)[0]
    }
    // (x^5)^(n) = 5! / (5 - n)! x^(5 - n), and (exp 2x)^(n) = 2^n exp 2x.
    let factor = [5.0, 20, 60, 120, 120, 0][order - 1]
    let expected = points.map { x in (0..<max(0, 5 - order)).reduce(factor) { product, _ in product * x } }
    #expect(deviation(power.scalars(), from: expected) < 1e-14)
    let scale = (0..<order).reduce(1.0) { product, _ in product * 2 }
    let exact = (Tensor(points, type: .float64) * 2).exp().scalars().map { scale * $0 }
    #expect(deviation(exponential.scalars(), from: exact) < 1e-14)
  }

  @Test("gradients that pass activations as products are computed are those that pass them afterwards")
  func activations() {
    let random = RandomStream(seed: 8, name: "layers")
    func draw(_ shape: [Int], _ step: Int) -> Tensor { random.normal(shape, step: step, type: .float64).tracked() }
    let (x, bias) = (draw([6, 5], 0), draw([7], 1))
    let (first, second, third) = (draw([5, 7], 2), draw([7, 7], 3), draw([7, 1], 4))
    typealias Layer = (_ x: Tensor, _ w: Tensor, _ slope: Double) -> Tensor
    let fused: Layer = { .linear($0, $1, bias: bias, slope: $2) }
    let apart: Layer = { (.matrixProduct($0, $1) + bias).leakyReLU(slope: $2) }
    /// First and second derivatives of what `network` makes of two activated layers.
    func derivatives(_ layer: Layer, _ network: (_ inner: Tensor, _ outer: Tensor) -> Tensor) -> [Double] {
      let inner = layer(x, first, 0.2)
      let y = network(inner, layer(inner, second, 0))
      let places = [x, first, second, third, bias, inner]
      let slopes = gradients(of: y, at: places, differentiable: true)
      let again = slopes.map { $0.square().sum() }.reduce(Tensor.zeros([], type: .float64), +)
      return (gradients(of: y, at: Array(places[..<5])) + slopes + gradients(of: again, at: Array(places[..<5])))
        .flatMap { $0.scalars() }
    }
    let networks: [(Tensor, Tensor) -> Tensor] = [
      { .matrixProduct($1, third) },
      // What else uses a layer's output gives its gradient another part.
      { .matrixProduct($1, third) + .matrixProduct($0, third) },
      { .matrixProduct($1, third) + ($0 + $1).sum() },
      { .matrixProduct($1, $1, transposingSecond: true) },
      { .matrixProduct($1, third, transposingFirst: false) * .matrixProduct($1, third) },
      { inner, outer in .matrixProduct(third, outer, transposingFirst: true, transposingSecond: true) + inner.sum() },
      { .matrixProduct($1, .matrixProduct($0, x, transposingFirst: true), transposingFirst: false) },
    ]
    for (index, network) in networks.enumerated() {
      let (found, expected) = (derivatives(fused, network), derivatives(apart, network))
      #expect(deviation(found, from: expected) < 1e-13, "\(index)")
      #expect(expected.contains { $0 != 0 })
    }
  }

  @Test("a tensor on the way is as good a place as a variable")
  func intermediate() {
    let x = variable([2, 3])
    let middle = x * x
    let y = middle * x
    let found = gradients(of: y, at: [middle, x, y])
    #expect(found[0].scalars() == [2, 3])
    #expect(found[1].scalars() == [12, 27])
    #expect(found[2].scalars() == [1, 1])
  }

  @Test("where nothing flows, the gradient is zeros of the shape asked for")
  func unreached() {
    let (x, other) = (variable([2, 3]), variable([1, 2, 3, 4], [2, 2]))
    let constant = Tensor([5, 6, 7], type: .float64)
    let found = gradients(of: x * x, at: [other, constant, x, x.detached()])
    #expect(found.map(\.shape) == [[2, 2], [3], [2], [2]])
    #expect(found.map { $0.scalars() } == [[0, 0, 0, 0], [0, 0, 0], [4, 6], [0, 0]])
    #expect(found.allSatisfy { $0.elementType == .float64 })
    #expect(gradients(of: constant, at: [x])[0].scalars() == [0, 0])
    #expect(gradients(of: x.sign() * constant.sum(), at: [x])[0].scalars() == [0, 0])
  }

  @Test("shared parts are counted as often as they are used")
  func diamonds() {
    let x = variable([3])
    let square = x * x
    #expect(gradients(of: square, at: [x])[0].item == 6)
    #expect(gradients(of: square + square, at: [x])[0].item == 12)
    #expect(gradients(of: square * square * square, at: [x])[0].item == 6 * 243)
    #expect(gradients(of: Tensor.concatenate([x, square, x], axis: 0), at: [x])[0].item == 8)
    // 2^60 paths from top to bottom: a walk that takes each on its own never ends.
    var doubled = x
    for _ in 0..<60 { doubled = doubled + doubled }
    #expect(gradients(of: doubled, at: [x])[0].item == 0x1p60)
    // A short way and a long one: the short one's gradient must wait for the long one's.
    var long = square
    for _ in 0..<5 { long = long * 1 }
    #expect(gradients(of: square * long, at: [x])[0].item == 108)
    // The same variable asked for twice.
    #expect(gradients(of: square, at: [x, x]).map(\.item) == [6, 6])
  }

  @Test("a seed weighs the elements of y; without one they are summed")
  func seeds() {
    let x = variable([1, 2, 3])
    let seed = Tensor([1, 10, -100], type: .float64)
    #expect(gradients(of: x.square(), at: [x], seed: seed)[0].scalars() == [2, 40, -600])
    #expect(gradients(of: x.square(), at: [x])[0].scalars() == [2, 4, 6])
  }

  @Test("nothing is recorded for constants, and only what is asked for can be differentiated again")
  func tracking() {
    let (x, w) = (variable([1, 2]), Tensor([3, 4], type: .float64))
    #expect(!(w * w).exp().isTracked)
    #expect((x * w).isTracked && !(x * w).detached().isTracked && !x.greater(than: w).isTracked)
    let y = (x * x * w).exp() * x
    #expect(!gradients(of: y, at: [x])[0].isTracked)
    #expect(!gradients(of: x, at: [x], seed: x)[0].isTracked)
    #expect(gradients(of: y, at: [x], differentiable: true)[0].isTracked)
    #expect(gradients(of: x, at: [x], seed: x, differentiable: true)[0].isTracked)
  }

  @Test("the walk is pruned to the paths that reach what is asked for")
  func pruning() {
    let device = Device(threads: 1)
    let x = Tensor.ones([1], on: device).tracked()
    let w = Tensor.ones([1_000_000], on: device).tracked()
    let branch = w * 2
    let y = Tensor.concatenate([x, branch], axis: 0)
    // Every buffer so far is in use, so that each further gradient of 4 MB shows. At x there is only y's own.
    let before = device.bytesAllocated
    #expect(gradients(of: y, at: [x])[0].item == 1)
    #expect(device.bytesAllocated - before < 6_000_000)
    // At w the branch's and its own follow.
    #expect(gradients(of: y, at: [w])[0].scalars()[0] == 2)
    #expect(device.bytesAllocated - before > 6_000_000)
    withExtendedLifetime((branch, y)) {}
  }

  @Test("what nothing else holds is freed as it is walked, and its memory taken by the gradients")
  func freedOnTheWay() {
    let device = Device(threads: 1)
    let ws = (0..<8).map { _ in Tensor.ones([1_000_000], on: device).tracked() }
    var y = ws.reduce(Tensor.ones([1_000_000], on: device)) { $0 * $1 }
    let before = device.bytesAllocated
    let slopes = gradients(of: consume y, at: ws)
    // Eight gradients of 4 MB, and seven products that are in nobody's hands: two more buffers are in use at once.
    #expect(device.bytesAllocated - before < 14_000_000)
    #expect(slopes.allSatisfy { $0.scalars()[0] == 1 })
    // Held, the products leave no room.
    y = ws.reduce(Tensor.ones([1_000_000], on: device)) { $0 * $1 }
    let held = device.bytesAllocated
    #expect(gradients(of: y, at: ws).count == 8 && device.bytesAllocated - held > 16_000_000)
    withExtendedLifetime((y, slopes)) {}
  }

  @Test("a chain of a million operations is walked and freed without deep recursion", arguments: [false, true])
  func deepChain(differentiable: Bool) {
    let x = Tensor([1], type: .float64).tracked()
    var y = x
    for _ in 0..<1_000_000 { y = y + 1 }
    #expect(y.item == 1_000_001)
    #expect(gradients(of: y, at: [x], differentiable: differentiable)[0].item == 1)
  }

  @Test("a million operations whose gradients are themselves chains")
  func deepSecondOrder() {
    let x = Tensor([1], type: .float64).tracked()
    var y = x.square()
    for _ in 0..<300_000 { y = y * 1 }
    let first = gradients(of: y, at: [x], differentiable: true)[0]
    #expect(gradients(of: first, at: [x])[0].item == 2)
  }

  @Test("two walks over one graph leave no marks on each other")
  func repeated() {
    let x = variable([2])
    let y = x.square() * x
    for _ in 0..<3 {
      #expect(gradients(of: y, at: [x])[0].item == 12)
      #expect(gradients(of: y.square(), at: [x])[0].item == 192)
    }
  }

  @Test("the gradient of a critic's gradient norm, at its weights, against finite differences", arguments: 0..<5)
  func penalty(seed: Int) {
    var numbers = TestNumbers(seed: seed)
    let shapes = [[4, 3], [3, 5], [5], [5, 1], [1]]
    let arguments = shapes.map { (shape: $0, values: numbers.uniform($0.product)) }
    let differentiation = Differentiation(at: arguments) { xs in
      let x = xs[0].isTracked ? xs[0] : xs[0].tracked()
      let hidden = Tensor.linear(x, xs[1], bias: xs[2]).tanh()
      let outputs = Tensor.linear(hidden, xs[3], bias: xs[4])
      let gradient = gradients(of: outputs, at: [x], differentiable: true)[0]
      return (gradient.square().sum(axes: [1]).squareRoot() - 1).square().mean()
    }
    #expect(differentiation.firstOrderDeviation(&numbers) < 1e-7)
    #expect(differentiation.secondOrderDeviation(&numbers) < 1e-6)
  }
}
