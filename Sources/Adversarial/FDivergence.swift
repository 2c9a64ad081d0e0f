import SaddleTensors

/// An f-divergence D_f(p, q) = E_q f(p / q) in the form in which a critic estimates it (Nowozin, Cseke and Tomioka 2016):
///
///     D_f(p, q) = max over T of E_p T(x) - E_q f*(T(x)),    attained at T* = f'(p / q) (equations 4 and 5)
///
/// with f* the convex conjugate of f, f*(t) = sup over u >= 0 of u t - f(u). A network's output v, which may be any
/// number, becomes T = g_f(v) by an output activation that is increasing, stays inside the domain of f*, and reaches
/// every value of f', so that no T* is lost.
///
/// Scalars are for the theory, tensors for training; tests hold the one to the other.
public struct FDivergence: Sendable {
  public let name: String
  /// What it measures, in one line.
  public let summary: String
  /// f(u) for u >= 0, convex; at 0 its limit, which may be infinite.
  public package(set) var f: @Sendable (Double) -> Double
  /// f'(u) for u > 0; where f has a kink, a subgradient.
  public package(set) var derivative: @Sendable (Double) -> Double
  /// f*(t); infinite outside its domain.
  public package(set) var conjugate: @Sendable (Double) -> Double
  /// The end of the domain of f*, which reaches down to minus infinity, since u is never negative; infinite if there is
  /// none.
  public let domainEnd: Double
  /// Whether the domain holds its end.
  public let includesEnd: Bool
  /// g_f(v), element by element.
  public package(set) var activation: @Sendable (Tensor) -> Tensor
  /// f*(g_f(v)), element by element: simplified, so that it stays finite where f* by itself does not.
  public package(set) var activatedConjugate: @Sendable (Tensor) -> Tensor
  /// The output v with g_f(v) = f'(1): greater ones mean that the critic takes x for real.
  public package(set) var decisionOutput: Double

  public init(
    name: String, summary: String, f: @escaping @Sendable (Double) -> Double,
    derivative: @escaping @Sendable (Double) -> Double, conjugate: @escaping @Sendable (Double) -> Double,
    domainEnd: Double = .infinity, includesEnd: Bool = false, activation: @escaping @Sendable (Tensor) -> Tensor,
    activatedConjugate: @escaping @Sendable (Tensor) -> Tensor, decisionOutput: Double = 0
  ) {
    self.name = name
    self.summary = summary
    self.f = f
    self.derivative = derivative
    self.conjugate = conjugate
    self.domainEnd = domainEnd
    self.includesEnd = includesEnd
    self.activation = activation
    self.activatedConjugate = activatedConjugate
    self.decisionOutput = decisionOutput
  }

  /// f'(1), the T at which a critic holds real and generated for equally likely.
  public var decisionThreshold: Double { derivative(1) }

  /// Whether f* is finite at t.
  public func isInDomain(_ t: Double) -> Bool { t < domainEnd || (includesEnd && t == domainEnd) }

  /// Every member, those with a parameter at the value that recipes take unless they give another.
  public static let all: [FDivergence] = [
    .totalVariation, .kullbackLeibler, .reverseKullbackLeibler, .pearson, .neyman, .squaredHellinger, .jeffreys,
    .jensenShannon, .weightedJensenShannon(0.3), .gan, .alpha(1.5),
  ]
}

extension Tensor {
  /// x up to 20 and 20 + log(1 + x - 20) beyond: increasing without bound, with a continuous derivative.
  ///
  /// The exponential of it grows like x itself beyond 20, so that float32 holds it for any x of a network. An activation
  /// that begins with it still reaches all that it reached, so that the bound of the divergence stays as it is.
  package func compressedAbove() -> Tensor {
    let excess = (self - 20).relu()
    return self - excess + (excess + 1).log()
  }

  /// The mirror image of `compressedAbove`.
  package func compressedBelow() -> Tensor { -((-self).compressedAbove()) }

  /// exp(x) - 1, without cancellation near zero.
  package func exponentialMinusOne() -> Tensor {
    let exponential = exp()
    // Far from zero the product is as good, but its derivative is a difference of nearly equal numbers.
    return filled(0.5).greater(than: abs()).select((exponential + 1) * (self * 0.5).tanh(), exponential - 1)
  }
}
