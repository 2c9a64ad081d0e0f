#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Numbers through their empirical distribution function F to a normal scale: z = Phi^-1(F(x)).
///
/// The inverse gives back only what the column can hold: bounds, ties and grids come back exactly. Values that many rows
/// share, and missing cells, are codes of their own beside the number.
///
/// With more distinct values than `knots`, F is kept at that many of its quantiles and is linear between them. A value
/// between two that are kept comes back as near as single precision holds its probability, 1.5e-8: with a thousandth of
/// the rows between the two, to 1.5e-5 of their distance. That is exact, once rounded, unless the two lie some 30,000
/// steps of the column apart, as seconds over twenty years do (which come back to about ten).
public struct QuantileCodec: ColumnCodec {
  /// Codes 1 ... spikes.count, rising.
  private let spikes: [Double]
  private let hasMissing: Bool
  /// The values at which F is kept, strictly rising.
  private let values: [Double]
  /// F just below each of `values`, and at it; where F is continuous the two are equal.
  private let lower: [Double]
  private let upper: [Double]
  /// How far from 0 and 1 probabilities stay.
  private let margin: Double
  /// More than a probability can change when its normal score is rounded to single precision.
  private static let rounding = 0x1p-25

  public init(_ distinct: DistinctValues, spikeShare: Double, knots: Int) {
    let limit = spikeShare * Double(distinct.total)
    let isSpike = distinct.counts.map { Double($0) > limit }
    // Where nothing but spikes would be left, the column stays one of numbers.
    let split = isSpike.contains(false)
    spikes = split ? zip(distinct.values, isSpike).filter(\.1).map(\.0) : []
    hasMissing = distinct.missing > 0
    let rest = zip(distinct.values, distinct.counts).enumerated().filter { !(split && isSpike[$0.offset]) }.map(
      \.element)
    let total = Double(rest.reduce(0) { $0 + $1.1 })
    margin = 0.25 / max(1, total)
    // Half of the knots lie evenly in rank and half in its logit: a tail may reach far, and the ranks nearest to its end
    // are kept one by one.
    let position = { (rank: Double) in
      let tail = log((rank + 1) / (total - rank + 1)) / log(total + 1)
      return Int(Double(knots - 1) * (rank / total / 2 + (1 + tail) / 4))
    }
    var (values, lower, upper): ([Double], [Double], [Double]) = ([], [], [])
    var below = 0.0
    for (index, (value, count)) in rest.enumerated() {
      let above = below + Double(count)
      // Kept: every value while there are few, else the ends and each value at which the next knot is passed.
      if rest.count <= knots || index == 0 || index == rest.count - 1 || position(below) < position(above) {
        values.append(value)
        lower.append(below / total)
        upper.append(above / total)
      }
      below = above
    }
    self.values = values
    self.lower = lower
    self.upper = upper
  }

  public var hasNumber: Bool { true }
  public var codes: Int? { spikes.isEmpty && !hasMissing ? nil : 1 + spikes.count + (hasMissing ? 1 : 0) }

  public func isValid(for column: ColumnSchema) -> Bool {
    column.holdsNumbers && (!hasMissing || column.missing != nil)
      && spikes.isRising && values.isRising && !values.isEmpty
      && lower.count == values.count && upper.count == values.count && margin > 0 && margin <= 0.5
      && zip(lower, upper).allSatisfy { $0 >= 0 && $0 <= $1 && $1 <= 1 }
      && zip(upper, lower.dropFirst()).allSatisfy { $0 <= $1 }
  }

  public func encode(
    _ column: ColumnValues, random: inout some RandomNumberGenerator
  ) -> (numbers: [Float], codes: [Int32]) {
    guard case .numbers(let numbers) = column else { preconditionFailure("the codec is one of numbers") }
    var scaled = Array(repeating: Float(0), count: numbers.count)
    var codes = Array(repeating: Int32(0), count: self.codes == nil ? 0 : numbers.count)
    for (row, number) in numbers.enumerated() {
      if number.isNaN {
        if hasMissing { codes[row] = Int32(1 + spikes.count) }
        continue
      }
      let spike = spikes.lowerBound(number)
      if spike < spikes.count, spikes[spike] == number {
        codes[row] = Int32(1 + spike)
        continue
      }
      scaled[row] = Float(StandardNormal.quantile(probability(of: number, random: &random)))
    }
    return (scaled, codes)
  }

  /// F(x), spread evenly over the jump where x is one of the values.
  private func probability(of x: Double, random: inout some RandomNumberGenerator) -> Double {
    let index = values.lowerBound(x)
    let p: Double
    if index == values.count {
      p = 1
    } else if values[index] == x {
      // Away from the ends of the jump, lest rounding carry the number over to a neighbouring value.
      let inset = min(QuantileCodec.rounding, (upper[index] - lower[index]) / 4)
      p = Double.random(in: lower[index] + inset...upper[index] - inset, using: &random)
    } else if index == 0 {
      p = 0
    } else {
      let (a, b) = (values[index - 1], values[index])
      // The distance of two huge numbers is not finite, that of their halves is.
      let scale = (b - a).isFinite ? 1 : 0.5
      let share = (x * scale - a * scale) / (b * scale - a * scale)
      p = upper[index - 1] + (lower[index] - upper[index - 1]) * share
    }
    return min(max(p, margin), 1 - margin)
  }

  public func decode(numbers: [Float], codes: [Int32]) -> ColumnValues {
    .numbers(
      numbers.indices.map { row in
        let code = codes.isEmpty ? 0 : Int(codes[row])
        if code == 0 { return value(at: StandardNormal.distribution(Double(numbers[row]))) }
        return code <= spikes.count ? spikes[code - 1] : .nan
      })
  }

  /// The value below which lies the share `p` of the column.
  private func value(at p: Double) -> Double {
    let index = upper.lowerBound(p)
    if index >= values.count { return values[values.count - 1] }
    if index == 0 || p >= lower[index] { return values[index] }
    let share = (p - upper[index - 1]) / (lower[index] - upper[index - 1])
    let (a, b) = (values[index - 1], values[index])
    let x = (b - a).isFinite ? a + (b - a) * share : a * (1 - share) + b * share
    return min(x, b)
  }
}
