/// Labels of a column that real rows have and training rows do not, where they are too many for chance: another
/// spelling of the same, or something new.
public struct NewLabels: Sendable, Equatable, Encodable {
  public let name: String
  /// The share of the column's real cells that hold one of them; missing cells do not count.
  public let share: Double
  /// The labels, the most frequent ones first.
  public let labels: [String]

  /// Nil unless they are more than 5 % of the real cells, and more than sampling explains.
  ///
  /// The next row has a new label with about the share of labels that occurred once (Good 1953, Biometrika 40), whose
  /// variance is that of the labels that occurred once or twice. Three standard errors more are no chance.
  init?(_ column: MatchedColumn) {
    guard case .categories(let sides, let labels) = column.values, sides.count > 2 else { return nil }
    let (real, training) = (Self.counts(sides[0], labels.count), Self.counts(sides[2], labels.count))
    let (cells, known) = (Double(real.reduce(0, +)), Double(training.reduce(0, +)))
    guard cells > 0, known > 0 else { return nil }
    let new = labels.indices.filter { real[$0] > 0 && training[$0] == 0 }
    let share = Double(new.reduce(0) { $0 + real[$1] }) / cells
    let (once, twice) = (Double(training.count { $0 == 1 }), Double(training.count { $0 == 2 }))
    let expected = (once + 1) / (known + 1)
    let variance = expected * (1 - expected) / cells + (once + 2 * twice) / (known * known)
    guard share > 0.05, share > expected + 3 * variance.squareRoot() else { return nil }
    name = column.name
    self.share = share
    self.labels = new.sorted { real[$0] == real[$1] ? $0 < $1 : real[$0] > real[$1] }.map { labels[$0] }
  }

  private static func counts(_ codes: [Int32], _ count: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: count)
    for code in codes where code >= 0 { counts[Int(code)] += 1 }
    return counts
  }

  /// One sentence.
  var text: String {
    "\(Wording.percent(share)) of the real cells of \(name.named) hold labels that no training row has: "
      + "\(Wording.names(labels))."
  }
}
