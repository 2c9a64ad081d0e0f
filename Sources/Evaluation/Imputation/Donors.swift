import SaddleTensors

/// Known cells by what trees that had not seen them guessed for them: one of the nearest guesses lends its cell
/// (predictive mean matching; Little 1988, J. Bus. Econ. Stat. 6), so that what is drawn has been seen, ties, grid and
/// tails included, and is as spread as the truth is about the guesses.
package struct Donors: Sendable, Equatable {
  /// Rising.
  let guesses: [Double]
  let values: [Double]

  /// Of how many cells one is drawn.
  private static let nearest = 10

  /// - Parameter guesses: one for each value, NaN where there is none.
  package init(of values: [Double], guessed guesses: [Double]) {
    let order = guesses.indices.filter { !guesses[$0].isNaN }.sorted { guesses[$0] < guesses[$1] }
    (self.guesses, self.values) = (order.map { guesses[$0] }, order.map { values[$0] })
  }

  /// Nil unless guesses rise and there is a value for each, all finite.
  init?(rising guesses: [Double], values: [Double]) {
    guard guesses.count == values.count, (guesses + values).allSatisfy(\.isFinite),
      zip(guesses, guesses.dropFirst()).allSatisfy({ $0 <= $1 })
    else { return nil }
    (self.guesses, self.values) = (guesses, values)
  }

  /// The same values at the quantiles of other guesses, so that rows of such guesses draw each as often.
  func spread(over others: [Double]) -> Donors {
    let others = others.sorted()
    guard !others.isEmpty else { return self }
    let moved = guesses.indices.map { others[(2 * $0 + 1) * others.count / (2 * guesses.count)] }
    return Donors(of: values, guessed: moved)
  }

  /// Nil without any cell.
  package func drawn(near guess: Double, _ generator: inout RandomStream.Generator) -> Double? {
    let count = min(Self.nearest, guesses.count)
    guard count > 0 else { return nil }
    // More that were guessed the same are all as near.
    let (low, high) = (guesses.firstAtLeast(guess), guesses.firstAtLeast(guess.nextUp))
    if high - low >= count { return values[Int.random(in: low..<high, using: &generator)] }
    let first = min(max(0, (low + high - count) / 2), guesses.count - count)
    return values[first + Int.random(in: 0..<count, using: &generator)]
  }
}

extension [[Double]] {
  /// The place of one of the lists, as often as its element `row` says; nil without lists.
  func drawn(_ row: Int, _ generator: inout RandomStream.Generator) -> Int? {
    var rest = Double.random(in: 0..<1, using: &generator)
    let place = indices.first { place in
      rest -= self[place][row]
      return rest < 0
    }
    return place ?? indices.last
  }
}
