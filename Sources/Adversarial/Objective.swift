import SaddleTensors

/// What the two players minimise, as functions of the critic's outputs on real and on generated data, `[batch, 1]` each.
///
/// Outputs are any numbers: logits, never probabilities, where the game is logistic: D(x) = sigmoid(logit). All losses
/// stay finite for outputs of plus and minus 10,000 in float32. An objective of your own is a value like these:
///
/// ```swift
/// let squaredHinge = Objective(
///   name: "squared-hinge",
///   critic: { real, fake in (1 - real).relu().square().mean() + (1 + fake).relu().square().mean() },
///   generator: { _, fake in -fake.mean() })
/// ```
public struct Objective: Sendable {
  public let name: String
  /// What it is, in one line.
  public let summary: String
  /// The critic's loss, of shape `[]`.
  public let critic: @Sendable (_ real: Tensor, _ fake: Tensor) -> Tensor
  /// The generator's loss, of shape `[]`.
  public let generator: @Sendable (_ real: Tensor, _ fake: Tensor) -> Tensor
  /// Whether the generator's loss depends on the critic's outputs on real data.
  public let generatorSeesReal: Bool
  /// What the best critic's output at x tells of the odds p(x) / q(x).
  public let odds: Odds

  public enum Odds: Sendable {
    /// The odds themselves: D(x) follows from the output at x.
    case exact
    /// The odds up to a factor that is the same for all x.
    case upToFactor
    /// Nothing, or only which of the two is greater.
    case none
  }

  public init(
    name: String, summary: String = "", generatorSeesReal: Bool = false, odds: Odds = .none,
    critic: @escaping @Sendable (_ real: Tensor, _ fake: Tensor) -> Tensor,
    generator: @escaping @Sendable (_ real: Tensor, _ fake: Tensor) -> Tensor
  ) {
    self.name = name
    self.summary = summary
    self.critic = critic
    self.generator = generator
    self.generatorSeesReal = generatorSeesReal
    self.odds = odds
  }

  /// The objective of every family, with the family's own arguments.
  public static let all: [Objective] = ObjectiveFamily.all.map(\.standard)

  /// The objective of that name, with arguments after a colon where its family has some: `hinge`, `alpha:0.5`,
  /// `least-squares:-1,1,0`. Nil if there is none, or if the arguments do not fit.
  public static func named(_ text: String) -> Objective? {
    ObjectiveFamily.named(String(text.prefix { $0 != ":" }))?.objective(text)
  }
}
