import SaddleAdversarial
import SaddleNetworks
import SaddleTensors
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Each update on games of two numbers, in float64, against its recursion in Doubles.
@Suite(.everyKernel) struct UpdateTests {
  static let objectives: [Objective] = [.wasserstein, .minimax, .nonSaturating, .relativistic]

  private func stabilizers(_ update: Update, weight: Double = 1) -> Stabilizers {
    var stabilizers = Stabilizers()
    stabilizers.update = update
    stabilizers.updateWeight = weight
    return stabilizers
  }

  /// One iteration of gradient descent, by hand.
  private func moved(_ w: [Double], _ update: Update, h: Double, gamma: Double, field: ([Double]) -> PointField)
    -> [Double]
  {
    let here = field(w)
    func step(_ v: [Double]) -> [Double] { zip(w, v).map { $0 - h * $1 } }
    // J'v
    let pulled = (0..<2).map { here.j[0][$0] * here.v[0] + here.j[1][$0] * here.v[1] }
    // J v
    let pushed = (0..<2).map { dot(here.j[$0], here.v) }
    switch update {
    case .alternating, .shared:
      let psi = w[1] - h * here.v[1]
      return [w[0] - h * field([w[0], psi]).v[0], psi]
    case .simultaneous: return step(here.v)
    case .extragradient: return step(field(step(here.v)).v)
    case .consensus: return step(zip(here.v, pulled).map { $0 + gamma * $1 })
    case .symplectic: return step((0..<2).map { here.v[$0] + gamma * (pulled[$0] - pushed[$0]) / 2 })
    }
  }

  @Test("each step is the method's recursion", arguments: Update.allCases, objectives)
  func recursion(_ update: Update, _ objective: Objective) {
    for r1 in [0, 0.4] {
      var recipe = PointGame.recipe(objective, rate: 0.3, stabilizers(update, weight: 0.7))
      // Data is at 0, where R2 has the slope of R1.
      recipe.penalties = [.r1.weighted(r1 / 2), .r2.weighted(r1 / 2)]
      let game = PointGame(recipe, theta: 0.8, psi: -0.6)
      var w = [0.8, -0.6]
      for _ in 0..<12 {
        game.trainer.takeStep()
        w = moved(w, update, h: 0.3, gamma: 0.7) { PointField(objective, $0[0], $0[1], r1: r1) }
        // Rounding of float64 alone.
        #expect(deviation(game.point, from: w) < 1e-13)
      }
      #expect(deviation(w, from: [0.8, -0.6]) > 0.05)
    }
  }

  @Test("the factor by which a step of the bilinear game takes it from its saddle", arguments: [0.1, 0.5, 0.9])
  func factors(h: Double) {
    let gamma = 0.7
    let factors: [(Update, Double)] = [
      (.simultaneous, (1 + h * h).squareRoot()), (.extragradient, (1 - h * h + h * h * h * h).squareRoot()),
      (.consensus, ((1 - h * gamma) * (1 - h * gamma) + h * h).squareRoot()),
      (.symplectic, ((1 - h * gamma) * (1 - h * gamma) + h * h).squareRoot()),
    ]
    for (update, factor) in factors {
      let game = PointGame(
        PointGame.recipe(.wasserstein, rate: h, stabilizers(update, weight: gamma)), theta: 0.6, psi: 0.8)
      for _ in 0..<10 { game.trainer.takeStep() }
      #expect(deviation(hypot(game.point[0], game.point[1]), from: pow(factor, 10)) < 1e-12, "\(update)")
    }
    // Alternating steps go around for ever, on an ellipse.
    let game = PointGame(PointGame.recipe(.wasserstein, rate: h), theta: 0.6, psi: 0.8)
    func invariant(_ w: [Double]) -> Double { w[0] * w[0] + w[1] * w[1] - h * w[0] * w[1] }
    for _ in 0..<200 { game.trainer.takeStep() }
    #expect(deviation(invariant(game.point), from: invariant([0.6, 0.8])) < 1e-11)
  }

  @Test("optimistic descent: z(t+1) = (1 - 2ih) z(t) + ih z(t-1)", arguments: [0.2, 0.5])
  func optimistic(h: Double) {
    let game = PointGame(
      PointGame.recipe(.wasserstein, kind: .optimisticSGD, rate: h, stabilizers(.simultaneous)), theta: 0.6, psi: 0.8)
    var (last, now) = ([0.0, 0], [0.6, 0.8])
    for _ in 0..<60 {
      game.trainer.takeStep()
      // -i (theta + i psi) is (psi, -theta).
      (last, now) = (now, [now[0] + 2 * h * now[1] - h * last[1], now[1] - 2 * h * now[0] + h * last[0]])
      #expect(deviation(game.point, from: now) < 1e-13)
    }
    // |lambda|^2 = (1 + sqrt(1 - 4 h^2)) / 2; at h = 1/2 the two eigenvalues are one.
    if h < 0.5 {
      let rate = pow((1 + (1 - 4 * h * h).squareRoot()) / 2, 30)
      #expect(hypot(now[0], now[1]) / rate < 2 && hypot(now[0], now[1]) / rate > 0.5)
    }
  }

  @Test("extragradient with Adam feeds its averages with both gradients (Gidel et al. 2019, algorithm 4)")
  func extraAdam() {
    let (h, beta1, beta2) = (0.05, 0.5, 0.9)
    let game = PointGame(
      PointGame.recipe(.nonSaturating, kind: .adam, rate: h, beta1: beta1, stabilizers(.extragradient)),
      theta: 0.8, psi: -0.6)
    var (w, m, s) = ([0.8, -0.6], [0.0, 0], [0.0, 0])
    for t in 1...15 {
      game.trainer.takeStep()
      var place = w
      for half in 0...1 {
        let v = PointField(.nonSaturating, place[0], place[1]).v
        let count = Double(2 * t - 1 + half)
        for i in 0...1 {
          m[i] = beta1 * m[i] + (1 - beta1) * v[i]
          s[i] = beta2 * s[i] + (1 - beta2) * v[i] * v[i]
          let (mean, square) = (m[i] / (1 - pow(beta1, count)), s[i] / (1 - pow(beta2, count)))
          place[i] = w[i] - h * mean / (square.squareRoot() + 1e-8)
        }
      }
      w = place
      #expect(deviation(game.point, from: w) < 1e-12)
    }
  }

  @Test("critic steps before the last one are the critic's own", arguments: Update.allCases)
  func criticSteps(update: Update) {
    var recipe = PointGame.recipe(.minimax, rate: 0.2, stabilizers(update, weight: 0.7))
    recipe.criticSteps = 3
    var draws: [Int] = []
    let game = PointGame(recipe, theta: 0.8, psi: -0.6) { draws.append($0) }
    var w = [0.8, -0.6]
    for _ in 0..<5 {
      game.trainer.takeStep()
      for _ in 0..<2 { w[1] -= 0.2 * PointField(.minimax, w[0], w[1]).v[1] }
      w = moved(w, update, h: 0.2, gamma: 0.7) { PointField(.minimax, $0[0], $0[1]) }
      #expect(deviation(game.point, from: w) < 1e-13)
    }
    // Every batch is new, those of the look ahead, too.
    #expect(Set(draws).count == draws.count && draws.count == 5 * (update == .extragradient ? 4 : 3))
  }

  @Test("a generator that sees k steps ahead of the critic, at the critic's present rate", arguments: [1, 2, 5])
  func unrolled(k: Int) {
    for update in Update.allCases {
      var stabilizers = stabilizers(update, weight: 0.7)
      stabilizers.unrolling = k
      var recipe = PointGame.recipe(.wasserstein, rate: 0.2, stabilizers)
      (recipe.steps, recipe.decayShare) = (10, 1)
      let game = PointGame(recipe, theta: 0.6, psi: 0.8)
      var w = [0.6, 0.8]
      for step in 0..<10 {
        game.trainer.takeStep()
        let h = 0.2 * Double(10 - step) / 10
        w = moved(w, update, h: h, gamma: 0.7) {
          PointField(.wasserstein, $0[0], $0[1], ahead: Double(k) * h)
        }
        #expect(deviation(game.point, from: w) < 1e-13, "\(update)")
      }
    }
  }

  @Test("two time scales: each player has its own rate, and a look ahead has the critic's")
  func rates() {
    var stabilizers = stabilizers(.simultaneous)
    stabilizers.unrolling = 2
    var recipe = PointGame.recipe(.wasserstein, stabilizers)
    recipe.criticOptimizer.learningRate = 0.4
    recipe.generatorOptimizer.learningRate = 0.1
    let game = PointGame(recipe, theta: 0.6, psi: 0.8)
    game.trainer.takeStep()
    #expect(deviation(game.point, from: [0.6 + 0.1 * (0.8 - 2 * 2 * 0.4 * 0.6), 0.8 - 0.4 * 0.6]) < 1e-14)
  }

  @Test("the report is of the losses without penalties, whatever the update", arguments: Update.allCases)
  func report(update: Update) {
    var recipe = PointGame.recipe(.wasserstein, rate: 1e-9, stabilizers(update))
    recipe.penalties = [.r1.weighted(3)]
    let report = PointGame(recipe, theta: 0.5, psi: -2).trainer.takeStep()
    // Steps as small as the rate move the losses by no more.
    #expect(deviation([report.criticLoss, report.penalty, report.generatorLoss], from: [-1, 6, 1]) < 1e-7)
  }

  @Test(
    "shared rows: one pass of the generator in a step and one batch, and the critic's own in between",
    arguments: [1, 3])
  func sharedRows(criticSteps: Int) {
    final class Seen: Layer {
      let scale = Parameter(Tensor([1], type: .float64))
      var inputs: [[Double]] = []

      func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
        inputs.append(x.scalars())
        return x.cast(to: .float64) * scale.value
      }
    }
    var recipe = PointGame.recipe(.relativistic, stabilizers(.shared))
    recipe.criticSteps = criticSteps
    var batches: [Int] = []
    let (generator, critic) = (Seen(), Seen())
    let trainer = Trainer(recipe, generator: { _ in generator }, critic: { _ in critic }, seed: 0) {
      batches.append($0)
      return Tensor([Double($0), -1], shape: [2, 1], type: .float64)
    }
    for step in 0..<4 {
      (generator.inputs, critic.inputs, batches) = ([], [], [])
      trainer.takeStep()
      #expect(generator.inputs.count == criticSteps && Set(generator.inputs).count == criticSteps)
      let last = (step + 1) * criticSteps - 1
      #expect(batches == Array(step * criticSteps...last) + [last])
      // Real and generated rows for the critic's last step, then both again for the generator's.
      let calls = Array(critic.inputs.suffix(4))
      #expect(calls[0] == calls[2] && calls[1] == calls[3] && calls[0] != calls[1])
    }
  }
}
