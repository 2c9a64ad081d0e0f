/// How good guesses are.
package enum PredictionScores {
  /// The mean over the classes of F1, the harmonic mean of precision and recall; nil without rows.
  ///
  /// As scikit-learn's `f1_score(average='macro')`: classes that occur among the guesses or the truths count.
  package static func macroF1(truth: [Int32], guesses: [Int32]) -> Double? {
    let count = Int(max(truth.max() ?? -1, guesses.max() ?? -1)) + 1
    let zeros = [Int](repeating: 0, count: count)
    var (right, guessed, there) = (zeros, zeros, zeros)
    for (label, guess) in zip(truth, guesses) {
      there[Int(label)] += 1
      guessed[Int(guess)] += 1
      if label == guess { right[Int(label)] += 1 }
    }
    return Score.mean(
      (0..<count).map { label in
        let all = there[label] + guessed[label]
        return all == 0 ? nil : 2 * Double(right[label]) / Double(all)
      })
  }

  /// R², the share of the variance that is explained, at most 1; nil when the truth does not vary.
  package static func r2(truth: [Double], guesses: [Double]) -> Double? {
    guard let first = truth.first, truth.contains(where: { $0 != first }) else { return nil }
    let mean = truth.reduce(0) { $0 + $1 / Double(truth.count) }
    var (errors, total) = (0.0, 0.0)
    for (value, guess) in zip(truth, guesses) {
      errors += (value - guess) * (value - guess)
      total += (value - mean) * (value - mean)
    }
    let score = 1 - errors / total
    return score.isFinite ? score : nil
  }

  /// The area under the ROC curve: how often a positive scores higher than a negative, ties counting half (Mann and
  /// Whitney 1947); nil when either is empty.
  package static func auc(positives: [Double], negatives: [Double]) -> Double? {
    guard !positives.isEmpty, !negatives.isEmpty else { return nil }
    let (high, low) = (positives.sorted(), negatives.sorted())
    // Counted in halves, so that the sum is exact.
    var (wins, below, equal) = (0, 0, 0)
    for value in high {
      while below < low.count, low[below] < value { below += 1 }
      equal = max(equal, below)
      while equal < low.count, low[equal] == value { equal += 1 }
      wins += below + equal
    }
    return Double(wins) / 2 / Double(high.count) / Double(low.count)
  }

  /// The standard error of an area under the ROC curve (Hanley and McNeil 1982, Radiology 143, equation 1).
  package static func standardError(auc: Double, positives: Int, negatives: Int) -> Double {
    let (first, second) = (auc / (2 - auc), 2 * auc * auc / (1 + auc))
    let (m, n) = (Double(positives), Double(negatives))
    let variance = auc * (1 - auc) + (m - 1) * (first - auc * auc) + (n - 1) * (second - auc * auc)
    return (max(0, variance) / (m * n)).squareRoot()
  }
}
