import SaddleAdversarial
import SaddleTensors
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension ToyDensity: CustomTestStringConvertible {
  public var testDescription: String { name }
}

/// The densities whose samples are made, and the latent priors, against their definitions.
@Suite(.everyKernel) struct DensityTests {
  private func points(_ density: ToyDensity, _ count: Int = 20_000, step: Int = 0) -> [(x: Double, y: Double)] {
    let values = density.sample(count, seed: 0, step: step).scalars()
    return (0..<count).map { (values[2 * $0], values[2 * $0 + 1]) }
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  @Test("found by name, of the shape asked for, repeatable, new at each step and seed", arguments: ToyDensity.all)
  func sampling(_ density: ToyDensity) {
    #expect(ToyDensity.named(density.name)?.name == density.name && ToyDensity.named("ring9") == nil)
    let sample = density.sample(100, seed: 0, step: 3)
    #expect(sample.shape == [100, 2])
    #expect(sample.scalars() == density.sample(100, seed: 0, step: 3).scalars())
    #expect(sample.scalars() != density.sample(100, seed: 0, step: 4).scalars())
    #expect(sample.scalars() != density.sample(100, seed: 1, step: 3).scalars())
  }

  @Test("modes lie where the papers put them")
  func modes() {
    #expect(ToyDensity.ring8.modes.count == 8 && ToyDensity.ring8.deviation == 0.02)
    #expect(ToyDensity.ring8.modes.allSatisfy { abs(($0.x * $0.x + $0.y * $0.y).squareRoot() - 2) < 1e-12 })
    #expect(abs(ToyDensity.ring8.modes[1].x - 2.0.squareRoot()) < 1e-12)
    let grid = Set(ToyDensity.grid25.modes.map { [$0.x, $0.y] })
    #expect(grid == Set([-4, -2, 0, 2, 4].flatMap { x in [-4, -2, 0, 2, 4].map { [x, $0] } }))
    #expect(ToyDensity.grid25.deviation == 0.05)
    #expect(ToyDensity.gaussian.modes.count == 1 && ToyDensity.gaussian.deviation == 1)
  }

  @Test("mixtures: even modes, round, of the stated width", arguments: [ToyDensity.ring8, .grid25, .gaussian])
  func mixtures(_ density: ToyDensity) {
    let points = points(density)
    var counts = Array(repeating: 0, count: density.modes.count)
    var (dx, dy): ([Double], [Double]) = ([], [])
    for point in points {
      let nearest = density.modes.indices.min {
        hypot(point.x - density.modes[$0].x, point.y - density.modes[$0].y)
          < hypot(point.x - density.modes[$1].x, point.y - density.modes[$1].y)
      }!
      counts[nearest] += 1
      dx.append((point.x - density.modes[nearest].x) / density.deviation)
      dy.append((point.y - density.modes[nearest].y) / density.deviation)
    }
    let expected = Double(points.count) / Double(counts.count)
    #expect(counts.allSatisfy { abs(Double($0) - expected) <= 4.5 * expected.squareRoot() })
    for d in [dx, dy] {
      #expect(abs(mean(d)) < 0.03 && abs(mean(d.map { $0 * $0 }) - 1) < 0.045)
    }
    #expect(abs(mean(zip(dx, dy).map { $0 * $1 })) < 0.03)
    // 1 - exp(-9/2) of a round Gaussian lies within three standard deviations.
    let near = zip(dx, dy).filter { $0 * $0 + $1 * $1 < 9 }.count
    #expect(abs(Double(near) / Double(points.count) - 0.988891) < 0.003)
  }

  @Test("the spiral: its radius is its angle, over one and a half turns")
  func swissRoll() {
    let points = points(.swissRoll)
    let radii = points.map { hypot($0.x, $0.y) }
    #expect(radii.max()! < 2.25 && radii.min()! > 0.4)
    // Evenly spread over angles 1.5 pi ... 4.5 pi, so over radii 2/3 ... 2.
    #expect(abs(mean(radii) - 4.0 / 3) < 0.015)
    var distances: [Double] = []
    for (point, radius) in zip(points, radii) {
      let angles = (0..<3).map { atan2(point.y, point.x) + 2 * .pi * Double($0) }
      distances.append(angles.map { abs(radius - $0 * 2 / (4.5 * .pi)) }.min()!)
    }
    let share = Double(distances.filter { $0 < 0.15 }.count) / Double(points.count)
    #expect(share > 0.98)
  }

  @Test("the moons: two half circles of radius 1, as many points on each")
  func moons() {
    let points = points(.moons)
    var upper = 0
    var squares = 0.0
    for point in points {
      let first = hypot(point.x + 0.5, point.y + 0.25) - 1
      let second = hypot(point.x - 0.5, point.y - 0.25) - 1
      if abs(first) < abs(second) { upper += 1 }
      squares += min(first * first, second * second)
      #expect(min(abs(first), abs(second)) < 0.3)
    }
    #expect(abs(Double(upper) / Double(points.count) - 0.5) < 0.02)
    #expect(abs((squares / Double(points.count)).squareRoot() - 0.05) < 0.003)
    #expect(abs(mean(points.map(\.x))) < 0.03 && abs(mean(points.map(\.y))) < 0.03)
  }

  @Test("latent priors: shape, moments and range", arguments: LatentPrior.Kind.allCases)
  func latent(kind: LatentPrior.Kind) {
    let random = RandomStream(seed: 0, name: "z")
    let z = LatentPrior(kind, size: 5).sample(20_000, from: random, step: 2)
    #expect(z.shape == [20_000, 5])
    let values = z.scalars()
    #expect(abs(mean(values)) < 0.015)
    let (variance, fourth) = kind == .normal ? (1.0, 3.0) : (1.0 / 3, 0.2)
    #expect(abs(mean(values.map { $0 * $0 }) - variance) < 0.02)
    #expect(abs(mean(values.map { $0 * $0 * $0 * $0 }) - fourth) < 0.1)
    if kind == .uniform {
      #expect(values.allSatisfy { abs($0) < 1 } && values.min()! < -0.999 && values.max()! > 0.999)
    }
    #expect(values != LatentPrior(kind, size: 5).sample(20_000, from: random, step: 3).scalars())
  }
}
