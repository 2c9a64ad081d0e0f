import SaddleAdversarial
import SaddleNetworks
import SaddleTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Measures a game on a density of the plane against the theory: the trained critic beside the best one, its estimate of
/// the distance beside the distance.
///
/// ```swift
/// let probe = TheoryProbe(.ring8, seed: 0)
/// let report = probe.measure(trainer)     // report.discriminatorError, report.jensenShannon, ...
/// ```
public struct TheoryProbe: Sendable {
  /// The density of the data.
  public let data: Density<SIMD2<Double>>
  private let seed: UInt64
  private let picture: PlanePicture

  /// Samples of each side behind a measurement, and behind a picture.
  private static let (samples, pictured) = (2_048, 4_096)
  /// Samples of each side that are paired for the Wasserstein distance.
  private static let paired = 256

  public init(_ density: ToyDensity, seed: UInt64) {
    data = Density(density)
    self.seed = seed
    let outline = data.outline
    picture = PlanePicture(
      reach: 1.25 * [outline.lower, outline.upper].flatMap(\.coordinates).map(abs).reduce(0, max))
  }

  /// What the generator makes and the critic says of it, after the step that the trainer has come to.
  public func measure(_ trainer: Trainer) -> TheoryReport {
    let n = Self.samples
    let real = points(data.sample(n + Self.paired, seed: seed &+ UInt64(trainer.step)))
    let fake = generated(2 * n, by: trainer)
    let q = SampleDivergence(data, samples: Array(fake.prefix(n)), seed: seed)
    let (seen, fresh) = (Array(real.prefix(n)), Array(fake.suffix(n)))
    var report = TheoryReport(step: trainer.step)
    (report.jensenShannon, report.jensenShannonError) = (q.jensenShannon.value, q.jensenShannon.error)
    let pairs = (Array(seen.prefix(Self.paired)), Array(fresh.prefix(Self.paired)))
    report.wasserstein = Wasserstein.distance(pairs.0, pairs.1)
    report.wassersteinOfReal = Wasserstein.distance(pairs.0, Array(real.suffix(Self.paired)))

    // A critic of packs says nothing of a single point.
    guard packing(trainer) == 1 else { return report }
    let outputs = (outputs(of: trainer, at: seen), outputs(of: trainer, at: fresh))
    report.criticDifference = mean(outputs.0) - mean(outputs.1)
    report.criticSlope = steepest(trainer, pairs)
    let (objective, stabilizers) = (trainer.recipe.objective, trainer.recipe.stabilizers)
    // Noised samples and flipped labels have another best critic than D*.
    guard stabilizers.instanceNoise == 0, stabilizers.labelFlips == 0 else { return report }
    if let onReal = objective.discriminator(outputs.0, real: outputs.0, fake: outputs.1),
      let onFake = objective.discriminator(outputs.1, real: outputs.0, fake: outputs.1)
    {
      // Less than this is beyond what the outputs, in float32, can tell.
      let least = 1e-30
      report.value = mean(onReal.map { log(max($0, least)) }) + mean(onFake.map { log(max(1 - $0, least)) })
      let best = (seen + fresh).map { sigmoid(data.logDensity($0) - q.logDensity($0)) }
      report.discriminatorError = mean(zip(onReal + onFake, best).map { abs($0 - $1) })
    }
    return report
  }

  /// D, D*, p_data and p_g side by side, as a PNG file; D is the critic's output where that tells no odds.
  public func png(_ trainer: Trainer) -> [UInt8] {
    let points = picture.points.map { SIMD2($0.x, $0.y) }
    let fake = generated(Self.pictured, by: trainer)
    let q = SampleDivergence(data, samples: fake, seed: seed)
    let real = self.points(data.sample(Self.pictured, seed: seed))
    let outputs = outputs(of: trainer, at: points)
    let sides = (self.outputs(of: trainer, at: real), self.outputs(of: trainer, at: fake))
    let logs = Device.current.map(points.indices) { (p: data.logDensity(points[$0]), q: q.logDensity(points[$0])) }
    let told =
      packing(trainer) > 1 ? nil : trainer.recipe.objective.discriminator(outputs, real: sides.0, fake: sides.1)
    let range = (outputs.min() ?? 0)...max(outputs.max() ?? 1, (outputs.min() ?? 0) + 1e-9)
    return picture.png([
      told.map { .init("D", $0, in: 0...1) } ?? .init("D", outputs, in: range),
      .init("D*", logs.map { sigmoid($0.p - $0.q) }, in: 0...1),
      // Square roots, so that broad modes show beside narrow ones.
      .init(density: "p_data", logs.map { exp($0.p / 2) }), .init(density: "p_g", logs.map { exp($0.q / 2) }),
    ])
  }

  private func generated(_ count: Int, by trainer: Trainer) -> [SIMD2<Double>] {
    let random = RandomStream(seed: seed, name: "theory")
    let z = trainer.recipe.latent.sample(count, from: random, step: trainer.step)
    return points(trainer.generator(z, mode(trainer)))
  }

  /// The critic's output at each point; a critic of packs is shown packs of copies of it.
  private func outputs(of trainer: Trainer, at points: [SIMD2<Double>]) -> [Double] {
    let copies = Tensor.concatenate(Array(repeating: tensor(points), count: packing(trainer)), axis: 1)
    return trainer.critic(copies, mode(trainer)).scalars()
  }

  private func packing(_ trainer: Trainer) -> Int { trainer.recipe.stabilizers.packing }

  /// The greatest norm of the critic's gradient between paired points of the two sides.
  private func steepest(_ trainer: Trainer, _ pairs: ([SIMD2<Double>], [SIMD2<Double>])) -> Double {
    let shares = RandomStream(seed: seed, name: "theory shares").uniform([pairs.0.count], step: trainer.step).scalars()
    let between = zip(shares, zip(pairs.0, pairs.1)).map { share, pair in pair.0 * share + pair.1 * (1 - share) }
    let x = tensor(between).tracked()
    let slopes = points(gradients(of: trainer.critic(x, mode(trainer)).sum(), at: [x])[0])
    return slopes.map { ($0 * $0).sum().squareRoot() }.max() ?? .nan
  }

  private func mode(_ trainer: Trainer) -> Mode {
    Mode(isTraining: false, noise: RandomStream(seed: seed, name: "theory noise"), step: trainer.step)
  }

  private func tensor(_ points: [SIMD2<Double>]) -> Tensor {
    Tensor(points.flatMap(\.coordinates), shape: [points.count, 2])
  }

  private func points(_ tensor: Tensor) -> [SIMD2<Double>] {
    let numbers = tensor.scalars()
    return stride(from: 0, to: numbers.count, by: 2).map { SIMD2(numbers[$0], numbers[$0 + 1]) }
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}
