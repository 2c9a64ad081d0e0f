/// Scores that are sums over columns of what each value alone says.
struct AdditiveScores: Sendable {
  /// For each score, what each bin of each column adds, that of missing values the last; columns one after the other.
  private(set) var tables: [[Double]]
  /// Where each column's bins begin, and the end of the last.
  private let starts: [Int]

  /// Nothing as yet.
  init(outputs: Int, bins: [Int]) {
    starts = bins.starts
    tables = Array(repeating: Array(repeating: 0, count: starts.last!), count: outputs)
  }

  /// Nil unless there is a finite number for each bin of each column.
  init?(_ numbers: [Double], outputs: Int, bins: [Int]) {
    let starts = bins.starts
    guard numbers.count == outputs * starts.last!, numbers.allSatisfy(\.isFinite) else { return nil }
    self.starts = starts
    tables = (0..<outputs).map { Array(numbers[$0 * starts.last!..<($0 + 1) * starts.last!]) }
  }

  static func += (scores: inout AdditiveScores, changes: [[Double]]) {
    for (output, change) in changes.enumerated() {
      for bin in change.indices { scores.tables[output][bin] += change[bin] }
    }
  }

  /// What the bins of rows say, added to the same baseline in each; a list for each score.
  func scores(from baseline: [Double], of table: BinnedTable) -> [[Double]] {
    zip(baseline, tables).map { baseline, values in
      var scores = Array(repeating: baseline, count: table.rows)
      table.codes.withUnsafeBufferPointer { codes in
        values.withUnsafeBufferPointer { values in
          scores.withUnsafeMutableBufferPointer { scores in
            for (column, start) in starts.dropLast().enumerated() {
              for row in 0..<table.rows { scores[row] += values[start + Int(codes[column * table.rows + row])] }
            }
          }
        }
      }
      return scores
    }
  }
}

/// What learns additive scores: numbers by their size and their rank, labels by what each is worth, missing values by a
/// term of their own. Trees of few rows learn such sums badly.
///
/// Each step down the loss's gradient is a ridge regression on it (boosting with a linear learner, Buhlmann and Yu 2003),
/// so that the penalty falls with every step; the loss's curvature is taken as large as it can be (Bohning 1992), so that
/// no step raises the loss but by what the rows that the products are of differ from the others.
struct AdditiveBasis {
  /// A number for each bin of a column, but for the constant of mean zero over the rows.
  private struct Term {
    let start: Int
    let values: [Double]
  }
  private let starts: [Int]
  private let terms: [Term]
  private let count: Int
  /// The lower triangle of Cholesky's factor of the terms' products and the penalty, row by row.
  private let factor: [Double]

  /// A penalty as large as this part of the variance of a term of deviation one, divided among the steps.
  private static let penalty = 0.1
  /// Rows that say how terms go together.
  private static let mostRows = 4_000
  /// Columns that might have more terms together are left to trees, those of the most terms first.
  private static let mostTerms = 256
  /// Deviations from the mean beyond which a number is no larger.
  private static let farthest = 3.0

  /// Nil if there is nothing to learn from.
  ///
  /// - Parameters:
  ///   - areLabels: for each column whether its numbers are places of labels.
  ///   - curvature: the most that the loss of a row bends.
  init?(_ table: BinnedTable, _ columns: [[Double]], areLabels: [Bool], curvature: Double) {
    let starts = table.bins.starts
    let rows = CrossFitting.drawn(Self.mostRows, of: table.rows)
    // Those of the fewest terms first: a number has up to three, labels one for each.
    let most = columns.indices.map { areLabels[$0] ? table.bins[$0] + 1 : 3 }
    var room = Self.mostTerms
    let chosen = columns.indices.sorted { (most[$0], $0) < (most[$1], $1) }.filter {
      room -= most[$0]
      return room >= 0
    }
    var columnsOfTerms = chosen.sorted().flatMap { column in
      Self.values(table, column, columns[column], isLabel: areLabels[column]).map {
        (column: column, term: Term(start: starts[column], values: $0))
      }
    }
    guard !columnsOfTerms.isEmpty, !rows.isEmpty else { return nil }
    // What is added to all rows stands in the first column.
    columnsOfTerms.append((0, Term(start: 0, values: Array(repeating: 1, count: table.bins[0] + 1))))
    let terms = columnsOfTerms.map(\.term)
    let count = terms.count
    var products = Array(repeating: 0.0, count: count * count)
    var line = Array(repeating: 0.0, count: count)
    let weight = curvature * Double(table.rows) / Double(rows.count)
    for row in rows {
      for (place, (column, term)) in columnsOfTerms.enumerated() {
        line[place] = term.values[Int(table.codes[column * table.rows + row])]
      }
      for i in 0..<count where line[i] != 0 {
        let own = line[i] * weight
        for j in 0...i { products[i * count + j] += own * line[j] }
      }
    }
    for i in 0..<count { products[i * count + i] += curvature * Self.penalty * Double(table.rows) }
    for i in 0..<count {
      for j in 0...i {
        var sum = products[i * count + j]
        for k in 0..<j { sum -= products[i * count + k] * products[j * count + k] }
        products[i * count + j] = i == j ? sum.squareRoot() : sum / products[j * count + j]
      }
    }
    (self.starts, self.terms, self.count, factor) = (starts, terms, count, products)
  }

  /// For each term of a column a value for each of its bins, that of missing values the last.
  private static func values(_ table: BinnedTable, _ column: Int, _ cells: [Double], isLabel: Bool) -> [[Double]] {
    let bins = table.bins[column]
    let codes = (0..<table.rows).map { Int(table.codes[column * table.rows + $0]) }
    var counts = Array(repeating: 0.0, count: bins + 1)
    for code in codes { counts[code] += 1 }
    let rows = Double(table.rows)
    func centred(_ values: [Double]) -> [Double] {
      let mean = zip(values, counts).reduce(0) { $0 + $1.0 * $1.1 } / rows
      return values.map { $0 - mean }
    }
    func unit(_ bin: Int) -> [Double] { centred((0...bins).map { $0 == bin ? 1 : 0 }) }
    if isLabel { return (0...bins).filter { counts[$0] > 0 && counts[$0] < rows }.map(unit) }
    let known = rows - counts[bins]
    guard known > 0, bins > 1 else { return counts[bins] > 0 && known > 0 ? [unit(bins)] : [] }
    // Halves are added up to a common size, so that no sum or square overflows.
    let size = max(cells.reduce(0) { $1.isNaN ? $0 : max($0, abs($1)) }, .leastNormalMagnitude)
    var means = Array(repeating: 0.0, count: bins + 1)
    for (code, cell) in zip(codes, cells) where code < bins { means[code] += cell / size / counts[code] }
    var ranks = Array(repeating: 0.0, count: bins + 1)
    var below = 0.0
    for bin in 0..<bins {
      ranks[bin] = below + counts[bin] / 2
      below += counts[bin]
    }
    /// Mean zero and deviation one over known cells, cut at `farthest`; missing ones at the mean.
    func standard(_ values: [Double]) -> [Double]? {
      let mean = (0..<bins).reduce(0) { $0 + values[$1] * counts[$1] } / known
      let variance = (0..<bins).reduce(0) { $0 + (values[$1] - mean) * (values[$1] - mean) * counts[$1] } / known
      guard variance > 0 else { return nil }
      let cut = (0..<bins).map { min(farthest, max(-farthest, (values[$0] - mean) / variance.squareRoot())) }
      return centred(cut + [0])
    }
    return [standard(means), standard(ranks), counts[bins] > 0 ? unit(bins) : nil].compactMap { $0 }
  }

  /// What a step down the gradients of one score adds to each bin.
  func change(against gradients: [Float], of table: BinnedTable) -> [Double] {
    let sums = table.sums(gradients, starts)
    var solution = terms.map { term in term.values.indices.reduce(0) { $0 - term.values[$1] * sums[term.start + $1] } }
    for i in 0..<count {
      for k in 0..<i { solution[i] -= factor[i * count + k] * solution[k] }
      solution[i] /= factor[i * count + i]
    }
    for i in (0..<count).reversed() {
      for k in i + 1..<count { solution[i] -= factor[k * count + i] * solution[k] }
      solution[i] /= factor[i * count + i]
    }
    var change = Array(repeating: 0.0, count: sums.count)
    for (term, weight) in zip(terms, solution) {
      for bin in term.values.indices { change[term.start + bin] += weight * term.values[bin] }
    }
    return change
  }
}

extension [Int] {
  /// Where each of columns of so many bins begins in one list, a bin for missing values after each, and where the last ends.
  fileprivate var starts: [Int] { reduce(into: [0]) { $0.append($0.last! + $1 + 1) } }
}

extension BinnedTable {
  /// The sums of a value of each row over the bins of each column.
  fileprivate func sums(_ values: [Float], _ starts: [Int]) -> [Double] {
    var sums = Array(repeating: 0.0, count: starts.last!)
    codes.withUnsafeBufferPointer { codes in
      for (column, start) in starts.dropLast().enumerated() {
        for row in 0..<rows { sums[start + Int(codes[column * rows + row])] += Double(values[row]) }
      }
    }
    return sums
  }
}
