import SaddleTensors

/// Whether synthetic rows tell of the rows that the generator was trained on more than they should: everything is set
/// beside what held-out real rows show, which the generator has never seen.
public struct Privacy: Sendable, Equatable, Encodable {
  /// How far rows are from the closest training record.
  public struct Distances: Sendable, Equatable, Encodable {
    /// How many rows were looked at, spread evenly over the table if not all.
    public let rows: Int
    /// The quantiles 0, 0.05 ... 1 of the distances, by `GowerPoints`; empty without rows.
    public let quantiles: [Double]
    /// All distances, ascending.
    let sorted: [Double]

    init(_ distances: [Float]) {
      let sorted = distances.map(Double.init).sorted()
      self.sorted = sorted
      rows = sorted.count
      quantiles = sorted.isEmpty ? [] : (0...20).map { sorted[$0 * (sorted.count - 1) / 20] }
    }

    public var median: Double? { quantiles.isEmpty ? nil : quantiles[10] }

    private enum CodingKeys: String, CodingKey { case rows, quantiles }
  }

  /// Rows that are, cell for cell, some training row.
  public struct Copies: Sendable, Equatable, Codable {
    public let synthetic: Int
    public let syntheticShare: Double
    public let heldOut: Int
    public let heldOutShare: Double
  }

  /// What an attacker achieves who has the synthetic rows, and wants to know of real ones which were trained on.
  public struct Attack: Sendable, Equatable, Codable {
    /// How often a training row looks more like one than a held-out row: 0.5 is a guess; nil with too few rows.
    public let auc: Double?
    public let standardError: Double?
    /// How many training rows were attacked, and as many held-out ones.
    public let rows: Int

    /// Whether the area is above a guess by more than chance explains.
    public var isBeyondChance: Bool {
      guard let auc, let standardError else { return false }
      return auc > 0.5 + 2 * standardError
    }
  }

  /// From synthetic rows to the closest training row.
  public let synthetic: Distances
  /// From held-out rows to the closest training row.
  public let heldOut: Distances
  /// The share of synthetic rows that are closer to a training row than 5 % of the held-out rows are; 0.05 is the same
  /// as for real rows.
  public let closeShare: Double?
  /// The share of synthetic rows that are closer to a training row than to a held-out one: SDMetrics'
  /// `closer_to_training`. It grows with the training table, so that tables of equal size say most.
  public let closerToTraining: Double?
  /// SDMetrics' `DCROverfittingProtection`: 2 (1 - `closerToTraining`), at most 1.
  public let overfittingProtection: Double?
  public let copies: Copies
  /// By the distance to the closest synthetic row alone (Chen et al. 2020, GAN-Leaks, arXiv:1909.03935).
  public let distanceAttack: Attack
  /// By trees that have been told of other rows which were trained on: they see the distances to the ten closest
  /// synthetic rows, and the closest as a share of the second and of the tenth.
  public let trainedAttack: Attack

  /// What one search may cost, in cells compared: seconds.
  private static let budget = 2e10
  private static let mostCandidates = 20_000
  private static let neighbours = 10
  private static let folds = 5

  /// Nil without training rows, or when a table has no rows or no columns.
  init?(_ tables: MatchedTables) {
    guard tables.hasTraining, !tables.columns.isEmpty, tables.rows.allSatisfy({ $0 > 0 }) else { return nil }
    func points(_ side: MatchedColumn.Side, _ rows: [Int], by reference: MatchedColumn.Side) -> GowerPoints {
      GowerPoints(tables, side, rows: rows, reference: reference)
    }
    func all(_ side: MatchedColumn.Side) -> [Int] { Array(0..<tables.rows(side)) }
    /// As many rows as can be compared with all of another table.
    func affordable(_ side: MatchedColumn.Side, among other: MatchedColumn.Side) -> [Int] {
      let cost = Double(tables.rows(other)) * Double(tables.columns.count)
      return CrossFitting.spread(max(100, Int(Self.budget / cost)), of: tables.rows(side))
    }

    let queries = affordable(.synthetic, among: .training)
    let training = NeighbourSearch(among: points(.training, all(.training), by: .training))
    let toTraining = training.distances(of: points(.synthetic, queries, by: .training))
    synthetic = Distances(toTraining)
    heldOut = Distances(
      training.distances(of: points(.real, affordable(.real, among: .training), by: .training)))
    let toHeldOut = NeighbourSearch(among: points(.real, all(.real), by: .real))
      .distances(of: points(.synthetic, queries, by: .real))
    let closer = Double(zip(toTraining, toHeldOut).count { $0 < $1 }) / Double(queries.count)
    closerToTraining = closer
    overfittingProtection = min(1, 2 * (1 - closer))
    let close = heldOut.quantiles[1]
    // A distance that many rows share counts half.
    let (below, at) = (synthetic.sorted.count { $0 < close }, synthetic.sorted.count { $0 == close })
    let (belowHeldOut, atHeldOut) = (heldOut.sorted.count { $0 < close }, heldOut.sorted.count { $0 == close })
    let wanted = 0.05 * Double(heldOut.rows) - Double(belowHeldOut)
    let part = atHeldOut == 0 ? 0 : min(1, max(0, wanted / Double(atHeldOut)))
    closeShare = (Double(below) + part * Double(at)) / Double(synthetic.rows)
    copies = Self.copies(tables)

    // Candidates: as many training rows as held-out ones.
    let count = min(
      tables.rows(.training), tables.rows(.real), Self.mostCandidates,
      affordable(.training, among: .synthetic).count)
    let members = points(.training, CrossFitting.spread(count, of: tables.rows(.training)), by: .synthetic)
    let others = points(.real, CrossFitting.spread(count, of: tables.rows(.real)), by: .synthetic)
    let search = NeighbourSearch(among: points(.synthetic, all(.synthetic), by: .synthetic))
    let nearest = min(Self.neighbours, tables.rows(.synthetic))
    let (near, far) = (search.distances(of: members, nearest: nearest), search.distances(of: others, nearest: nearest))
    func closest(_ distances: [Float]) -> [Double] {
      stride(from: 0, to: distances.count, by: nearest).map { -Double(distances[$0]) }
    }
    let area = PredictionScores.auc(positives: closest(near), negatives: closest(far))
    distanceAttack = Attack(
      auc: area,
      standardError: area.map { PredictionScores.standardError(auc: $0, positives: count, negatives: count) },
      rows: count)
    // How close a row is says little without how close rows of its kind are.
    func features(_ distances: [Float]) -> [[Double]] {
      let columns = (0..<nearest).map { place in (0..<count).map { Double(distances[$0 * nearest + place]) } }
      let ratios = [columns[min(1, nearest - 1)], columns[nearest - 1]].map { others in
        zip(columns[0], others).map { $0 / ($1 + 1e-9) }
      }
      return columns + ratios
    }
    let learned = CrossFitting.auc(
      positives: features(near), negatives: features(far), folds: Self.folds)
    trainedAttack = Attack(
      auc: learned,
      standardError: learned.map { CrossFitting.standardError(auc: $0, rows: count, folds: Self.folds) }, rows: count)
  }

  private static func copies(_ tables: MatchedTables) -> Copies {
    let known = Set(RowKey.all(of: tables, .training))
    func copied(_ side: MatchedColumn.Side) -> Int { RowKey.all(of: tables, side).count(where: known.contains) }
    let (synthetic, heldOut) = (copied(.synthetic), copied(.real))
    return Copies(
      synthetic: synthetic, syntheticShare: Double(synthetic) / Double(tables.rows(.synthetic)), heldOut: heldOut,
      heldOutShare: Double(heldOut) / Double(tables.rows(.real)))
  }
}

/// 128 bits of all cells of a row: two rows of the same ones are equal, others are not but by a chance of 2^-128.
private struct RowKey: Hashable {
  private var first: UInt64 = 0x9e37_79b9_7f4a_7c15
  private var second: UInt64 = 0xc2b2_ae3d_27d4_eb4f

  static func all(of tables: MatchedTables, _ side: MatchedColumn.Side) -> [RowKey] {
    var keys = Array(repeating: RowKey(), count: tables.rows(side))
    for column in tables.columns {
      switch column.values {
      case .numbers(let sides):
        for (row, value) in sides[side.rawValue].enumerated() {
          // One NaN for all, and no negative zero.
          keys[row].add((value.isNaN ? .nan : value + 0).bitPattern)
        }
      case .categories(let sides, _):
        for (row, code) in sides[side.rawValue].enumerated() { keys[row].add(UInt64(bitPattern: Int64(code))) }
      }
    }
    return keys
  }

  private mutating func add(_ bits: UInt64) {
    first = Self.mix(first ^ bits)
    second = Self.mix(second &+ bits &* 0xd6e8_feb8_6659_fd93)
  }

  /// The finalizer of SplitMix64.
  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
