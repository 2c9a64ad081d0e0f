import SaddleTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The members of Nowozin, Cseke and Tomioka 2016 (tables 1, 2, 5 and 6).
///
/// Where the published tables and the mathematics part, the mathematics stands:
/// - Activations that decrease (-exp(v) for reverse Kullback-Leibler, 1 - exp(v) for Neyman and squared Hellinger) are
///   mirrored, so that a greater output always means more real.
/// - The suprema are over u >= 0, below which f is infinite: f* is constant below the values of f', where the published
///   Pearson conjugate turns upwards again and that of total variation ends.
/// - Integrals belong to f as it stands: (u - 1)^2 gives that of (p - q)^2 / q and (1 - u)^2 / u that of (p - q)^2 / p,
///   which the published list has exchanged, and the f of Jensen-Shannon gives twice its divergence.
extension FDivergence {
  /// Half of the integral of |p - q|. The critic that attains it is a step, which tanh only approaches: outputs grow
  /// without bound, and give no gradient where they are great.
  public static let totalVariation = FDivergence(
    name: "total-variation", summary: "f-GAN: half of the integral of |p - q|",
    f: { abs($0 - 1) / 2 },
    derivative: { $0 == 1 ? 0 : $0 < 1 ? -0.5 : 0.5 },
    // The published domain ends at -1/2, too; below it the supremum is at u = 0.
    conjugate: { $0 > 0.5 ? .infinity : max($0, -0.5) }, domainEnd: 0.5, includesEnd: true,
    activation: { $0.tanh() * 0.5 }, activatedConjugate: { $0.tanh() * 0.5 })

  /// KL(p, q) = E_p log(p / q). Real and generated are equally likely at the output 1.
  public static let kullbackLeibler = FDivergence(
    name: "kullback-leibler", summary: "f-GAN: KL(p, q) = E_p log(p / q)",
    f: { $0 == 0 ? 0 : $0 * log($0) },
    derivative: { log($0) + 1 },
    conjugate: { exp($0 - 1) },
    activation: { $0.compressedAbove() }, activatedConjugate: { ($0.compressedAbove() - 1).exp() }, decisionOutput: 1)

  /// KL(q, p) = E_q log(q / p).
  public static let reverseKullbackLeibler = FDivergence(
    name: "reverse-kullback-leibler", summary: "f-GAN: KL(q, p) = E_q log(q / p)",
    f: { -log($0) },
    derivative: { -1 / $0 },
    conjugate: { $0 < 0 ? -1 - log(-$0) : .infinity }, domainEnd: 0,
    activation: { -(-$0.compressedBelow()).exp() }, activatedConjugate: { $0.compressedBelow() - 1 })

  /// The integral of (p - q)^2 / q. Generated samples whose output is below -2 give no gradient to the bound.
  public static let pearson = FDivergence(
    name: "pearson", summary: "f-GAN: the integral of (p - q)^2 / q",
    f: { ($0 - 1) * ($0 - 1) },
    derivative: { 2 * ($0 - 1) },
    // The published conjugate is the first branch alone.
    conjugate: { $0 >= -2 ? $0 * $0 / 4 + $0 : -1 },
    activation: { $0 }, activatedConjugate: { ($0 + 2).relu().square() * 0.25 - 1 })

  /// The integral of (p - q)^2 / p. f* is at most 2, so that generated samples with great outputs give the critic no
  /// gradient.
  public static let neyman = FDivergence(
    name: "neyman", summary: "f-GAN: the integral of (p - q)^2 / p",
    f: { (1 - $0) * (1 - $0) / $0 },
    derivative: { 1 - 1 / ($0 * $0) },
    conjugate: { $0 > 1 ? .infinity : 2 - 2 * (1 - $0).squareRoot() }, domainEnd: 1, includesEnd: true,
    activation: { 1 - (-$0.compressedBelow()).exp() },
    activatedConjugate: { 2 - ($0.compressedBelow() * -0.5).exp() * 2 })

  /// The integral of (sqrt p - sqrt q)^2.
  public static let squaredHellinger = FDivergence(
    name: "squared-hellinger", summary: "f-GAN: the integral of (sqrt p - sqrt q)^2",
    f: { ($0.squareRoot() - 1) * ($0.squareRoot() - 1) },
    derivative: { 1 - 1 / $0.squareRoot() },
    conjugate: { $0 < 1 ? $0 / (1 - $0) : .infinity }, domainEnd: 1,
    activation: { 1 - (-$0.compressedBelow().compressedAbove()).exp() },
    activatedConjugate: { $0.compressedBelow().compressedAbove().exp() - 1 })

  /// KL(p, q) + KL(q, p).
  ///
  /// The published activation is v itself, which asks for Lambert's W at each output. This one is f'(exp(v)): at the
  /// optimum v = log(p / q), and f*(g(v)) = u f'(u) - f(u) at u = exp(v).
  public static let jeffreys = FDivergence(
    name: "jeffreys", summary: "f-GAN: KL(p, q) + KL(q, p)",
    f: { ($0 - 1) * log($0) },
    derivative: { log($0) + 1 - 1 / $0 },
    conjugate: { t in
      let w = wrightOmega(1 - t)
      return w + 1 / w + t - 2
    },
    activation: { v in
      let w = v.compressedBelow().compressedAbove()
      return w + 1 - (-w).exp()
    },
    activatedConjugate: { v in
      let w = v.compressedBelow().compressedAbove()
      return w - 1 + w.exp()
    })

  /// KL(p, m) + KL(q, m) with m = (p + q) / 2: twice the Jensen-Shannon divergence.
  public static let jensenShannon = FDivergence(
    name: "jensen-shannon", summary: "f-GAN: 2 JS(p, q) = KL(p, m) + KL(q, m), m = (p + q) / 2",
    f: { ($0 == 0 ? 0 : $0 * log($0)) - ($0 + 1) * log((1 + $0) / 2) },
    derivative: { log(2 * $0 / (1 + $0)) },
    conjugate: { $0 < log(2) ? -log(2 - exp($0)) : .infinity }, domainEnd: log(2),
    activation: { log(2) - (-$0).softplus() }, activatedConjugate: { $0.softplus() - log(2) })

  /// share KL(p, m) + (1 - share) KL(q, m) with m = share p + (1 - share) q, for 0 < share < 1.
  ///
  /// At the optimum, v is the logit of the probability that a sample of m is of p; so where p = q it is that of the
  /// share, log(share / (1 - share)). The published activation, -share log share - softplus(-v), lacks the factor before
  /// softplus: it covers the domain as well, but leaves f*(g(v)) a difference of nearly equal numbers for great v.
  ///
  /// - Parameter share: pi, the share of p.
  public static func weightedJensenShannon(_ share: Double) -> FDivergence {
    let rest = 1 - share
    return FDivergence(
      name: "weighted-jensen-shannon",
      summary: "f-GAN: pi KL(p, m) + (1 - pi) KL(q, m), m = pi p + (1 - pi) q",
      f: { ($0 == 0 ? 0 : share * $0 * log($0)) - (rest + share * $0) * log(rest + share * $0) },
      derivative: { share * log($0 / (rest + share * $0)) },
      conjugate: { $0 < -share * log(share) ? rest * log(rest / (1 - share * exp($0 / share))) : .infinity },
      domainEnd: -share * log(share),
      activation: { (-$0).softplus() * -share - share * log(share) },
      activatedConjugate: { $0.softplus() * rest + rest * log(rest) }, decisionOutput: log(share / rest))
  }

  /// 2 JS(p, q) - log 4, the value of the game of Goodfellow et al. 2014 at its best discriminator: f(1) = -log 4, so
  /// that equal densities have that value and not zero.
  public static let gan = FDivergence(
    name: "gan", summary: "f-GAN: 2 JS(p, q) - log 4, the value of the logistic game",
    f: { ($0 == 0 ? 0 : $0 * log($0)) - ($0 + 1) * log($0 + 1) },
    derivative: { log($0 / ($0 + 1)) },
    conjugate: { $0 < 0 ? -log(1 - exp($0)) : .infinity }, domainEnd: 0,
    activation: { -(-$0).softplus() }, activatedConjugate: { $0.softplus() })
}
