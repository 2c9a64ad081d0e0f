import SaddleTensors
import TestSupport
import Testing

/// Convolutions of each kernel against plain sums in double precision, over hundreds of random geometries: few channels
/// and many, one column and several panels, images smaller than the kernel, strides beyond it.
@Suite struct ConvolutionTests {
  struct Geometry: CustomStringConvertible {
    var batch: Int
    var size: (Int, Int)
    var channels: (wide: Int, narrow: Int)
    var kernel: (Int, Int)
    var stride: Int
    var padding: Int

    var narrow: (Int, Int) {
      ((size.0 + 2 * padding - kernel.0) / stride + 1, (size.1 + 2 * padding - kernel.1) / stride + 1)
    }
    var description: String {
      "batch \(batch), \(size), channels \(channels), kernel \(kernel), stride \(stride), padding \(padding)"
    }

    /// Whether the kernel is of two strides a side, whose products are summed in Winograd's form.
    var isDoubled: Bool { kernel == (2 * stride, 2 * stride) }

    static func random(_ numbers: inout TestNumbers) -> Geometry {
      func pick(_ choices: [Int]) -> Int { choices.randomElement(using: &numbers)! }
      while true {
        var geometry = Geometry(
          batch: pick([1, 2, 3]), size: (pick(Array(1...9)), pick(Array(1...20))),
          channels: (pick([1, 2, 3, 15, 16, 17, 40]), pick([1, 2, 3, 4, 5, 16, 17, 40])),
          kernel: (pick([1, 2, 3, 4, 5]), pick([1, 2, 3, 4, 5])), stride: pick([1, 1, 2, 2, 3]),
          padding: pick([0, 1, 2]))
        if pick([0, 1, 2]) == 0 {
          geometry.stride = pick([1, 2])
          geometry.kernel = (2 * geometry.stride, 2 * geometry.stride)
          geometry.channels = (pick([16, 40]), pick([33, 64]))
        }
        let padded = (geometry.size.0 + 2 * geometry.padding, geometry.size.1 + 2 * geometry.padding)
        if padded.0 >= geometry.kernel.0 && padded.1 >= geometry.kernel.1 { return geometry }
      }
    }

    /// Calls `body` with the places in x, w and y of each product of the trilinear form.
    func forEachTerm(_ body: (_ x: Int, _ w: Int, _ y: Int) -> Void) {
      for b in 0..<batch {
        for oy in 0..<narrow.0 {
          for ox in 0..<narrow.1 {
            for ky in 0..<kernel.0 {
              for kx in 0..<kernel.1 {
                let (y, x) = (oy * stride + ky - padding, ox * stride + kx - padding)
                guard (0..<size.0).contains(y), (0..<size.1).contains(x) else { continue }
                let place = ((b * size.0 + y) * size.1 + x) * channels.wide
                let tap = (ky * kernel.1 + kx) * channels.wide
                let out = ((b * narrow.0 + oy) * narrow.1 + ox) * channels.narrow
                for c in 0..<channels.wide {
                  for n in 0..<channels.narrow { body(place + c, (tap + c) * channels.narrow + n, out + n) }
                }
              }
            }
          }
        }
      }
    }
  }

  @Test("forward, transposed and for the weights", arguments: kernelNames + ["float64"])
  func convolutions(kernel: String) {
    let type = kernel == "float64" ? ElementType.float64 : .float32
    let unit = type == .float32 ? 0x1p-24 : 0x1p-53
    let device = Device(threads: 2, kernel: kernel == "float64" ? "portable" : kernel)
    var numbers = TestNumbers(seed: 31)
    for _ in 0..<250 {
      let g = Geometry.random(&numbers)
      let shapes = (
        x: [g.batch, g.size.0, g.size.1, g.channels.wide],
        w: [g.kernel.0, g.kernel.1, g.channels.wide, g.channels.narrow],
        y: [g.batch, g.narrow.0, g.narrow.1, g.channels.narrow]
      )
      func draw(_ shape: [Int]) -> [Double] { numbers.uniform(shape.product).map { Double(Float($0)) } }
      let (x, w, y) = (draw(shapes.x), draw(shapes.w), draw(shapes.y))
      func tensor(_ values: [Double], _ shape: [Int]) -> Tensor { Tensor(values, shape: shape, type: type, on: device) }

      let input = tensor(x, shapes.x).tracked()
      let weight = tensor(w, shapes.w).tracked()
      let output = Tensor.convolution(input, weight, stride: g.stride, padding: g.padding)
      let found = gradients(of: output, at: [input, weight], seed: tensor(y, shapes.y))

      var (out, wide, weights) = (
        Array(repeating: 0.0, count: y.count), Array(repeating: 0.0, count: x.count),
        Array(repeating: 0.0, count: w.count)
      )
      var sizes = (out, wide, weights)
      g.forEachTerm { i, t, o in
        out[o] += x[i] * w[t]
        wide[i] += y[o] * w[t]
        weights[t] += x[i] * y[o]
        sizes.0[o] += abs(x[i] * w[t])
        sizes.1[i] += abs(y[o] * w[t])
        sizes.2[t] += abs(x[i] * y[o])
      }
      // A sum of k products is within k + 1 roundings of the sum of their magnitudes; in Winograd's form, also of those of
      // their neighbours', none above 1.
      let terms = g.kernel.0 * g.kernel.1 * max(g.channels.wide, g.channels.narrow) + g.batch * g.narrow.0 * g.narrow.1
      let bound = Double(terms + 2) * unit
      for (name, actual, expected, size) in [
        ("forward", output, out, sizes.0), ("transposed", found[0], wide, sizes.1),
        ("weights", found[1], weights, sizes.2),
      ] {
        let values = actual.scalars()
        #expect(values.count == expected.count)
        let neighbours = g.isDoubled ? 4.0 : 0
        let worst = expected.indices.map { abs(values[$0] - expected[$0]) - bound * (size[$0] + neighbours) }.max()!
        #expect(worst <= 0, "\(name): \(g)")
      }
    }
  }

  @Test("bias and activation, in every phase of a transposed convolution", arguments: kernelNames)
  func activation(kernel: String) {
    let device = Device(threads: 1, kernel: kernel)
    var numbers = TestNumbers(seed: 32)
    func tensor(_ shape: [Int]) -> Tensor { Tensor(numbers.uniform(shape.product), shape: shape, on: device) }
    for outputs in [3, 17] {
      let (x, w, bias) = (tensor([2, 5, 4, 16]), tensor([3, 3, outputs, 16]), tensor([outputs]))
      let whole = Tensor.transposedConvolution(x, w, bias: bias, slope: 0.1, stride: 4, padding: 1, outputPadding: 2)
      let plain = Tensor.transposedConvolution(x, w, stride: 4, padding: 1, outputPadding: 2)
      #expect(deviation(whole.scalars(), from: (plain + bias).leakyReLU(slope: 0.1).scalars()) < 1e-6)
      // A kernel of three in strides of four leaves places that no tap reaches: the bias alone.
      #expect(plain.scalars().contains(0))
    }
  }
}
