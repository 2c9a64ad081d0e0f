import SaddleEvaluation
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What columns say each for itself, without any tree, beside what is known of it otherwise.
struct AdditiveScoresTests {
  private func learned(
    _ columns: [[Double]], _ target: BoostedTrees.Target, areLabels: [Bool], steps: Int = 2_000, rounds: Int = 0
  ) -> BoostedTrees {
    BoostedTrees(
      columns: columns, target: target,
      growth: .init(rounds: rounds, additiveSteps: steps, areLabels: areLabels))
  }

  private func logLoss(_ shares: [[Double]], _ codes: [Int32]) -> Double {
    var loss = 0.0
    for (row, code) in codes.enumerated() { loss -= log(shares[Int(code)][row]) }
    return loss
  }

  @Test("numbers that a line and labels' own terms make up are found exactly")
  func squares() {
    var numbers = TestNumbers(seed: 1)
    let size = numbers.uniform(200, in: 0...1e6)
    let label = (0..<200).map { Double($0 * 7 % 5) }
    let worth = [3.0, -1, 0, 10, 4]
    // A missing size has a worth of its own.
    let isMissing = (0..<200).map { $0 % 9 == 0 }
    let target = (0..<200).map { worth[Int(label[$0])] + (isMissing[$0] ? -20 : 4e-6 * size[$0]) }
    let cells = (0..<200).map { isMissing[$0] ? .nan : size[$0] }
    let scores = learned([cells, label], .numbers(target), areLabels: [false, true]).scores(
      of: [cells, label], rows: 200)
    #expect(zip(scores[0], target).allSatisfy { abs($0 - $1) < 1e-3 })
    // Labels taken for numbers are told by a line and their ranks alone.
    let worse = learned([cells, label], .numbers(target), areLabels: [false, false])
      .scores(of: [cells, label], rows: 200)
    #expect(zip(worse[0], target).contains { abs($0 - $1) > 1 })
  }

  @Test("the odds of classes by a label are those that were counted", arguments: [2, 3])
  func classes(count: Int) {
    // For each of three labels how often each class goes with it.
    let counts = [[50, 10, 40], [5, 80, 15], [20, 20, 60]].map { Array($0.prefix(count)) }
    var (label, codes) = ([Double](), [Int32]())
    for (own, row) in counts.enumerated() {
      for (code, times) in row.enumerated() {
        label += Array(repeating: Double(own), count: times)
        codes += Array(repeating: Int32(code), count: times)
      }
    }
    let trees = learned([label], .classes(codes, count: count), areLabels: [true])
    let shares = trees.probabilities(of: [[0, 1, 2]], rows: 3)
    for (own, row) in counts.enumerated() {
      for (code, times) in row.enumerated() {
        #expect(abs(shares[code][own] - Double(times) / Double(row.reduce(0, +))) < 2e-3)
      }
    }
  }

  @Test("no step raises the loss, whatever the scale, the tails and the number of terms")
  func descent() {
    var numbers = TestNumbers(seed: 2)
    let normal = numbers.uniform(400)
    let rows = Array(0..<400)
    var columns = [normal.map { 1e300 * $0 }, normal.map { exp(40 * $0) }]
    columns.append(rows.map { Double($0 * 11 % 40) })
    columns.append(rows.map { Double($0) })
    columns.append(Array(repeating: 7, count: 400))
    columns.append(Array(repeating: .nan, count: 400))
    columns.append(rows.map { $0 % 3 == 0 ? .nan : 1 })
    let areLabels = [false, false, true, true, false, true, false]
    // Classes that some of the columns tell without fail, which no finite score reaches.
    let codes: [Int32] = rows.map { normal[$0] > 0.3 ? 2 : $0 % 11 == 0 ? 1 : 0 }
    for (target, count) in [(codes.map { min($0, 1) }, 2), (codes, 3)] {
      var least = Double.infinity
      for steps in [1, 2, 3, 10, 100, 1_000] {
        let trees = learned(columns, .classes(target, count: count), areLabels: areLabels, steps: steps)
        let shares = trees.probabilities(of: columns, rows: 400)
        let loss = logLoss(shares, target)
        #expect(loss.isFinite && loss < least, "\(steps) steps, \(count) classes")
        least = loss
      }
    }
  }

  @Test("of many rows that come in periods every part is seen", arguments: [2, 5])
  func periods(period: Int) {
    // A number that is 0 in every second or fifth row.
    var numbers = TestNumbers(seed: 4)
    let count = 4_000 * period
    let x = numbers.uniform(count).enumerated().map { $0.offset % period == 0 ? 0 : $0.element }
    let target = x.map { 3 * $0 + 1 }
    let scores = learned([x], .numbers(target), areLabels: [false], steps: 100).scores(of: [x], rows: count)
    // Bins hold up to a two hundred and fiftieth of the numbers.
    #expect(zip(scores[0], target).allSatisfy { abs($0 - $1) < 0.1 })
  }

  @Test("of few rows additive scores and trees learn sums that trees alone learn badly, and end when they help no more")
  func fewRows() {
    var numbers = TestNumbers(seed: 3)
    func rows(_ count: Int) -> (columns: [[Double]], codes: [Int32]) {
      let columns = (0..<12).map { _ in numbers.uniform(count) }
      let chance = numbers.uniform(count, in: 0...1)
      let codes = (0..<count).map { row -> Int32 in
        let odds = exp(columns.reduce(0.0) { $0 + $1[row] })
        return chance[row] < odds / (1 + odds) ? 1 : 0
      }
      return (columns, codes)
    }
    let (taught, watched, asked) = (rows(600), rows(300), rows(4_000))
    func loss(_ steps: Int) -> (loss: Double, trees: BoostedTrees) {
      let trees = BoostedTrees(
        columns: taught.columns, target: .classes(taught.codes, count: 2),
        growth: .init(rounds: 200, leaves: 8, additiveSteps: steps, areLabels: Array(repeating: false, count: 12)),
        watch: .init(columns: watched.columns, target: .classes(watched.codes, count: 2), patience: 10))
      let shares = trees.probabilities(of: asked.columns, rows: 4_000)
      return (logLoss(shares, asked.codes) / 4_000, trees)
    }
    let (alone, both) = (loss(0), loss(100))
    #expect(both.loss < alone.loss - 0.02)
    #expect((1..<100).contains(both.trees.additiveSteps) && both.trees.roundCount < alone.trees.roundCount)
  }
}
