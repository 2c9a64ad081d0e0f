import SaddleEvaluation
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A table and what scikit-learn predicts for its second half, as `Golden/make_trees.py` writes them.
struct TreesGolden: Decodable, Sendable, CustomTestStringConvertible {
  var name: String
  /// 0 for a target of numbers.
  var classes: Int
  var columns: [[Double?]]
  var target: [Double]
  /// Output by output; of more than two classes, less their mean.
  var scores: [[Double]]
  /// Macro F1, or R².
  var score: Double

  var testDescription: String { name }

  static func all() throws -> [TreesGolden] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/trees.json")
    return try JSONDecoder().decode([TreesGolden].self, from: Data(contentsOf: file))
  }
}

struct BoostedTreesTests {
  @Test(arguments: try TreesGolden.all())
  func predictsAsScikitLearnDoes(golden: TreesGolden) {
    let half = golden.target.count / 2
    let columns = golden.columns.map { $0.map { $0 ?? .nan } }
    let (taught, tested) = (columns.map { Array($0[..<half]) }, columns.map { Array($0[half...]) })
    let (target, truth) = (Array(golden.target[..<half]), Array(golden.target[half...]))
    let trees = BoostedTrees(
      columns: taught,
      target: golden.classes == 0 ? .numbers(target) : .classes(target.map { Int32($0) }, count: golden.classes))
    var scores = trees.scores(of: tested, rows: half)
    if scores.count > 1 {
      for row in 0..<half {
        let mean = scores.reduce(0) { $0 + $1[row] } / Double(scores.count)
        for output in scores.indices { scores[output][row] -= mean }
      }
    }
    #expect(scores.count == golden.scores.count)
    for (ours, theirs) in zip(scores, golden.scores) {
      let furthest = zip(ours, theirs).map { abs($0 - $1) }.max()!
      #expect(furthest < 1e-3)
    }
    let score =
      golden.classes == 0
      ? PredictionScores.r2(truth: truth, guesses: trees.scores(of: tested, rows: half)[0])
      : PredictionScores.macroF1(truth: truth.map { Int32($0) }, guesses: trees.classes(of: tested, rows: half))
    #expect(isNear(score, golden.score, within: 1e-6))
  }

  @Test("a penalty lessens a leaf as equation 5 of Chen and Guestrin says", arguments: [0.0, 5, 20])
  func penalty(penalty: Double) {
    let column = (0..<40).map { Double($0 / 20) }
    let trees = BoostedTrees(
      columns: [column], target: .numbers(column), growth: .init(rounds: 1, rate: 1, penalty: penalty))
    // Residuals of a half in leaves of 20 rows.
    let step = 20 * 0.5 / (20 + penalty)
    let scores = trees.scores(of: [[0, 1]], rows: 2)[0]
    #expect(abs(scores[0] - (0.5 - step)) < 1e-6 && abs(scores[1] - (0.5 + step)) < 1e-6)
  }

  /// Too few rows for a split, one class alone, and columns without values or none at all.
  @Test func whatCannotBeLearned() {
    let few = BoostedTrees(columns: [[1, 2, 3]], target: .numbers([1, 2, 6]))
    #expect(few.scores(of: [[1, 9]], rows: 2) == [[3, 3]])
    let one = BoostedTrees(columns: [[1, 2, 3]], target: .classes([2, 2, 2], count: 4))
    #expect(one.classes(of: [[1, 9]], rows: 2) == [2, 2])
    let none = BoostedTrees(columns: [], target: .classes([0, 1, 1], count: 2))
    #expect(none.classes(of: [], rows: 1) == [1])
    let missing = Array(repeating: Double.nan, count: 100)
    let blind = BoostedTrees(columns: [missing], target: .numbers(Array(repeating: 2, count: 100)))
    #expect(blind.scores(of: [[.nan, 1]], rows: 2) == [[2, 2]])
  }

  /// Noise, and the sign of x: growth ends where rows that taught nothing gain no more.
  @Test func watchedRowsEndTheGrowth() {
    var random = XorShift(state: 7)
    let x = (0..<400).map { _ in Double.random(in: -1..<1, using: &random) }
    let noise = (0..<400).map { _ in Double.random(in: -1..<1, using: &random) }
    func loss(_ target: [Double], isWatched: Bool) -> Double {
      let (taught, held) = (Array(target[..<200]), Array(target[200...]))
      let watch = BoostedTrees.Watch(columns: [Array(x[200...])], target: .numbers(held), patience: 5)
      let trees = BoostedTrees(
        columns: [Array(x[..<200])], target: .numbers(taught), watch: isWatched ? watch : nil)
      let guesses = trees.scores(of: [Array(x[200...])], rows: 200)[0]
      return zip(guesses, held).reduce(0.0) { sum, pair in sum + (pair.0 - pair.1) * (pair.0 - pair.1) }
    }
    let mean = noise[..<200].reduce(0, +) / 200
    let baseline = noise[200...].reduce(0.0) { sum, value in sum + (value - mean) * (value - mean) }
    #expect(loss(noise, isWatched: true) <= baseline + 1e-9)
    #expect(loss(noise, isWatched: false) > 1.02 * baseline)
    #expect(loss(x.map { $0 < 0 ? -1 : 1 }, isWatched: true) < 0.1)
  }

  /// The number is x where a label is among half of forty, and -x beside the others, in no order.
  private static func inSets(missing: Bool, ofLabels count: Int = 40) -> (columns: [[Double]], numbers: [Double]) {
    let rows = 0..<4_000
    let labels = rows.map { $0 * 17 % count }
    let x = rows.map { Double($0 * 101 % 997) / 997 - 0.5 }
    let numbers = zip(labels, x).map { $0 * $0 % 7 % 2 == 0 ? $1 : -$1 }
    return ([labels.map { missing && $0 == 3 ? .nan : Double($0) }, x], numbers)
  }

  private static func growth(partsLabels: Bool) -> BoostedTrees.Growth {
    .init(rounds: 20, rate: 0.3, leaves: 6, areLabels: [true, false], partsLabels: partsLabels)
  }

  @Test("many labels are parted into sets, in whatever order they are, and few are not", arguments: [false, true])
  func sets(missing: Bool) throws {
    let (columns, numbers) = Self.inSets(missing: missing)
    let score = { (partsLabels: Bool) in
      let trees = BoostedTrees(
        columns: columns, target: .numbers(numbers), growth: Self.growth(partsLabels: partsLabels))
      return PredictionScores.r2(truth: numbers, guesses: trees.scores(of: columns, rows: numbers.count)[0])
    }
    let (parted, ordered) = (try #require(score(true)), try #require(score(false)))
    #expect(parted > 0.9 && ordered < 0.6)
    // Of twelve labels or fewer trees are what they are without.
    let (few, their) = Self.inSets(missing: missing, ofLabels: 12)
    let scores = [false, true].map {
      BoostedTrees(columns: few, target: .numbers(their), growth: Self.growth(partsLabels: $0)).scores(
        of: few, rows: their.count)
    }
    #expect(scores[0] == scores[1])
  }

  @Test("fewer than five rows of a label tell nothing, and what is new is guessed all the same", arguments: [4, 5])
  func rareLabels(rows: Int) {
    let labels = (0..<30 * rows).map { Double($0 % 30) }
    let trees = BoostedTrees(
      columns: [labels], target: .numbers(labels.map { ($0 * 7).truncatingRemainder(dividingBy: 3) }),
      growth: .init(areLabels: [true], partsLabels: true))
    let guesses = trees.scores(of: [[0, 1, 2, 77, .nan]], rows: 5)[0]
    #expect((Set(guesses).count == 1) == (rows == 4) && guesses.allSatisfy { (0...2).contains($0) })
  }

  @Test("sets are stored, and damaged ones refused")
  func storedSets() throws {
    let (columns, numbers) = Self.inSets(missing: true)
    let trees = BoostedTrees(columns: columns, target: .numbers(numbers), growth: Self.growth(partsLabels: true))
    let again = try #require(BoostedTrees(arrays: trees.arrays, features: 2, classes: 0))
    #expect(again.scores(of: columns, rows: 4_000) == trees.scores(of: columns, rows: 4_000))
    let sets = try #require(trees.arrays["sets"])
    #expect(sets.count > 9 && sets.count % 9 == 0)
    let leaf = Double(
      try #require(trees.arrays["nodes"]).indices.first { $0 % 6 == 1 && trees.arrays["nodes"]![$0] < 0 }! / 6)
    for (place, value) in [
      (0, -1), (0, 1e9), (0, 0.5), (0, .nan), (0, leaf), (0, sets[9]), (1, 0x1p32), (3, -1), (8, 0.5),
    ] {
      var arrays = trees.arrays
      arrays["sets"]![place] = value
      #expect(BoostedTrees(arrays: arrays, features: 2, classes: 0) == nil, "\(value) at \(place)")
    }
    var arrays = trees.arrays
    arrays["sets"]!.removeLast()
    #expect(BoostedTrees(arrays: arrays, features: 2, classes: 0) == nil)
    // Trees from before there were sets.
    arrays["sets"] = nil
    #expect(BoostedTrees(arrays: arrays, features: 2, classes: 0) != nil)
  }

  /// A softmax of two classes is the logistic function, and every row's probabilities add up to 1.
  @Test(arguments: [2, 3]) func probabilitiesAreOfThePresentClasses(count: Int32) {
    let column = (0..<300).map { Double($0) }
    let classes = (0..<300).map { Int32($0) * count / 300 + 1 }
    let trees = BoostedTrees(columns: [column], target: .classes(classes, count: 6))
    let shares = trees.probabilities(of: [column], rows: 300)
    #expect(trees.present == Array(1...count) && shares.count == Int(count))
    #expect((0..<300).allSatisfy { row in abs(shares.reduce(0) { $0 + $1[row] } - 1) < 1e-12 })
    #expect((0..<300).allSatisfy { row in shares[Int(classes[row]) - 1][row] > 0.9 })
    // The likeliest is the one that is guessed.
    let guesses = trees.classes(of: [column], rows: 300)
    #expect((0..<300).allSatisfy { row in shares.allSatisfy { $0[row] <= shares[Int(guesses[row]) - 1][row] } })
  }

  /// What is missing is all that tells the two apart.
  @Test func missingValuesTell() {
    let column = (0..<100).map { $0 % 2 == 0 ? .nan : 1.0 }
    let trees = BoostedTrees(columns: [column], target: .classes((0..<100).map { Int32($0 % 2) }, count: 2))
    #expect(trees.classes(of: [[.nan, 1, 7]], rows: 3) == [0, 1, 1])
  }

  /// More distinct values than bins: the quantiles still part the halves.
  @Test func manyValues() {
    let column = (0..<5000).map { Double($0) }
    let trees = BoostedTrees(columns: [column], target: .numbers(column.map { $0 < 1000 ? 0 : 1 }))
    let scores = trees.scores(of: [[500, 3000]], rows: 2)[0]
    #expect(abs(scores[0]) < 0.01 && abs(scores[1] - 1) < 0.01)
  }
}

struct PredictionScoresTests {
  @Test func macroF1IsTheMeanOverClassesOfEitherSide() {
    // Class 0: 1 right, 2 there, 1 guessed. Class 1: 1 right, 2 there, 2 guessed. Class 4: guessed once.
    #expect(isNear(PredictionScores.macroF1(truth: [0, 0, 1, 1], guesses: [0, 1, 1, 4]), (2.0 / 3 + 0.5 + 0) / 3))
    #expect(PredictionScores.macroF1(truth: [], guesses: []) == nil)
  }

  @Test func r2() {
    #expect(PredictionScores.r2(truth: [1, 2, 3], guesses: [1, 2, 3]) == 1)
    #expect(PredictionScores.r2(truth: [1, 2, 3], guesses: [2, 2, 2]) == 0)
    #expect(isNear(PredictionScores.r2(truth: [1, 2, 3], guesses: [3, 2, 1]), -3))
    #expect(PredictionScores.r2(truth: [2, 2], guesses: [1, 2]) == nil)
  }

  @Test(
    arguments: [
      ([2, 3], [0, 1], 1), ([0, 1], [2, 3], 0), ([1, 1], [1, 1], 0.5), ([1, 3], [1, 2], 0.625),
    ] as [([Double], [Double], Double)])
  func auc(positives: [Double], negatives: [Double], expected: Double) {
    #expect(PredictionScores.auc(positives: positives, negatives: negatives) == expected)
    #expect(PredictionScores.auc(positives: negatives, negatives: positives) == 1 - expected)
  }

  /// Hanley and McNeil's own example: an area of 0.893 from 51 abnormal and 58 normal images has a standard error of
  /// 0.032.
  @Test func standardErrorOfAnArea() {
    #expect(isNear(PredictionScores.standardError(auc: 0.893, positives: 51, negatives: 58), 0.032, within: 6e-4))
  }
}
