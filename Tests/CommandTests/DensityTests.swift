import Saddle
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite struct DensityTests {
  struct Modes: Decodable {
    let found: Int
    let modes: Int
    let highQualityShare: Double
  }

  private struct Report: Decodable {
    let modes: Modes?
  }

  /// What `saddle evaluate` says of the modes that a run has found.
  private func modes(of run: String, _ density: String, in scratch: Scratch) throws -> Modes? {
    let command = try Command(["evaluate", run, "--against", density, "--json"], in: scratch)
    try #require(command.exitCode == 0, "\(command.errors)")
    return try JSONDecoder().decode(Report.self, from: Data(command.output.utf8)).modes
  }

  @Test(arguments: [("ring8", 8), ("grid25", 25), ("gaussian", 1), ("swissroll", nil), ("moons", nil)])
  func everyDensityIsLearned(name: String, modeCount: Int?) throws {
    let scratch = try Scratch()
    let density = "toy:\(name)"
    let training = try Command(["train", density, "--steps", "200"] + Small.training, in: scratch)
    #expect(training.exitCode == 0, "\(training.errors)")
    let samples = try Command(["sample", "runs/\(name)", "--count", "1500"], in: scratch).output
    #expect(try /x,y\n(-?\d+\.\d{6},-?\d+\.\d{6}\n){1500}/.wholeMatch(in: samples) != nil)

    let text = try Command(["evaluate", "runs/\(name)", "--against", density], in: scratch).output
    #expect(text.hasPrefix("Quality 0."))
    let modes = try modes(of: "runs/\(name)", density, in: scratch)
    #expect(modes?.modes == modeCount)
    guard let modes else { return }
    #expect(text.contains("\(modes.found) of \(modes.modes) modes found, "))
    #expect(training.output.contains(" of \(modes.modes) modes found, "))
    #expect((0...1).contains(modes.highQualityShare))
  }

  /// A sampler of the density itself has the share that three standard deviations of a Gaussian in the plane hold.
  @Test func perfectSamplesFindEveryMode() throws {
    let scratch = try Scratch()
    let samples = ToyDensity.ring8.sample(10_000, seed: 3, step: 0).scalars()
    let rows = stride(from: 0, to: samples.count, by: 2).map { "\(samples[$0]),\(samples[$0 + 1])" }
    try scratch.write((["x,y"] + rows).joined(separator: "\n") + "\n", to: "ring.csv")
    let modes = try #require(try modes(of: "ring.csv", "toy:ring8", in: scratch))
    #expect(modes.found == 8)
    #expect(abs(modes.highQualityShare - 0.9889) < 0.005)
  }

  /// The default recipe, as README's reader would run it: all modes, and most samples near one.
  @Test(arguments: [("ring8", 8, 0.9), ("grid25", 25, 0.8)])
  func modesAreFoundWhole(name: String, modeCount: Int, share: Double) throws {
    let scratch = try Scratch()
    let training = try Command(["train", "toy:\(name)", "--seed", "0", "--out", "run", "--quiet"], in: scratch)
    try #require(training.exitCode == 0, "\(training.errors)")
    let modes = try #require(try modes(of: "run", "toy:\(name)", in: scratch))
    #expect(modes.found == modeCount)
    #expect(modes.highQualityShare >= share)
  }
}
