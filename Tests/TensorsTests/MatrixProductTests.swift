import SaddleTensors
import TestSupport
import Testing

/// The blocked matrix product of each kernel against plain sums in double precision.
@Suite struct MatrixProductTests {
  /// Lengths m, k, n of hundreds of products: every small length, and both sides of the edges of blocks.
  static let sizes: [[Int]] = {
    var numbers = TestNumbers(seed: 11)
    let small = (0..<220).map { _ in (0..<3).map { _ in Int.random(in: 1...40, using: &numbers) } }
    let medium = (0..<40).map { _ in (0..<3).map { _ in Int.random(in: 1...130, using: &numbers) } }
    let edges = [
      [97, 3, 2], [96, 320, 33], [95, 321, 31], [48, 319, 65], [1, 641, 257], [2, 640, 256], [32, 1, 512],
      [13, 2, 255],
      [193, 5, 7], [1, 1_000, 1], [512, 1, 1], [3, 700, 127],
    ]
    return small + medium + edges
  }()

  /// Sums in double precision and the sums of magnitudes, which bound the rounding.
  private static func product(_ a: [Double], _ b: [Double], _ m: Int, _ k: Int, _ n: Int) -> ([Double], [Double]) {
    var (sums, sizes) = (Array(repeating: 0.0, count: m * n), Array(repeating: 0.0, count: m * n))
    for i in 0..<m {
      for p in 0..<k {
        for j in 0..<n {
          let term = a[i * k + p] * b[p * n + j]
          sums[i * n + j] += term
          sizes[i * n + j] += abs(term)
        }
      }
    }
    return (sums, sizes)
  }

  private static func flipped(_ x: [Double], _ rows: Int, _ columns: Int) -> [Double] {
    (0..<columns).flatMap { column in (0..<rows).map { x[$0 * columns + column] } }
  }

  /// Float32 numbers, so that only sums round.
  private static func draw(_ count: Int, _ numbers: inout TestNumbers) -> [Double] {
    numbers.uniform(count).map { Double(Float($0)) }
  }

  @Test("every transpose, bias and slope", arguments: kernelNames + ["float64"])
  func products(kernel: String) {
    let type = kernel == "float64" ? ElementType.float64 : .float32
    let unit = type == .float32 ? 0x1p-24 : 0x1p-53
    let device = Device(threads: 2, kernel: kernel == "float64" ? "portable" : kernel)
    var numbers = TestNumbers(seed: 12)
    for (trial, size) in Self.sizes.enumerated() {
      let (m, k, n) = (size[0], size[1], size[2])
      let (a, b, bias) = (Self.draw(m * k, &numbers), Self.draw(k * n, &numbers), Self.draw(n, &numbers))
      let (sums, sizes) = Self.product(a, b, m, k, n)
      let (first, second) = (trial & 1 == 1, trial & 2 == 2)
      let left = Tensor(first ? Self.flipped(a, m, k) : a, shape: first ? [k, m] : [m, k], type: type, on: device)
      let right = Tensor(second ? Self.flipped(b, k, n) : b, shape: second ? [n, k] : [k, n], type: type, on: device)
      let plain = Tensor.matrixProduct(left, right, transposingFirst: first, transposingSecond: second).scalars()
      let bound = Double(k + 2) * unit
      let worst = (0..<m * n).map { abs(plain[$0] - sums[$0]) / (sizes[$0] + 1e-30) }.max()!
      #expect(worst <= bound, "\(size), transposed \(first) \(second)")

      let slope = [nil, 0, 0.2, 1][trial % 4]
      let layer = Tensor.linear(
        Tensor(a, shape: [m, k], type: type, on: device), Tensor(b, shape: [k, n], type: type, on: device),
        bias: Tensor(bias, type: type, on: device), slope: slope
      ).scalars()
      let off = (0..<m * n).map { place -> Double in
        let sum = sums[place] + bias[place % n]
        let expected = sum > 0 ? sum : (slope ?? 1) * sum
        return abs(layer[place] - expected) / (sizes[place] + abs(bias[place % n]) + 1e-30)
      }
      #expect(off.max()! <= bound + 2 * unit, "\(size), slope \(slope ?? 1)")
    }
  }

  @Test("a weight packed for one product serves the next, until it changes", arguments: kernelNames)
  func packedWeights(kernel: String) {
    let device = Device(threads: 2, kernel: kernel)
    let random = RandomStream(seed: 5, name: "weights")
    func draw(_ shape: [Int], _ step: Int) -> Tensor { random.normal(shape, step: step, on: device) }
    /// The same product with weights that no other has packed.
    func fresh(_ w: Tensor) -> Tensor { w + w.filled(0) }
    func expectEqual(_ apply: (Tensor) -> Tensor, _ w: Tensor, _ comment: Comment) {
      let expected = apply(fresh(w)).bytes()
      // A difference of so many bytes would take minutes to be described.
      for _ in 0..<2 {
        let isEqual = apply(w).bytes() == expected
        #expect(isEqual, comment)
      }
    }
    var w = draw([256, 96], 0)
    let (rows, columns) = (draw([300, 256], 1), draw([300, 96], 2))
    let images = draw([2, 8, 8, 16], 4)
    for round in 0..<2 {
      expectEqual({ .linear(rows, $0) }, w, "as it is")
      expectEqual({ .matrixProduct(columns, $0, transposingSecond: true) }, w, "transposed")
      expectEqual({ .linear(draw([300, 192], 3), $0.reshaped([192, 128])) }, w, "in another shape")
      expectEqual({ .convolution(images, $0.reshaped([4, 4, 16, 96]), stride: 2, padding: 1) }, w, "as a kernel")
      expectEqual({ .matrixProduct(rows, $0, transposingFirst: true) }, draw([300, 96], 5), "of A transposed")
      if round == 0 { device.moveAverages([AverageTarget(&w, toward: draw([256, 96], 6))], decay: 0.5) }
    }
    #expect(w.bytes() != draw([256, 96], 0).bytes())
  }

  @Test("products without rows, columns or terms", arguments: kernelNames)
  func empty(kernel: String) {
    let device = Device(threads: 1, kernel: kernel)
    let bias = Tensor([1, -1], on: device)
    func ones(_ shape: [Int]) -> Tensor { .ones(shape, on: device) }
    #expect(Tensor.matrixProduct(ones([0, 3]), ones([3, 2])).shape == [0, 2])
    #expect(Tensor.matrixProduct(ones([2, 3]), ones([3, 0])).shape == [2, 0])
    #expect(Tensor.matrixProduct(ones([2, 0]), ones([0, 2])).scalars() == [0, 0, 0, 0])
    #expect(Tensor.linear(ones([2, 0]), ones([0, 2]), bias: bias, slope: 0.5).scalars() == [1, -0.5, 1, -0.5])
  }

  @Test("infinities and NaN stay in their rows and columns", arguments: kernelNames)
  func special(kernel: String) {
    let device = Device(threads: 1, kernel: kernel)
    let a = Tensor([1, 2, .nan, 1, .infinity, 1], shape: [3, 2], on: device)
    let product = Tensor.matrixProduct(a, Tensor([1, 0, 0, 1], shape: [2, 2], on: device)).scalars()
    #expect(product[0...1] == [1, 2])
    #expect(product[2].isNaN && product[3].isNaN && product[4] == .infinity && product[5].isNaN)
    let relu = Tensor.linear(a, .ones([2, 1], on: device), bias: .zeros([1], on: device), slope: 0).scalars()
    #expect(relu[0] == 3 && relu[1].isNaN && relu[2] == .infinity)
  }
}
