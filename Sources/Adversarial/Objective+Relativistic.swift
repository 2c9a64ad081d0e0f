import SaddleTensors

/// Games in which an output counts only against outputs of the other side (Jolicoeur-Martineau 2018). The generator's
/// loss is the critic's with the sides exchanged.
extension Objective {
  /// What a player loses in the mean where the other side's output exceeds its own by so much: a function of -m.
  private typealias DeficitLoss = @Sendable (_ deficit: Tensor) -> Tensor

  private static let logisticLoss: DeficitLoss = { $0.meanSoftplus() }
  private static let hingeLoss: DeficitLoss = { ($0 + 1).relu().mean() }
  private static let squareLoss: DeficitLoss = { ($0 + 1).square().mean() }

  /// E softplus(-(C(x) - C(G(z)))) over pairs (Jolicoeur-Martineau 2018, equations 4 and 5; the loss of R3GAN, Huang et
  /// al. 2024).
  public static let relativistic = paired(
    "relativistic", "E softplus(-m) over pairs, m = C(x) - C(G(z))", odds: .upToFactor, logisticLoss)

  /// E max(0, 1 - (C(x) - C(G(z)))) over pairs.
  public static let relativisticHinge = paired(
    "relativistic-hinge", "E max(0, 1 - m) over pairs, m = C(x) - C(G(z))", hingeLoss)

  /// E (C(x) - C(G(z)) - 1)^2 over pairs.
  public static let relativisticLeastSquares = paired(
    "relativistic-least-squares", "E (m - 1)^2 over pairs, m = C(x) - C(G(z))", squareLoss)

  /// E softplus(-(C(x) - E C(G(z)))) + E softplus(-(E C(x) - C(G(z)))).
  public static let relativisticAverage = averaged(
    "relativistic-average", "E softplus(-m) against the other side's mean output", logisticLoss)

  /// E max(0, 1 - (C(x) - E C(G(z)))) + E max(0, 1 - (E C(x) - C(G(z)))).
  public static let relativisticAverageHinge = averaged(
    "relativistic-average-hinge", "E max(0, 1 - m) against the other side's mean output", hingeLoss)

  /// E (C(x) - E C(G(z)) - 1)^2 + E (E C(x) - C(G(z)) - 1)^2.
  public static let relativisticAverageLeastSquares = averaged(
    "relativistic-average-least-squares", "E (m - 1)^2 against the other side's mean output", squareLoss)

  private static func paired(
    _ name: String, _ summary: String, odds: Odds = .none, _ loss: @escaping DeficitLoss
  ) -> Objective {
    mirrored(name, summary, odds: odds) { own, other in loss(other - own) }
  }

  private static func averaged(_ name: String, _ summary: String, _ loss: @escaping DeficitLoss) -> Objective {
    mirrored(name, summary, odds: .none) { own, other in
      loss(other.mean() - own) + loss(other - own.mean())
    }
  }

  private static func mirrored(
    _ name: String, _ summary: String, odds: Odds,
    _ loss: @escaping @Sendable (_ own: Tensor, _ other: Tensor) -> Tensor
  ) -> Objective {
    Objective(
      name: name, summary: summary, generatorSeesReal: true, odds: odds, critic: loss,
      generator: { real, fake in loss(fake, real) }
    )
  }
}
