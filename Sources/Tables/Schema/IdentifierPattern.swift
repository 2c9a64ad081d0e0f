/// How new keys are made that look like those of the source.
///
/// Keys never repeat within an output, whatever its length, and never equal a key of the source: numbered keys start
/// above the greatest one; scrambled keys stay in a residue class that holds none of them.
public struct IdentifierPattern: Codable, Sendable, Equatable {
  /// What each position of a scrambled key may hold; a single character stands in every key.
  struct Scramble: Codable, Sendable, Equatable {
    var positions: [String]
    /// From here on, the positions spell out a number in mixed radix; those before are random.
    var numberStart: Int
    /// That number is `residue` modulo `modulus`.
    var modulus: Int
    var residue: Int
  }

  enum Form: Codable, Sendable, Equatable {
    /// `prefix`, a number that counts up from `first`, with zeros in front up to `width` digits, `suffix`.
    case numbered(prefix: String, first: Int, width: Int, suffix: String)
    case scrambled(Scramble)
    /// Filler words where the source has free text; these may repeat.
    case text(FillerText)
  }

  let form: Form

  /// 1, 2, 3, ...
  static let rowNumbers = IdentifierPattern(form: .numbered(prefix: "", first: 1, width: 0, suffix: ""))

  /// Whether cells are filled with words instead of keys.
  public var isText: Bool { if case .text = form { true } else { false } }
  /// Whether keys are whole numbers alone, such as a column of numbers can hold.
  public var isNumber: Bool {
    switch form {
    case .numbered("", _, 0, ""): true
    case .scrambled(let scramble):
      scramble.positions.count < 16
        && scramble.positions.allSatisfy { $0.unicodeScalars.allSatisfy { "0"..."9" ~= $0 } }
        && scramble.positions.first?.contains("0") == false
    default: false
    }
  }

  /// The key of a row; distinct rows, counted from 0, have distinct keys.
  ///
  /// Makes the pattern ready anew for each call; a `TableWriter` does so once.
  public func key(at row: Int) -> String {
    var key: [UInt8] = []
    KeyGenerator(self).write(row, to: &key)
    return String(decoding: key, as: UTF8.self)
  }
}

/// A pattern made ready to write many keys.
package struct KeyGenerator {
  private enum Form {
    case numbered(prefix: [UInt8], first: Int, width: Int, suffix: [UInt8])
    case text(FillerText)
    case scrambled(random: [[[UInt8]]], number: [[[UInt8]]], capacity: UInt64, modulus: UInt64, residue: UInt64)
  }

  private let form: Form
  /// Steps through all numbers below any capacity that it shares no factor with, far apart from one to the next.
  private let stride: UInt64

  package init(_ pattern: IdentifierPattern) {
    switch pattern.form {
    case .numbered(let prefix, let first, let width, let suffix):
      form = .numbered(prefix: Array(prefix.utf8), first: first, width: width, suffix: Array(suffix.utf8))
      stride = 1
    case .text(let text):
      form = .text(text)
      stride = 1
    case .scrambled(let scramble):
      let positions = scramble.positions.map { alphabet in alphabet.unicodeScalars.map { Array(String($0).utf8) } }
      let start = min(max(scramble.numberStart, 0), positions.count)
      let modulus = UInt64(max(scramble.modulus, 1))
      let capacity = positions[start...].reduce(UInt64(1)) { capacity, alphabet in
        let (product, overflow) = capacity.multipliedReportingOverflow(by: UInt64(max(alphabet.count, 1)))
        return overflow ? capacity : product
      }
      let keys = max(capacity / modulus, 1)
      form = .scrambled(
        random: Array(positions[..<start]), number: Array(positions[start...]), capacity: keys, modulus: modulus,
        residue: UInt64(max(scramble.residue, 0)) % modulus)
      // The golden section of the capacity, moved to the next number that is coprime to it.
      var candidate = max(UInt64(Double(keys) * 0.618_033_988_749_895), 1)
      while Self.greatestCommonDivisor(candidate, keys) != 1 { candidate += 1 }
      stride = candidate
    }
  }

  /// Appends the key of a row.
  package func write(_ row: Int, to key: inout [UInt8]) {
    switch form {
    case .numbered(let prefix, let first, let width, let suffix):
      let digits = Array(String(first &+ row).utf8)
      key += prefix
      key += repeatElement(.zero, count: max(width - digits.count, 0))
      key += digits
      key += suffix
    case .text(let text): text.write(row, to: &key)
    case .scrambled(let random, let number, let capacity, let modulus, let residue):
      let (round, step) = UInt64(row).quotientAndRemainder(dividingBy: capacity)
      let product = ((step + 1) % capacity).multipliedFullWidth(by: stride)
      let place = capacity.dividingFullWidth(product).remainder
      for (index, alphabet) in random.enumerated() where !alphabet.isEmpty {
        key += alphabet[Int(RowHash(row: row, salt: index).value % UInt64(alphabet.count))]
      }
      // Once all keys of the pattern are used up, a number in the middle tells the rounds apart.
      if round > 0 { key += String(round).utf8 }
      withUnsafeTemporaryAllocation(of: Int.self, capacity: number.count) { digits in
        var rest = place * modulus + residue
        for (index, alphabet) in number.enumerated().reversed() {
          let (quotient, digit) = rest.quotientAndRemainder(dividingBy: UInt64(max(alphabet.count, 1)))
          digits[index] = Int(digit)
          rest = quotient
        }
        for (digit, alphabet) in zip(digits, number) where !alphabet.isEmpty { key += alphabet[digit] }
      }
    }
  }

  private static func greatestCommonDivisor(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}

/// A number for each row and salt that looks random (SplitMix64: Steele, Lea and Flood 2014).
struct RowHash {
  let value: UInt64

  init(row: Int, salt: Int) {
    var z = (UInt64(truncatingIfNeeded: row) &+ 1) &* 0x9E37_79B9_7F4A_7C15
    z = z &+ UInt64(truncatingIfNeeded: salt) &* 0xD1B5_4A32_D192_ED03
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    value = z ^ (z >> 31)
  }

  /// The number in 0 ..< 1.
  var unitInterval: Double { Double(value >> 11) * 0x1p-53 }
}
