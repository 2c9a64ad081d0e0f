/// The hash function SHA-256 (FIPS 180-4, section 6.2), fed piece by piece.
///
/// ```swift
/// var hash = SHA256()
/// hash.update(bytes)
/// print(hash.hexDigest())
/// ```
public struct SHA256: Sendable {
  private var state: [UInt32]
  /// Fewer than 64 bytes that wait for the rest of their block.
  private var tail: [UInt8] = []
  private var length: UInt64 = 0

  public init() {
    state = [
      0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
  }

  /// The digest of `bytes` in hexadecimal.
  public static func hexDigest(of bytes: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(bytes)
    return hash.hexDigest()
  }

  /// Adds `bytes` to what is hashed.
  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// Adds `bytes` to what is hashed.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    length += UInt64(bytes.count)
    var rest = bytes[...]
    if !tail.isEmpty {
      let missing = rest.prefix(64 - tail.count)
      tail += missing
      rest = rest.dropFirst(missing.count)
      if tail.count < 64 { return }
      tail.withUnsafeBytes { Self.compress($0, into: &state) }
      tail.removeAll(keepingCapacity: true)
    }
    let whole = rest.prefix(rest.count / 64 * 64)
    Self.compress(UnsafeRawBufferPointer(rebasing: whole), into: &state)
    tail += rest.dropFirst(whole.count)
  }

  /// The digest of all bytes so far, as 64 lower-case hexadecimal digits; more may be added after.
  public func hexDigest() -> String {
    var last = self
    let padding = [0x80] + [UInt8](repeating: 0, count: (119 - tail.count) % 64)
    last.update(padding + (0..<8).map { UInt8(truncatingIfNeeded: (length * 8) >> (56 - 8 * $0)) })
    let digits = Array("0123456789abcdef")
    return String(last.state.flatMap { word in (0..<8).map { digits[Int((word >> (28 - 4 * $0)) & 15)] } })
  }

  /// Section 6.2.2, over a whole number of 64-byte blocks.
  private static func compress(_ bytes: UnsafeRawBufferPointer, into state: inout [UInt32]) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
      for block in stride(from: 0, to: bytes.count, by: 64) {
        for t in 0..<16 {
          schedule[t] = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: block + 4 * t, as: UInt32.self))
        }
        for t in 16..<64 {
          let (early, late) = (schedule[t - 15], schedule[t - 2])
          let s0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >> 3)
          let s1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >> 10)
          schedule[t] = s1 &+ schedule[t - 7] &+ s0 &+ schedule[t - 16]
        }
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for t in 0..<64 {
          let t1 =
            h &+ (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) &+ ((e & f) ^ (~e & g)) &+ constants[t]
            &+ schedule[t]
          let t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) &+ ((a & b) ^ (a & c) ^ (b & c))
          (h, g, f, e, d, c, b, a) = (g, f, e, d &+ t1, c, b, a, t1 &+ t2)
        }
        for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
      }
    }
  }

  private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 { (word >> count) | (word << (32 - count)) }

  /// Section 4.2.2: the fractional parts of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}
