import SaddleAdversarial
import SaddleNetworks
import SaddleTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Critics of the Wasserstein game on a line, trained between fixed densities in the three customary ways.
struct TrainedCritics {
  struct Outcome {
    let meanOfP: Double
    let meanOfQ: Double
    /// The greatest slope on the grid.
    let steepest: Double

    /// What the critic, divided by its greatest slope, makes of the distance.
    var lipschitzValue: Double { (meanOfP - meanOfQ) / steepest }
  }

  let clipped: Outcome
  let spectral: Outcome
  let penalised: Outcome

  /// Trained once in a process.
  static let shared = TrainedCritics()

  private static let width = 32
  private static let batch = 256

  private init() {
    let bound = cbrt(1 / Double(Self.width * Self.width))
    clipped = Self.train("clipped", steps: 1500, rate: 2e-3) { parameter in
      guard parameter.value.rank == 2 else { return }
      parameter.value = .minimum(
        .maximum(parameter.value, parameter.value.filled(-bound)), parameter.value.filled(bound))
    }
    spectral = Self.train("spectral", steps: 1500, rate: 5e-3, spectral: .reshaped())
    penalised = Self.train("penalised", steps: 4000, rate: 1e-2, penalties: [.gradientPenalty])
  }

  private static func train(
    _ name: String, steps: Int, rate: Double, spectral: Spectral? = nil, penalties: [Penalty] = [],
    constrain: (Parameter) -> Void = { _ in }
  ) -> Outcome {
    let initializer = Initializer(seed: 0, name: name)
    let widths = [1, width, width, 1]
    let critic = Sequential(
      (1..<4).map { index in
        Linear(
          widths[index - 1], widths[index], slope: index < 3 ? 0.2 : nil, gain: 1.4, spectral: spectral,
          initializer)
      })
    critic.parameters.forEach(constrain)
    let optimizer = Adam(critic.parameters, learningRate: rate, beta1: 0.5, beta2: 0.9)
    let mixing = RandomStream(seed: 0, name: "mixing")
    var draws = mixing.generator()
    func sample(_ density: Density<Double>) -> Tensor {
      Tensor((0..<batch).map { _ in density.draw(&draws) }, shape: [batch, 1])
    }
    var best: Outcome?
    for step in 0..<steps {
      // Only a strong penalty brings slopes to one; but strong from the start it holds slopes at the sign that they happen to have.
      let weight = 0.1 * pow(1e4, min(1, 2 * Double(step) / Double(steps)))
      optimizer.learningRate = rate * (1 - Double(step) / Double(steps))
      let (real, fake) = (sample(WassersteinVerification.p), sample(WassersteinVerification.q))
      optimizer.step(
        valueWithGradients(at: critic.parameters) {
          let evaluation = CriticEvaluation(
            critic: { critic($0, .training) }, real: real, fake: fake, mixing: mixing.uniform([batch, 1], step: step))
          let loss = Objective.wasserstein.critic(evaluation.realOutputs, evaluation.fakeOutputs)
          return penalties.reduce(loss) { $0 + $1.value(evaluation) * weight }
        }.gradients)
      critic.parameters.forEach(constrain)
      // The greatest slope is that of the worst piece of the critic, which comes and goes from step to step: of a hundred of
      // them the best is taken. Any critic divided by its greatest slope is one of those whose supremum the distance is.
      guard (steps - 1 - step) % (steps / 200) == 0, step >= steps / 2 else { continue }
      let now = outcome(of: critic)
      if now.lipschitzValue > best?.lipschitzValue ?? -.infinity { best = now }
    }
    return best ?? outcome(of: critic)
  }

  /// By the trapezoidal rule on a grid that holds all of the mass, with the critic's outputs in float32. Beyond
  /// [-3.75, 3.75], where there are hardly samples to train on, the critic goes on as it is at the ends, which keeps its
  /// greatest slope.
  private static func outcome(of critic: Sequential) -> Outcome {
    let step = 1.0 / 256
    let grid = (-1792...1792).map { Double($0) * step }
    let clamped = grid.map { min(3.75, max(-3.75, $0)) }
    let outputs = critic(Tensor(clamped, shape: [grid.count, 1]), .inference).scalars()
    func mean(_ density: Density<Double>) -> Double {
      zip(grid, outputs).reduce(0) { $0 + density($1.0) * $1.1 * step }
    }
    let slopes = zip(outputs, outputs.dropFirst()).map { abs($1 - $0) / step }
    return Outcome(
      meanOfP: mean(WassersteinVerification.p), meanOfQ: mean(WassersteinVerification.q), steepest: slopes.max()!)
  }
}
