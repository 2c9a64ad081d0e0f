import SaddleTensors

/// How the two players move in one iteration.
///
/// With w the parameters of both, v(w) is the gradients of the generator's and the critic's loss, each with respect to its
/// own parameters, and J the derivative of v. Steps are written as those of gradient descent, w - h v; each player's
/// optimizer makes of its part of v what it will. All but `alternating` leave the critic's steps before its last one as
/// they are and change how the last one and the generator's are made.
public enum Update: String, Codable, Sendable, CaseIterable {
  /// The critic moves, then the generator against the moved critic (Goodfellow et al. 2014, algorithm 1).
  case alternating
  /// The critic moves, then the generator against the moved critic on the rows that the critic has just seen, whose pass
  /// through the generator is not repeated.
  case shared
  /// Both move from the same point: w - h v(w) (Mescheder, Nowozin and Geiger 2017, algorithm 1).
  case simultaneous
  /// Both look ahead to w' = w - h v(w), then move from where they were: w - h v(w') (Korpelevich 1976). Each evaluation
  /// of v is on batches of its own; with Adam, both feed its averages (Gidel et al. 2019, algorithm 4).
  case extragradient
  /// w - h (v + gamma J'v), where J'v is the gradient of ||v||^2 / 2 (Mescheder, Nowozin and Geiger 2017, algorithm 2).
  case consensus
  /// w - h (v + gamma A'v), where A = (J - J') / 2 is the part of J that turns (Balduzzi et al. 2018, algorithm 1, without
  /// its alignment: the sign of gamma stays).
  case symplectic

  /// How many batches an iteration draws.
  func draws(criticSteps: Int) -> Int {
    switch self {
    case .shared: criticSteps
    case .extragradient: criticSteps + 3
    case .alternating, .simultaneous, .consensus, .symplectic: criticSteps + 1
    }
  }

  /// J'v or A'v, what consensus or the symplectic method adds to v before its weight.
  ///
  /// - Parameters:
  ///   - field: v, differentiable at the parameters.
  ///   - parameters: w, in the order of v.
  func adjustment(of field: [Tensor], at parameters: [Tensor]) -> [Tensor] {
    let v = field.map { $0.detached() }
    let transposed = gradients(of: product(field, v), at: parameters)
    guard self == .symplectic else { return transposed }
    // J'u is linear in u, so that its product with v has J v as the derivative with respect to u.
    let u = v.map { $0.tracked() }
    let pulled = gradients(of: product(field, u), at: parameters, differentiable: true)
    return zip(transposed, gradients(of: product(pulled, v), at: u)).map { ($0 - $1) * 0.5 }
  }

  private func product(_ a: [Tensor], _ b: [Tensor]) -> Tensor {
    let terms = zip(a, b).map { ($0 * $1).sum() }
    return terms.dropFirst().reduce(terms[0], +)
  }
}
