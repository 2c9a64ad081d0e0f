/// A column of dates or times as columns of its parts, so that weekday, season and hour can be learned beside others.
///
/// A moment becomes its day as a number, its month and its weekday as categories where the days show them, and its hour
/// as a category beside what is left of the hour as a number. On the way back the number says about which day it is: of the
/// days of that month and weekday the nearest one is meant, or, once a model was measured, the one of its rank.
struct CalendarParts: Codable, Sendable, Equatable {
  private enum Clock: String, Codable { case none, whole, hours }

  private let hasDays: Bool
  /// The months that occur, 1 ... 12, rising; none if they are not learned.
  private let months: [Int]
  /// The weekdays that occur, from 0 for Monday, rising; none if they are not learned.
  private let weekdays: [Int]
  /// The hours that occur, rising; none if they are not learned.
  private let hours: [Int]
  private let clock: Clock
  /// The days that occur, rising, while they are few; else the first and the last.
  private let days: [Double]
  private let isEveryDay: Bool
  /// The first moment and the last.
  private let least: Double
  private let greatest: Double
  /// Digits of the fraction of a second.
  private let decimals: Int
  /// For each of `days` the greatest number that means it, among those of its month and weekday, once a model was measured.
  private var ends: [Double]?

  private static let secondsOfDay = 86_400.0
  /// Days up to which the list of those that occur is kept, however few rows have each.
  private static let mostDays = 1_000
  /// Rows of a day, on the mean, from which it is kept whatever their number, since a day then tells of no single row.
  private static let rowsOfDay = 2
  /// Rows of a month and weekday of which no less say how their days' numbers are spread.
  private static let fewest = 20
  /// How far a month and a weekday may move a day.
  private static let reach = 400.0

  /// Nil for a column whose parts would tell no more than the whole.
  ///
  /// - Parameter isGap: whether the days are counted from another column's, so that they have no weekday and no month.
  init?(_ values: [Double], _ column: ColumnSchema, isGap: Bool = false) {
    guard column.kind == .datetime, let format = column.dateFormat.flatMap(DateFormat.init) else { return nil }
    let present = values.filter { !$0.isNaN }
    let moments = present.map(Moment.init)
    let days = DistinctValues(moments.map(\.day)).values
    let clocks = DistinctValues(moments.map(\.clock)).values
    guard let first = days.first, let last = days.last else { return nil }
    (least, greatest) = (present.min()!, present.max()!)
    hasDays = format.hasDate
    let dates = moments.map { CivilDate(daysSince1970: Int($0.day)) }
    // Of days that only ever are the first or the last of a month, the weekday says nothing.
    let isSpread = Set(dates.map(\.day)).count >= 15
    let hasWeekdays = hasDays && !isGap && isSpread && days.count > 15 && last - first >= 28
    weekdays = hasWeekdays ? Set(days.map(Self.weekday)).sorted() : []
    let hasMonths = hasDays && !isGap && last - first >= 730 && Set(dates.map(\.month)).count > 1 && days.count > 15
    months = hasMonths ? Set(dates.map(\.month)).sorted() : []
    clock = format.resolution >= Self.secondsOfDay || clocks == [0] ? .none : clocks.count <= 15 ? .whole : .hours
    hours = clock == .hours ? Set(clocks.map { Int($0 / 3_600) }).sorted() : []
    guard hasWeekdays || hasMonths || clock == .hours || (hasDays && clock == .whole) else { return nil }
    isEveryDay = days.count > max(Self.mostDays, present.count / Self.rowsOfDay)
    self.days = isEveryDay ? [first, last] : days
    decimals = format.fractionDigits
  }

  /// The columns that are learned, for a column of that schema.
  func columns(of column: ColumnSchema) -> [ColumnSchema] {
    func part(_ name: String, _ kind: ColumnKind, labels: [Int] = [], decimals: Int = 0) -> ColumnSchema {
      ColumnSchema(
        name: "\(column.name), \(name)", kind: kind, labels: labels.map(String.init), decimals: decimals,
        missing: column.missing)
    }
    var parts: [ColumnSchema] = []
    if hasDays { parts.append(part("day", .integer)) }
    if !months.isEmpty { parts.append(part("month", .category, labels: months)) }
    if !weekdays.isEmpty { parts.append(part("weekday", .category, labels: weekdays)) }
    if !hours.isEmpty { parts.append(part("hour", .category, labels: hours)) }
    if clock != .none { parts.append(part("seconds", decimals > 0 ? .continuous : .integer, decimals: decimals)) }
    return parts
  }

  /// The values of those columns.
  func split(_ values: [Double]) -> [ColumnValues] {
    let moments = values.map(Moment.init)
    func codes(_ known: [Int], _ value: (Moment) -> Int) -> ColumnValues {
      .categories(moments.map { $0.day.isNaN ? -1 : Int32(known.firstIndex(of: value($0)) ?? 0) })
    }
    var parts: [ColumnValues] = []
    if hasDays { parts.append(.numbers(moments.map(\.day))) }
    if !months.isEmpty { parts.append(codes(months) { CivilDate(daysSince1970: Int($0.day)).month }) }
    if !weekdays.isEmpty { parts.append(codes(weekdays) { Self.weekday($0.day) }) }
    switch clock {
    case .none: break
    case .whole: parts.append(.numbers(moments.map { seconds($0.clock) }))
    case .hours:
      parts.append(codes(hours) { Int($0.clock / 3_600) })
      parts.append(.numbers(moments.map { seconds($0.clock - ($0.clock / 3_600).rounded(.down) * 3_600) }))
    }
    return parts
  }

  /// Seconds without what the subtraction of days left behind the last digit.
  private func seconds(_ value: Double) -> Double {
    let power = NumberText.exactPowers[decimals]
    return (value * power).rounded() / power
  }

  /// The moments that parts stand for. A moment is missing if its first part is; other parts that are missing are as if
  /// they were not there.
  func join(_ parts: [ColumnValues]) -> [Double] {
    var rest = parts[...]
    func numbers() -> [Double] {
      guard case .numbers(let values)? = rest.popFirst() else { preconditionFailure("a part of numbers is expected") }
      return values
    }
    // What is missing is nil.
    func labels(_ known: [Int]) -> [Int?]? {
      guard !known.isEmpty else { return nil }
      guard case .categories(let codes)? = rest.popFirst() else { preconditionFailure("a part of labels is expected") }
      return codes.map { $0 < 0 ? nil : known[Int($0)] }
    }
    let days = hasDays ? numbers() : nil
    let (months, weekdays, hours) = (labels(months), labels(weekdays), labels(hours))
    let seconds = clock == .none ? nil : numbers()
    let groups = ends == nil ? [:] : groups
    return (0..<(days ?? seconds ?? []).count).map { row in
      let day = days?[row] ?? 0
      let isMissing = days == nil ? hours.map { $0[row] == nil } ?? seconds![row].isNaN : day.isNaN
      if isMissing { return .nan }
      let within = seconds.map { $0[row].isNaN ? 0 : $0[row] } ?? 0
      let time = Double(hours?[row] ?? 0) * 3_600 + within
      let (month, weekday) = (months?[row] ?? nil, weekdays?[row] ?? nil)
      let meant = groups[Group(month: month, weekday: weekday)].map { self.day(Self.spread(day, row), among: $0) }
      let date = hasDays ? meant ?? nearest(to: day, month: month, weekday: weekday) : 0
      return min(max(date * Self.secondsOfDay + time, least), greatest)
    }
  }

  /// What tells days apart beside their number; nil where it is not learned.
  private struct Group: Hashable {
    let month: Int?
    let weekday: Int?
  }

  private func group(_ day: Double) -> Group {
    Group(
      month: months.isEmpty ? nil : CivilDate(daysSince1970: Int(day)).month,
      weekday: weekdays.isEmpty ? nil : Self.weekday(day))
  }

  /// The places in `days` of the days of each month and weekday, rising.
  private var groups: [Group: [Int]] { Dictionary(grouping: days.indices) { group(days[$0]) } }

  /// A day's number moved within the day, so that rows of one day can be told apart.
  private static func spread(_ day: Double, _ row: Int) -> Double {
    day + RowHash(row: row, salt: 0).unitInterval - 0.5
  }

  /// The day of a group that a number means.
  private func day(_ number: Double, among places: [Int]) -> Double {
    var (low, high) = (0, places.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if number <= ends![places[middle]] { high = middle } else { low = middle + 1 }
    }
    return days[places[low]]
  }

  /// Whether the days that occur are known one by one.
  var countsDays: Bool { hasDays && !isEveryDay }

  /// The same with numbers cut so that, among the rows of each month and weekday that a model makes, each day is as frequent
  /// as it is in real ones.
  ///
  /// - Parameter generated: the parts of a model's rows, block by block.
  func matched(to real: [Double], generated: [[ColumnValues]]) -> CalendarParts {
    guard countsDays else { return self }
    var numbers: [Group: [Double]] = [:]
    for parts in generated {
      guard case .numbers(let days) = parts[0] else { preconditionFailure("a part of numbers is expected") }
      func labels(_ known: [Int], _ place: Int) -> [Int?] {
        guard !known.isEmpty, case .categories(let codes) = parts[place] else { return days.map { _ in nil } }
        return codes.map { $0 < 0 ? nil : known[Int($0)] }
      }
      let (months, weekdays) = (labels(months, 1), labels(weekdays, self.months.isEmpty ? 1 : 2))
      for (row, day) in days.enumerated() where !day.isNaN {
        numbers[Group(month: months[row], weekday: weekdays[row]), default: []].append(Self.spread(day, row))
      }
    }
    var counts: [Double: Double] = [:]
    for value in real where !value.isNaN { counts[Moment(value).day, default: 0] += 1 }
    var ends = days
    for (group, places) in groups {
      let own = numbers[group]?.sorted() ?? []
      let total = places.reduce(0) { $0 + (counts[days[$1]] ?? 0) }
      var below = 0.0
      for (place, next) in zip(places, places.dropFirst()) {
        below += counts[days[place]] ?? 0
        // Of few rows, or none, the nearest day is meant.
        let rank = total > 0 ? Int(below / total * Double(own.count)) : 0
        ends[place] =
          own.count < Self.fewest || total == 0
          ? (days[place] + days[next]) / 2 : (own[max(0, rank - 1)] + own[min(rank, own.count - 1)]) / 2
      }
    }
    var matched = self
    matched.ends = ends
    return matched
  }

  /// The nearest day that occurs, of that month and weekday; nil is any. Where there is none near, the day alone counts.
  private func nearest(to day: Double, month: Int?, weekday: Int?) -> Double {
    func fits(_ day: Double) -> Bool {
      (weekday.map { Self.weekday(day) == $0 } ?? true)
        && (month.map { CivilDate(daysSince1970: Int(day)).month == $0 } ?? true)
    }
    let day = min(max(day, days[0]), days[days.count - 1])
    if isEveryDay {
      for distance in stride(from: 0, through: Self.reach, by: 1) {
        for candidate in [day + distance, day - distance] where fits(candidate) {
          if candidate >= days[0], candidate <= days[1] { return candidate }
        }
      }
      return day
    }
    let start = days.nearest(to: day)
    var (below, above) = (start, start + 1)
    while below >= 0 || above < days.count {
      let isBelow = above == days.count || (below >= 0 && day - days[below] <= days[above] - day)
      let candidate = isBelow ? days[below] : days[above]
      if abs(candidate - day) > Self.reach { break }
      if fits(candidate) { return candidate }
      if isBelow { below -= 1 } else { above += 1 }
    }
    return days[start]
  }

  /// 0 for Monday.
  private static func weekday(_ day: Double) -> Int {
    let place = (Int(day) + 3) % 7
    return place < 0 ? place + 7 : place
  }

  /// Whether it is one for that column; false for a file that was tampered with.
  func fits(_ column: ColumnSchema) -> Bool {
    guard column.kind == .datetime, let format = column.dateFormat.flatMap(DateFormat.init) else { return false }
    let reach = 4_000_000.0
    return least.isFinite && greatest.isFinite && least <= greatest && days.isRising && !days.isEmpty
      && (!isEveryDay || days.count == 2)
      && ends.map { countsDays && $0.count == days.count && $0.allSatisfy(\.isFinite) } ?? true
      && days.allSatisfy { abs($0) < reach && $0 == $0.rounded() } && decimals == format.fractionDigits
      && (hasDays || (months.isEmpty && weekdays.isEmpty && clock != .none)) && (clock == .hours) == !hours.isEmpty
      && [(months, 1...12), (weekdays, 0...6), (hours, 0...23)].allSatisfy { labels, range in
        labels.allSatisfy(range.contains) && Set(labels).sorted() == labels
      }
  }

  /// Seconds since 1970 as a day and the seconds since it began.
  private struct Moment {
    let day: Double
    let clock: Double

    init(_ value: Double) {
      day = (value / CalendarParts.secondsOfDay).rounded(.down)
      clock = value - day * CalendarParts.secondsOfDay
    }
  }
}
