#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A point whose distance to another can be told.
public protocol MetricPoint: QuadraturePoint {
  func squaredDistance(to other: Self) -> Double
}

extension Double: MetricPoint {
  public func squaredDistance(to other: Double) -> Double { (self - other) * (self - other) }
}

extension SIMD2: MetricPoint where Scalar == Double {
  public func squaredDistance(to other: SIMD2<Double>) -> Double {
    let difference = self - other
    return (difference * difference).sum()
  }
}

/// The density q of a generator's samples, the push-forward of p_z by G, estimated from a sample of it by kernels: about
/// each point a Gaussian as wide as the distance to its k-th neighbour (Breiman, Meisel and Purcell 1977), so that narrow
/// modes stay narrow.
///
/// ```swift
/// let q = PushForward(samples)
/// let divergence = q.jensenShannon(with: .ring(), fresh: moreSamples)
/// ```
public struct PushForward<Point: MetricPoint>: Sendable {
  /// The samples that the kernels are about, sorted by their first coordinate.
  private let centres: [Point]
  /// 1 / (2 h^2) for each, with h its kernel's deviation.
  private let sharpness: [Double]
  /// The logarithm of each kernel's value at its centre, by its share of the mass.
  private let heights: [Double]

  /// Traps unless there are more than `neighbours` samples.
  ///
  /// - Parameter neighbours: k; about the square root of the number of samples unless given.
  public init(_ samples: [Point], neighbours: Int? = nil) {
    let k = neighbours ?? max(2, Int(Double(samples.count).squareRoot() / 2))
    precondition(samples.count > k, "a density takes more than \(k) samples")
    let sorted = samples.sorted { $0.coordinates[0] < $1.coordinates[0] }
    let firsts = sorted.map { $0.coordinates[0] }
    let dimensions = Double(Point.dimensions)
    // The k-th neighbour of a point of a round Gaussian kernel's mass lies about this many deviations away.
    let reach = dimensions.squareRoot()
    let deviations = sorted.indices.map { index in
      // Samples that coincide have a narrow kernel rather than none.
      max(Self.distance(toNeighbour: k, of: index, in: sorted, firsts) / reach, 1e-9)
    }
    centres = sorted
    sharpness = deviations.map { 0.5 / ($0 * $0) }
    heights = deviations.map { -log(Double(samples.count)) - dimensions * log($0 * (2 * Double.pi).squareRoot()) }
  }

  /// The logarithm of the estimate at a point.
  public func logDensity(_ point: Point) -> Double {
    // Terms that are no more than e^-40 of the greatest are lost in rounding.
    var (greatest, sum) = (-Double.infinity, 0.0)
    for index in centres.indices {
      let term = heights[index] - centres[index].squaredDistance(to: point) * sharpness[index]
      if term > greatest {
        sum = sum * exp(greatest - term) + 1
        greatest = term
      } else if term > greatest - 40 {
        sum += exp(term - greatest)
      }
    }
    return greatest + log(sum)
  }

  /// JS(p, q) between a density p and the samples' own.
  ///
  /// The value is (V(D, G) + log 4) / 2 for D = p / (p + q), with q as estimated and the means taken over fresh points of
  /// both sides. V is greatest at D*, so that in the mean it is never more than JS(p, q): short of it by what the kernels
  /// blur, and off by the error of the means, one standard deviation of which is returned with it. How much the kernels
  /// blur shows by the same measure between p and samples of its own, which lies below zero by so much.
  ///
  /// - Parameters:
  ///   - fresh: samples of the generator that the estimate was not made of.
  ///   - seed: of as many points of p.
  public func jensenShannon(with p: Density<Point>, fresh: [Point], seed: UInt64 = 0) -> Integral {
    let real = p.points(fresh.count, seed: seed).map { -softplus(logDensity($0) - p.logDensity($0)) }
    let fake = fresh.map { -softplus(p.logDensity($0) - logDensity($0)) }
    let (a, b) = (SampleMean(of: real), SampleMean(of: fake))
    return Integral(value: (a.mean + b.mean + log(4)) / 2, error: (a.variance + b.variance).squareRoot() / 2)
  }

  /// Searches outward along the first coordinate until no nearer point can come.
  private static func distance(toNeighbour k: Int, of index: Int, in sorted: [Point], _ firsts: [Double]) -> Double {
    var nearest: [Double] = []
    var (low, high) = (index - 1, index + 1)
    while true {
      let left = low >= 0 ? firsts[index] - firsts[low] : .infinity
      let right = high < sorted.count ? firsts[high] - firsts[index] : .infinity
      let gap = min(left, right)
      if nearest.count == k, gap * gap >= nearest[k - 1] { return nearest[k - 1].squareRoot() }
      let other = left <= right ? low : high
      if left <= right { low -= 1 } else { high += 1 }
      let squared = sorted[index].squaredDistance(to: sorted[other])
      guard nearest.count < k || squared < nearest[k - 1] else { continue }
      nearest.insert(squared, at: nearest.firstIndex { $0 > squared } ?? nearest.count)
      if nearest.count > k { nearest.removeLast() }
    }
  }
}
