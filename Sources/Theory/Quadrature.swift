/// The value of an integral, and how far the true one is estimated to lie from it.
public struct Integral: Sendable, Equatable {
  public let value: Double
  /// An estimate of the absolute error; infinite where the value is not a number.
  public let error: Double

  public init(value: Double, error: Double) {
    self.value = value
    self.error = error
  }
}

/// Globally adaptive integration on the line and in the plane, by the rule of Gauss and Kronrod with 7 and 15 nodes
/// (Kronrod 1965; the error estimate is QUADPACK's, Piessens et al. 1983).
///
/// Cells are halved until the sum of their estimated errors is within the tolerance, the worst ones first. Ranges may be
/// infinite. What no node falls on stays unseen, by the value and by the error alike: a peak that is narrower than the
/// nodes' distance, or a kink or jump within 1/250 of a cell from its end. Tell of these by `breaks` or an `Outline`.
///
/// ```swift
/// let mass = Quadrature().integral(from: -.infinity, to: .infinity) { exp(-$0 * $0 / 2) }  // value: sqrt(2 pi)
/// ```
public struct Quadrature: Sendable {
  /// The error to stop at, in units of the integral.
  public var absoluteTolerance: Double
  /// The error to stop at, as a share of the integral's absolute value; the greater of the two tolerances counts.
  public var relativeTolerance: Double
  /// Cells beyond which nothing more is halved; the stated error then exceeds the tolerance.
  public var maximumCells: Int

  public init(absoluteTolerance: Double = 1e-11, relativeTolerance: Double = 0, maximumCells: Int = 50_000) {
    self.absoluteTolerance = absoluteTolerance
    self.relativeTolerance = relativeTolerance
    self.maximumCells = maximumCells
  }

  /// The integral of `f` over what an outline describes, to infinity on all sides.
  public func integral<Point: QuadraturePoint>(over outline: Outline<Point>, of f: (Point) -> Double) -> Integral {
    Point.integral(self, over: outline, of: f)
  }

  /// Halves cells until their errors are within the tolerance.
  func refined<Cell: QuadratureCell>(_ first: [Cell], halves: (Cell) -> [Cell]) -> Integral {
    var cells = first
    while true {
      let value = cells.reduce(0) { $0 + $1.estimate.value }
      let error = cells.reduce(0) { $0 + $1.estimate.error }
      guard value.isFinite && error.isFinite else { return Integral(value: value, error: .infinity) }
      let tolerance = max(absoluteTolerance, relativeTolerance * abs(value))
      guard error > tolerance && cells.count < maximumCells else { return Integral(value: value, error: error) }
      // Cells that together are within half of the tolerance are good as they are.
      cells.sort { $0.estimate.error < $1.estimate.error }
      var good = 0
      var sum = 0.0
      while good < cells.count && sum + cells[good].estimate.error <= tolerance / 2 {
        sum += cells[good].estimate.error
        good += 1
      }
      let bad = cells[good...]
      guard bad.contains(where: { !$0.estimate.isExact }) else { return Integral(value: value, error: error) }
      cells = cells[..<good] + bad.flatMap { $0.estimate.isExact ? [$0] : halves($0) }
    }
  }
}

/// A piece of the range of integration with the rule's estimate on it.
protocol QuadratureCell {
  var estimate: CellEstimate { get }
}

/// What the rule gives for one cell.
struct CellEstimate {
  let value: Double
  let error: Double
  /// Whether only rounding is left of the error, so that halving gains nothing.
  let isExact: Bool

  /// - Parameters:
  ///   - value: by the rule of 15 nodes.
  ///   - difference: from the rule of 7.
  ///   - magnitude: the integral of |f|.
  ///   - variation: the integral of |f - its mean|.
  init(value: Double, difference: Double, magnitude: Double, variation: Double) {
    self.value = value
    let rounding = 50 * Double.ulpOfOne * magnitude
    // The rule of 15 nodes is better than the difference says, by a power that experience puts at 1.5.
    let ratio = variation > 0 ? 200 * difference / variation : 0
    let scaled = ratio.isFinite ? variation * min(1, ratio * ratio.squareRoot()) : .infinity
    error = max(scaled, rounding)
    isExact = scaled <= rounding
  }
}
