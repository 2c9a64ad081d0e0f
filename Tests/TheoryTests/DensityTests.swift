import SaddleAdversarial
import SaddleTheory
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct DensityTests {
  static let line: [(String, Density<Double>, mean: Double, variance: Double)] = [
    ("gaussian", .gaussian(mean: -1, deviation: 0.01), -1, 1e-4),
    ("uniform", .uniform(on: 1...4), 2.5, 9.0 / 12),
    ("noisy uniform", .uniform(on: 1...4, noise: 0.2), 2.5, 9.0 / 12 + 0.04),
    ("points", .points([-1, 1], noise: 1e-3), 0, 1 + 1e-6),
    ("mixture", .mixture([(1, .gaussian(mean: 3)), (3, .uniform(on: -1...1))]), 0.75, 0.25 * 10 + 0.25 - 0.5625),
  ]

  static let plane: [(String, Density<SIMD2<Double>>, mean: SIMD2<Double>, variance: SIMD2<Double>)] = [
    ("round", .gaussian(mean: SIMD2(1, 2), deviation: 0.1), SIMD2(1, 2), SIMD2(0.01, 0.01)),
    (
      "correlated", .gaussian(mean: SIMD2(1, 2), deviations: SIMD2(3, 0.5), correlation: 0.9), SIMD2(1, 2),
      SIMD2(9, 0.25)
    ),
    ("uniform", .uniform(from: SIMD2(0, 1), to: SIMD2(1, 4)), SIMD2(0.5, 2.5), SIMD2(1, 9) / 12),
    ("ring", .ring(), .zero, SIMD2(repeating: 2 + 4e-4)),
    ("grid", .grid(), .zero, SIMD2(repeating: 8 + 25e-4)),
    ("points", .points([.zero, SIMD2(2, 0)], noise: 0.01), SIMD2(1, 0), SIMD2(1 + 1e-4, 1e-4)),
    ("mixture", .mixture([(1, .gaussian()), (1, .gaussian(mean: SIMD2(0, 2)))]), SIMD2(0, 1), SIMD2(1, 2)),
  ]

  @Test("mass, moments and distribution by quadrature; moments of samples", arguments: line)
  func onTheLine(name: String, density: Density<Double>, mean: Double, variance: Double) {
    #expect(abs(density.expectation { _ in 1 }.value - 1) < 1e-10)
    #expect(abs(density.expectation { $0 }.value - mean) < 1e-10)
    #expect(abs(density.expectation { ($0 - mean) * ($0 - mean) }.value - variance) < 1e-10)
    for x in stride(from: -2.3, to: 5, by: 0.61) {
      let open = Density(outline: density.outline, logDensity: density.logDensity, draw: density.draw)
      #expect(abs(density.distribution(x) - open.distribution(x)) < 1e-10, "\(x)")
    }
    let points = density.points(20_000, seed: 1)
    // Five standard errors: that of a variance is at most sqrt(2 / n) of it, for tails no heavier than a Gaussian's.
    let error = (variance / 20_000).squareRoot()
    let sample = points.reduce(0, +) / 20_000
    #expect(abs(sample - mean) < 5 * error)
    #expect(abs(points.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000 - variance) < 0.05 * variance)
  }

  @Test("mass and moments by quadrature; moments of samples", arguments: plane)
  func inThePlane(name: String, density: Density<SIMD2<Double>>, mean: SIMD2<Double>, variance: SIMD2<Double>) {
    #expect(abs(density.expectation { _ in 1 }.value - 1) < 1e-10)
    let points = density.points(20_000, seed: 1)
    for axis in 0..<2 {
      #expect(abs(density.expectation { $0[axis] }.value - mean[axis]) < 1e-9)
      let square = { (point: SIMD2<Double>) in (point[axis] - mean[axis]) * (point[axis] - mean[axis]) }
      #expect(abs(density.expectation(of: square).value - variance[axis]) < 1e-9)
      let sample = points.reduce(0) { $0 + $1[axis] } / 20_000
      #expect(abs(sample - mean[axis]) < 5 * (variance[axis] / 20_000).squareRoot())
      #expect(abs(points.reduce(0) { $0 + square($1) } / 20_000 - variance[axis]) < 0.05 * variance[axis])
    }
  }

  @Test func correlation() {
    let density = Density<SIMD2<Double>>.gaussian(mean: .zero, deviations: SIMD2(2, 0.5), correlation: -0.6)
    #expect(abs(density.expectation { $0.x * $0.y }.value + 0.6) < 1e-9)
    let sample = density.points(20_000, seed: 2).reduce(0) { $0 + $1.x * $1.y } / 20_000
    #expect(abs(sample + 0.6) < 0.05)
  }

  @Test func samplesAreTensorsAndRepeat() {
    let tensor = Density.ring().sample(5, seed: 3)
    #expect(tensor.shape == [5, 2])
    #expect(tensor.scalars() == Density.ring().sample(5, seed: 3).scalars())
    #expect(tensor.scalars() != Density.ring().sample(5, seed: 4).scalars())
  }

  @Test("far from all mass, logarithms are finite and right")
  func tails() {
    let noisy = Density<Double>.uniform(on: 0...1, noise: 0.01)
    // At distance d the noise's tail is phi(d / s) s / d to first order: log within 1e-3.
    #expect(abs(noisy.logDensity(2) - (-5000 - 0.5 * log(2 * Double.pi) - log(100))) < 1e-3)
    #expect(noisy.logDensity(-1) == noisy.logDensity(2))
    for z in [-29.9, -30.1] {
      #expect(abs(logNormalDistribution(z) - log(erfc(-z / 2.squareRoot()) / 2)) < 1e-12)
    }
    #expect(abs(Density.ring().logDensity(SIMD2(3, 0)) - (-1250 - log(8 * 2 * Double.pi * 4e-4))) < 1e-9)
  }

  @Test("toy densities have the density of their samples", arguments: ToyDensity.all)
  func toys(toy: ToyDensity) {
    let density = Density(toy)
    let quadrature = Quadrature(absoluteTolerance: 1e-5)
    #expect(abs(density.expectation(quadrature) { _ in 1 }.value - 1) < 1e-5)
    let count = 20_000
    let samples = toy.sample(count, seed: 5, step: 0).scalars()
    let points = (0..<count).map { SIMD2(samples[2 * $0], samples[2 * $0 + 1]) }
    // A smooth function that tells all places apart: its mean under both, within five standard errors.
    let f = { (point: SIMD2<Double>) in cos(1.3 * point.x + 0.4) * sin(0.7 * point.y + 0.9) + 0.1 * point.x }
    let mean = points.reduce(0) { $0 + f($1) } / Double(count)
    #expect(abs(density.expectation(quadrature, of: f).value - mean) < 5 * 0.7 / Double(count).squareRoot())
    // The width across the curves: log p averages to the negative entropy.
    let entropy = density.expectation(quadrature) { density.logDensity($0) }.value
    let logs = points.reduce(0) { $0 + density.logDensity($1) } / Double(count)
    #expect(abs(entropy - logs) < 5 * 1.2 / Double(count).squareRoot())
  }
}
