import CKernels

/// How the kernel of a convolution moves over an image: its size, stride and padding, and the sizes of both images.
///
/// The wide image is what a convolution reads and a transposed one makes; the narrow one is the other.
struct Convolution: Equatable {
  let kernel: (height: Int, width: Int)
  let stride: Int
  let padding: Int
  let wide: (height: Int, width: Int)
  let narrow: (height: Int, width: Int)

  /// A convolution of images of size `wide`. Traps unless the padded image holds the kernel.
  init(_ wide: (height: Int, width: Int), kernel: (height: Int, width: Int), stride: Int, padding: Int) {
    func places(_ length: Int, _ kernel: Int) -> Int { (length + 2 * padding - kernel) / stride + 1 }
    precondition(stride > 0 && padding >= 0 && kernel.height > 0 && kernel.width > 0)
    precondition(
      wide.height + 2 * padding >= kernel.height && wide.width + 2 * padding >= kernel.width,
      "a kernel of \(kernel) does not fit into an image of \(wide) with padding \(padding)")
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.wide = wide
    narrow = (places(wide.height, kernel.height), places(wide.width, kernel.width))
  }

  /// A convolution whose result is of size `narrow`, of images larger than the smallest such by `extra` (less than the
  /// stride) on the lower right.
  init(
    narrow: (height: Int, width: Int), extra: Int, kernel: (height: Int, width: Int), stride: Int, padding: Int
  ) {
    func length(_ places: Int, _ kernel: Int) -> Int { (places - 1) * stride + kernel - 2 * padding + extra }
    precondition(extra >= 0 && extra < max(stride, 1), "the extra \(extra) is not below the stride \(stride)")
    let wide = (length(narrow.height, kernel.height), length(narrow.width, kernel.width))
    precondition(wide.0 > 0 && wide.1 > 0, "the result of a transposed convolution of \(narrow) has no places")
    self.init(wide, kernel: kernel, stride: stride, padding: padding)
  }

  static func == (a: Convolution, b: Convolution) -> Bool {
    a.kernel == b.kernel && a.stride == b.stride && a.padding == b.padding && a.wide == b.wide && a.narrow == b.narrow
  }

  private var taps: Int { kernel.height * kernel.width }
  private var places: Int { narrow.height * narrow.width }

  private func patches(channels: Int) -> sk_patches {
    sk_patches(
      height: wide.height, width: wide.width, channels: channels, out_height: narrow.height, out_width: narrow.width,
      kernel_height: kernel.height, kernel_width: kernel.width, stride: stride, top: -padding, left: -padding)
  }

  /// y[b, o, n] = act(bias[n] + sum over t, c of x[b, o stride + t - padding, c] w[t, c, n]), places and taps in two axes.
  func run(_ x: Storage, _ w: Storage, batch: Int, channels: (wide: Int, narrow: Int), bias: Storage?, slope: Double)
    -> Storage
  {
    let result = Storage(batch * places * channels.narrow, x.type, on: x.device)
    MatrixProduct(m: batch * places, n: channels.narrow, k: taps * channels.wide)
      .run(x, patches: patches(channels: channels.wide), w, into: result, bias: bias, slope: slope)
    return result
  }

  /// The derivative of a convolution with respect to its weights: dw[t, c, n] = sum over b, o of
  /// x[b, o stride + t - padding, c] g[b, o, n].
  func runForWeights(_ x: Storage, _ g: Storage, batch: Int, channels: (wide: Int, narrow: Int)) -> Storage {
    let result = Storage(taps * channels.wide * channels.narrow, x.type, on: x.device)
    MatrixProduct(m: taps * channels.wide, n: channels.narrow, k: batch * places, transposingA: true)
      .run(x, patches: patches(channels: channels.wide), g, into: result)
    return result
  }

  /// The adjoint of `run` in x, with a bias and an activation: a transposed convolution.
  ///
  /// Places of the wide image that agree modulo the stride see the same taps of the kernel, so each such phase is a
  /// convolution of stride one by a kernel of every stride-th tap, and nothing is multiplied by the zeros in between.
  func runTransposed(
    _ g: Storage, _ w: Storage, batch: Int, channels: (wide: Int, narrow: Int), bias: Storage?, slope: Double
  ) -> Storage {
    let result = Storage(batch * wide.height * wide.width * channels.wide, g.type, on: g.device)
    for y in 0..<min(stride, wide.height) {
      for x in 0..<min(stride, wide.width) {
        let (down, across) = (Phase(y, wide.height, kernel.height, self), Phase(x, wide.width, kernel.width, self))
        let patches = sk_patches(
          height: narrow.height, width: narrow.width, channels: channels.narrow, out_height: down.places,
          out_width: across.places, kernel_height: down.taps, kernel_width: across.taps, stride: 1, top: down.origin,
          left: across.origin)
        var product = MatrixProduct(
          m: batch * down.places * across.places, n: channels.wide, k: down.taps * across.taps * channels.narrow)
        // Taps are taken from the last to the first, since they meet the narrow image in the opposite order.
        let tap = channels.wide * channels.narrow
        product.setTaps(
          across: max(1, across.taps), rows: channels.narrow, rowStride: 1, columnStride: channels.narrow,
          tapStride: -stride * tap, lineStride: -stride * kernel.width * tap)
        product.setImages(
          down: down.places, across: across.places, imageStride: wide.height * wide.width * channels.wide,
          lineStride: stride * wide.width * channels.wide, placeStride: stride * channels.wide)
        product.run(
          g, patches: patches, w, bOffset: (down.lastTap * kernel.width + across.lastTap) * tap, into: result,
          cOffset: (y * wide.width + x) * channels.wide, bias: bias, slope: slope)
      }
    }
    return result
  }

  /// The places of the wide image `phase`, `phase` + stride, ... along one axis.
  private struct Phase {
    let places: Int
    /// The taps of the kernel that reach them.
    let taps: Int
    let lastTap: Int
    /// Where the narrow image meets the last tap of the first place.
    let origin: Int

    init(_ phase: Int, _ length: Int, _ kernel: Int, _ convolution: Convolution) {
      let stride = convolution.stride
      let firstTap = (phase + convolution.padding) % stride
      places = (length - phase + stride - 1) / stride
      taps = firstTap < kernel ? (kernel - firstTap + stride - 1) / stride : 0
      lastTap = max(0, firstTap + (taps - 1) * stride)
      origin = (phase + convolution.padding - firstTap) / stride - max(0, taps - 1)
    }
  }
}
