#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The critics that are best against given densities p of real and q of generated data, as functions of a point.
public enum OptimalCritic {
  /// The logit log(p / q) of D* = p / (p + q) (Goodfellow et al. 2014, proposition 1); 0 where neither has mass.
  public static func logit<Point>(
    _ p: Density<Point>, _ q: Density<Point>
  ) -> @Sendable (Point) -> Double {
    { point in
      let (logP, logQ) = (p.logDensity(point), q.logDensity(point))
      return logP == logQ ? 0 : logP - logQ
    }
  }

  /// D* = p / (p + q), as a probability.
  public static func discriminator<Point>(
    _ p: Density<Point>, _ q: Density<Point>
  ) -> @Sendable (Point) -> Double {
    let logit = logit(p, q)
    return { sigmoid(logit($0)) }
  }

  /// D* = (alpha p + beta q) / (p + q), the best discriminator for labels alpha on real and beta on generated data
  /// (Salimans et al. 2016, section 3.4).
  public static func smoothed<Point>(
    _ p: Density<Point>, _ q: Density<Point>, real alpha: Double, fake beta: Double
  ) -> @Sendable (Point) -> Double {
    let logit = logit(p, q)
    return { alpha * sigmoid(logit($0)) + beta * sigmoid(-logit($0)) }
  }

  /// sign(p - q), the best critic under the hinge loss (Lim and Ye 2017); 0 where both are equal.
  public static func hinge<Point>(
    _ p: Density<Point>, _ q: Density<Point>
  ) -> @Sendable (Point) -> Double {
    let logit = logit(p, q)
    return { point in
      let value = logit(point)
      return value == 0 ? 0 : value > 0 ? 1 : -1
    }
  }
}
