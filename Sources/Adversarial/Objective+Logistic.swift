import SaddleTensors

/// The game of Goodfellow et al. 2014, whose critic tells the log odds of real against generated.
extension Objective {
  /// The game as stated: min over G, max over D of V(D, G) (Goodfellow et al. 2014, equation 1). The generator minimises
  /// E log(1 - D(G(z))), whose gradient saturates: it vanishes where the discriminator is sure.
  public static let minimax = minimax(real: 1, fake: 0)

  /// The generator maximises E log D(G(z)) instead (Goodfellow et al. 2014, section 3): the same fixed point, with a
  /// gradient that does not saturate.
  public static let nonSaturating = nonSaturating(real: 1, fake: 0)

  /// The minimax game whose discriminator is taught smoothed labels; one-sided where one of them is left as it is.
  ///
  /// Its optimum is (real p + fake q) / (p + q) (Salimans et al. 2016, section 3.4), which for a `fake` label above zero
  /// leans on q where p is small.
  ///
  /// - Parameters:
  ///   - real: alpha, the probability that D is to give to real data, 0 to 1.
  ///   - fake: beta, the one that it is to give to generated data.
  public static func minimax(real: Double, fake: Double) -> Objective {
    Objective(
      name: "minimax", summary: "min over G, max over D of E log D(x) + E log(1 - D(G(z)))", odds: .exact,
      critic: crossEntropy(real, fake), generator: { _, fake in -fake.meanSoftplus() })
  }

  /// The non-saturating game whose discriminator is taught smoothed labels, as in `minimax(real:fake:)`.
  public static func nonSaturating(real: Double, fake: Double) -> Objective {
    Objective(
      name: "non-saturating", summary: "the same D; G maximises E log D(G(z))", odds: .exact,
      critic: crossEntropy(real, fake), generator: { _, fake in fake.meanSoftplus(-1) })
  }

  /// -V(D, G) for labels 1 and 0; for others, the cross entropy of D with them.
  private static func crossEntropy(_ real: Double, _ fake: Double) -> @Sendable (Tensor, Tensor) -> Tensor {
    { $0.meanCrossEntropy(real) + $1.meanCrossEntropy(fake) }
  }
}

extension Tensor {
  /// The mean of -label log D - (1 - label) log(1 - D) at the logits.
  fileprivate func meanCrossEntropy(_ label: Double) -> Tensor {
    switch label {
    case 0: meanSoftplus()
    case 1: meanSoftplus(-1)
    default: meanSoftplus(-1) * label + meanSoftplus() * (1 - label)
    }
  }
}
