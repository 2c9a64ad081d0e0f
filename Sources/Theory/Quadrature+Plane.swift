extension SIMD2: QuadraturePoint where Scalar == Double {
  public init(coordinates: [Double]) { self.init(coordinates[0], coordinates[1]) }
  public var coordinates: [Double] { [x, y] }
  public static var dimensions: Int { 2 }

  public static func integral(
    _ quadrature: Quadrature, over outline: Outline<SIMD2<Double>>, of f: (SIMD2<Double>) -> Double
  ) -> Integral {
    let corners = [outline.lower, outline.upper] + outline.edges
    let columns = AxisPiece.pieces([-.infinity] + Set(corners.map(\.x)).sorted() + [.infinity])
    let rows = AxisPiece.pieces([-.infinity] + Set(corners.map(\.y)).sorted() + [.infinity])
    let tiles = columns.flatMap { x in rows.flatMap { y in PlaneTile(x: x, y: y).subdivided(for: outline.features) } }
    return quadrature.refined(tiles.map { PlaneCell($0, f) }) { cell in
      let (first, second) = cell.tile.halves(across: cell.isWorseAlongX)
      return [PlaneCell(first, f), PlaneCell(second, f)]
    }
  }
}

private struct PlaneTile {
  var x: AxisPiece
  var y: AxisPiece

  func halves(across isAlongX: Bool) -> (PlaneTile, PlaneTile) {
    if isAlongX {
      let (left, right) = x.halves
      return (PlaneTile(x: left, y: y), PlaneTile(x: right, y: y))
    }
    let (lower, upper) = y.halves
    return (PlaneTile(x: x, y: lower), PlaneTile(x: x, y: upper))
  }

  /// Tiles of at most four times the scale of each feature that they come near.
  func subdivided(for features: [Outline<SIMD2<Double>>.Feature]) -> [PlaneTile] {
    guard x.isFinite && y.isFinite else { return [self] }
    let near = features.filter { feature in
      let reach = 5 * feature.scale
      return x.range.overlaps(feature.centre.x - reach...feature.centre.x + reach)
        && y.range.overlaps(feature.centre.y - reach...feature.centre.y + reach)
    }
    guard let finest = near.map(\.scale).min(), max(x.length, y.length) > 4 * finest else { return [self] }
    let (first, second) = halves(across: x.length >= y.length)
    return first.subdivided(for: near) + second.subdivided(for: near)
  }
}

private struct PlaneCell: QuadratureCell {
  let tile: PlaneTile
  let estimate: CellEstimate
  /// Whether the rule is further from the truth along x than along y.
  let isWorseAlongX: Bool

  init(_ tile: PlaneTile, _ f: (SIMD2<Double>) -> Double) {
    self.tile = tile
    let (columns, rows) = (tile.x.places, tile.y.places)
    let (kronrod, gauss) = (GaussKronrod.kronrodWeights, GaussKronrod.gaussWeights)
    var values: [Double] = []
    values.reserveCapacity(225)
    // Products of rules: Kronrod's in both directions, and with Gauss's in one of them.
    var (value, coarseX, coarseY, magnitude) = (0.0, 0.0, 0.0, 0.0)
    for i in 0..<15 {
      var (fine, coarse, absolute) = (0.0, 0.0, 0.0)
      for j in 0..<15 {
        let sample = f(SIMD2(columns[i].x, rows[j].x)) * columns[i].factor * rows[j].factor
        values.append(sample)
        fine += kronrod[j] * sample
        coarse += gauss[j] * sample
        absolute += kronrod[j] * abs(sample)
      }
      value += kronrod[i] * fine
      coarseX += gauss[i] * fine
      coarseY += kronrod[i] * coarse
      magnitude += kronrod[i] * absolute
    }
    let mean = value / 4
    var variation = 0.0
    for i in 0..<15 { for j in 0..<15 { variation += kronrod[i] * kronrod[j] * abs(values[15 * i + j] - mean) } }
    let (alongX, alongY) = (abs(value - coarseX), abs(value - coarseY))
    isWorseAlongX = alongX == alongY ? tile.x.length >= tile.y.length : alongX > alongY
    estimate = CellEstimate(
      value: value, difference: alongX + alongY, magnitude: magnitude, variation: variation)
  }
}
