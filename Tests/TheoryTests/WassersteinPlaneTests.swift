import SaddleTensors
import SaddleTheory
import Testing

@Suite struct WassersteinPlaneTests {
  private func points(_ count: Int, _ seed: UInt64) -> [SIMD2<Double>] {
    let numbers = RandomStream(seed: seed, name: "points").normal([2 * count], step: 0, type: .float64).scalars()
    return (0..<count).map { SIMD2(numbers[2 * $0], numbers[2 * $0 + 1]) }
  }

  private func distance(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double {
    let difference = a - b
    return (difference * difference).sum().squareRoot()
  }

  /// Against the least of all pairings of six points.
  @Test(arguments: 0..<8 as Range<UInt64>)
  func isTheLeastOfAllPairings(seed: UInt64) {
    let (a, b) = (points(6, seed), points(6, seed + 100))
    func least(_ row: Int, _ free: [Int]) -> Double {
      guard row < 6 else { return 0 }
      return free.map { column in distance(a[row], b[column]) + least(row + 1, free.filter { $0 != column }) }.min()!
    }
    #expect(abs(Wasserstein.distance(a, b) - least(0, Array(0..<6)) / 6) < 1e-12)
  }

  /// On a line the best pairing is that of the sorted points.
  @Test func onALineItSorts() {
    let direction = SIMD2(0.6, 0.8)
    let (a, b) = (points(200, 1).map(\.x), points(200, 2).map { 2 * $0.x + 1 })
    let expected = zip(a.sorted(), b.sorted()).reduce(0) { $0 + abs($1.0 - $1.1) } / 200
    #expect(abs(Wasserstein.distance(a.map { $0 * direction }, b.map { $0 * direction }) - expected) < 1e-12)
  }

  /// A shift costs its length, whatever the points.
  @Test func aShiftCostsItsLength() {
    let a = points(100, 3)
    #expect(abs(Wasserstein.distance(a, a.reversed().map { $0 + SIMD2(3, 4) }) - 5) < 1e-12)
  }
}
