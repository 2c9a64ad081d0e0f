/// An order for the labels of a category in which neighbours are alike: such as go with like values of another column.
///
/// Of the other columns, that one is taken of whose variance the labels tell the greatest share: the correlation ratio
/// (Pearson 1905) for numbers, Goodman and Kruskal's tau (1954) for labels, each less what as many labels would tell by
/// chance. Labels are sorted by the mean of its numbers, or by its commonest label; those that agree stay in their order.
enum LabelArrangement {
  /// The label at each place.
  ///
  /// - Parameters:
  ///   - codes: the label of each row, -1 for missing.
  ///   - labels: how many labels there are, the most frequent first.
  ///   - others: columns of as many rows; the column itself may be among them.
  static func order(of codes: [Int32], labels: Int, beside others: [ColumnValues]) -> [Int32] {
    var best: (share: Double, keys: [Double]) = (0, Array(repeating: 0, count: labels))
    for other in others {
      let candidate: (share: Double, keys: [Double])? =
        switch other {
        case .numbers(let values): explained(values, by: codes, labels)
        case .categories(let values): values == codes ? nil : explained(values, by: codes, labels)
        case .unlearned: nil
        }
      if let candidate, candidate.share > best.share { best = candidate }
    }
    return (0..<Int32(labels)).sorted { (best.keys[Int($0)], $0) < (best.keys[Int($1)], $1) }
  }

  /// The share of the variance of numbers that labels tell, and each label's mean; nil if the numbers do not vary.
  private static func explained(
    _ values: [Double], by codes: [Int32], _ labels: Int
  ) -> (share: Double, keys: [Double])? {
    // By their ranks, so that a few far values do not decide.
    let sorted = values.filter { !$0.isNaN }.sorted()
    guard let first = sorted.first, let last = sorted.last, first < last else { return nil }
    var (counts, sums) = ([Double](repeating: 0, count: labels), [Double](repeating: 0, count: labels))
    var (total, sum, squares) = (0.0, 0.0, 0.0)
    for (value, code) in zip(values, codes) where code >= 0 && !value.isNaN {
      let rank = Double(sorted.lowerBound(value)) / Double(sorted.count)
      counts[Int(code)] += 1
      sums[Int(code)] += rank
      total += 1
      sum += rank
      squares += rank * rank
    }
    let variance = squares - sum * sum / max(1, total)
    guard variance > 0 else { return nil }
    let between = zip(sums, counts).reduce(-sum * sum / total) { $1.1 > 0 ? $0 + $1.0 * $1.0 / $1.1 : $0 }
    let keys = zip(sums, counts).map { $1 > 0 ? $0 / $1 : sum / total }
    return (adjusted(between / variance, rows: total, labels: counts.count { $0 > 0 }), keys)
  }

  /// The share of the variance of other labels that labels tell, and for each the commonest of the others.
  private static func explained(
    _ values: [Int32], by codes: [Int32], _ labels: Int
  ) -> (share: Double, keys: [Double])? {
    // Pairs as one number each, sorted, are runs of equal pairs within runs of equal labels.
    let width = Int(values.max() ?? -1) + 2
    let pairs = zip(codes, values).filter { $0.0 >= 0 }.map { Int($0) * width + Int($1) + 1 }.sorted()
    let total = Double(pairs.count)
    var marginal = [Double](repeating: 0, count: width)
    for pair in pairs { marginal[pair % width] += 1 }
    let chance = marginal.reduce(0) { $0 + $1 * $1 } / (total * total)
    guard total > 0, chance < 1 else { return nil }
    var keys = [Double](repeating: Double(width), count: labels)
    var (told, seen, place) = (0.0, 0, 0)
    while place < pairs.count {
      let label = pairs[place] / width
      var (count, squares, most) = (0, 0.0, 0)
      while place < pairs.count, pairs[place] / width == label {
        let (pair, start) = (pairs[place], place)
        while place < pairs.count, pairs[place] == pair { place += 1 }
        count += place - start
        squares += Double(place - start) * Double(place - start)
        if place - start > most { (most, keys[label]) = (place - start, Double(pair % width)) }
      }
      told += squares / Double(count) / total
      seen += 1
    }
    return (adjusted((told - chance) / (1 - chance), rows: total, labels: seen), keys)
  }

  /// The share less what as many labels tell by chance (Ezekiel 1930).
  private static func adjusted(_ share: Double, rows: Double, labels: Int) -> Double {
    rows > Double(labels) ? 1 - (1 - share) * (rows - 1) / (rows - Double(labels)) : 0
  }
}
