import SaddleTensors

/// A term of the critic's loss that needs the critic itself: a condition on its gradient with respect to its input.
public struct Penalty: Sendable {
  public let name: String
  /// What it is, in one line.
  public let summary: String
  /// What the value is multiplied by in the critic's loss.
  public let weight: Double
  /// The penalty before its weight, of shape `[]`.
  public let value: @Sendable (CriticEvaluation) -> Tensor

  public init(
    name: String, summary: String = "", weight: Double = 1, value: @escaping @Sendable (CriticEvaluation) -> Tensor
  ) {
    self.name = name
    self.summary = summary
    self.weight = weight
    self.value = value
  }

  /// The same penalty with another weight.
  public func weighted(_ weight: Double) -> Penalty {
    Penalty(name: name, summary: summary, weight: weight, value: value)
  }

  /// Every penalty, by which recipes name them.
  public static let all: [Penalty] = [.r1, .r2, .gradientPenalty, .oneSidedGradientPenalty, .dragan]

  /// The penalty of that name, or nil.
  public static func named(_ name: String) -> Penalty? { all.first { $0.name == name } }
}

/// A critic's outputs on a batch of real and of generated data, which the loss and the penalties share.
public struct CriticEvaluation {
  /// The critic, for penalties that call it elsewhere.
  public let critic: (Tensor) -> Tensor
  /// Variables, so that outputs can be differentiated at them: `[batch, ...]`.
  public let real: Tensor
  public let fake: Tensor
  /// `[batch, 1]`
  public let realOutputs: Tensor
  public let fakeOutputs: Tensor
  /// One uniform draw on (0, 1) for each row, `[batch, 1]`.
  public let mixing: Tensor
  /// Draws N(0, 1) in the shape of `real`, the same at each call.
  public let noise: () -> Tensor
  /// The two batches as they were given; the generated one leads to the generator where a step looks ahead.
  private let given: (real: Tensor, fake: Tensor)

  /// - Parameter noise: may be left out where no penalty asks for it; a penalty that does traps without it.
  public init(
    critic: @escaping (Tensor) -> Tensor, real: Tensor, fake: Tensor, mixing: Tensor,
    noise: @escaping () -> Tensor = { preconditionFailure("a penalty asks for noise, and the evaluation has none") }
  ) {
    self.critic = critic
    given = (real, fake)
    self.real = real.tracked()
    self.fake = fake.isTracked ? fake : fake.tracked()
    realOutputs = critic(self.real)
    fakeOutputs = critic(self.fake)
    self.mixing = mixing
    self.noise = noise
  }

  /// Variables drawn evenly between a real row and a generated one, `[batch, ...]`.
  public var between: Tensor {
    let share = mixing.reshaped([mixing.shape[0]] + Array(repeating: 1, count: real.rank - 1))
    let points = given.real * share + given.fake * (1 - share)
    return points.isTracked ? points : points.tracked()
  }
}

extension Penalty {
  /// E ||grad C(x)||^2 / 2 on real data (Mescheder, Geiger and Nowozin 2018, equation 9, with gamma the weight).
  public static let r1 = Penalty(name: "r1", summary: "E |grad C|^2 / 2 on real data") { e in
    squaredNorms(of: e.realOutputs, at: e.real).mean() * 0.5
  }

  /// E ||grad C(x)||^2 / 2 on generated data (Mescheder, Geiger and Nowozin 2018, equation 10).
  public static let r2 = Penalty(name: "r2", summary: "E |grad C|^2 / 2 on generated data") { e in
    squaredNorms(of: e.fakeOutputs, at: e.fake).mean() * 0.5
  }

  /// E (||grad C(x)|| - 1)^2 at points drawn evenly between a real and a generated one (Gulrajani et al. 2017,
  /// equation 3).
  public static let gradientPenalty = Penalty(
    name: "gradient-penalty", summary: "E (|grad C| - 1)^2 between real and generated data"
  ) { e in
    (norms(of: e, at: e.between) - 1).square().mean()
  }

  /// E max(0, ||grad C(x)|| - 1)^2 at the same points: slopes below one, which a Lipschitz critic may have, are free
  /// (Gulrajani et al. 2017, section 4; Petzka, Fischer and Lukovnikov 2018).
  public static let oneSidedGradientPenalty = Penalty(
    name: "one-sided-gradient-penalty", summary: "E max(0, |grad C| - 1)^2 between real and generated data"
  ) { e in
    (norms(of: e, at: e.between) - 1).relu().square().mean()
  }

  /// E (||grad C(x + d)|| - 1)^2 around real data, d normal (DRAGAN, Kodali et al. 2017), with half the
  /// standard deviation of all elements of the batch as that of d.
  public static let dragan = Penalty(name: "dragan", summary: "E (|grad C| - 1)^2 in the surroundings of real data") {
    e in
    let real = e.real.detached()
    let deviation = (real - real.mean()).square().mean().squareRoot()
    return (norms(of: e, at: real + e.noise() * deviation * 0.5) - 1).square().mean()
  }

  /// ||grad C(x)|| for each row, `[batch]`.
  private static func norms(of e: CriticEvaluation, at x: Tensor) -> Tensor {
    let x = x.isTracked ? x : x.tracked()
    // The addend, 1e-6 of a unit norm, keeps the root's derivative finite where the gradient is zero.
    return (squaredNorms(of: e.critic(x), at: x) + 1e-12).squareRoot()
  }

  /// ||grad C(x)||^2 for each row, `[batch]`; the norm is taken over all axes but the first.
  private static func squaredNorms(of outputs: Tensor, at x: Tensor) -> Tensor {
    let gradient = gradients(of: outputs, at: [x], differentiable: true)[0]
    return gradient.square().sum(axes: Array(1..<x.rank))
  }
}
