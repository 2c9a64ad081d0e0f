#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// log(1 + e^x), without overflow.
package func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }

/// 1 / (1 + e^-x), with full relative precision where it is small.
package func sigmoid(_ x: Double) -> Double { x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x)) }

/// log of the sum of e^x over all x; -infinity for none.
package func logSumExp(_ values: [Double]) -> Double {
  guard let greatest = values.max(), greatest.isFinite else { return values.max() ?? -.infinity }
  // What is below e^-40 of the greatest term is lost in rounding.
  return greatest + log(values.reduce(0) { $1 < greatest - 40 ? $0 : $0 + exp($1 - greatest) })
}

/// Phi(z), the distribution function of the standard normal distribution.
package func normalDistribution(_ z: Double) -> Double { 0.5 * erfc(-z * 0.5.squareRoot()) }

/// log Phi(z), finite for every finite z.
package func logNormalDistribution(_ z: Double) -> Double {
  guard z < -30 else { return log(normalDistribution(z)) }
  // Laplace's continued fraction for Mills' ratio, which twelve levels give to the last bit here.
  let ratio = (1...12).reversed().reduce(-z) { -z + Double($1) / $0 }
  return -0.5 * z * z - 0.5 * log(2 * Double.pi) - log(ratio)
}
