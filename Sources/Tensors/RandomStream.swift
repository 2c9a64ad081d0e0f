import CKernels

/// A source of random numbers that is a pure function of a seed, a name and a step (Philox 4x32-10).
///
/// Nothing is carried from draw to draw, so a resumed run needs only the step to draw what it would have drawn:
///
/// ```swift
/// let noise = RandomStream(seed: 0, name: "latent").normal([256, 16], step: 41)
/// ```
public struct RandomStream: Sendable {
  private let key: UInt64

  /// - Parameters:
  ///   - seed: of the whole run.
  ///   - name: of the purpose; streams of different names are independent.
  public init(seed: UInt64, name: String) {
    // FNV-1a over the name, then the finalizer of SplitMix64, so that close seeds and names give distant keys.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    key = RandomStream.mix(RandomStream.mix(seed) ^ hash)
  }

  /// An independent stream for one purpose of several.
  public func stream(_ name: String) -> RandomStream { RandomStream(seed: key, name: name) }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Independent draws from N(0, 1).
  public func normal(_ shape: [Int], step: Int, type: ElementType = .float32, on device: Device = .current) -> Tensor {
    draw(SK_NORMAL, shape, step, type, device)
  }

  /// Independent draws from the uniform distribution on (0, 1), both ends excluded.
  public func uniform(_ shape: [Int], step: Int, type: ElementType = .float32, on device: Device = .current) -> Tensor {
    draw(SK_UNIFORM, shape, step, type, device)
  }

  /// Independent draws from the standard Gumbel distribution, -log(-log u).
  public func gumbel(_ shape: [Int], step: Int, type: ElementType = .float32, on device: Device = .current) -> Tensor {
    draw(SK_GUMBEL, shape, step, type, device)
  }

  private func draw(
    _ kind: sk_distribution, _ shape: [Int], _ step: Int, _ type: ElementType, _ device: Device
  ) -> Tensor {
    let storage = Storage(shape.product, type, on: device)
    let kernel = storage.kernels.random!
    let (key, lane) = (key, UInt64(bitPattern: Int64(step)))
    // A kernel draws 256 at once.
    device.forEachChunk(of: storage.count, grain: 1_024, unit: 256) { first, count in
      kernel(kind, key, lane, UInt64(first), count, storage.at(first))
    }
    return Tensor(storage, shape: shape)
  }

  /// A generator for the standard library's `shuffled(using:)`, `random(in:using:)` and the like.
  public func generator(step: Int = 0) -> Generator { Generator(key: key, step: step) }

  /// Draws 64-bit words one after the other from a stream.
  public struct Generator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    fileprivate init(key: UInt64, step: Int) {
      state = RandomStream.mix(key ^ RandomStream.mix(UInt64(bitPattern: Int64(step))))
    }

    public mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      return RandomStream.mix(state)
    }
  }
}
