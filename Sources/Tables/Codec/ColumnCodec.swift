/// Turns the values of one column into what a network sees, and back.
///
/// A row of the column becomes at most one number, about standard normal, and at most one code out of `codes`, which the
/// network sees one-hot. Where a column has both, code 0 says that the number counts; other codes stand for values of
/// their own, and the number is then 0.
///
/// To add an encoding: conform a type, add it to `ColumnEncoding`, and choose it in `ColumnEncoding.init(fitting:)`.
public protocol ColumnCodec: Codable, Sendable, Equatable {
  /// Whether a row holds a number.
  var hasNumber: Bool { get }
  /// How many codes there are; nil where a row holds none.
  var codes: Int? { get }
  /// Whether a decoded codec is one that fitting can make, for that column; false for a file that was tampered with.
  func isValid(for column: ColumnSchema) -> Bool
  /// One number and one code for each row; either is empty where the codec has none.
  ///
  /// - Parameter random: spreads equal values over the range of numbers that stands for them.
  func encode(_ values: ColumnValues, random: inout some RandomNumberGenerator) -> (numbers: [Float], codes: [Int32])
  /// The inverse: whatever numbers and codes a network makes, the values are ones that the column can hold.
  func decode(numbers: [Float], codes: [Int32]) -> ColumnValues
}

/// The codec of a column: one of the conforming types, stored with the model.
public enum ColumnEncoding: Codable, Sendable, Equatable {
  case quantile(QuantileCodec)
  case plain(PlainNumberCodec)
  case values(ValueListCodec)
  case category(CategoryCodec)
  case ordered(OrderedCodec)
  case unlearned(UnlearnedCodec)

  public var codec: any ColumnCodec {
    switch self {
    case .quantile(let codec): codec
    case .plain(let codec): codec
    case .values(let codec): codec
    case .category(let codec): codec
    case .ordered(let codec): codec
    case .unlearned(let codec): codec
    }
  }

  /// Chooses and fits the codec of a column.
  ///
  /// - Parameter others: all columns of its table, beside which many labels are put in an order.
  public init(
    fitting values: ColumnValues, of column: ColumnSchema, beside others: [ColumnValues] = [], _ recipe: TableRecipe
  ) {
    switch values {
    case .unlearned:
      self = .unlearned(UnlearnedCodec())
    case .categories(let codes) where column.kind == .ordered && column.labels.count > recipe.valuesAsCategories:
      self = .ordered(OrderedCodec(codes, recipe))
    case .categories(let codes) where recipe.labelCodes > 0 && column.labels.count > recipe.labelCodes:
      let order = LabelArrangement.order(of: codes, labels: column.labels.count, beside: others)
      self = .ordered(OrderedCodec(codes, order: order, codes: recipe.labelCodes))
    case .categories(let codes):
      self = .category(CategoryCodec(labels: column.labels.count, hasMissing: codes.contains(-1)))
    case .numbers(let numbers):
      let distinct = DistinctValues(numbers)
      if recipe.numbers == .plain, distinct.missing == 0 {
        self = .plain(PlainNumberCodec())
      } else if distinct.values.count <= max(1, recipe.valuesAsCategories) {
        self = .values(ValueListCodec(distinct))
      } else {
        self = .quantile(QuantileCodec(distinct, spikeShare: recipe.spikeShare, knots: recipe.knots))
      }
    }
  }
}

/// How a table becomes what a network sees: a value of a recipe.
public struct TableRecipe: Codable, Sendable, Equatable {
  public enum Numbers: String, Codable, Sendable, CaseIterable {
    /// Through their empirical distribution to a normal scale.
    case quantile
    /// As they are, in columns without missing cells.
    case plain
  }

  public var numbers: Numbers
  /// A number that more than this share of rows hold becomes a code of its own.
  public var spikeShare: Double
  /// A column of numbers with at most this many distinct values, or with one, becomes codes alone.
  public var valuesAsCategories: Int
  /// The most rows that are held: of a longer file so many are drawn at random (`RowLimit`); 0 for all.
  public var sampleRows: Int
  /// The most labels of a category that have a code each, the most frequent ones; where there are more, the others are
  /// told by a number, their place in an order that other columns give (`LabelArrangement`). 0 for codes alone.
  public var labelCodes: Int
  /// The most points at which a column's distribution is kept.
  public var knots: Int
  /// The temperature of the Gumbel soft-max that stands for a code while training (Jang, Gu and Poole 2017).
  public var temperature: Double
  /// Whether the finished generator's marginal distributions are moved onto those of the training rows.
  public var matchMarginals: Bool
  /// Whether the generator's numbers are shifted by what its codes turn out to be (`TableHead`).
  public var codeShifts: Bool
  /// The bins in which the critic sees each number besides its value (`NumberBins`); 0 for none.
  public var criticBins: Int
  /// The rows that are made for each that is kept, the critic choosing among them (`TableModel`); 1 for no choice.
  public var candidates: Int
  /// Whether columns that boosted trees tell better than the generator are drawn anew, each given its row's others.
  public var redraw: Bool
  /// Whether rules that all training rows obey are looked for and kept in every synthetic row.
  public var rules: Bool

  public init(
    numbers: Numbers = .quantile, spikeShare: Double = 0.03, valuesAsCategories: Int = 15, labelCodes: Int = 256,
    sampleRows: Int = 1_000_000, knots: Int = 1_000, temperature: Double = 0.2, matchMarginals: Bool = true,
    codeShifts: Bool = false, criticBins: Int = 0, candidates: Int = 1, redraw: Bool = true, rules: Bool = true
  ) {
    self.numbers = numbers
    self.spikeShare = spikeShare
    self.valuesAsCategories = valuesAsCategories
    self.labelCodes = labelCodes
    self.sampleRows = sampleRows
    self.knots = knots
    self.temperature = temperature
    self.matchMarginals = matchMarginals
    self.codeShifts = codeShifts
    self.criticBins = criticBins
    self.candidates = candidates
    self.redraw = redraw
    self.rules = rules
  }

  public init(from decoder: any Decoder) throws {
    let object = try decoder.container(keyedBy: CodingKeys.self)
    numbers = try object.decode(Numbers.self, forKey: .numbers)
    spikeShare = try object.decode(Double.self, forKey: .spikeShare)
    valuesAsCategories = try object.decode(Int.self, forKey: .valuesAsCategories)
    knots = try object.decode(Int.self, forKey: .knots)
    temperature = try object.decode(Double.self, forKey: .temperature)
    matchMarginals = try object.decode(Bool.self, forKey: .matchMarginals)
    // Recipes from before these keys have none.
    labelCodes = try object.decodeIfPresent(Int.self, forKey: .labelCodes) ?? 0
    sampleRows = try object.decodeIfPresent(Int.self, forKey: .sampleRows) ?? 0
    codeShifts = try object.decodeIfPresent(Bool.self, forKey: .codeShifts) ?? false
    criticBins = try object.decodeIfPresent(Int.self, forKey: .criticBins) ?? 0
    candidates = try object.decodeIfPresent(Int.self, forKey: .candidates) ?? 1
    redraw = try object.decodeIfPresent(Bool.self, forKey: .redraw) ?? false
    rules = try object.decodeIfPresent(Bool.self, forKey: .rules) ?? false
  }
}

/// The distinct values of a column of numbers, rising, with how often each occurs.
public struct DistinctValues {
  public private(set) var values: [Double] = []
  public private(set) var counts: [Int] = []
  public let missing: Int
  public let total: Int

  public init(_ numbers: [Double]) {
    total = numbers.count
    let present = numbers.filter { !$0.isNaN }.sorted()
    missing = numbers.count - present.count
    for value in present {
      if value == values.last {
        counts[counts.count - 1] += 1
      } else {
        values.append(value)
        counts.append(1)
      }
    }
  }
}
