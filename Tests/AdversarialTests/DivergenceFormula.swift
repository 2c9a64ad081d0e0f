#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the papers say an f-divergence is, in Doubles; f* is a supremum found by search.
struct DivergenceFormula: Sendable {
  let f: @Sendable (Double) -> Double
  /// g_f(v) for outputs of at most 20.
  let activation: @Sendable (Double) -> Double

  /// A new member joins with its formula here.
  static let all: [String: DivergenceFormula] = [
    "total-variation": .init(f: { abs($0 - 1) / 2 }, activation: { tanh($0) / 2 }),
    "kullback-leibler": .init(f: { $0 * log($0) }, activation: { $0 }),
    "reverse-kullback-leibler": .init(f: { -log($0) }, activation: { -exp(-$0) }),
    "pearson": .init(f: { pow($0 - 1, 2) }, activation: { $0 }),
    "neyman": .init(f: { pow($0 - 1, 2) / $0 }, activation: { 1 - exp(-$0) }),
    "squared-hellinger": .init(f: { pow(sqrt($0) - 1, 2) }, activation: { 1 - exp(-$0) }),
    "jeffreys": .init(f: { ($0 - 1) * log($0) }, activation: { $0 + 1 - exp(-$0) }),
    "jensen-shannon": .init(
      f: { $0 * log($0) - ($0 + 1) * log(($0 + 1) / 2) }, activation: { log(2 / (1 + exp(-$0))) }),
    "weighted-jensen-shannon": weightedJensenShannon(0.3),
    "gan": .init(f: { $0 * log($0) - ($0 + 1) * log($0 + 1) }, activation: { -log(1 + exp(-$0)) }),
    "alpha": alpha(1.5),
  ]

  static func weightedJensenShannon(_ pi: Double) -> DivergenceFormula {
    DivergenceFormula(
      f: { pi * $0 * log($0) - (1 - pi + pi * $0) * log(1 - pi + pi * $0) },
      activation: { -pi * log(pi * (1 + exp(-$0))) })
  }

  static func alpha(_ a: Double) -> DivergenceFormula {
    DivergenceFormula(
      f: { (pow($0, a) - 1 - a * ($0 - 1)) / (a * (a - 1)) },
      activation: { a > 1 ? $0 : (1 - exp(-min(1, 1 - a) * $0)) / (1 - a) })
  }

  /// sup over u of u t - f(u), by golden section over log u, in which the function rises and then falls.
  func conjugate(_ t: Double) -> Double {
    func value(_ logarithm: Double) -> Double { exp(logarithm) * t - f(exp(logarithm)) }
    let ratio = (sqrt(5) - 1) / 2
    var (low, high) = (-36.0, 36.0)
    var (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
    var (atLeft, atRight) = (value(left), value(right))
    for _ in 0..<100 {
      if atLeft > atRight {
        (high, right, atRight) = (right, left, atLeft)
        left = high - ratio * (high - low)
        atLeft = value(left)
      } else {
        (low, left, atLeft) = (left, right, atRight)
        right = low + ratio * (high - low)
        atRight = value(right)
      }
    }
    return max(atLeft, atRight)
  }
}
