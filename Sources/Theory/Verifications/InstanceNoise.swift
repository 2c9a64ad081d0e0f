#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why noise on the discriminator's inputs gives the generator a gradient where there was none.
public struct InstanceNoise: Verification {
  public static let name = "instance-noise"
  public static let title = "Instance noise"
  public static let derivation = """
    Let the supports of `p` and `q` be disjoint. Then `m = p / 2` where `p` has mass, so `KL(p, m) = log 2`, likewise for
    `q`, and `JS(p, q) = log 2`, however far apart they are. A small move of the generator leaves the supports disjoint: JS
    is constant, its gradient is zero, and an optimal discriminator teaches nothing (Arjovsky and Bottou 2017, theorem 2.1
    and 2.4).

    Add independent noise `N(0, s²)` to what the discriminator sees of both. The densities become `p * n` and `q * n`, smooth
    and positive everywhere; they are equal only if `p` and `q` are, since the noise's characteristic function has no zeros.
    Now JS is less than log 2 and depends on the distance. For a generator `q_θ(x) = q(x - θ)`,

        d JS / dθ = 1/2 ∫ ∂q/∂θ log(q / m) dx,    ∂q/∂θ = -q'(x),

    as the derivative of the integrand `p log(p / m) / 2 + q log(q / m) / 2` with respect to `q` is
    `-p / (4 m) + log(q / m) / 2 + 1/2 - q / (4 m) = log(q / m) / 2`.

    For uniform `q` on `[a, b]` the noisy density is `(Φ((x - a) / s) - Φ((x - b) / s)) / (b - a)`. For point masses at 0 and
    `θ` it is a Gaussian, and JS is that of `N(0, 1)` and `N(θ / s, 1)`: only the ratio of distance to noise counts. When `s`
    is much smaller than the distance, JS is log 2 again to within rounding: noise must start as wide as the distance.
    """

  package var divergence = Divergence.jensenShannon
  /// The data's density, without noise.
  package var data = Density<Double>.uniform(on: 0...1)
  /// The derivative of JS's integrand by q, from log p and log q.
  package var derivative: @Sendable (Double, Double) -> Double = { p, q in (log(2) - softplus(p - q)) / 2 }

  public init() {}

  private static let noise = 0.5
  private static let noisyData = Density<Double>.uniform(on: 0...1, noise: noise)

  private func exact(_ shift: Double) -> Double { divergence(data, .uniform(on: shift...shift + 1)).value }
  private func noisy(_ shift: Double) -> Double {
    divergence(Self.noisyData, .uniform(on: shift...shift + 1, noise: Self.noise)).value
  }

  public func checks() -> [Check] {
    let shifts = [1.5, 2, 4]
    let farthest = shifts.map { abs(exact($0) - log(2)) }.max()!
    let flattest = shifts.map { abs(exact($0 + 0.1) - exact($0 - 0.1)) / 0.2 }.max()!
    let climbs = (4..<16).map { noisy(Double($0 + 1) / 4) - noisy(Double($0) / 4) }
    return [
      check(
        "disjoint-value", "without noise, JS of disjoint uniform densities is log 2 at every distance",
        "max over θ of |JS(U(0, 1), U(θ, θ + 1)) - log 2| = 0 for θ > 1", computed: farthest, expected: 0,
        tolerance: 1e-10, because: "quadrature"),
      check(
        "disjoint-gradient", "so its gradient is zero", "max over θ of |d JS / dθ| = 0 for θ > 1", computed: flattest,
        expected: 0, tolerance: 1e-9, because: "quadrature, divided by a step of 0.2"),
      check(
        "noisy-value", "with noise of deviation 1/2, JS at distance 2 is less, as quadrature says",
        "JS(U(0, 1) * N(0, s²), U(2, 3) * N(0, s²)), s = 1/2", computed: noisy(2), expected: Self.trapezoidal(2),
        tolerance: 1e-9, because: "quadrature on one side, the trapezoidal rule on the other"),
      check(
        "noisy-gradient", "and its gradient is not zero, as the formula says",
        "d JS / dθ = 1/2 ∫ ∂q/∂θ log(q / m) dx at θ = 2", computed: gradient(2),
        expected: (noisy(1.998) - 8 * noisy(1.999) + 8 * noisy(2.001) - noisy(2.002)) / 0.012, tolerance: 1e-7,
        because: "quadrature errors of 1e-11 divided by a step of 1e-3"),
      check(
        "noisy-descent", "with noise, JS grows with the distance from 1 to 4, so that descent leads back",
        "min over θ of JS(θ + 1/4) - JS(θ) > 0", computed: climbs.min()!, .atLeast, expected: 1e-6, tolerance: 0,
        because: "none: quadrature's error is 1e-11"),
      check(
        "point-masses", "of point masses with noise, JS depends on distance over noise alone",
        "JS(δ_0 * N(0, s²), δ_θ * N(0, s²)) = log 2 - E log(1 + e^(r x - r²/2)), r = θ / s = 2",
        computed: divergence(Density<Double>.points([0], noise: 0.3), .points([0.6], noise: 0.3)).value,
        expected: Self.shiftedGaussians(2), tolerance: 1e-9,
        because: "quadrature on one side, the trapezoidal rule on the other"),
      check(
        "too-little-noise", "noise of a hundredth of the distance changes nothing",
        "JS(N(0, s²), N(θ, s²)) = log 2 for θ / s = 100",
        computed: divergence(Density<Double>.points([0], noise: 0.01), .points([1], noise: 0.01)).value,
        expected: log(2), tolerance: 1e-10, because: "quadrature"),
    ]
  }

  /// The formula's integral.
  private func gradient(_ shift: Double) -> Double {
    let s = Self.noise
    let fake = Density<Double>.uniform(on: shift...shift + 1, noise: s)
    return Quadrature().integral(over: .union([Self.noisyData.outline, fake.outline])) { x in
      let (left, right) = ((x - shift) / s, (x - shift - 1) / s)
      let slope = (exp(-left * left / 2) - exp(-right * right / 2)) / (s * (2 * Double.pi).squareRoot())
      return slope == 0 ? 0 : -slope * derivative(Self.noisyData.logDensity(x), fake.logDensity(x))
    }.value
  }

  /// JS of both noisy densities by its plain formula and the trapezoidal rule, whose error is below e^-1000 here.
  private static func trapezoidal(_ shift: Double) -> Double {
    func density(_ x: Double) -> Double {
      0.5 * (erf(x / noise / 2.0.squareRoot()) - erf((x - 1) / noise / 2.0.squareRoot()))
    }
    return (-400...700).reduce(0) { sum, index in
      let x = Double(index) / 100
      let (p, q) = (density(x), density(x - shift))
      let parts = [p, q].map { $0 > 0 ? $0 * log(2 * $0 / (p + q)) / 2 : 0 }
      return sum + (parts[0] + parts[1]) / 100
    }
  }

  /// JS of N(0, 1) and N(r, 1) by the trapezoidal rule.
  private static func shiftedGaussians(_ r: Double) -> Double {
    let mean = (-320...320).reduce(0) { sum, index in
      let x = Double(index) / 32
      return sum + exp(-x * x / 2) / (2 * Double.pi).squareRoot() * softplus(r * x - r * r / 2) / 32
    }
    return log(2) - mean
  }
}
