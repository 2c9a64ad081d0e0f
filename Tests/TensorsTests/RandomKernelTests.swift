import CKernels
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The generator against its published answers, and the distributions against what they make of its words.
@Suite struct RandomKernelTests {
  /// The rows `philox4x32 10` of `kat_vectors` in Random123 (D. E. Shaw Research): counter, key, answer.
  @Test(
    "Philox 4x32-10 gives the published answers",
    arguments: [
      ([0, 0, 0, 0], [0, 0], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
      (
        [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff], [0xffff_ffff, 0xffff_ffff],
        [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
      ),
      (
        [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0],
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
      ),
    ] as [([UInt64], [UInt64], [UInt32])])
  func knownAnswers(counter: [UInt64], key: [UInt64], answer: [UInt32]) {
    #expect(words(key[0] | key[1] << 32, counter[2] | counter[3] << 32, counter[0] | counter[1] << 32) == answer)
  }

  private func words(_ key: UInt64, _ lane: UInt64, _ block: UInt64) -> [UInt32] {
    var out: [UInt32] = [0, 0, 0, 0]
    sk_philox4x32(key, lane, block, &out)
    return out
  }

  private static let streams: [(key: UInt64, lane: UInt64, first: UInt64)] = [
    (0, 0, 0), (0x1234_5678_9abc_def0, 41, 0), (.max, .max, 4_096), (7, 1 << 40, 1 << 36),
  ]

  /// Elements first ..< first + n of a stream, as a table draws them.
  private func draw<Element: BinaryFloatingPoint>(
    _ table: UnsafePointer<sk_table>, _ kind: sk_distribution, _ stream: (key: UInt64, lane: UInt64, first: UInt64),
    _ n: Int
  ) -> [Element] {
    var out = Array(repeating: Element.nan, count: n)
    out.withUnsafeMutableBytes { table.pointee.random(kind, stream.key, stream.lane, stream.first, n, $0.baseAddress) }
    return out
  }

  /// The uniform numbers that a stream stands for: the centres of 2^23 or 2^52 cells.
  private func uniforms(_ stream: (key: UInt64, lane: UInt64, first: UInt64), _ n: Int, wide: Bool) -> [Double] {
    let each = wide ? 2 : 4
    return (0..<(n + each - 1) / each).flatMap { index -> [Double] in
      let raw = words(stream.key, stream.lane, stream.first / UInt64(each) + UInt64(index))
      guard wide else { return raw.map { (Double($0 >> 9) + 0.5) * 0x1p-23 } }
      return [0, 2].map { (place: Int) -> Double in
        let word = UInt64(raw[place]) << 32 | UInt64(raw[place + 1])
        return (Double(word >> 12) + 0.5) * 0x1p-52
      }
    }
  }

  @Test("each kernel makes the same uniform, normal and Gumbel numbers of the words", arguments: kernelNames)
  func float32(kernel: String) {
    let table = sk_float32(kernel)!
    for stream in Self.streams {
      let n = 1_000
      let u = uniforms(stream, 1_024, wide: false)
      #expect((draw(table, SK_UNIFORM, stream, n) as [Float]).map(Double.init) == Array(u.prefix(n)))
      check(draw(table, SK_NORMAL, stream, n) as [Float], boxMuller(u, half: 128), 1e-5)
      check(draw(table, SK_GUMBEL, stream, n) as [Float], u.map { -log(-log($0)) }, 1e-5)
    }
  }

  @Test("float64 makes its numbers of the words")
  func float64() {
    let table = sk_float64()!
    for stream in Self.streams {
      let n = 1_000
      let u = uniforms(stream, 1_024, wide: true)
      #expect((draw(table, SK_UNIFORM, stream, n) as [Double]) == Array(u.prefix(n)))
      check(draw(table, SK_NORMAL, stream, n) as [Double], boxMuller(u, half: 64), 1e-12)
      check(draw(table, SK_GUMBEL, stream, n) as [Double], u.map { -log(-log($0)) }, 1e-12)
    }
  }

  private func check<Element: BinaryFloatingPoint>(_ actual: [Element], _ expected: [Double], _ tolerance: Double) {
    let worst = zip(actual, expected).map { abs(Double($0) - $1) / (1 + abs($1)) }.max()!
    #expect(worst < tolerance)
  }

  /// Box and Muller's pairs lie `half` apart.
  private func boxMuller(_ u: [Double], half: Int) -> [Double] {
    u.indices.map { index in
      let second = index / half % 2 == 1
      let first = second ? index - half : index
      let (radius, angle) = ((-2 * log(u[first])).squareRoot(), 2 * Double.pi * u[first + half])
      return radius * (second ? sin(angle) : cos(angle))
    }
  }

  @Test("one-hot, gather and scatter meet their indices", arguments: kernelNames)
  func indices(kernel: String) {
    let table = sk_float32(kernel)!.pointee
    var out: [Float] = Array(repeating: 9, count: 6)
    table.one_hot(2, 3, [1, -1], &out)
    #expect(out == [0, 1, 0, 0, 0, 0])
    table.gather(3, 2, [1, 2, 3, 4] as [Float], [1, 0, 1], &out)
    #expect(out == [3, 4, 1, 2, 3, 4])
    table.scatter_add(2, 2, [1, 2, 3, 4] as [Float], [2, 2], &out)
    #expect(out == [3, 4, 1, 2, 7, 10])
  }
}
