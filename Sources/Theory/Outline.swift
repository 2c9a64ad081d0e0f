/// A point of the line (`Double`) or the plane (`SIMD2<Double>`).
public protocol QuadraturePoint: Sendable, Hashable {
  init(coordinates: [Double])
  /// x, or x and y.
  var coordinates: [Double] { get }
  static var dimensions: Int { get }
  /// The integral of `f` over the whole space, resolved where the outline says.
  static func integral(_ quadrature: Quadrature, over outline: Outline<Self>, of f: (Self) -> Double) -> Integral
}

/// Where a function has its mass and its details: what a quadrature starts from.
public struct Outline<Point: QuadraturePoint>: Sendable {
  /// A detail, such as a mode: its place, and the distance over which the function changes there.
  public struct Feature: Sendable {
    public let centre: Point
    public let scale: Double

    public init(centre: Point, scale: Double) {
      self.centre = centre
      self.scale = scale
    }
  }

  /// The corners of a box that holds nearly all of the mass.
  public var lower: Point
  public var upper: Point
  public var features: [Feature]
  /// Points at whose coordinates the function may jump.
  public var edges: [Point]

  public init(lower: Point, upper: Point, features: [Feature] = [], edges: [Point] = []) {
    self.lower = lower
    self.upper = upper
    self.features = features
    self.edges = edges
  }

  /// The outline of functions that have the details of all of these. Traps if there are none.
  public static func union(_ outlines: [Outline]) -> Outline {
    func corner(_ path: KeyPath<Outline, Point>, _ choice: (Double, Double) -> Double) -> Point {
      let corners = outlines.map { $0[keyPath: path].coordinates }
      return Point(coordinates: corners.dropFirst().reduce(corners[0]) { zip($0, $1).map { choice($0, $1) } })
    }
    return Outline(
      lower: corner(\.lower, { min($0, $1) }), upper: corner(\.upper, { max($0, $1) }),
      features: outlines.flatMap(\.features), edges: outlines.flatMap(\.edges))
  }
}
