import SaddleTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A hundred small trees, each of which corrects the sum of those before (Friedman 2001; Ke et al. 2017, LightGBM), and of
/// additive scores if there are to be any.
///
/// What scikit-learn 1.9's `HistGradientBoostingClassifier` and `HistGradientBoostingRegressor` are with their
/// defaults, without the early stopping that they turn on beyond 10,000 rows, whose held-out rows are drawn at random:
/// learning rate 0.1, at most 31 leaves of at least 20 rows, 255 bins, missing values sent where they gain most.
///
/// ```swift
/// let trees = BoostedTrees(columns: [age, income], target: .classes(status, count: 2))
/// let guesses = trees.classes(of: [otherAge, otherIncome])
/// ```
package struct BoostedTrees: Sendable {
  /// What is learned, a value for each row.
  package enum Target: Sendable {
    /// Finite numbers: least squares.
    case numbers([Double])
    /// Classes 0 ..< count: the logistic loss for two that occur, the softmax of as many scores for more.
    case classes([Int32], count: Int)

    /// Nil of numbers.
    var classes: [Int32]? {
      if case .classes(let values, _) = self { values } else { nil }
    }

    var rows: Int {
      switch self {
      case .numbers(let values): values.count
      case .classes(let values, _): values.count
      }
    }
  }

  /// How a sum of trees grows, scikit-learn's defaults unless told otherwise.
  package struct Growth: Sendable {
    let rounds: Int
    let rate: Double
    let leaves: Int
    /// At most, of each column.
    let bins: Int
    /// On the square of what a leaf adds.
    let penalty: Double
    /// Steps of additive scores before the first tree.
    let additiveSteps: Int
    /// For each column whether its numbers are places of labels, for additive scores and for sets.
    let areLabels: [Bool]
    /// Whether trees part many labels into any two sets, not only in their order.
    let partsLabels: Bool

    package init(
      rounds: Int = 100, rate: Double = 0.1, leaves: Int = 31, bins: Int = 255, penalty: Double = 0,
      additiveSteps: Int = 0, areLabels: [Bool] = [], partsLabels: Bool = false
    ) {
      (self.rounds, self.rate, self.leaves, self.bins, self.penalty) = (rounds, rate, leaves, bins, penalty)
      (self.additiveSteps, self.areLabels, self.partsLabels) = (additiveSteps, areLabels, partsLabels)
    }
  }

  /// Rows that teach nothing and say when further trees no longer help them.
  package struct Watch: Sendable {
    let columns: [[Double]]
    let target: Target
    /// Steps or rounds without a lower loss after which no more are tried.
    let patience: Int

    package init(columns: [[Double]], target: Target, patience: Int) {
      (self.columns, self.target, self.patience) = (columns, target, patience)
    }
  }

  let bins: FeatureBins
  /// What each score is before any tree.
  private(set) var baseline: [Double]
  /// What columns say each for itself, which trees then correct; nil if they were to say nothing.
  private(set) var additive: AdditiveScores?
  package private(set) var additiveSteps = 0
  /// For each round a tree for each score.
  private(set) var rounds: [[RegressionTree]] = []
  package var roundCount: Int { rounds.count }
  /// The sum of the losses of watched rows; 0 without any.
  private(set) var watchedLoss = 0.0
  /// The classes that occur in training, ascending; empty for numbers.
  package let present: [Int32]

  /// Learns `target` from columns of as many values, NaN for missing ones. Traps if lengths differ.
  ///
  /// - Parameter watch: ends the growth early, and takes back the trees after the round of its lowest loss.
  package init(columns: [[Double]], target: Target, growth: Growth = Growth(), watch: Watch? = nil) {
    precondition(columns.allSatisfy { $0.count == target.rows })
    bins = FeatureBins(of: columns, most: growth.bins)
    let rows = target.rows
    let loss: BoostingLoss
    switch target {
    case .numbers(let values):
      present = []
      loss = .squares(values)
    case .classes(let codes, let count):
      var occurs = [Bool](repeating: false, count: count)
      for code in codes { occurs[Int(code)] = true }
      present = (0..<Int32(count)).filter { occurs[Int($0)] }
      loss = BoostingLoss(classes: codes, present: present)
    }
    baseline = loss.baseline
    guard rows > 0, !columns.isEmpty, present.count != 1 else { return }
    let table = bins.table(of: columns, rows: rows, areLabels: growth.partsLabels ? growth.areLabels : [])
    var scores = baseline.map { Array(repeating: $0, count: rows) }
    var watched = watch.map { Watched($0, bins: bins, baseline: baseline, present: present) }
    if growth.additiveSteps > 0,
      let basis = AdditiveBasis(table, columns, areLabels: growth.areLabels, curvature: loss.curvature)
    {
      var additive = AdditiveScores(outputs: baseline.count, bins: table.bins)
      var best = (steps: 0, additive: additive)
      var least = loss.sum(scores)
      for step in 1...growth.additiveSteps {
        additive += loss.slopes(scores).map { basis.change(against: $0.gradients, of: table) }
        scores = additive.scores(from: baseline, of: table)
        let sum = loss.sum(scores)
        guard sum <= least else { break }
        least = sum
        if watched?.take(additive) ?? true { best = (step, additive) }
        if watched?.isDone == true { break }
      }
      (additiveSteps, self.additive) = best
      scores = best.additive.scores(from: baseline, of: table)
      watched?.begin(best.additive)
    }
    let growers = scores.map { _ in TreeGrower(table, leaves: growth.leaves, penalty: growth.penalty) }
    for _ in 0..<growth.rounds {
      let slopes = loss.slopes(scores)
      let grown = Device.current.map(scores.indices) { output in
        var scores = scores[output]
        let tree = growers[output].grow(
          gradients: slopes[output].gradients, hessians: slopes[output].hessians, rate: growth.rate, scores: &scores)
        return (tree: tree, scores: scores)
      }
      let round = grown.map(\.tree)
      scores = grown.map(\.scores)
      rounds.append(round)
      watched?.add(round)
      if watched?.isDone == true { break }
    }
    guard let watched else { return }
    rounds.removeLast(rounds.count - watched.best)
    watchedLoss = watched.least
  }

  init(
    _ bins: FeatureBins, _ baseline: [Double], _ additive: AdditiveScores?, _ rounds: [[RegressionTree]],
    _ present: [Int32]
  ) {
    (self.bins, self.baseline, self.additive) = (bins, baseline, additive)
    (self.rounds, self.present) = (rounds, present)
  }

  /// The loss on watched rows after each round.
  private struct Watched {
    let table: BinnedTable
    let loss: BoostingLoss
    let patience: Int
    let baseline: [Double]
    var scores: [[Double]]
    var least: Double
    var (rounds, best) = (0, 0)

    init(_ watch: Watch, bins: FeatureBins, baseline: [Double], present: [Int32]) {
      var (columns, patience) = (watch.columns, watch.patience)
      switch watch.target {
      case .numbers(let values): loss = .squares(values)
      case .classes(let codes, _):
        // A class that nothing taught says nothing of when to end.
        let taught = Set(present)
        let rows = codes.indices.filter { taught.contains(codes[$0]) }
        columns = columns.map { column in rows.map { column[$0] } }
        loss = BoostingLoss(classes: rows.map { codes[$0] }, present: present)
      }
      if loss.rows == 0 { patience = .max }
      self.patience = patience
      self.baseline = baseline
      table = bins.table(of: columns, rows: loss.rows)
      scores = baseline.map { [count = loss.rows] in Array(repeating: $0, count: count) }
      least = loss.sum(scores)
    }

    mutating func add(_ round: [RegressionTree]) {
      for output in round.indices { round[output].add(to: &scores[output], of: table) }
      _ = take(loss.sum(scores))
    }

    /// Whether one more step is the best so far.
    mutating func take(_ additive: AdditiveScores) -> Bool {
      take(loss.sum(additive.scores(from: baseline, of: table)))
    }

    private mutating func take(_ sum: Double) -> Bool {
      rounds += 1
      guard sum < least || loss.rows == 0 else { return false }
      (least, best) = (sum, rounds)
      return true
    }

    /// Begins to count rounds, from these scores.
    mutating func begin(_ additive: AdditiveScores) {
      (scores, rounds, best) = (additive.scores(from: baseline, of: table), 0, 0)
    }

    var isDone: Bool { rounds - best >= patience }
  }

  /// The scores of rows, one list for each output: the number itself, the log odds of the second of two classes, or
  /// the logit of each class that occurred in training.
  package func scores(of columns: [[Double]], rows count: Int) -> [[Double]] {
    let table = bins.table(of: columns, rows: count)
    let sums = additive?.scores(from: baseline, of: table) ?? baseline.map { Array(repeating: $0, count: count) }
    return Device.current.map(sums.indices) { output in
      var scores = sums[output]
      for round in rounds { round[output].add(to: &scores, of: table) }
      return scores
    }
  }

  /// How likely each of the classes that occurred in training is in each row; a list for each class.
  package func probabilities(of columns: [[Double]], rows: Int) -> [[Double]] {
    guard present.count > 1 else { return present.map { _ in Array(repeating: 1, count: rows) } }
    var scores = scores(of: columns, rows: rows)
    // The log odds of the second of two classes are logits of 0 and themselves.
    if scores.count == 1 { scores.insert(Array(repeating: 0, count: rows), at: 0) }
    for row in 0..<rows {
      let greatest = scores.reduce(-Double.infinity) { max($0, $1[row]) }
      let sum = scores.indices.reduce(0) { $0 + exp(scores[$1][row] - greatest) }
      for place in scores.indices { scores[place][row] = exp(scores[place][row] - greatest) / sum }
    }
    return scores
  }

  /// The same trees with a constant added to each score, so that over rows of `columns` each class that occurs is as likely,
  /// on the mean, as `shares` has it.
  ///
  /// - Parameter shares: above zero, for each of `present`; only their ratios count.
  func matching(_ shares: [Double], over columns: [[Double]], rows: Int) -> BoostedTrees {
    guard present.count > 1, rows > 0 else { return self }
    let odds = probabilities(of: columns, rows: rows)
    var factors = Array(repeating: 1.0, count: present.count)
    for _ in 0..<50 {
      var means = Array(repeating: 0.0, count: present.count)
      for row in 0..<rows {
        let sum = odds.indices.reduce(0) { $0 + factors[$1] * odds[$1][row] }
        for place in odds.indices { means[place] += factors[place] * odds[place][row] / sum / Double(rows) }
      }
      for place in odds.indices {
        factors[place] = min(factors[place] * shares[place] / max(means[place], 1e-9), 1e100)
      }
    }
    let moves = factors.map { log($0 / factors[0]) }
    var moved = self
    for (output, move) in (baseline.count == 1 ? Array(moves.dropFirst()) : moves).enumerated() {
      moved.baseline[output] += move
    }
    return moved
  }

  /// How many trees a round takes to tell classes apart, or numbers, which have none.
  static func outputs(ofClasses count: Int) -> Int { count > 2 ? count : 1 }

  /// The likeliest class of each row.
  package func classes(of columns: [[Double]], rows: Int) -> [Int32] {
    guard present.count > 1 else { return Array(repeating: present.first ?? 0, count: rows) }
    let scores = scores(of: columns, rows: rows)
    return (0..<rows).map { row in
      if scores.count == 1 { return present[scores[0][row] > 0 ? 1 : 0] }
      var best = 0
      for output in scores.indices where scores[output][row] > scores[best][row] { best = output }
      return present[best]
    }
  }
}
