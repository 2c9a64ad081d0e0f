import SaddleTables
import SaddleTensors

/// What a column of generated rows lacks that real ones have.
package struct Lack {
  /// By how much less trees that the rows teach tell of the column: a difference of F1 or R2.
  let score: Double
  /// By how much less the column goes with others as it should: a difference of means of the quality report's pairs.
  let pairs: Double

  /// Less than this is not worth a lesson.
  static let least = (score: 0.03, pairs: 0.02)

  package init(score: Double, pairs: Double) { (self.score, self.pairs) = (score, pairs) }

  package var isMuch: Bool { share > 1 }
  var share: Double { max(score / Self.least.score, pairs / Self.least.pairs) }
}

/// What drawing a column anew brings, in the terms of `Lack`.
package struct Gain {
  let score: Double
  /// Of how the column is spread, a difference of `KSComplement` or `TVComplement`.
  package var shape = 0.0
  package var pairs = 0.0

  /// The part of what was lacking that makes a lesson worth while: of labels, which are drawn as often as they are likely,
  /// less than of numbers, which those that are guessed alike lend.
  private let part: Double

  package init(score: Double, ofLabels: Bool = false) {
    self.score = score
    part = ofLabels ? 0.25 : 0.5
  }

  /// How much of its pairs a column may lose for what trees tell of it.
  private static let pairsOfScore = 0.05
  /// How much trees may tell less of it for the pairs that it lacks.
  private static let scoreOfPairs = 0.05
  /// How much of its shape it may lose for its pairs.
  private static let shapeOfPairs = 0.25
  /// So much is worth a lesson however much was lacking.
  private static let large = 0.1

  /// Whether trees tell enough of what was lacking.
  private func tells(_ lack: Lack) -> Bool {
    score > min(max(Lack.least.score / 2, lack.score * part), Gain.large)
  }

  /// Whether the score allows it, all else unknown.
  ///
  /// - Parameter bend: by how much chance moves a shape; scores and pairs, which are means, by a quarter of it.
  package func canMend(_ lack: Lack, within bend: Double) -> Bool {
    tells(lack) || (lack.pairs > Lack.least.pairs && score > -max(bend / 4, lack.pairs * Gain.scoreOfPairs))
  }

  /// Whether a column that no score tells of goes with others much better, and little is lost for it.
  package func isMuch(within bend: Double) -> Bool {
    shape > -max(bend, pairs * Gain.shapeOfPairs) && pairs > Lack.least.pairs / 2
  }

  /// Whether enough of what was lacking is there, in scores or in pairs, and little is lost for it.
  package func mends(_ lack: Lack, within bend: Double) -> Bool {
    canMend(lack, within: bend) && shape > -bend
      && pairs > (tells(lack) ? -max(bend / 4, score * Gain.pairsOfScore) : lack.pairs / 2)
  }
}

/// How faithful the columns of generated rows are, as `QualityReport` has it.
struct Fidelity {
  private let columns: [MatchedColumn]
  private let places: [String: Int]
  private let names: [String]

  /// - Parameter generated: rows of the same schema.
  init(_ real: Table, _ generated: Table) {
    guard let columns = try? MatchedTables(real: real, synthetic: generated).columns else {
      preconditionFailure("both tables have the same columns")
    }
    self.columns = columns
    names = real.schema.columns.map(\.name)
    places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1.name, $0) })
  }

  private func column(_ place: Int) -> MatchedColumn { columns[places[names[place]]!] }

  /// 0 if there is no score.
  func shape(_ place: Int) -> Double { ColumnScore(column(place)).score ?? 0 }

  /// The mean over the other columns with which it has a trend; nil without any.
  func pairs(_ place: Int) -> Double? {
    let own = column(place)
    let others = columns.filter { $0.name != own.name }
    return Score.mean(Device.current.map(others.indices) { PairScore(own, others[$0]).score })
  }

  /// By how much better a column goes with others here than there; 0 where it has no trend in one of the two.
  func pairs(_ place: Int, over other: Fidelity) -> Double {
    guard let own = pairs(place), let others = other.pairs(place) else { return 0 }
    return own - others
  }
}
