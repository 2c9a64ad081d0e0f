import SaddleTensors

/// What the two players minimise, as functions of the critic's outputs on real and on generated data, `[batch, 1]` each.
///
/// Outputs are logits, never probabilities: D(x) = sigmoid(logit). All losses stay finite for any finite logit.
///
/// ```swift
/// let loss = Objective.nonSaturating.critic(critic(real, .training), critic(fake, .training))
/// ```
public struct Objective: Sendable {
  public let name: String
  /// The critic's loss.
  public let critic: @Sendable (_ real: Tensor, _ fake: Tensor) -> Tensor
  /// The generator's loss.
  public let generator: @Sendable (_ real: Tensor, _ fake: Tensor) -> Tensor
  /// Whether the generator's loss depends on the critic's outputs on real data.
  public let generatorSeesReal: Bool

  public init(
    name: String, generatorSeesReal: Bool = false,
    critic: @escaping @Sendable (_ real: Tensor, _ fake: Tensor) -> Tensor,
    generator: @escaping @Sendable (_ real: Tensor, _ fake: Tensor) -> Tensor
  ) {
    self.name = name
    self.critic = critic
    self.generator = generator
    self.generatorSeesReal = generatorSeesReal
  }

  /// Every objective, by which recipes name them.
  public static let all: [Objective] = [.minimax, .nonSaturating, .relativistic, .wasserstein]

  /// The objective of that name, or nil.
  public static func named(_ name: String) -> Objective? { all.first { $0.name == name } }
}

extension Objective {
  /// -E log D(x) - E log(1 - D(G(z))): the negative of the value V(D, G) (Goodfellow et al. 2014, equation 1).
  private static let logistic: @Sendable (Tensor, Tensor) -> Tensor = { real, fake in
    (-real).softplus().mean() + fake.softplus().mean()
  }

  /// The game as stated: min over G, max over D of V(D, G) (Goodfellow et al. 2014, equation 1). The generator minimises
  /// E log(1 - D(G(z))), whose gradient saturates: it vanishes where the discriminator is sure.
  public static let minimax = Objective(
    name: "minimax", critic: logistic, generator: { _, fake in -fake.softplus().mean() })

  /// The generator maximises E log D(G(z)) instead (Goodfellow et al. 2014, section 3): the same fixed point, with a
  /// gradient that does not saturate.
  public static let nonSaturating = Objective(
    name: "non-saturating", critic: logistic, generator: { _, fake in (-fake).softplus().mean() })

  /// Relativistic pairing (Jolicoeur-Martineau 2018; the loss of R3GAN, Huang et al. 2024):
  /// E softplus(-(C(x) - C(G(z)))) for the critic, its mirror image for the generator.
  public static let relativistic = Objective(
    name: "relativistic", generatorSeesReal: true,
    critic: { real, fake in (fake - real).softplus().mean() },
    generator: { real, fake in (real - fake).softplus().mean() })

  /// E C(x) - E C(G(z)), which for 1-Lipschitz critics is the Wasserstein-1 distance at its greatest (Arjovsky, Chintala
  /// and Bottou 2017, equation 2). Needs a penalty that keeps the critic Lipschitz.
  public static let wasserstein = Objective(
    name: "wasserstein", critic: { real, fake in fake.mean() - real.mean() },
    generator: { _, fake in -fake.mean() })
}
