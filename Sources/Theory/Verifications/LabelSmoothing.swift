#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What smoothed labels do to the optimal discriminator.
public struct LabelSmoothing: Verification {
  public static let name = "label-smoothing"
  public static let title = "Label smoothing"
  public static let derivation = """
    With labels `α` for real and `β` for generated data, `0 <= β < α <= 1`, instead of 1 and 0, the discriminator maximises

        E_p [α log D + (1 - α) log(1 - D)] + E_q [β log D + (1 - β) log(1 - D)].

    At a point the integrand is `a log D + b log(1 - D)` with `a = α p + β q` and `b = (1 - α) p + (1 - β) q`, and
    `a + b = p + q`. The maximum of such a function is at `a / (a + b)`, as for the optimal discriminator:

        D* = (α p + β q) / (p + q) = α p / (p + q) + β q / (p + q),

    an average of `α` and `β`: it never leaves `[β, α]`, so logits stay bounded where supports are disjoint.

    *One side only.* With `β = 0`, `D* = α p / (p + q)`: the unsmoothed discriminator times `α`. With `β > 0`, `q` is in the
    numerator: where `p` has no mass, `D* = β` whatever `q` is. There the discriminator is flat, and tells samples that are
    far from data no way back; this is why Salimans et al. (2016, section 3.4) smooth the real side alone.
    """

  /// What is maximised at a point, from p, q, alpha, beta and D.
  package var objective: @Sendable (Double, Double, Double, Double, Double) -> Double = { p, q, alpha, beta, d in
    (alpha * p + beta * q) * log(d) + ((1 - alpha) * p + (1 - beta) * q) * log1p(-d)
  }
  /// D* of two densities under alpha and beta, at a point.
  package var optimum: @Sendable (Density<Double>, Density<Double>, Double, Double, Double) -> Double = {
    p, q, alpha, beta, x in OptimalCritic.smoothed(p, q, real: alpha, fake: beta)(x)
  }

  public init() {}

  private static let labels = [(0.9, 0.0), (0.9, 0.1), (0.7, 0.3), (1.0, 0.2), (1.0, 0.0)]
  private static let pairs: [(Density<Double>, Density<Double>)] = [
    (.gaussian(), .gaussian(mean: 1)), (.points([-1, 2], noise: 0.4), .gaussian(deviation: 1.5)),
  ]
  private static let places = (-30...30).map { Double($0) / 10 }

  /// A number for each pair of densities, each pair of labels and each place.
  private func map<Value>(
    _ f: (Density<Double>, Density<Double>, (Double, Double), Double) -> Value
  ) -> [Value] {
    Self.pairs.flatMap { p, q in Self.labels.flatMap { labels in Self.places.map { f(p, q, labels, $0) } } }
  }

  public func checks() -> [Check] {
    let numeric = map { p, q, labels, x -> Double in
      let total = p(x) + q(x)
      let best = maximum(on: 0...1) { d in
        d == 0 || d == 1 ? -.infinity : objective(p(x) / total, q(x) / total, labels.0, labels.1, d)
      }
      return abs(best - optimum(p, q, labels.0, labels.1, x))
    }
    let outside = map { p, q, labels, x -> Double in
      let d = optimum(p, q, labels.0, labels.1, x)
      return max(labels.1 - d, d - labels.0)
    }
    let scaled = map { p, q, labels, x in abs(optimum(p, q, labels.0, 0, x) - labels.0 * p(x) / (p(x) + q(x))) }
    let (p, q) = (Density<Double>.uniform(on: 0...1), Density<Double>.uniform(on: 2...3))
    return [
      check(
        "optimum", "the maximum of the smoothed objective at a point lies at (alpha p + beta q) / (p + q)",
        "max over x, α, β of |argmax_D - (α p + β q) / (p + q)| = 0", computed: numeric.max()!, expected: 0,
        tolerance: 1e-6, because: "the search: a function of size 1 is flat to rounding within 1e-8 of its maximum"),
      check(
        "bounds", "the optimal discriminator lies between the two labels", "β <= D*(x) <= α",
        computed: outside.max()!, .atMost, expected: 0, tolerance: 1e-12, because: "rounding"),
      check(
        "one-sided", "smoothing real labels alone multiplies the optimal discriminator by alpha",
        "max over x, α of |D*_{α, 0}(x) - α p / (p + q)| = 0", computed: scaled.max()!, expected: 0, tolerance: 1e-12,
        because: "rounding"),
      check(
        "far-from-data", "where data have no mass, a smoothed generated label is the discriminator's whole answer",
        "D* = β where p = 0 < q", computed: optimum(p, q, 0.9, 0.1, 2.5), expected: 0.1, tolerance: 1e-12,
        because: "rounding"),
    ]
  }
}
