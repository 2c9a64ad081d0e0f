extension Quadrature {
  /// The integral of `f` from `a` to `b`, both of which may be infinite.
  ///
  /// - Parameter breaks: where the function or one of its derivatives jumps, or has a narrow peak.
  public func integral(
    from a: Double, to b: Double, breaks: [Double] = [], of f: (Double) -> Double
  ) -> Integral {
    guard a < b else {
      if a == b { return Integral(value: 0, error: 0) }
      let mirrored = integral(from: b, to: a, breaks: breaks, of: f)
      return Integral(value: -mirrored.value, error: mirrored.error)
    }
    var places = Set(breaks.filter { a < $0 && $0 < b && $0.isFinite })
    if places.isEmpty && a == -.infinity && b == .infinity { places = [0] }
    let pieces = AxisPiece.pieces([a] + places.sorted() + [b])
    return refined(pieces.map { LineCell($0, f) }) { cell in
      let (left, right) = cell.piece.halves
      return [LineCell(left, f), LineCell(right, f)]
    }
  }
}

private struct LineCell: QuadratureCell {
  let piece: AxisPiece
  let estimate: CellEstimate

  init(_ piece: AxisPiece, _ f: (Double) -> Double) {
    self.piece = piece
    let values = piece.places.map { f($0.x) * $0.factor }
    var (kronrod, gauss, magnitude) = (0.0, 0.0, 0.0)
    for index in 0..<15 {
      kronrod += GaussKronrod.kronrodWeights[index] * values[index]
      gauss += GaussKronrod.gaussWeights[index] * values[index]
      magnitude += GaussKronrod.kronrodWeights[index] * abs(values[index])
    }
    let mean = kronrod / 2
    let variation = (0..<15).reduce(0) { $0 + GaussKronrod.kronrodWeights[$1] * abs(values[$1] - mean) }
    estimate = CellEstimate(
      value: kronrod, difference: abs(kronrod - gauss), magnitude: magnitude, variation: variation)
  }
}

extension Double: QuadraturePoint {
  public init(coordinates: [Double]) { self = coordinates[0] }
  public var coordinates: [Double] { [self] }
  public static var dimensions: Int { 1 }

  public static func integral(
    _ quadrature: Quadrature, over outline: Outline<Double>, of f: (Double) -> Double
  ) -> Integral {
    let features = outline.features.flatMap { feature in
      [-8, -3, 0, 3, 8].map { feature.centre + $0 * feature.scale }
    }
    return quadrature.integral(
      from: -.infinity, to: .infinity, breaks: [outline.lower, outline.upper] + outline.edges + features, of: f)
  }
}
