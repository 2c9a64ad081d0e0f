import SaddleTensors

/// The column that tells a column of many labels best: of each of its own values, what goes with it most.
///
/// Postcodes tell cities so, of which there are too many for trees.
struct Companion: Sendable {
  /// Its place among the features.
  private let feature: Int
  /// For each of its values the rows' labels.
  private let partners: [Double: [Double]]
  private let usual: [Double: Double]
  /// The share of labels that are right in rows that were not looked at.
  let score: Double

  /// Nil if no column tells anything.
  ///
  /// - Parameters:
  ///   - labels: one for each row.
  ///   - features: columns of as many values, NaN for missing.
  init?(of labels: [Double], in features: [[Double]], folds: Int) {
    var best: (feature: Int, score: Double)?
    let parts = CrossFitting.parts(of: labels.count, folds: folds)
    for (place, feature) in features.enumerated() {
      let taught = Self.partners(labels, feature) { parts[$0] != 0 }.mapValues(Self.mostFrequent)
      let asked = labels.indices.filter { parts[$0] == 0 }
      let right = asked.count { taught[feature[$0]] == labels[$0] }
      let score = Double(right) / Double(max(1, asked.count))
      if score > best?.score ?? 0 { best = (place, score) }
    }
    guard let best else { return nil }
    (feature, score) = best
    partners = Self.partners(labels, features[feature]) { _ in true }
    usual = partners.mapValues(Self.mostFrequent)
  }

  private static func partners(
    _ labels: [Double], _ feature: [Double], where isTaken: (Int) -> Bool
  ) -> [Double: [Double]] {
    var partners: [Double: [Double]] = [:]
    for row in labels.indices where isTaken(row) && !feature[row].isNaN {
      partners[feature[row], default: []].append(labels[row])
    }
    return partners
  }

  private static func mostFrequent(_ labels: [Double]) -> Double {
    let counts = labels.reduce(into: [Double: Int]()) { $0[$1, default: 0] += 1 }
    return counts.min { ($1.value, $0.key) < ($0.value, $1.key) }!.key
  }

  /// What goes most with each row's value; nil where that was never seen.
  func guesses(_ features: [[Double]]) -> [Double?] { features[feature].map { usual[$0] } }

  /// A label that goes with each row's value, as often as it does; nil where that was never seen.
  func drawn(_ features: [[Double]], _ generator: inout RandomStream.Generator) -> [Double?] {
    features[feature].map { partners[$0]?.randomElement(using: &generator) }
  }
}
