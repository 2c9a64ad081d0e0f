/// Statements of the theory that belong together, derived in words and checked by computation.
///
/// A verification is a value whose formulas are properties: a test falsifies one of them and sees a check fail.
public protocol Verification: Sendable {
  /// What its checks' names begin with: `optimal-discriminator`.
  static var name: String { get }
  /// The heading of its section in Documentation/Theory.md.
  static var title: String { get }
  /// The derivation of what is checked, as Markdown.
  static var derivation: String { get }
  /// With the formulas as they are in the theory.
  init()
  /// Computes every check. The same numbers each time: everything random has a fixed seed.
  func checks() -> [Check]
}

/// Every verification, in the order of Documentation/Theory.md.
public enum Verifications {
  public static let all: [any Verification.Type] = [
    OptimalDiscriminator.self,
    ValueDivergence.self,
    DiscriminatorGradient.self,
    GeneratorGradients.self,
    Equilibrium.self,
    Training.self,
    LabelSmoothing.self,
    InstanceNoise.self,
    SpectralNormVerification.self,
    GradientPenaltyVerification.self,
    Hinge.self,
    FDivergences.self,
    WassersteinVerification.self,
    DiracGAN.self,
    BilinearGame.self,
    Frechet.self,
    LinearGAN.self,
  ]
}

extension Verification {
  /// A check whose name is this verification's, a slash, and `name`.
  func check(
    _ name: String, _ statement: String, _ equation: String, computed: Double, _ relation: Check.Relation = .equal,
    expected: Double, tolerance: Double, because reason: String
  ) -> Check {
    Check(
      "\(Self.name)/\(name)", statement, equation, computed: computed, relation, expected: expected,
      tolerance: tolerance, because: reason)
  }
}
