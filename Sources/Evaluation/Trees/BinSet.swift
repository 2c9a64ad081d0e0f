/// Some of the bins of a column, that of missing values among them or not.
struct BinSet: Sendable {
  /// A bit for each bin.
  private var words: SIMD8<UInt32>

  init() { words = SIMD8() }

  /// Takes up what `numbers` gave; nil unless these are eight words.
  init?(_ numbers: ArraySlice<Double>) {
    let words = numbers.compactMap { UInt32(exactly: $0) }
    guard numbers.count == 8, words.count == 8 else { return nil }
    self.words = SIMD8(words)
  }

  mutating func insert(_ bin: Int) { words[bin / 32] |= 1 << UInt32(bin % 32) }

  func contains(_ bin: Int) -> Bool { words[bin / 32] >> UInt32(bin % 32) & 1 == 1 }

  /// Its words, in 32 bits each.
  var numbers: [Double] { words.indices.map { Double(words[$0]) } }
}
