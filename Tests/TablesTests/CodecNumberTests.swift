import SaddleTables
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Every codec of numbers over columns of every shape.
@Suite struct CodecNumberTests {
  private func codec(_ test: NumberCase, _ values: [Double]) -> (any ColumnCodec, ColumnSchema) {
    let column = test.shape.schema(missing: values.contains(where: \.isNaN))
    return (ColumnEncoding(fitting: .numbers(values), of: column, test.recipe).codec, column)
  }

  private func decoded(_ codec: any ColumnCodec, _ numbers: [Float], _ codes: [Int32]) throws -> [Double] {
    guard case .numbers(let values) = codec.decode(numbers: numbers, codes: codes) else {
      throw SaddleTestFailure.wrongKind
    }
    return values
  }

  private enum SaddleTestFailure: Error { case wrongKind }

  /// The values that get a code of their own beside the number.
  private func spikes(_ test: NumberCase, _ values: [Double]) -> [Double] {
    let often = values.counts.filter { Double($0.count) > test.recipe.spikeShare * Double(values.count) }
    return often.count == values.counts.count ? [] : often.map(\.value)
  }

  @Test("decoding is the inverse of encoding", arguments: NumberCase.all)
  func inverse(test: NumberCase) throws {
    let values = test.values
    let (codec, column) = codec(test, values)
    var random = TestNumbers(seed: 9)
    let (numbers, codes) = codec.encode(.numbers(values), random: &random)
    #expect(codec.isValid(for: column))
    #expect(numbers.count == (codec.hasNumber ? values.count : 0))
    #expect(codes.count == (codec.codes == nil ? 0 : values.count))
    #expect(numbers.allSatisfy { $0.isFinite })
    #expect(codes.allSatisfy { 0 <= $0 && Int($0) < codec.codes! })
    let back = try decoded(codec, numbers, codes)
    try #require(back.count == values.count)
    let counts = values.counts
    let spikes = Set(spikes(test, values))
    let kept = counts.count { !spikes.contains($0.value) }
    if kept <= test.recipe.knots {
      #expect(zip(values, back).allSatisfy(same))
      return
    }
    // Otherwise as far as the neighbouring quantiles that are kept; what is at least as frequent comes back exactly. Half
    // of the knots lie evenly in rank.
    let sorted = values.filter { !$0.isNaN && !spikes.contains($0) }.sorted()
    let between = 2 * Double(sorted.count) / Double(test.recipe.knots - 1)
    let frequent = Set(counts.filter { spikes.contains($0.value) || Double($0.count) >= between }.map(\.value))
    for (value, other) in zip(values, back) where !same(value, other) {
      try #require(!value.isNaN && !other.isNaN && !frequent.contains(value), "\(value) became \(other)")
      let passed = sorted.count { min(value, other) < $0 && $0 < max(value, other) }
      try #require(Double(passed) <= between, "\(value) became \(other)")
    }
  }

  /// What the doc comment of `QuantileCodec` promises where there are more values than knots.
  @Test(
    "a value comes back to 1.5e-8 in probability, and exactly once rounded where that is less than half a step",
    arguments: [NumberShape.normal, .integers, .longTailed, .seconds, .days, .nearExactWhole, .prices, .negative])
  func resolution(shape: NumberShape) throws {
    struct Kept: Decodable { var values, lower, upper: [Double] }
    let values = shape.values(50_000, missingShare: 0, seed: 2)
    let column = shape.schema(missing: false)
    let codec = QuantileCodec(DistinctValues(values), spikeShare: 0.03, knots: 1_000)
    let kept = try JSONDecoder().decode(Kept.self, from: JSONEncoder().encode(codec))
    #expect(kept.values.count > 500 && kept.values.count <= 1_000)
    #expect(kept.values.first == values.min() && kept.values.last == values.max())
    var random = TestNumbers(seed: 4)
    let (numbers, _) = codec.encode(.numbers(values), random: &random)
    var worst = 0.0
    for (value, other) in zip(values, try decoded(codec, numbers, [])) where value != other {
      let above = try #require(kept.values.firstIndex { $0 > value })
      let share = abs(value - other) / (kept.values[above] - kept.values[above - 1])
      worst = max(worst, share * (kept.lower[above] - kept.upper[above - 1]))
    }
    #expect(worst < 1.5e-8)
    if [.normal, .integers, .days, .nearExactWhole, .negative].contains(shape) {
      #expect(try decoded(codec, numbers, []).map(column.rounded) == values)
    }
  }

  /// The mean of what evenly spread probabilities decode to is that of the column, however long its tail.
  @Test("the tail of a column is kept", arguments: [50, 200, 1_000])
  func tail(knots: Int) throws {
    let values = (0..<20_000).map { 20_000 / (Double($0) + 0.5) }
    let codec = QuantileCodec(DistinctValues(values), spikeShare: 0.03, knots: knots)
    let scores = (0..<200_000).map { Float(StandardNormal.quantile((Double($0) + 0.5) / 200_000)) }
    let back = try decoded(codec, scores, [])
    let (mean, other) = (values.reduce(0, +) / Double(values.count), back.reduce(0, +) / Double(back.count))
    // Between neighbouring knots the codec is linear, and so a little above the convex tail.
    #expect(other / mean > 0.99 && other / mean < 1 + 10 / Double(knots), "\(other / mean)")
  }

  @Test("whatever a network makes decodes to a value within the bounds", arguments: NumberCase.all)
  func hostileOutputs(test: NumberCase) throws {
    let values = test.values
    let (codec, _) = codec(test, values)
    let counts = values.counts
    let spikes = spikes(test, values)
    let rest = counts.map(\.value).filter { !spikes.contains($0) }
    let outputs: [Float] = [
      .nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude, 0, -40,
      40, -8, 8, -3, 3, 0.1, .signalingNaN,
    ]
    for code in 0..<(codec.codes ?? 1) {
      let codes = Array(repeating: Int32(code), count: outputs.count)
      let decoded = try decoded(codec, codec.hasNumber ? outputs : [], codec.codes == nil ? [] : codes)
      let isMissing = code > 0 && code == codec.codes! - 1 && values.contains(where: \.isNaN)
      if isMissing || (!codec.hasNumber && code == counts.count) {
        #expect(decoded.allSatisfy { $0.isNaN })
      } else if codec.hasNumber, code == 0 {
        #expect(decoded.allSatisfy { $0 >= rest.first! && $0 <= rest.last! })
        #expect(decoded[2] == rest.first! && decoded[1] == rest.last!)
      } else {
        let own = codec.hasNumber ? spikes[code - 1] : counts[code].value
        #expect(decoded.allSatisfy { $0 == own })
      }
    }
  }

  @Test(
    "codes are the spikes, or all values, and missing; each as frequent as in the column", arguments: NumberCase.all)
  func codeFrequencies(test: NumberCase) {
    let values = test.values
    let (codec, _) = codec(test, values)
    var random = TestNumbers(seed: 3)
    let (numbers, codes) = codec.encode(.numbers(values), random: &random)
    let counts = values.counts
    let missing = values.count(where: \.isNaN)
    let own =
      codec.hasNumber
      ? spikes(test, values).map { spike in counts.first { $0.value == spike }!.count } : counts.map(\.count)
    var expected = own + (missing > 0 ? [missing] : [])
    if codec.hasNumber { expected.insert(values.count - expected.reduce(0, +), at: 0) }
    #expect(codec.hasNumber == (counts.count > max(1, test.recipe.valuesAsCategories)))
    #expect(codec.codes == (codec.hasNumber && expected.count == 1 ? nil : expected.count))
    guard codec.codes != nil else { return }
    let found = expected.indices.map { code in codes.count { $0 == code } }
    #expect(found == expected)
    // Beside a code of its own, the number is 0.
    #expect(zip(numbers, codes).allSatisfy { $1 == 0 || $0 == 0 })
  }

  /// With no more distinct values than knots, the distribution function is exact at every value, and in between draws are
  /// uniform over the value's share; otherwise it is linear between neighbouring knots.
  @Test("the number is standard normal", arguments: NumberCase.all)
  func normalScale(test: NumberCase) {
    let values = test.values
    let (codec, _) = codec(test, values)
    guard codec.hasNumber else { return }
    var random = TestNumbers(seed: 5)
    let (numbers, codes) = codec.encode(.numbers(values), random: &random)
    let own = numbers.indices.filter { codes.isEmpty || codes[$0] == 0 }.map { Double(numbers[$0]) }
    let spikes = Set(spikes(test, values))
    let kept = values.counts.filter { !spikes.contains($0.value) }
    let share = Double(kept.map(\.count).max()!) / Double(own.count)
    // 1.95 / sqrt n is the Kolmogorov-Smirnov distance that one sample in a thousand exceeds.
    let chance = min(share, 1.95 / Double(own.count).squareRoot())
    let knots = kept.count > test.recipe.knots ? 2 / Double(test.recipe.knots - 1) : 0
    #expect(kolmogorovSmirnov(own, normalDistribution) <= chance + knots + 1e-6)
  }

  @Test("a plain codec keeps single precision, and decodes to finite numbers")
  func plain() throws {
    let values = NumberShape.normal.values(500, missingShare: 0)
    let codec = ColumnEncoding(
      fitting: .numbers(values), of: NumberShape.normal.schema(missing: false), TableRecipe(numbers: .plain)
    ).codec
    #expect(codec is PlainNumberCodec && codec.hasNumber && codec.codes == nil)
    var random = TestNumbers(seed: 0)
    let (numbers, codes) = codec.encode(.numbers(values), random: &random)
    #expect(numbers == values.map(Float.init) && codes.isEmpty)
    #expect(try decoded(codec, numbers, []) == values.map { Double(Float($0)) })
    #expect(try decoded(codec, [.nan, .infinity, -.infinity, 2.5], []).allSatisfy { $0.isFinite })
    // Missing cells need a code.
    let gaps = ColumnEncoding(
      fitting: .numbers(values + [.nan]), of: NumberShape.normal.schema(missing: true), TableRecipe(numbers: .plain))
    #expect(!(gaps.codec is PlainNumberCodec) && gaps.codec.codes == 2)
  }

  @Test("values that were not in the fitted column are encoded as near ones, missing as what there is")
  func otherRows() throws {
    var random = TestNumbers(seed: 1)
    let few: [Double] = [1, 2, 2, 4]
    let many = (0..<40).map(Double.init)
    let strange: [Double] = [-.infinity, -1e308, 1.4, 3.9, 1e308, .infinity, .nan]
    for (values, recipe) in [(few, TableRecipe()), (many, TableRecipe(knots: 10)), (many, TableRecipe(knots: 2))] {
      let column = ColumnSchema(name: "x", kind: .continuous)
      let codec = ColumnEncoding(fitting: .numbers(values), of: column, recipe).codec
      let (numbers, codes) = codec.encode(.numbers(strange), random: &random)
      #expect(numbers.allSatisfy(\.isFinite) && codes.allSatisfy { 0 <= $0 && Int($0) < codec.codes! })
      let back = try decoded(codec, numbers, codes)
      #expect(back.allSatisfy { $0 >= values.first! && $0 <= values.last! })
      #expect(back[0] == values.first! && back[1] == values.first!)
      #expect(back[4] == values.last! && back[5] == values.last!)
      #expect(abs(back[2] - 1.4) <= 0.5 && abs(back[3] - 3.9) <= 0.5)
    }
  }
}
