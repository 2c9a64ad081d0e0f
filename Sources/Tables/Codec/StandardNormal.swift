#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The standard normal distribution.
package enum StandardNormal {
  /// Phi(z).
  package static func distribution(_ z: Double) -> Double { 0.5 * erfc(-z * 0.5.squareRoot()) }

  /// Phi^-1(p) for p in (0, 1), by Newton's method from the logistic approximation; to 1e-12.
  package static func quantile(_ p: Double) -> Double {
    precondition(p > 0 && p < 1, "a probability lies between 0 and 1, not at \(p)")
    // The upper tail is computed as the lower one's mirror image, where Phi keeps its relative precision.
    if p > 0.5 { return -quantile(1 - p) }
    // The logistic distribution of nearly equal shape starts near; the tail's expansion starts nearer where p is small.
    var z = p > 1e-3 ? log(p / (1 - p)) / 1.702 : -(-2 * log(p * (4 * .pi * -log(p)).squareRoot())).squareRoot()
    for _ in 0..<50 {
      let value = distribution(z)
      // Newton on log Phi, which is concave, converges from either side.
      let density = exp(-0.5 * z * z) / (2 * Double.pi).squareRoot()
      let move = (log(value) - log(p)) * value / density
      z -= move
      if abs(move) < 1e-13 * max(1, abs(z)) { break }
    }
    return z
  }
}
