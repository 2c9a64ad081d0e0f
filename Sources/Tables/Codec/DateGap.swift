#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A column of moments that is learned as the time since another one of its row, as a discharge since the admission: where
/// two moments lie close together, their own days would be told too roughly to keep them so.
struct DateGap: Codable, Sendable, Equatable {
  /// The places of the columns, of which the result is the other one and the gap.
  let source, result: Int
  /// The seconds to whole multiples of which the source is cut before it is subtracted.
  let unit: Double
  /// Whether the result's time of the day, of which it tells more than the gap does, is learned beside the days since; else
  /// the gap is a number of units.
  let hasClock: Bool
  /// The first moment of the result and the last.
  private let least, greatest: Double

  private static let secondsOfDay = 86_400.0
  /// Rows that must have both moments.
  private static let leastRows = 50
  /// How much wider than the gaps the moments themselves must be spread.
  private static let ratio = 4.0
  /// How many nats less the hours of moments must have than those of gaps, to be learned.
  private static let leastHours = 0.1
  /// Rows by which spreads are told, and columns that are looked at.
  private static let mostRows = 10_000
  private static let mostColumns = 40

  /// The gaps that are worth learning among columns of a table, a source before what is made from it: each column beside
  /// the one that it lies closest to.
  static func gaps(of table: Table, among places: [Int]) -> [DateGap] {
    var moments: [(place: Int, values: [Double], resolution: Double)] = []
    for place in places where moments.count < mostColumns {
      let column = table.schema.columns[place]
      guard column.kind == .datetime, let format = column.dateFormat.flatMap(DateFormat.init), format.hasDate,
        case .numbers(let values) = table.columns[place]
      else { continue }
      moments.append((place, values, format.resolution))
    }
    var found: [(gap: DateGap, spread: Double, isBehind: Bool)] = []
    for (number, first) in moments.enumerated() {
      for second in moments[(number + 1)...] {
        let facts = [(first, second), (second, first)].map { a, b in
          (a, b, Facts(of: b.values, since: a.values, unit: b.resolution))
        }
        // Either way around the same, but for chance.
        let spread = facts.compactMap { $0.2?.spread }.max() ?? 0
        for case (let a, let b, let facts?) in facts where spread * ratio <= facts.own {
          let present = b.values.filter { !$0.isNaN }
          let hasClock = b.resolution < secondsOfDay && spread > secondsOfDay / 4 && facts.hasHours
          let gap = DateGap(
            source: a.place, result: b.place, unit: hasClock ? secondsOfDay : b.resolution, hasClock: hasClock,
            least: present.min()!, greatest: present.max()!)
          found.append((gap, spread, facts.isBehind))
        }
      }
    }
    found.sort { a, b in
      if a.spread != b.spread { return a.spread < b.spread }
      if a.isBehind != b.isBehind { return a.isBehind }
      return (a.gap.source, a.gap.result) < (b.gap.source, b.gap.result)
    }
    var sources: [Int: Int] = [:]
    var chosen: [DateGap] = []
    for (gap, _, _) in found where sources[gap.result] == nil {
      var place = Optional(gap.source)
      while let next = place, next != gap.result { place = sources[next] }
      guard place == nil else { continue }
      sources[gap.result] = gap.source
      chosen.append(gap)
    }
    func depth(_ place: Int) -> Int { sources[place].map { 1 + depth($0) } ?? 0 }
    return chosen.sorted { (depth($0.result), $0.result) < (depth($1.result), $1.result) }
  }

  /// What speaks for a gap.
  private struct Facts {
    /// The mean distance from their median of the gaps of nine tenths of the rows, and of the moments themselves.
    let spread, own: Double
    /// Whether most gaps are not negative.
    let isBehind: Bool
    /// Whether the hours of the result tell more than those of the gaps.
    let hasHours: Bool

    /// Nil where there are too few, or moments without a source.
    init?(of result: [Double], since source: [Double], unit: Double) {
      var rows: [Int] = []
      for row in result.indices where !result[row].isNaN {
        if source[row].isNaN { return nil }
        rows.append(row)
      }
      guard rows.count >= leastRows else { return nil }
      let stride = (rows.count + mostRows - 1) / mostRows
      let drawn = Swift.stride(from: 0, to: rows.count, by: stride).map { rows[$0] }
      let gaps = drawn.map { result[$0] - cut(source[$0], to: unit) }.sorted()
      let moments = drawn.map { result[$0] }.sorted()
      func spread(_ sorted: [Double]) -> Double {
        let (median, middle) = (sorted[sorted.count / 2], sorted[sorted.count / 20...sorted.count * 19 / 20])
        return middle.reduce(0) { $0 + abs($1 - median) } / Double(middle.count)
      }
      (self.spread, own, isBehind) = (spread(gaps), spread(moments), gaps[gaps.count / 2] >= 0)
      hasHours = Self.entropyOfHours(moments) + DateGap.leastHours < Self.entropyOfHours(gaps)
    }

    /// In nats.
    private static func entropyOfHours(_ values: [Double]) -> Double {
      var counts = Array(repeating: 0.0, count: 24)
      for value in values { counts[min(23, Int((value - cut(value, to: secondsOfDay)) / 3_600))] += 1 }
      return counts.reduce(0) { $1 == 0 ? $0 : $0 - $1 / Double(values.count) * log($1 / Double(values.count)) }
    }
  }

  private static func cut(_ moment: Double, to unit: Double) -> Double { (moment / unit).rounded(.down) * unit }

  /// The result as it is learned.
  func fold(_ table: inout [ColumnValues]) {
    guard case .numbers(let sources) = table[source], case .numbers(let results) = table[result] else { return }
    table[result] = .numbers(
      zip(sources, results).map { source, result in
        let gap = result - Self.cut(source, to: unit)
        return hasClock ? gap : (gap / unit).rounded()
      })
  }

  /// The reverse. A moment without a source is missing.
  func unfold(_ table: inout [ColumnValues], _ column: ColumnSchema) {
    guard case .numbers(let sources) = table[source], case .numbers(let gaps) = table[result] else { return }
    let moments = zip(sources, gaps).map { source, gap in
      let moment = Self.cut(source, to: unit) + (hasClock ? gap : gap * unit)
      return moment.isNaN ? moment : min(max(moment, least), greatest)
    }
    table[result] = .numbers(column.rounded(moments))
  }

  /// What the result's column is as it is learned.
  func fold(_ column: ColumnSchema) -> ColumnSchema {
    hasClock ? column : ColumnSchema(name: column.name, kind: .integer, missing: column.missing)
  }

  /// Whether gaps are such as `gaps` finds for columns of those kinds; false for a file that was tampered with.
  static func fit(_ gaps: [DateGap], _ columns: [ColumnSchema]) -> Bool {
    gaps.indices.allSatisfy { place in
      let gap = gaps[place]
      guard columns.indices.contains(gap.source), columns.indices.contains(gap.result) else { return false }
      return columns[gap.source].kind == .datetime && columns[gap.result].kind == .datetime
        && (columns[gap.source].missing == nil || columns[gap.result].missing != nil)
        && gap.unit > 0 && gap.unit.isFinite && gap.least.isFinite && gap.greatest.isFinite && gap.least <= gap.greatest
        && gap.source != gap.result
        // Each is made once, and after what it is made from.
        && !gaps[place...].contains { $0.result == gap.source } && !gaps[..<place].contains { $0.result == gap.result }
    }
  }
}
