import SaddleTheory
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct QuadratureTests {
  private let quadrature = Quadrature(absoluteTolerance: 1e-12)

  /// The truth lies within the stated error, and the stated error within the tolerance.
  private func expect(_ integral: Integral, _ truth: Double, tolerance: Double = 1e-12) {
    #expect(abs(integral.value - truth) <= integral.error, "\(integral) for \(truth)")
    #expect(integral.error <= tolerance, "\(integral)")
  }

  @Test("without halving, polynomials of degree 22 are exact, and a kink is not", arguments: 0...22)
  func degree(power: Int) {
    let once = Quadrature(absoluteTolerance: 1e-12, maximumCells: 1)
    let truth = (1 - pow(-1, Double(power + 1))) / Double(power + 1)
    #expect(abs(once.integral(from: -1, to: 1) { pow($0, Double(power)) }.value - truth) < 1e-14)
    #expect(once.integral(from: -1, to: 1) { abs($0 - 0.3) }.error > 1e-4)
  }

  @Test func finiteRanges() {
    expect(quadrature.integral(from: 0, to: .pi) { sin($0) }, 2)
    expect(quadrature.integral(from: .pi, to: 0) { sin($0) }, -2)
    expect(quadrature.integral(from: 0, to: 1) { $0.squareRoot() }, 2.0 / 3)
    expect(quadrature.integral(from: 0, to: 1) { abs($0 - 0.3) }, (0.09 + 0.49) / 2)
    #expect(quadrature.integral(from: 1, to: 1) { $0 } == Integral(value: 0, error: 0))
  }

  @Test func infiniteRanges() {
    expect(quadrature.integral(from: -.infinity, to: .infinity) { exp(-$0 * $0 / 2) }, (2 * Double.pi).squareRoot())
    expect(quadrature.integral(from: 1, to: .infinity) { exp(-$0) }, exp(-1))
    expect(quadrature.integral(from: -.infinity, to: -1) { exp($0) }, exp(-1))
    expect(quadrature.integral(from: -.infinity, to: .infinity) { 1 / (1 + $0 * $0) }, .pi)
  }

  @Test func narrowPeaksAreFoundByBreaks() {
    let integral = quadrature.integral(from: -1e3, to: 1e3, breaks: [0.3 - 4e-5, 0.3, 0.3 + 4e-5]) {
      exp(-abs($0 - 0.3) * 1e6)
    }
    expect(integral, 2e-6)
  }

  @Test func relativeTolerance() {
    let rough = Quadrature(absoluteTolerance: 0, relativeTolerance: 1e-3).integral(from: 0, to: 1) { $0.squareRoot() }
    #expect(rough.error <= 1e-3 * rough.value && rough.error > 1e-6)
  }

  @Test func whatDoesNotConvergeSaysSo() {
    let few = Quadrature(absoluteTolerance: 1e-14, maximumCells: 4).integral(from: 0, to: 1) { $0 < 0.3 ? 1 : 0 }
    #expect(few.error > 1e-3)
    let pole = quadrature.integral(from: -1, to: 1) { 1 / ($0 * $0) }
    #expect(pole.error == .infinity)
    #expect(quadrature.integral(from: 0, to: 1) { _ in .nan }.error == .infinity)
  }

  @Test func planeWithNarrowModes() {
    let centres = (0..<8).map { SIMD2(2 * cos(Double($0) * .pi / 4), 2 * sin(Double($0) * .pi / 4)) }
    let outline = Outline(
      lower: SIMD2(-3, -3), upper: SIMD2(3, 3), features: centres.map { .init(centre: $0, scale: 0.02) })
    let integral = quadrature.integral(over: outline) { point in
      centres.reduce(0) { sum, centre in
        let offset = point - centre
        return sum + exp(-(offset * offset).sum() / 0.0008) / (0.0008 * .pi)
      }
    }
    expect(integral, 8)
  }

  @Test func planeReachesToInfinityAndSeesEdges() {
    let outline = Outline(lower: SIMD2(-1, -1), upper: SIMD2(1, 1))
    expect(quadrature.integral(over: outline) { exp(-($0.x * $0.x + 4 * $0.y * $0.y) / 2) }, .pi)
    let box = Outline(lower: SIMD2(-1, -1), upper: SIMD2(1, 1), edges: [SIMD2(0.1, -0.7), SIMD2(0.4, 0.2)])
    expect(
      quadrature.integral(over: box) { 0.1 < $0.x && $0.x < 0.4 && -0.7 < $0.y && $0.y < 0.2 ? $0.x : 0 },
      0.9 * (0.16 - 0.01) / 2)
  }

  @Test func lineOutline() {
    let outline = Outline(
      lower: -1, upper: 1e4, features: [.init(centre: 1234.5, scale: 1)], edges: [17])
    expect(
      quadrature.integral(over: outline) { x in
        exp(-(x - 1234.5) * (x - 1234.5) / 2) / (2 * Double.pi).squareRoot() + (x > 17 && x < 1e4 ? 1e-4 : 0)
      }, 1 + (1e4 - 17) * 1e-4)
  }

  @Test func unionHoldsAll() {
    let union = Outline.union([
      Outline(lower: SIMD2(0, 1), upper: SIMD2(2, 3), edges: [SIMD2(1, 1)]),
      Outline(lower: SIMD2(-1, 2), upper: SIMD2(1, 4), features: [.init(centre: SIMD2(0, 0), scale: 1)]),
    ])
    #expect(union.lower == SIMD2(-1, 1) && union.upper == SIMD2(2, 4))
    #expect(union.features.count == 1 && union.edges == [SIMD2(1, 1)])
  }
}
