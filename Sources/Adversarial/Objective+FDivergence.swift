import SaddleTensors

extension Objective {
  /// The variational bound of an f-divergence as a game (Nowozin, Cseke and Tomioka 2016, equation 6): the critic
  /// maximises F = E g_f(V(x)) - E f*(g_f(V(G(z)))), with V its output.
  ///
  /// - Parameter isSaturating: whether the generator minimises F itself; else it maximises E g_f(V(G(z))) (section 3.2),
  ///   whose gradient does not vanish where the critic is sure that its samples are generated.
  public static func fGAN(_ divergence: FDivergence, isSaturating: Bool = false) -> Objective {
    let (activation, conjugate) = (divergence.activation, divergence.activatedConjugate)
    return Objective(
      name: (isSaturating ? "saturating-" : "") + divergence.name,
      summary: divergence.summary + (isSaturating ? "; saturating" : ""),
      odds: divergence.tellsOdds ? .exact : .none,
      critic: { real, fake in conjugate(fake).mean() - activation(real).mean() },
      generator: { _, fake in isSaturating ? -conjugate(fake).mean() : -activation(fake).mean() })
  }
}

extension FDivergence {
  /// Whether T* = f'(p / q) is another for any other odds.
  fileprivate var tellsOdds: Bool { derivative(3) > derivative(2) }
}
