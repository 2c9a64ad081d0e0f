import SaddleTables
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The columns of numbers that codecs are held to.
enum NumberShape: String, CaseIterable, Sendable {
  case normal, integers, ties, zeroInflated, longTailed, negative, days, seconds, nearExactWhole, huge, tiny, one, two
  case lonely, spikes, prices

  var kind: ColumnKind {
    switch self {
    case .days, .seconds: .datetime
    case .integers, .ties, .nearExactWhole: .integer
    default: .continuous
    }
  }

  /// The most decimals that its values show.
  var decimals: Int {
    switch self {
    case .normal: 6
    case .zeroInflated, .negative: 3
    case .longTailed, .prices: 2
    case .tiny: 308
    case .two: 1
    case .spikes: 4
    default: 0
    }
  }

  private func value(_ random: inout TestNumbers) -> Double {
    func share() -> Double { Double.random(in: 0..<1, using: &random) }
    func normal() -> Double { (-2 * log(1 - share())).squareRoot() * cos(2 * .pi * share()) }
    func rounded(_ value: Double, _ scale: Double) -> Double { (value * scale).rounded() / scale }
    switch self {
    case .normal: return rounded(normal(), 1e6)
    case .integers: return Double(Int.random(in: 0...100_000, using: &random))
    case .ties: return (normal() * 8).rounded()
    case .zeroInflated: return share() < 0.6 ? 0 : rounded(exp(normal()), 1e3)
    // Pareto's distribution, up to 1e12 and beyond.
    case .longTailed: return rounded(pow(1 - share(), -3.2), 1e2)
    case .negative: return -rounded(3 + exp(normal()), 1e3)
    case .days: return Double(Int.random(in: 0...20_000, using: &random)) * 86_400
    case .seconds: return Double(Int.random(in: 0...630_000_000, using: &random))
    case .nearExactWhole: return Double(1 << 53) - 1 - Double(Int.random(in: 0...1_000_000, using: &random))
    case .huge: return Double.random(in: -1.7...1.7, using: &random) * 1e308
    case .tiny: return normal() * 1e-300
    case .one: return 42
    case .two: return share() < 0.3 ? -1 : 7.5
    case .lonely: return .nan
    case .spikes: return share() < 0.5 ? [0, 99, -1].randomElement(using: &random)! : rounded(normal(), 1e4)
    case .prices: return rounded(exp(7.8 + normal()), 1e2)
    }
  }

  /// A column of that many values, NaN for missing ones; at least one is not missing.
  func values(_ count: Int, missingShare: Double, seed: Int = 0) -> [Double] {
    var random = TestNumbers(seed: seed)
    var values = (0..<count).map { _ in value(&random) }
    for row in values.indices where Double.random(in: 0..<1, using: &random) < missingShare { values[row] = .nan }
    if values.allSatisfy(\.isNaN) { values[count / 2] = 3 }
    return values
  }

  func schema(missing: Bool) -> ColumnSchema {
    let format = self == .days ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss"
    return ColumnSchema(
      name: rawValue, kind: kind, decimals: decimals, scientific: self == .tiny,
      dateFormat: kind == .datetime ? format : nil,
      missing: missing ? "" : nil)
  }
}

/// One column of numbers with the codec that a recipe chooses for it.
struct NumberCase: Sendable, CustomTestStringConvertible {
  let shape: NumberShape
  let missingShare: Double
  let recipe: TableRecipe
  var rows = 3_000

  static let recipes = [
    TableRecipe(), TableRecipe(valuesAsCategories: 0, knots: 50), TableRecipe(valuesAsCategories: 0, knots: 2),
    TableRecipe(spikeShare: 1, valuesAsCategories: 0, knots: 5_000), TableRecipe(spikeShare: 0, knots: 5_000),
    TableRecipe(spikeShare: 0.001, valuesAsCategories: 2, knots: 5_000),
  ]

  static let all = NumberShape.allCases.flatMap { shape in
    recipes.flatMap { recipe in
      [0, 0.2].map { NumberCase(shape: shape, missingShare: $0, recipe: recipe) }
    }
  }

  var values: [Double] { shape.values(rows, missingShare: missingShare) }

  var testDescription: String {
    "\(shape.rawValue), missing \(missingShare), knots \(recipe.knots), spikes \(recipe.spikeShare), "
      + "lists of \(recipe.valuesAsCategories)"
  }
}

extension [Double] {
  /// How often each value that is not missing occurs, rising.
  var counts: [(value: Double, count: Int)] {
    let counts = filter { !$0.isNaN }.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    return counts.sorted { $0.key < $1.key }.map { (value: $0.key, count: $0.value) }
  }
}

/// Whether two values of a column are the same; missing ones are.
func same(_ a: Double, _ b: Double) -> Bool { a == b || (a.isNaN && b.isNaN) }

extension Table {
  /// The first place at which the values are not those of another table; missing ones are equal.
  func difference(from other: Table) -> String? {
    if rowCount != other.rowCount { return "\(rowCount) and \(other.rowCount) rows" }
    for (column, pair) in zip(schema.columns, zip(columns, other.columns)) {
      if case (.numbers(let x), .numbers(let y)) = pair {
        if let row = x.indices.first(where: { !same(x[$0], y[$0]) }) {
          return "row \(row) of \(column.name): \(x[row]) and \(y[row])"
        }
      } else if pair.0 != pair.1 {
        return column.name
      }
    }
    return nil
  }

  /// What keeps the table from being one that its schema can write and read again as it is: nil if nothing does.
  var fault: String? {
    for (column, values) in zip(schema.columns, columns) {
      switch values {
      case .numbers(let numbers):
        for number in numbers where !(number.isNaN ? column.missing != nil : number.isFinite) {
          return "\(column.name) holds \(number)"
        }
        for number in numbers where !same(column.rounded(number), number) {
          return "\(column.name) holds \(number), which is written as \(column.rounded(number))"
        }
      case .categories(let codes):
        for code in codes where code >= column.labels.count || code < (column.missing == nil ? 0 : -1) {
          return "\(column.name) holds the code \(code)"
        }
      case .unlearned:
        guard [.constant, .identifier].contains(column.kind) else { return "\(column.name) holds nothing" }
      }
    }
    return nil
  }
}
