import SaddleTensors

/// How well trees tell two sets of rows apart that they have not seen: each row is judged by trees taught by the others.
package enum CrossFitting {
  /// The mean over `folds` parts of the area under the ROC curve, 0.5 for no better than a guess; nil when a part has no
  /// row of a set.
  ///
  /// Columns are numbers with NaN for missing; rows belong to `parts`.
  package static func auc(positives: [[Double]], negatives: [[Double]], folds: Int) -> Double? {
    let (m, n) = (positives.first?.count ?? 0, negatives.first?.count ?? 0)
    guard min(m, n) >= folds else { return nil }
    let (ofPositives, ofNegatives) = (parts(of: m, folds: folds), parts(of: n, folds: folds))
    let areas = Device.current.map(0..<folds) { fold -> Double? in
      func rows(_ columns: [[Double]], _ parts: [Int], isHeldOut: Bool) -> [[Double]] {
        columns.map { column in
          column.indices.lazy.filter { (parts[$0] == fold) == isHeldOut }.map { column[$0] }
        }
      }
      let taught = rows(positives, ofPositives, isHeldOut: false)
      let others = rows(negatives, ofNegatives, isHeldOut: false)
      let trees = BoostedTrees(
        columns: zip(taught, others).map { $0 + $1 },
        target: .classes(
          Array(repeating: 1, count: taught[0].count) + Array(repeating: 0, count: others[0].count), count: 2))
      func scores(_ columns: [[Double]], _ parts: [Int]) -> [Double] {
        let rows = rows(columns, parts, isHeldOut: true)
        return trees.scores(of: rows, rows: rows[0].count)[0]
      }
      return PredictionScores.auc(positives: scores(positives, ofPositives), negatives: scores(negatives, ofNegatives))
    }
    return Score.mean(areas)
  }

  /// The part of each of so many rows, 0 ..< folds, all as large to within a row: drawn at random, since what comes in
  /// periods in a file would else be taught without one of its phases, but the same at every call.
  static func parts(of rows: Int, folds: Int) -> [Int] {
    var generator = RandomStream(seed: 0, name: "parts").generator()
    return (0..<rows).map { $0 % folds }.shuffled(using: &generator)
  }

  /// The standard error of such an area: Hanley's and McNeil's, enlarged since the parts share most of what taught them,
  /// by the rule of Nadeau and Bengio (2003, Machine Learning 52): 1 / folds + 1 / (folds - 1) in place of 1 / folds.
  static func standardError(auc: Double, rows: Int, folds: Int) -> Double {
    let apart = PredictionScores.standardError(auc: auc, positives: rows, negatives: rows)
    return apart * (1 + Double(folds) / Double(folds - 1)).squareRoot()
  }

  /// `limit` of `count` numbers, drawn at random, since every k-th row of what comes in periods is always the same of them,
  /// but the same at every call; all of them if they are no more.
  static func drawn(_ limit: Int, of count: Int) -> [Int] {
    guard count > limit else { return Array(0..<count) }
    var generator = RandomStream(seed: 0, name: "drawn").generator()
    return Array((0..<count).shuffled(using: &generator).prefix(limit))
  }

  /// `limit` of `count` numbers, spread evenly; all of them if they are no more.
  static func spread(_ limit: Int, of count: Int) -> [Int] {
    count <= limit ? Array(0..<count) : (0..<limit).map { $0 * count / limit }
  }

  /// The same, and beside them the first row of each label of a column that none of them has; -1 is no label.
  package static func spread(_ limit: Int, of count: Int, covering columns: [[Int32]]) -> [Int] {
    var rows = spread(limit, of: count)
    guard rows.count < count else { return rows }
    for column in columns {
      var seen = Set(rows.map { column[$0] } + [-1])
      for (row, label) in column.enumerated() where seen.insert(label).inserted { rows.append(row) }
    }
    return rows.sorted()
  }
}
