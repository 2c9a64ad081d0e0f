import SaddleTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension FDivergence {
  /// (integral of p^alpha q^(1 - alpha) - 1) / (alpha (alpha - 1)), for any alpha but 0 and 1, whose limits are
  /// KL(q, p) and KL(p, q). 2 is half of Pearson's, -1 half of Neyman's, 1/2 twice the squared Hellinger distance.
  ///
  /// Nowozin, Cseke and Tomioka 2016 print the integral with p and q exchanged. Below alpha = 1 the activation is
  /// f'(exp(v)) up to a scale of v; above, it is v, as they have it, and f* is constant below -1 / (alpha - 1).
  public static func alpha(_ alpha: Double) -> FDivergence {
    alpha > 1 ? aboveOne(alpha) : belowOne(alpha)
  }

  private static func belowOne(_ alpha: Double) -> FDivergence {
    let rest = 1 - alpha
    // The exponents of both exponentials are at most v.
    let (rise, fall) = (alpha / max(1, rest), rest / max(1, rest))
    return member(
      alpha,
      conjugate: { t in
        if t > 1 / rest || (t == 1 / rest && alpha > 0) { return .infinity }
        return (pow(1 - rest * t, -alpha / rest) - 1) / alpha
      },
      domainEnd: 1 / rest, includesEnd: alpha < 0,
      activation: { v in
        (v.compressedBelow().compressedAbove() * -fall).exponentialMinusOne() / -rest
      },
      activatedConjugate: { v in
        (v.compressedBelow().compressedAbove() * rise).exponentialMinusOne() / alpha
      })
  }

  private static func aboveOne(_ alpha: Double) -> FDivergence {
    let excess = alpha - 1
    let exponent = alpha / excess
    return member(
      alpha,
      conjugate: { (pow(max(0, 1 + excess * $0), exponent) - 1) / alpha }, domainEnd: .infinity, includesEnd: false,
      activation: { $0.compressedAbove() },
      activatedConjugate: { v in
        let base = v.compressedAbove() * excess + 1
        let isPositive = base.greater(than: base.filled(0))
        // Where the power is constant, its second derivative must not be asked of it at zero, where it may be infinite.
        let power = isPositive.select(base, base.filled(1)).power(exponent)
        return (isPositive.select(power, base.filled(0)) - 1) / alpha
      })
  }

  /// What is the same for every alpha.
  private static func member(
    _ alpha: Double, conjugate: @escaping @Sendable (Double) -> Double, domainEnd: Double, includesEnd: Bool,
    activation: @escaping @Sendable (Tensor) -> Tensor, activatedConjugate: @escaping @Sendable (Tensor) -> Tensor
  ) -> FDivergence {
    FDivergence(
      name: "alpha", summary: "f-GAN: (integral of p^a q^(1 - a) - 1) / (a (a - 1)), a = alpha",
      f: { (pow($0, alpha) - 1 - alpha * ($0 - 1)) / (alpha * (alpha - 1)) },
      derivative: { (pow($0, alpha - 1) - 1) / (alpha - 1) },
      conjugate: conjugate, domainEnd: domainEnd, includesEnd: includesEnd, activation: activation,
      activatedConjugate: activatedConjugate)
  }
}
