import SaddleTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A distribution in the plane whose samples are made, not read: the field's usual test cases.
public struct ToyDensity: Sendable {
  public let name: String
  /// The centres of the modes, where the density is a mixture of equal round Gaussians; else empty.
  public let modes: [(x: Double, y: Double)]
  /// The standard deviation of each mode, or of the noise about the curve.
  public let deviation: Double
  /// Where a sample lies without its noise: along the curve by the first number on (0, 1), on which curve by the second.
  package let place: @Sendable (_ uniform: (Double, Double)) -> (x: Double, y: Double)

  /// Every density, by which the command names them after `toy:`.
  public static let all: [ToyDensity] = [.ring8, .grid25, .swissRoll, .moons, .gaussian]

  /// The density of that name, or nil.
  public static func named(_ name: String) -> ToyDensity? { all.first { $0.name == name } }

  /// Eight Gaussians on a circle of radius 2, standard deviation 0.02 (Metz et al. 2017).
  public static let ring8 = mixture(
    "ring8",
    (0..<8).map { index -> (Double, Double) in
      let angle = Double(index) * Double.pi / 4
      return (2 * cos(angle), 2 * sin(angle))
    }, 0.02)

  /// 25 Gaussians on a grid of spacing 2, standard deviation 0.05 (Srivastava et al. 2017).
  public static let grid25 = mixture(
    "grid25",
    (0..<25).map { (index: Int) -> (Double, Double) in
      let (column, row) = index.quotientAndRemainder(dividingBy: 5)
      return (Double(column * 2 - 4), Double(row * 2 - 4))
    }, 0.05)

  /// The standard normal distribution in the plane.
  public static let gaussian = mixture("gaussian", [(0, 0)], 1)

  /// A spiral of one and a half turns, radius up to 2, with noise 0.05.
  public static let swissRoll = ToyDensity(name: "swissroll", modes: [], deviation: 0.05) { u in
    let angle = 1.5 * .pi * (1 + 2 * u.0)
    let radius = angle / (4.5 * .pi) * 2
    return (radius * cos(angle), radius * sin(angle))
  }

  /// Two interleaved half circles of radius 1, with noise 0.05.
  public static let moons = ToyDensity(name: "moons", modes: [], deviation: 0.05) { u in
    let angle = .pi * u.0
    return u.1 < 0.5 ? (cos(angle) - 0.5, sin(angle) - 0.25) : (0.5 - cos(angle), 0.25 - sin(angle))
  }

  private init(
    name: String, modes: [(x: Double, y: Double)], deviation: Double,
    place: @escaping @Sendable ((Double, Double)) -> (x: Double, y: Double)
  ) {
    self.name = name
    self.modes = modes
    self.deviation = deviation
    self.place = place
  }

  private static func mixture(_ name: String, _ centres: [(Double, Double)], _ deviation: Double) -> ToyDensity {
    ToyDensity(name: name, modes: centres.map { (x: $0.0, y: $0.1) }, deviation: deviation) { u in
      centres[min(centres.count - 1, Int(u.0 * Double(centres.count)))]
    }
  }

  /// `[count, 2]` independent samples; the same for the same seed and step.
  public func sample(_ count: Int, seed: UInt64, step: Int) -> Tensor {
    let uniform = RandomStream(seed: seed, name: "toy place").uniform([count, 2], step: step).scalars()
    let places = (0..<count).flatMap { row -> [Double] in
      let p = place((uniform[2 * row], uniform[2 * row + 1]))
      return [p.x, p.y]
    }
    let noise = RandomStream(seed: seed, name: "toy noise").normal([count, 2], step: step)
    return Tensor(places, shape: [count, 2]) + noise * deviation
  }
}
