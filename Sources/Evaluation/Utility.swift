import SaddleFiles
import SaddleTensors

/// How much of what can be learned from real rows can be learned from synthetic ones: for each target column, trees that
/// were taught by the other columns guess it in real rows that nothing was taught by.
///
/// "Train on synthetic, test on real" (Esteban et al. 2017, arXiv:1706.02633), with `BoostedTrees` as the learner.
public struct Utility: Sendable, Equatable, Codable {
  /// One column that is guessed.
  public struct Target: Sendable, Equatable, Codable {
    public enum Metric: String, Sendable, Codable {
      /// The mean F1 of the classes.
      case macroF1
      /// The share of the variance that is explained.
      case r2 = "R2"
    }

    public let name: String
    public let metric: Metric
    /// The score of trees taught by the training rows; nil without those.
    public let real: Double?
    /// The score of trees taught by the synthetic rows.
    public let synthetic: Double?
    /// Why a score is missing; nil when none is.
    public let reason: String?
  }

  public let targets: [Target]
  /// The mean score of trees taught by training rows, where a score below 0 counts as 0; nil without those.
  public let real: Double?
  /// The same, taught by synthetic rows.
  public let synthetic: Double?
  /// Why just these targets, in a few words.
  public let choice: String

  /// The mean synthetic score as a share of the real one, if that is large enough to compare with.
  public var kept: Double? {
    guard let real, let synthetic, real > 0.05 else { return nil }
    return synthetic / real
  }

  /// What the trees may cost in all, in additions to bins: some ten seconds on one core.
  private static let budget = 2e10

  /// - Parameters:
  ///   - target: the column to guess; else as many as the budget allows, those first that go most with another one in
  ///     the real table.
  /// - Throws: `SaddleError` of kind `usage` for a target that is not there or cannot be learned.
  init(_ tables: MatchedTables, pairs: [PairScore], target: String?) throws {
    let places: [Int]
    if let target {
      places = [try Self.place(of: target, in: tables)]
      choice = "the target that was named"
    } else {
      (places, choice) = Self.chosen(tables, pairs)
    }
    let features = tables.columns.map(\.features)
    let teachers: [MatchedColumn.Side] = tables.hasTraining ? [.synthetic, .training] : [.synthetic]
    // The real and the synthetic teacher of a target are two tasks.
    let scores = Device.current.map(0..<places.count * teachers.count) { task in
      let place = places[task / teachers.count]
      return Self.score(tables.columns[place], place, features, taughtBy: teachers[task % teachers.count])
    }
    targets = places.enumerated().map { number, place in
      let scores = scores[number * teachers.count..<(number + 1) * teachers.count]
      let (synthetic, real) = (scores.first!, tables.hasTraining ? scores.last! : nil)
      return Target(
        name: tables.columns[place].name, metric: tables.columns[place].isNumber ? .r2 : .macroF1, real: real?.value,
        synthetic: synthetic.value, reason: synthetic.reason ?? real?.reason)
    }
    // Only targets that both have a score for, so that the means can be compared.
    let scored = targets.filter { $0.reason == nil }
    real = Score.mean(scored.map { $0.real.map { max(0, $0) } })
    synthetic = Score.mean(scored.map { $0.synthetic.map { max(0, $0) } })
  }

  private static func score(
    _ column: MatchedColumn, _ place: Int, _ features: [[[Double]]], taughtBy teacher: MatchedColumn.Side
  ) -> Score {
    // Rows whose target is missing neither teach nor test.
    let taught = column.present(teacher)
    let tested = column.present(.real)
    let who = teacher == .synthetic ? "synthetic" : "training"
    guard !taught.isEmpty else { return .undefined("the \(who) rows have no values of it") }
    func others(_ side: MatchedColumn.Side, _ rows: [Int]) -> [[Double]] {
      features.indices.filter { $0 != place }.map { feature in
        let values = features[feature][side.rawValue]
        return rows.map { values[$0] }
      }
    }
    let (lessons, questions) = (others(teacher, taught), others(.real, tested))
    switch column.values {
    case .numbers(let sides):
      // Brought to a common size, so that no square overflows.
      let real = tested.map { sides[0][$0] }
      let scale = max(real.reduce(0) { max($0, abs($1)) }, Double.leastNormalMagnitude)
      let trees = BoostedTrees(columns: lessons, target: .numbers(taught.map { sides[teacher.rawValue][$0] / scale }))
      let guesses = trees.scores(of: questions, rows: tested.count)[0]
      return PredictionScores.r2(truth: real.map { $0 / scale }, guesses: guesses).map(Score.defined)
        ?? .undefined("its values are too far apart to compare")
    case .categories(let sides, let labels):
      let codes = taught.map { sides[teacher.rawValue][$0] }
      let truth = tested.map { sides[0][$0] }
      func score(_ growth: BoostedTrees.Growth) -> Double? {
        let trees = BoostedTrees(columns: lessons, target: .classes(codes, count: labels.count), growth: growth)
        return PredictionScores.macroF1(truth: truth, guesses: trees.classes(of: questions, rows: tested.count))
      }
      let free = score(.init())
      // Without a penalty (Chen and Guestrin 2016, equation 5) trees of many classes may come apart, and guess no better than
      // the most frequent class does.
      let counts = codes.reduce(into: [Int32: Int]()) { $0[$1, default: 0] += 1 }
      let usual = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }!.key
      let least = PredictionScores.macroF1(truth: truth, guesses: truth.map { _ in usual })
      let calm = (free ?? 0) <= (least ?? 0) ? score(.init(penalty: 1)) : nil
      return [free, calm].compactMap(\.self).max().map(Score.defined)
        ?? .undefined("the real rows have no values of it")
    }
  }
}

extension Utility {
  /// Trees for more classes than these take too long, and say little.
  private static let mostClasses = 50

  private static func place(of name: String, in tables: MatchedTables) throws -> Int {
    guard let place = tables.columns.firstIndex(where: { $0.name == name }) else {
      if tables.identifiers.contains(name) {
        throw SaddleError(
          .usage, "--target \(name.quoted) is a column of keys, which nothing can be learned of; name another column")
      }
      let names = tables.columns.map(\.name)
      let guess = nearest(name, among: names).map { "did you mean \($0.quoted)?" } ?? "`saddle inspect` lists them"
      throw SaddleError(.usage, "--target \(name.quoted) is no column of the real rows; \(guess)")
    }
    let column = tables.columns[place]
    guard column.distinct(.real) > 1 else {
      throw SaddleError(
        .usage,
        "--target \(name.quoted) has \(column.distinct(.real) == 0 ? "no value" : "one value only") in the real rows, "
          + "so that there is nothing to guess; name another column")
    }
    let classes = column.isNumber ? 0 : column.distinct(.real, limit: mostClasses + 1)
    guard classes <= mostClasses else {
      throw SaddleError(
        .usage,
        "--target \(name.quoted) has more than \(mostClasses) categories, which takes too long to learn; name another "
          + "column")
    }
    return place
  }

  private static func chosen(_ tables: MatchedTables, _ pairs: [PairScore]) -> (places: [Int], choice: String) {
    var strength: [String: Double] = [:]
    for pair in pairs {
      let association = abs(pair.realCorrelation ?? pair.realAssociation ?? 0)
      for name in [pair.first, pair.second] { strength[name] = max(strength[name] ?? 0, association) }
    }
    let columns = tables.columns
    let possible = columns.indices.filter { place in
      let column = columns[place]
      guard column.distinct(.real) > 1, column.distinct(.synthetic) > 0 else { return false }
      if tables.hasTraining, column.distinct(.training) == 0 { return false }
      return column.isNumber || column.distinct(.real, limit: mostClasses + 1) <= mostClasses
    }
    let ranked = possible.sorted {
      let (a, b) = (strength[columns[$0].name] ?? 0, strength[columns[$1].name] ?? 0)
      return a == b ? $0 < $1 : a > b
    }
    let taught = Double(tables.rows.dropFirst().reduce(0, +))
    // A level of a tree goes through the rows, a split through the bins, of each column.
    let tree = Double(columns.count) * (3 * taught + 31 * 255 * Double(tables.rows.count - 1))
    var (places, cost): ([Int], Double) = ([], 0)
    for place in ranked {
      let column = columns[place]
      let classes = column.isNumber ? 1 : column.distinct(.real, limit: mostClasses + 1)
      cost += 100 * tree * Double(classes > 2 ? classes : 1)
      if cost > budget, !places.isEmpty { break }
      places.append(place)
    }
    let choice =
      places.isEmpty
      ? "no column can be guessed"
      : places.count == possible.count
        ? "every column that can be guessed"
        : "the \(places.count) of \(possible.count) columns that go most with another one, for speed"
    return (places.sorted(), choice)
  }
}

extension MatchedColumn {
  /// The rows of a table whose cell is there.
  fileprivate func present(_ side: Side) -> [Int] {
    missing(side).enumerated().filter { !$0.element }.map(\.offset)
  }

  var isNumber: Bool {
    if case .numbers = values { true } else { false }
  }
}
