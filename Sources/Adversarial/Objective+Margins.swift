import SaddleTensors

/// Distances of means, of margins and of squares.
extension Objective {
  /// E C(x) - E C(G(z)), which for 1-Lipschitz critics is the Wasserstein-1 distance at its greatest (Arjovsky, Chintala
  /// and Bottou 2017, equation 2). Needs a penalty, clipped weights or spectral norms that keep the critic Lipschitz.
  public static let wasserstein = Objective(
    name: "wasserstein", summary: "E C(x) - E C(G(z)); needs a Lipschitz critic, such as by a gradient penalty",
    critic: { real, fake in fake.mean() - real.mean() },
    generator: { _, fake in -fake.mean() })

  /// E max(0, 1 - C(x)) + E max(0, 1 + C(G(z))) for the critic, -E C(G(z)) for the generator (Lim and Ye 2017;
  /// Miyato et al. 2018, equations 16 and 17). The best critic is sign(p - q), with the value 2 - 2 TV(p, q).
  public static let hinge = Objective(
    name: "hinge", summary: "E max(0, 1 - C(x)) + E max(0, 1 + C(G(z))); G maximises E C(G(z))",
    critic: { real, fake in (1 - real).relu().mean() + (1 + fake).relu().mean() },
    generator: { _, fake in -fake.mean() })

  /// E (C(x) - b)^2 / 2 + E (C(G(z)) - a)^2 / 2 for the critic, E (C(G(z)) - c)^2 / 2 for the generator (Mao et al. 2017,
  /// equation 2). For b - c = 1 and b - a = 2 the generator minimises Pearson's divergence of p + q and 2 q (section 3.2).
  ///
  /// - Parameters:
  ///   - a: the output that the critic aims at for generated data.
  ///   - b: the one for real data.
  ///   - c: the one that the generator wants the critic to give.
  public static func leastSquares(a: Double = 0, b: Double = 1, c: Double = 1) -> Objective {
    Objective(
      name: "least-squares", summary: "E (C(x) - b)^2 / 2 + E (C(G(z)) - a)^2 / 2; G minimises E (C(G(z)) - c)^2 / 2",
      odds: .exact,
      critic: { real, fake in ((real - b).square().mean() + (fake - a).square().mean()) * 0.5 },
      generator: { _, fake in (fake - c).square().mean() * 0.5 })
  }
}
