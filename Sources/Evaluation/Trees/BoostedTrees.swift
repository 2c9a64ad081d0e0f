/// A hundred small trees, each of which corrects the sum of those before (Friedman 2001; Ke et al. 2017, LightGBM).
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

    var rows: Int {
      switch self {
      case .numbers(let values): values.count
      case .classes(let values, _): values.count
      }
    }
  }

  private static let rate = 0.1

  private let bins: FeatureBins
  /// What each score is before any tree.
  private let baseline: [Double]
  /// For each round a tree for each score.
  private var rounds: [[RegressionTree]] = []
  /// The classes that occur in training, ascending; empty for numbers.
  private let present: [Int32]

  /// Learns `target` from columns of as many values, NaN for missing ones. Traps if lengths differ.
  package init(columns: [[Double]], target: Target, rounds count: Int = 100) {
    precondition(columns.allSatisfy { $0.count == target.rows })
    bins = FeatureBins(of: columns)
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
      var places = [Int](repeating: 0, count: count)
      for (place, code) in present.enumerated() { places[Int(code)] = place }
      let known = codes.map { places[Int($0)] }
      loss = present.count > 2 ? .softmax(known, count: present.count) : .logistic(known)
    }
    baseline = loss.baseline
    guard rows > 0, !columns.isEmpty, present.count != 1 else { return }
    var grower = TreeGrower(bins.table(of: columns, rows: rows))
    var scores = baseline.map { Array(repeating: $0, count: rows) }
    for _ in 0..<count {
      let slopes = loss.slopes(scores)
      rounds.append(
        scores.indices.map { output in
          grower.grow(
            gradients: slopes[output].gradients, hessians: slopes[output].hessians, rate: Self.rate,
            scores: &scores[output])
        })
    }
  }

  /// The scores of rows, one list for each output: the number itself, the log odds of the second of two classes, or
  /// the logit of each class that occurred in training.
  package func scores(of columns: [[Double]], rows: Int) -> [[Double]] {
    let table = bins.table(of: columns, rows: rows)
    return baseline.indices.map { output in
      var scores = Array(repeating: baseline[output], count: rows)
      for round in rounds { round[output].add(to: &scores, of: table) }
      return scores
    }
  }

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
