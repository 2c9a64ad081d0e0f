import SaddleTensors
import SaddleTheory
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct SampleDivergenceTests {
  /// The exact JS lies within the stated error for most of eight draws, and the error is small.
  private func expect<Point>(
    _ p: Density<Point>, _ q: Density<Point>, count: Int = 4_000, within bound: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let exact = Divergence.jensenShannon(p, q).value
    let estimates = (0..<8).map { index in
      SampleDivergence(p, samples: q.sample(count, seed: UInt64(index) + 50), seed: UInt64(index)).jensenShannon
    }
    let hits = estimates.count { abs($0.value - exact) <= $0.error }
    #expect(hits >= 6, "\(estimates) for \(exact)", sourceLocation: sourceLocation)
    #expect(estimates.allSatisfy { $0.error < bound }, "\(estimates)", sourceLocation: sourceLocation)
  }

  @Test func onTheLine() {
    expect(Density<Double>.gaussian(), .gaussian(mean: 1), within: 0.015)
    expect(Density<Double>.gaussian(), .gaussian(), within: 0.005)
    expect(Density<Double>.points([-1, 1], noise: 0.1), .gaussian(), within: 0.02)
  }

  @Test func inThePlane() {
    expect(Density<SIMD2<Double>>.gaussian(), .gaussian(mean: SIMD2(1, 0)), within: 0.02)
    expect(Density<SIMD2<Double>>.gaussian(), .gaussian(), within: 0.01)
    expect(Density.ring(), .ring(deviation: 0.04), within: 0.02)
    expect(Density.ring(), .ring(5), within: 0.02)
  }

  @Test("a collapsed generator is as far as can be")
  func collapse() {
    let point = Array(repeating: SIMD2(2.0, 0.0), count: 1000)
    let js = SampleDivergence(Density.ring(), samples: point).jensenShannon
    #expect(js.value <= log(2) && js.value >= log(2) - js.error && js.error < 0.05, "\(js)")
  }

  @Test("what is not finite lies where data have no mass")
  func notFinite() {
    let good = Density<Double>.gaussian().points(1000, seed: 60)
    let half = zip(0..., good).map { $0 % 2 == 0 ? $1 : Double.nan }
    let js = SampleDivergence(Density<Double>.gaussian(), samples: half).jensenShannon
    // Half of the mass is lost: KL to the mixtures of 1 and 1/2, and of 0 and 1/2.
    let exact = Divergence.jensenShannon([1, 0], [0.5, 0.5])
    #expect(abs(js.value - exact) <= js.error && js.error < 0.05, "\(js) for \(exact)")
    let none = SampleDivergence(Density<Double>.gaussian(), samples: good.map { _ in .infinity }).jensenShannon
    #expect(abs(none.value - log(2)) < 1e-12)
  }

  @Test func tooFewSamplesSaySo() {
    let js = SampleDivergence(Density<Double>.gaussian(), samples: Tensor.zeros([255])).jensenShannon
    #expect(js.value.isNaN && js.error == .infinity)
    #expect(SampleDivergence(Density<Double>.gaussian(), samples: Tensor.zeros([256, 1])).jensenShannon.value.isFinite)
  }

  @Test func sameSeedSameBits() {
    let samples = Density.ring().points(500, seed: 1)
    let first = SampleDivergence(Density.ring(), samples: samples, seed: 4)
    #expect(first.jensenShannon == SampleDivergence(Density.ring(), samples: samples, seed: 4).jensenShannon)
    #expect(first.jensenShannon != SampleDivergence(Density.ring(), samples: samples, seed: 5).jensenShannon)
  }

  @Test("distances to the nearest of many points, as by looking at all of them", arguments: [1, 9, 500])
  func neighbours(count: Int) {
    let points = Density<SIMD2<Double>>.gaussian().points(500, seed: 1).map(\.coordinates)
    let tree = NeighbourTree(points)
    for query in Density<SIMD2<Double>>.gaussian(deviation: 2).points(50, seed: 2) {
      let all = points.map { ($0[0] - query.x) * ($0[0] - query.x) + ($0[1] - query.y) * ($0[1] - query.y) }.sorted()
      #expect(tree.squaredDistances(from: query.coordinates, count: count) == Array(all.prefix(count)))
    }
  }
}
