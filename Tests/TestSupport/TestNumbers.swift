/// Numbers for tests, from a generator that shares nothing with the library's (xorshift64*, Vigna 2016).
package struct TestNumbers: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: Int) {
    state = UInt64(bitPattern: Int64(seed)) &* 0x2545_f491_4f6c_dd1d ^ 0x9e37_79b9_7f4a_7c15
    for _ in 0..<8 { _ = next() }
  }

  package mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_f491_4f6c_dd1d
  }

  /// Independent draws, uniform in `range`.
  package mutating func uniform(_ count: Int, in range: ClosedRange<Double> = -1...1) -> [Double] {
    (0..<count).map { _ in Double.random(in: range, using: &self) }
  }

  /// Values evenly spaced over the domain, in random order, the first 0.35 of a space from its edge, so that no two
  /// tie and none lies at a kink.
  package mutating func distinct(_ count: Int, in domain: Domain) -> [Double] {
    (0..<count).shuffled(using: &self).map { domain.value((Double($0) + 0.35) / Double(count)) }
  }

  /// A shape of up to `rank` axes of length 1 to 4.
  package mutating func shape(rank: Int) -> [Int] {
    (0..<Int.random(in: 0...rank, using: &self)).map { _ in Int.random(in: 1...4, using: &self) }
  }

  /// Two shapes that broadcast, by leaving out leading axes of one shape or setting others to one.
  package mutating func broadcastingPair(rank: Int) -> [[Int]] {
    let common = shape(rank: rank)
    return (0..<2).map { _ in
      let narrowed = common.map { Bool.random(using: &self) ? $0 : 1 }
      return Array(
        (Bool.random(using: &self) ? narrowed : common).dropFirst(Int.random(in: 0...common.count, using: &self)))
    }
  }
}

/// Where a function of interest is smooth.
package enum Domain: Sendable {
  /// -2 ... 2, without 0
  case real
  /// 0.5 ... 2.1
  case positive
  /// -2.1 ... -0.5 and 0.5 ... 2.1
  case nonzero

  /// The point at `share`, in 0 ... 1, of the way through.
  func value(_ share: Double) -> Double {
    let signed = 2 * share - 1
    return switch self {
    case .real: 2 * signed
    case .positive: 0.5 + 1.6 * share
    case .nonzero: signed < 0 ? -0.5 + 1.6 * signed : 0.5 + 1.6 * signed
    }
  }
}
