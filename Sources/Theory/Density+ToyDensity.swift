import SaddleAdversarial

extension Density where Point == SIMD2<Double> {
  /// The density that a toy density's samples have.
  ///
  /// Mixtures of Gaussians are given exactly. Along a curve the noise's kernel is integrated by the rule of Kronrod on
  /// pieces of at most four deviations, which is exact to 1e-12 of its value.
  public init(_ toy: ToyDensity) {
    guard toy.modes.isEmpty else {
      self = .points(toy.modes.map { SIMD2($0.x, $0.y) }, noise: toy.deviation)
      return
    }
    func point(_ t: Double, _ arm: Double) -> SIMD2<Double> {
      let place = toy.place((t, arm))
      return SIMD2(place.x, place.y)
    }
    let arms = point(0.5, 0.25) == point(0.5, 0.75) ? [0.25] : [0.25, 0.75]
    // The speed is greatest at an end of each of these curves, or the same everywhere.
    let step = 1e-6
    let speeds = arms.flatMap { arm in
      [0, 1 - step].map { start in
        let chord = point(start + step, arm) - point(start, arm)
        return (chord * chord).sum().squareRoot() / step
      }
    }
    let pieces = Int((speeds.max()! / (4 * toy.deviation)).rounded(.up))
    var parts: [(weight: Double, mean: SIMD2<Double>)] = []
    for arm in arms {
      for piece in 0..<pieces {
        for (node, weight) in zip(GaussKronrod.nodes, GaussKronrod.kronrodWeights) {
          parts.append((weight, point((Double(piece) + (node + 1) / 2) / Double(pieces), arm)))
        }
      }
    }
    self = .gaussians(parts, deviation: toy.deviation)
  }
}
