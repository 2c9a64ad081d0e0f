import SaddleTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The Jensen-Shannon divergence between a known density p and a distribution q of which there are only samples, such as
/// what a trained generator makes of its latents.
///
/// Where the formula needs log q, it takes a kernel density whose kernel is, at each place, the ball that reaches to the
/// k-th nearest sample (Loftsgaarden and Quesenberry 1965), so that narrow modes get narrow kernels:
/// log q = psi(k) - log n - log volume, whose variance is psi'(k). What that variance takes from JS, which is concave in
/// log q, is added; what the kernel's width takes is extrapolated from k = 16 and 2 k.
public struct SampleDivergence<Point: QuadraturePoint>: Sendable {
  /// JS in nats, between 0 and log 2, with its error: two standard errors, which cover sampling, and the whole of the
  /// extrapolation, which covers the kernel's width. It does not cover a part of q that none of the samples has visited.
  /// Not a number, with infinite error, for fewer than 256 samples.
  public let jensenShannon: Integral
  /// The samples, and the share of all that are finite.
  private let density: (tree: NeighbourTree, logShare: Double)?

  /// - Parameters:
  ///   - p: the known density, of which as many points are drawn as there are samples.
  ///   - samples: of the other distribution. One that is not finite lies where p has no mass.
  ///   - seed: of the points drawn from p.
  public init(_ p: Density<Point>, samples: [Point], seed: UInt64 = 0) {
    let finite = samples.filter { $0.coordinates.allSatisfy(\.isFinite) }
    guard samples.count >= 256 else {
      jensenShannon = Integral(value: .nan, error: .infinity)
      density = nil
      return
    }
    // Without any neighbours, nothing of q is where p is.
    guard finite.count > Self.neighbours[1] else {
      jensenShannon = Integral(value: log(2), error: 0)
      density = nil
      return
    }
    let tree = NeighbourTree(finite.map(\.coordinates))
    let share = log(Double(finite.count) / Double(samples.count))
    density = (tree, share)
    let places = p.points(samples.count, seed: seed)
    // For both numbers of neighbours, what each point adds; samples that are not finite add log 2 each.
    let ofKnown = places.map { point in
      let logP = p.logDensity(point)
      return Self.logDensities(tree, point.coordinates, isMember: false).map { logQ, variance in
        Self.term(logQ + share - logP, variance)
      }
    }
    let ofUnknown = finite.map { point in
      let logP = p.logDensity(point)
      return Self.logDensities(tree, point.coordinates, isMember: true).map { logQ, variance in
        Self.term(logP - logQ - share, variance)
      }
    }
    let lost = Array(repeating: 0.5 * log(2.0), count: samples.count - finite.count)
    let estimates = (0..<2).map { index in
      (SampleMean(of: ofKnown.map { $0[index] }), SampleMean(of: ofUnknown.map { $0[index] } + lost))
    }
    let values = estimates.map { $0.0.mean + $0.1.mean }
    // The loss grows with the square of the ball's radius, so with k to the power of 2 / dimensions.
    let correction = (values[0] - values[1]) / (pow(2, 2 / Double(Point.dimensions)) - 1)
    let deviation = (estimates[0].0.variance + estimates[0].1.variance).squareRoot()
    jensenShannon = Integral(
      value: min(log(2), max(0, values[0] + correction)), error: 2 * deviation + abs(correction))
  }

  /// log q at a point that is none of the samples; -infinity if too few of them were finite. Its standard deviation is
  /// 0.18: that of a density of 32 neighbours.
  public func logDensity(_ point: Point) -> Double {
    guard let density else { return -.infinity }
    return Self.logDensities(density.tree, point.coordinates, isMember: false)[1].value + density.logShare
  }

  /// - Parameter samples: `[count, dimensions]`, or `[count]` on the line.
  ///
  /// Traps if the shape is another one.
  public init(_ p: Density<Point>, samples: Tensor, seed: UInt64 = 0) {
    let dimensions = Point.dimensions
    precondition(
      samples.shape.dropFirst() == [dimensions] || (samples.rank == 1 && dimensions == 1),
      "samples of shape \(samples.shape) are not points in \(dimensions) dimensions")
    let values = samples.scalars()
    self.init(
      p,
      samples: stride(from: 0, to: values.count, by: dimensions).map {
        Point(coordinates: Array(values[$0..<$0 + dimensions]))
      }, seed: seed)
  }

  private static var neighbours: [Int] { [16, 32] }

  /// log q at a point and its variance, by k and by 2 k neighbours.
  private static func logDensities(
    _ tree: NeighbourTree, _ point: [Double], isMember: Bool
  ) -> [(value: Double, variance: Double)] {
    // A sample is no neighbour of its own.
    let own = isMember ? 1 : 0
    let squares = tree.squaredDistances(from: point, count: neighbours[1] + own)
    let unitBall = Point.dimensions == 1 ? log(2) : log(Double.pi)
    return neighbours.map { count in
      let square = max(squares[count - 1 + own], .leastNormalMagnitude)
      let volume = unitBall + 0.5 * Double(Point.dimensions) * log(square)
      let k = Double(count)
      // psi(k) and psi'(k) by their asymptotic series, exact to 1e-6 from k = 16.
      let psi = log(k) - 0.5 / k - 1 / (12 * k * k)
      return (psi - log(Double(tree.count - own)) - volume, 1 / k + 0.5 / (k * k) + 1 / (6 * k * k * k))
    }
  }

  /// Half of log(p / m), from the logarithm of the other density over p; half its second derivative times the variance of
  /// that logarithm, which noise takes away, is given back.
  private static func term(_ logRatio: Double, _ variance: Double) -> Double {
    0.5 * (log(2) - softplus(logRatio) + 0.5 * variance * sigmoid(logRatio) * sigmoid(-logRatio))
  }
}
