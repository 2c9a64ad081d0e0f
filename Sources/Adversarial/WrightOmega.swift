#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The w > 0 with w + log w = x, which is Lambert's W at exp(x), without the overflow of exp(x).
///
/// Newton's method on a function that is concave in w: from the second step on it rises to the root.
package func wrightOmega(_ x: Double) -> Double {
  // Here w is exp(x) to all digits, down to zero where that underflows.
  if x < -40 { return exp(x) }
  var w = x > 1 ? x - log(x) : exp(x) / (1 + exp(x))
  for _ in 0..<50 {
    let next = w * ((1 + x - log(w)) / (1 + w))
    if abs(next - w) <= 1e-16 * w { return next }
    w = next
  }
  return w
}
