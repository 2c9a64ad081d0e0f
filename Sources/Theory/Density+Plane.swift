#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Density where Point == SIMD2<Double> {
  /// A round Gaussian. Traps unless the deviation is positive.
  public static func gaussian(mean: SIMD2<Double> = .zero, deviation: Double = 1) -> Density {
    gaussians([(1, mean)], deviation: deviation)
  }

  /// A Gaussian whose covariance is [[x^2, r x y], [r x y, y^2]], with x and y the deviations and r the correlation.
  /// Traps unless the deviations are positive and the correlation lies between -1 and 1.
  public static func gaussian(mean: SIMD2<Double>, deviations: SIMD2<Double>, correlation: Double) -> Density {
    precondition(deviations.min() > 0 && abs(correlation) < 1, "a covariance is positive definite")
    let rest = (1 - correlation * correlation).squareRoot()
    let constant = -log(deviations.x) - log(deviations.y) - log(rest) - log(2 * Double.pi)
    return Density(
      outline: Outline(
        lower: mean - 9 * deviations, upper: mean + 9 * deviations,
        features: [.init(centre: mean, scale: deviations.min() * rest)]),
      logDensity: { point in
        let z = (point - mean) / deviations
        let w = (z.y - correlation * z.x) / rest
        return constant - 0.5 * (z.x * z.x + w * w)
      },
      draw: { random in
        let (z, w) = normalPair(&random)
        return mean + deviations * SIMD2(z, correlation * z + rest * w)
      })
  }

  /// Uniform on the rectangle between two corners. Traps if it has no area.
  public static func uniform(from lower: SIMD2<Double>, to upper: SIMD2<Double>) -> Density {
    let sides = upper - lower
    precondition(sides.min() > 0, "a uniform density has a rectangle of positive area")
    let height = -log(sides.x * sides.y)
    return Density(
      outline: Outline(lower: lower, upper: upper),
      logDensity: { point in
        let isInside = lower.x <= point.x && point.x <= upper.x && lower.y <= point.y && point.y <= upper.y
        return isInside ? height : -.infinity
      },
      draw: { random in
        let x = Double.random(in: lower.x...upper.x, using: &random)
        return SIMD2(x, .random(in: lower.y...upper.y, using: &random))
      })
  }

  /// Equal round Gaussians at `count` places on a circle about the origin.
  public static func ring(_ count: Int = 8, radius: Double = 2, deviation: Double = 0.02) -> Density {
    let places = (0..<count).map { index in
      let angle = 2 * Double.pi * Double(index) / Double(count)
      return SIMD2(radius * cos(angle), radius * sin(angle))
    }
    return points(places, noise: deviation)
  }

  /// Equal round Gaussians at `side` x `side` places of a square grid about the origin.
  public static func grid(_ side: Int = 5, spacing: Double = 2, deviation: Double = 0.05) -> Density {
    let middle = Double(side - 1) / 2
    let places = (0..<side * side).map { index in
      SIMD2((Double(index / side) - middle) * spacing, (Double(index % side) - middle) * spacing)
    }
    return points(places, noise: deviation)
  }

  /// Point masses of equal weight, each with noise of a deviation in every direction. Traps without places.
  public static func points(_ places: [SIMD2<Double>], noise: Double) -> Density {
    gaussians(places.map { (1, $0) }, deviation: noise)
  }

  /// A mixture of round Gaussians of one deviation: `.mixture` of them, without a call for each.
  static func gaussians(_ parts: [(weight: Double, mean: SIMD2<Double>)], deviation: Double) -> Density {
    precondition(!parts.isEmpty && deviation > 0, "a mixture of Gaussians has some, of positive deviation")
    let total = parts.reduce(0) { $0 + $1.weight }
    let means = parts.map(\.mean)
    let constants = parts.map { log($0.weight / total) - 2 * log(deviation) - log(2 * Double.pi) }
    let factor = -0.5 / (deviation * deviation)
    let cumulative = parts.reduce(into: [Double]()) { $0.append(($0.last ?? 0) + $1.weight / total) }
    let xs = means.map(\.x)
    let ys = means.map(\.y)
    return Density(
      outline: Outline(
        lower: SIMD2(xs.min()!, ys.min()!) - 9 * deviation, upper: SIMD2(xs.max()!, ys.max()!) + 9 * deviation,
        features: means.map { .init(centre: $0, scale: deviation) }),
      logDensity: { point in
        // As `logSumExp`, without a list of the terms for each of the many points of a quadrature.
        func term(_ index: Int) -> Double {
          let (x, y) = (point.x - xs[index], point.y - ys[index])
          return constants[index] + factor * (x * x + y * y)
        }
        var (greatest, sum) = (-Double.infinity, 0.0)
        for index in constants.indices { greatest = max(greatest, term(index)) }
        guard greatest.isFinite else { return greatest }
        for index in constants.indices {
          let difference = term(index) - greatest
          if difference > -40 { sum += exp(difference) }
        }
        return greatest + log(sum)
      },
      draw: { random in
        let place = Double.random(in: 0..<1, using: &random)
        let (z, w) = normalPair(&random)
        return means[cumulative.firstIndex { place < $0 } ?? means.count - 1] + deviation * SIMD2(z, w)
      })
  }
}
