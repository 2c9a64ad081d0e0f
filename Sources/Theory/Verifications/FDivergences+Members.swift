import SaddleAdversarial

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension FDivergences {
  /// A divergence and what is known of it without its f.
  package struct Member: Sendable {
    package let name: String
    /// The formulas under test.
    package var divergence: FDivergence
    /// The value on a pair of Gaussians, in closed form or from the definition that has no f.
    let exact: @Sendable (GaussianPair) -> Double
    let inWords: String
    let equation: String
    /// f(1)
    var valueAtOne = 0.0

    init(
      _ divergence: FDivergence, name: String? = nil, _ inWords: String, _ equation: String,
      _ exact: @escaping @Sendable (GaussianPair) -> Double
    ) {
      self.name = name ?? divergence.name
      self.divergence = divergence
      self.inWords = inWords
      self.equation = equation
      self.exact = exact
    }

    static let all: [Member] =
      [
        Member(.totalVariation, "half of the integral of |p - q|", "1/2 ∫ |p - q|") { $0.totalVariation },
        Member(.kullbackLeibler, "KL(p, q)", "∫ p log(p / q)") { $0.kullbackLeibler },
        Member(.reverseKullbackLeibler, "KL(q, p)", "∫ q log(q / p)") { $0.mirrored.kullbackLeibler },
        Member(
          .pearson, "the integral of (p - q)^2 / q; the published list gives Neyman's instead", "∫ p^2 / q - 1"
        ) { $0.overlap(2) - 1 },
        Member(
          .neyman, "the integral of (p - q)^2 / p; the published list gives Pearson's instead", "∫ q^2 / p - 1"
        ) { $0.overlap(-1) - 1 },
        Member(.squaredHellinger, "2 - 2 times the overlap of the roots", "2 - 2 ∫ sqrt(p q)") {
          2 - 2 * $0.overlap(0.5)
        },
        Member(.jeffreys, "KL(p, q) + KL(q, p)", "∫ (p - q) log(p / q)") {
          $0.kullbackLeibler + $0.mirrored.kullbackLeibler
        },
        Member(.jensenShannon, "twice the Jensen-Shannon divergence", "2 JS(p, q)") { 2 * $0.jensenShannon(0.5) },
        Member(
          .weightedJensenShannon(0.3), "the Jensen-Shannon divergence of weights pi = 0.3 and 0.7",
          "π KL(p, m) + (1 - π) KL(q, m)"
        ) { $0.jensenShannon(0.3) },
        gan,
      ]
      + [-0.5, 0.5, 1.5].map { alpha in
        Member(
          .alpha(alpha), name: "alpha:\(alpha)", "the alpha divergence",
          "(∫ p^α q^(1 - α) - 1) / (α (α - 1)), α = \(alpha)"
        ) { ($0.overlap(alpha) - 1) / (alpha * (alpha - 1)) }
      }

    private static let gan: Member = {
      var member = Member(.gan, "the value of the game at its best discriminator", "2 JS(p, q) - log 4") {
        2 * $0.jensenShannon(0.5) - log(4)
      }
      member.valueAtOne = -log(4)
      return member
    }()
  }

  /// p = N(0, 1) and q = N(1/2, (5/4)^2), or the other way round: no divergence is the same in both directions.
  package struct GaussianPair: Sendable {
    private var p = (mean: 0.0, deviation: 1.0)
    private var q = (mean: 0.5, deviation: 1.25)

    /// The pair with p and q exchanged.
    var mirrored: GaussianPair {
      var pair = self
      (pair.p, pair.q) = (q, p)
      return pair
    }

    func logP(_ x: Double) -> Double { Self.logDensity(x, p) }
    func logQ(_ x: Double) -> Double { Self.logDensity(x, q) }

    private static func logDensity(_ x: Double, _ gaussian: (mean: Double, deviation: Double)) -> Double {
      let z = (x - gaussian.mean) / gaussian.deviation
      return -z * z / 2 - log(gaussian.deviation) - log(2 * .pi) / 2
    }

    /// The two points at which p = q.
    private var crossings: [Double] {
      let (s, r) = (p.deviation * p.deviation, q.deviation * q.deviation)
      let (a, b) = (1 / r - 1 / s, p.mean / s - q.mean / r)
      let c = q.mean * q.mean / r - p.mean * p.mean / s + log(r / s)
      let root = (b * b - a * c).squareRoot()
      return [(-b - root) / a, (-b + root) / a].sorted()
    }

    /// The integral of a function of log p and log q, beyond whose ends nothing is left in double precision.
    func integral(_ function: (_ logP: Double, _ logQ: Double) -> Double) -> Double {
      Quadrature().integral(from: -25, to: 25, breaks: [-8, 8] + crossings) { function(logP($0), logQ($0)) }.value
    }

    /// The integral of p^a q^(1 - a), which is that of a Gaussian.
    func overlap(_ a: Double) -> Double {
      let (s, r) = (p.deviation * p.deviation, q.deviation * q.deviation)
      let variance = a * r + (1 - a) * s
      let distance = p.mean - q.mean
      return pow(p.deviation, 1 - a) * pow(q.deviation, a) / variance.squareRoot()
        * exp(-a * (1 - a) * distance * distance / (2 * variance))
    }

    var kullbackLeibler: Double {
      let distance = p.mean - q.mean
      return log(q.deviation / p.deviation)
        + (p.deviation * p.deviation + distance * distance) / (2 * q.deviation * q.deviation) - 0.5
    }

    /// By the distribution functions: one density is the greater one between the crossings.
    var totalVariation: Double {
      func mass(_ gaussian: (mean: Double, deviation: Double)) -> Double {
        let ends = crossings.map { erf(($0 - gaussian.mean) / gaussian.deviation / 2.0.squareRoot()) / 2 }
        return ends[1] - ends[0]
      }
      return abs(mass(p) - mass(q))
    }

    /// share KL(p, m) + (1 - share) KL(q, m) with m = share p + (1 - share) q, from this definition.
    func jensenShannon(_ share: Double) -> Double {
      integral { logP, logQ in
        let (first, second) = (share * exp(logP), (1 - share) * exp(logQ))
        let logM = log(first + second)
        return first * (logP - logM) + second * (logQ - logM)
      }
    }
  }
}
