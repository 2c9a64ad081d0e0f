#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// When the critic's penalties are taken, and how their weights change: a value of a recipe.
public struct PenaltyRecipe: Codable, Sendable, Equatable {
  /// What the weights have been multiplied by at the last step, to which they fall geometrically; 1 leaves them (R3GAN
  /// lets them fall, Huang et al. 2024, section 4.1).
  public var decay = 1.0
  /// Penalties are taken at every so many steps only, and weigh as much more then (lazy regularisation, Karras et al.
  /// 2020, section 3.1): their derivatives of second order are half of a critic's step.
  public var interval = 1

  public init(decay: Double = 1, interval: Int = 1) {
    (self.decay, self.interval) = (decay, interval)
  }

  /// What weights are multiplied by after `step` of `steps`; 0 where penalties are left out, as before the `interval`-th.
  func factor(step: Int, of steps: Int) -> Double {
    (step + 1) % interval == 0 ? pow(decay, Double(step) / Double(steps)) * Double(interval) : 0
  }
}
