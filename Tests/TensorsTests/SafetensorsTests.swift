import SaddleFiles
import SaddleTensors
import Testing

@Suite struct SafetensorsTests {
  static let example = Safetensors(
    metadata: ["format": "1", "quo\"te\\": "line\nfeed \u{1} 😀 é"],
    tensors: [
      .init(name: "bytes", dtype: .u8, shape: [3], bytes: [1, 2, 3]),
      .init(name: "weight", dtype: .f32, shape: [1, 2], bytes: [0, 0, 128, 63, 0, 0, 0, 64]),
      .init(name: "scalar", dtype: .f64, shape: [], bytes: [0, 0, 0, 0, 0, 0, 240, 63]),
      .init(name: "empty", dtype: .i32, shape: [0, 7], bytes: []),
      .init(name: "labels", dtype: .i32, shape: [1], bytes: [255, 255, 255, 255]),
      .init(name: "step", dtype: .i64, shape: [1], bytes: [1, 0, 0, 0, 0, 0, 0, 0]),
    ])

  /// A file with the header given and `data` after it.
  static func file(_ header: String, data: [UInt8] = []) -> [UInt8] {
    let count = header.utf8.count
    return (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) } + Array(header.utf8) + data
  }

  static func error(_ bytes: [UInt8]) -> SaddleError? {
    do {
      _ = try Safetensors(decoding: bytes, name: "model.safetensors")
      return nil
    } catch {
      return error as? SaddleError
    }
  }

  @Test func roundTrips() throws {
    let decoded = try Safetensors(decoding: Self.example.encoded(), name: "a")
    #expect(decoded.metadata == Self.example.metadata)
    #expect(decoded.tensors.sorted { $0.name < $1.name } == Self.example.tensors.sorted { $0.name < $1.name })
    #expect(decoded["weight"] == Self.example.tensors[1])
    #expect(decoded["none"] == nil)
    // The product of the other sizes does not fit an Int.
    let hollow = Safetensors(tensors: [.init(name: "a", dtype: .u8, shape: [1 << 40, 1 << 40, 0], bytes: [])])
    #expect(try Safetensors(decoding: hollow.encoded(), name: "a") == hollow)
    #expect(try Safetensors(decoding: Safetensors().encoded(), name: "a") == Safetensors())
  }

  @Test func doesNotDependOnTheOrder() {
    var reversed = Self.example
    reversed.tensors.reverse()
    #expect(reversed.encoded() == Self.example.encoded())
  }

  @Test func alignsEveryElement() throws {
    let bytes = Self.example.encoded()
    let start = 8 + bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(start % 8 == 0)
    // Descending sizes: 8 (scalar, step), 4 (empty, labels, weight), 1 (bytes).
    #expect(
      Array(bytes[start...]) == [0, 0, 0, 0, 0, 0, 240, 63, 1, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255]
        + [0, 0, 128, 63, 0, 0, 0, 64, 1, 2, 3])
  }

  /// The bytes by hand: the digest is `printf '%s' HEADER | cat - DATA | sha256sum`, with HEADER without the digest.
  @Test func writesTheFormat() {
    let header =
      #"{"__metadata__":{"saddle.sha256":"DIGEST"},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    let digest = "1deba0b75ff8be748704c7ecd5116eb6f2bba5581f9b81f7a2b9ebe5a363f108"
    let whole = header.replacing("DIGEST", with: digest)
    let padded = whole + String(repeating: " ", count: (8 - whole.utf8.count % 8) % 8)
    let tensor = Safetensors.Entry(name: "w", dtype: .f32, shape: [1], bytes: [0, 0, 128, 63])
    #expect(Safetensors(tensors: [tensor]).encoded() == Self.file(padded, data: [0, 0, 128, 63]))
  }

  /// A file of another writer: no digest, its own order, spaces, escapes.
  @Test func readsWhatOthersWrite() throws {
    let header =
      #" { "b\u00e9\ud83d\ude00\n" : { "shape" : [ 2 ] , "data_offsets" : [ 4 , 6 ], "dtype":"U8" } ,"#
      + #""a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}, "__metadata__":{} }  "#
    let decoded = try Safetensors(decoding: Self.file(header, data: [1, 2, 3, 4, 5, 6]), name: "a")
    #expect(
      decoded.tensors == [
        .init(name: "a", dtype: .f32, shape: [], bytes: [1, 2, 3, 4]),
        .init(name: "bé😀\n", dtype: .u8, shape: [2], bytes: [5, 6]),
      ])
  }

  @Test(arguments: [
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}"#,
    #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}"#,
    #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[4,3]}}"#,
    #"{"a":{"dtype":"F32","shape":[4294967296,4294967296,1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[4611686018427387905,4611686018427387905,0],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[9223372036854775807,9223372036854775807]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,99999999999999999999]}}"#,
    #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":[1]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} x"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},}"#,
    #"{"__metadata__":{"k":"v","k":"v"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"__metadata__":{"k":1},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"\ud83d":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"\ud83d\u0041":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"\u+123":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"\x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    "{\"a\nb\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
    "{", "", "[]", #"{"a"#, #"{"a\"#, #"{"a\u00"#, #"{"a":{"shape":["#,
  ])
  func reportsMalformedHeaders(header: String) {
    let error = Self.error(Self.file(header, data: [0, 0, 0, 0]))
    #expect(error?.kind == .malformed)
    #expect(error?.message.contains("model.safetensors") == true)
    #expect(error?.message.contains("(byte ") == true)
  }

  @Test func reportsBytesThatAreNotUTF8() {
    var bytes = Self.file(#"{"?":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#)
    bytes[10] = 0xff
    #expect(Self.error(bytes)?.message.contains("not UTF-8 (byte 10)") == true)
  }

  @Test(arguments: [UInt64.max, 1 << 63, 1 << 62, 100_000_001, 1000])
  func reportsHeadersLongerThanTheFile(length: UInt64) {
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array("{}".utf8)
    #expect(Self.error(bytes)?.kind == .malformed)
  }

  @Test func reportsEveryTruncation() {
    let bytes = Self.example.encoded()
    for length in bytes.indices { #expect(Self.error(Array(bytes.prefix(length)))?.kind == .malformed) }
    #expect(Self.error(bytes + [0])?.kind == .malformed)
  }

  /// Whatever bit changes, the file is refused or means the same (a space in the header may become a tab).
  @Test func reportsEveryAlteredBit() throws {
    let bytes = Self.example.encoded()
    let original = try Safetensors(decoding: bytes, name: "a")
    var accepted = 0
    for index in bytes.indices {
      for bit in 0..<8 {
        var altered = bytes
        altered[index] ^= 1 << bit
        guard let decoded = try? Safetensors(decoding: altered, name: "a", requiresDigest: true) else { continue }
        #expect(decoded == original)
        accepted += 1
      }
    }
    #expect(accepted < 20)
  }

  @Test func requiresADigestOnRequest() {
    let bytes = Self.file("{}")
    #expect(Self.error(bytes) == nil)
    #expect(throws: SaddleError.self) { try Safetensors(decoding: bytes, name: "a", requiresDigest: true) }
  }

  /// Random damage, thousands of times: an error or a value, never a trap.
  @Test func survivesRandomDamage() {
    let valid = [
      Self.example.encoded(), Self.file(#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#, data: [1]),
    ]
    let alphabet = Array("{}[]\",:\\u0123456789-. \u{1}\u{ff}".utf8)
    var random = SplitMix(state: 1)
    for seed in 0..<20_000 {
      var bytes = valid[seed % 2]
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let index = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[index] = alphabet.randomElement(using: &random)!
        case 2: bytes.insert(alphabet.randomElement(using: &random)!, at: index)
        default: bytes.removeSubrange(index..<min(bytes.count, index + 3))
        }
        if bytes.isEmpty { break }
      }
      if let error = Self.error(bytes) { #expect(error.kind == .malformed) }
    }
  }
}

/// SplitMix64 (Steele, Lea and Flood 2014).
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
