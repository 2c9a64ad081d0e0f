import SaddleTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A probability density on the line (`Density<Double>`) or in the plane (`Density<SIMD2<Double>>`).
///
/// ```swift
/// let data = Density<Double>.mixture([(0.5, .gaussian(mean: -2, deviation: 0.5)), (0.5, .gaussian(mean: 1))])
/// let distance = Divergence.jensenShannon(data, .gaussian()).value
/// ```
public struct Density<Point: QuadraturePoint>: Sendable {
  /// The logarithm of the density; -infinity where there is no mass.
  public let logDensity: @Sendable (Point) -> Double
  /// Where its mass and its details are.
  public let outline: Outline<Point>
  /// Draws one point.
  public let draw: @Sendable (inout RandomStream.Generator) -> Point
  /// P(X <= x), where a closed form is known, on the line.
  let closedDistribution: (@Sendable (Point) -> Double)?

  /// - Parameters:
  ///   - outline: where its mass and its details are.
  ///   - logDensity: the logarithm of the density, which must integrate to 1.
  ///   - distribution: P(X <= x) on the line; found by quadrature if not given.
  ///   - draw: draws one point.
  public init(
    outline: Outline<Point>, logDensity: @escaping @Sendable (Point) -> Double,
    distribution: (@Sendable (Point) -> Double)? = nil,
    draw: @escaping @Sendable (inout RandomStream.Generator) -> Point
  ) {
    self.outline = outline
    self.logDensity = logDensity
    closedDistribution = distribution
    self.draw = draw
  }

  /// The density at a point.
  public func callAsFunction(_ point: Point) -> Double { exp(logDensity(point)) }

  /// `count` independent points; the same for the same seed.
  public func points(_ count: Int, seed: UInt64) -> [Point] {
    var random = RandomStream(seed: seed, name: "density").generator()
    return (0..<count).map { _ in draw(&random) }
  }

  /// `count` independent points as a tensor `[count, dimensions]`; the same for the same seed.
  public func sample(_ count: Int, seed: UInt64) -> Tensor {
    Tensor(points(count, seed: seed).flatMap(\.coordinates), shape: [count, Point.dimensions])
  }

  /// The expectation of `f`.
  public func expectation(_ quadrature: Quadrature = Quadrature(), of f: (Point) -> Double) -> Integral {
    quadrature.integral(over: outline) { point in
      let mass = exp(logDensity(point))
      return mass == 0 ? 0 : mass * f(point)
    }
  }

  /// Densities added with weights, which are made to sum to 1. Traps unless there are some and all are positive.
  public static func mixture(_ parts: [(weight: Double, density: Density)]) -> Density {
    precondition(!parts.isEmpty && parts.allSatisfy { $0.weight > 0 }, "a mixture has parts with positive weights")
    let total = parts.reduce(0) { $0 + $1.weight }
    let weights = parts.map { $0.weight / total }
    let densities = parts.map(\.density)
    let logWeights = weights.map { log($0) }
    let distributions = densities.compactMap(\.closedDistribution)
    let distribution: @Sendable (Point) -> Double = { point in
      zip(weights, distributions).reduce(0.0) { $0 + $1.0 * $1.1(point) }
    }
    return Density(
      outline: .union(densities.map(\.outline)),
      logDensity: { point in logSumExp(densities.indices.map { logWeights[$0] + densities[$0].logDensity(point) }) },
      distribution: distributions.count < densities.count ? nil : distribution,
      draw: { random in
        var left = Double.random(in: 0..<1, using: &random)
        let index = weights.firstIndex { weight in
          left -= weight
          return left < 0
        }
        return densities[index ?? densities.count - 1].draw(&random)
      })
  }
}

/// Two independent draws from N(0, 1) (Box and Muller 1958).
func normalPair(_ random: inout RandomStream.Generator) -> (Double, Double) {
  let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &random))).squareRoot()
  let angle = 2 * Double.pi * Double.random(in: 0..<1, using: &random)
  return (radius * cos(angle), radius * sin(angle))
}
