#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The Wasserstein-1 distance on the line: the least mean distance by which mass must move.
public enum Wasserstein {
  /// The integral of |F - G| over the line, with F and G the distribution functions (Vallender 1974).
  public static func distance(
    _ p: Density<Double>, _ q: Density<Double>, _ quadrature: Quadrature = Quadrature()
  ) -> Integral {
    var outline = Outline.union([p.outline, q.outline])
    // Where F and G cross, |F - G| has a kink, which may hide between a break and the first node behind it.
    outline.edges += WassersteinCritic(p, q).knots
    return quadrature.integral(over: outline) { abs(p.distribution($0) - q.distribution($0)) }
  }

  /// Between samples, each of equal weights: by sorting both, and moving mass in order. Not a number without samples.
  public static func distance(_ xs: [Double], _ ys: [Double]) -> Double {
    let (xs, ys) = (xs.sorted(), ys.sorted())
    guard !xs.isEmpty && !ys.isEmpty else { return .nan }
    // Each step moves what is left of the smaller of two masses, counted in units of 1 / (n m), so exactly.
    var (i, j, sum) = (0, 0, 0.0)
    var (leftX, leftY) = (ys.count, xs.count)
    while i < xs.count && j < ys.count {
      let mass = min(leftX, leftY)
      sum += Double(mass) * abs(xs[i] - ys[j])
      leftX -= mass
      leftY -= mass
      if leftX == 0 { (i, leftX) = (i + 1, ys.count) }
      if leftY == 0 { (j, leftY) = (j + 1, xs.count) }
    }
    return sum / Double(xs.count) / Double(ys.count)
  }

  /// Between two Gaussians, whose deviations may be zero: with a and b the differences of means and of deviations, the
  /// mean of |a + b z| over a standard normal z, since the map between them is affine.
  public static func betweenGaussians(
    means: (Double, Double), deviations: (Double, Double)
  ) -> Double {
    let (a, b) = (abs(means.0 - means.1), abs(deviations.0 - deviations.1))
    guard b > 0 else { return a }
    return b * (2 / Double.pi).squareRoot() * exp(-a * a / (2 * b * b)) + a * (1 - 2 * normalDistribution(-a / b))
  }
}

/// A critic of slope -1, 0 or 1 that attains the Wasserstein-1 distance on the line, E_p C - E_q C (Kantorovich and
/// Rubinstein 1958): its slope is the sign of G - F, with F and G the distribution functions of p and q.
public struct WassersteinCritic: Sendable {
  /// Where the slope changes, ascending.
  public let knots: [Double]
  /// The slope before the first knot and after each.
  public let slopes: [Double]
  /// The value at each knot.
  private let values: [Double]

  /// - Parameter places: how many places are searched for changes of sign, besides those that the outlines name.
  public init(_ p: Density<Double>, _ q: Density<Double>, places: Int = 4096) {
    let outline = Outline.union([p.outline, q.outline])
    func sign(_ x: Double) -> Double {
      let difference = q.distribution(x) - p.distribution(x)
      // Less than this is rounding.
      return abs(difference) < 1e-15 ? 0 : difference > 0 ? 1 : -1
    }
    let even = (0...places).map { outline.lower + (outline.upper - outline.lower) * Double($0) / Double(places) }
    let details = outline.features.flatMap { f in (-8...8).map { f.centre + Double($0) * f.scale } }
    let xs = Set(even + details + outline.edges).sorted()
    var (knots, slopes) = ([Double](), [sign(xs[0])])
    for (left, right) in zip(xs, xs.dropFirst()) where sign(right) != slopes.last! {
      var (low, high) = (left, right)
      while case let middle = (low + high) / 2, low < middle && middle < high {
        if sign(middle) == slopes.last! { low = middle } else { high = middle }
      }
      knots.append(high)
      slopes.append(sign(right))
    }
    self.knots = knots
    self.slopes = slopes
    values = knots.indices.dropFirst().reduce(into: knots.isEmpty ? [] : [0]) {
      $0.append($0.last! + slopes[$1] * (knots[$1] - knots[$1 - 1]))
    }
  }

  /// The critic at x.
  public func callAsFunction(_ x: Double) -> Double {
    guard let first = knots.first else { return slopes[0] * x }
    guard let index = knots.lastIndex(where: { $0 <= x }) else { return slopes[0] * (x - first) }
    return values[index] + slopes[index + 1] * (x - knots[index])
  }
}
