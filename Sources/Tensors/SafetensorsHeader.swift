import SaddleFiles

/// Reads the JSON of a safetensors header, which is an object of objects and never nests deeper.
///
/// A parser of its own, since a general one keeps neither repeated names, which must not pass, nor places for messages.
struct SafetensorsHeader {
  /// One tensor as the header has it.
  struct Place {
    let name: String
    let dtype: Safetensors.DType
    let shape: [Int]
    /// Bytes from the beginning of the data.
    let begin: Int
    let end: Int
    /// Where in the file the header names it.
    let position: Int
  }

  private(set) var metadata: [String: String] = [:]
  private(set) var places: [Place] = []

  private let bytes: [UInt8]
  private var position: Int
  private let end: Int
  private let file: String

  /// The header is `bytes[position..<end]`.
  init(bytes: [UInt8], position: Int, end: Int, file: String) {
    (self.bytes, self.position, self.end, self.file) = (bytes, position, end, file)
  }

  mutating func parse() throws {
    var names: Set<String> = []
    try members { parser, name, start in
      guard names.insert(name).inserted else { throw parser.malformed("repeats the name \(name)", at: start) }
      if name == Safetensors.metadataKey {
        try parser.parseMetadata()
      } else {
        try parser.parseTensor(name, at: start)
      }
    }
    skipSpace()
    if position < end { throw malformed("goes on after its header", at: position) }
  }

  private mutating func parseMetadata() throws {
    try members { parser, key, start in
      let text = try parser.string()
      guard parser.metadata.updateValue(text, forKey: key) == nil else {
        throw parser.malformed("repeats the metadata \(key)", at: start)
      }
    }
  }

  private mutating func parseTensor(_ name: String, at start: Int) throws {
    var dtype: Safetensors.DType?
    var shape: [Int]?
    var offsets: [Int]?
    try members { parser, key, start in
      switch key {
      case "dtype" where dtype == nil:
        let word = try parser.string()
        dtype = Safetensors.DType(rawValue: word)
        if dtype == nil { throw parser.malformed("has a tensor of the type \(word), which is not read", at: start) }
      case "shape" where shape == nil: shape = try parser.integers()
      case "data_offsets" where offsets == nil: offsets = try parser.integers()
      default: throw parser.malformed("describes the tensor \(name) with an unknown or repeated \(key)", at: start)
      }
    }
    guard let dtype, let shape, let offsets, offsets.count == 2 else {
      throw malformed("does not tell type, shape and place of the tensor \(name)", at: start)
    }
    places.append(Place(name: name, dtype: dtype, shape: shape, begin: offsets[0], end: offsets[1], position: start))
  }

  /// An object; `read` gets each name with its position and reads the value.
  private mutating func members(_ read: (inout Self, String, Int) throws -> Void) throws {
    try list("{", "}") { parser in
      parser.skipSpace()
      let start = parser.position
      let name = try parser.string()
      try parser.expect(":")
      try read(&parser, name, start)
    }
  }

  /// An array of whole numbers of at least 0.
  private mutating func integers() throws -> [Int] {
    var values: [Int] = []
    try list("[", "]") { parser in
      parser.skipSpace()
      let digits = parser.bytes[parser.position..<parser.end].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 }
      guard let value = Int(String(decoding: digits, as: UTF8.self)) else {
        throw parser.malformed("has no whole number where one is needed", at: parser.position)
      }
      parser.position += digits.count
      values.append(value)
    }
    return values
  }

  private mutating func list(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ element: (inout Self) throws -> Void
  ) throws {
    try expect(open)
    if skips(close) { return }
    repeat { try element(&self) } while skips(",")
    try expect(close)
  }

  private mutating func string() throws -> String {
    try expect("\"")
    let start = position
    var units: [UInt8] = []
    while position < end, bytes[position] != UInt8(ascii: "\"") {
      guard bytes[position] >= 0x20 else { throw malformed("has a control character in a name", at: position) }
      if bytes[position] == UInt8(ascii: "\\") {
        units += String(try escape()).utf8
      } else {
        units.append(bytes[position])
        position += 1
      }
    }
    try expect("\"")
    guard let text = String(validating: units, as: UTF8.self) else { throw malformed("is not UTF-8", at: start) }
    return text
  }

  private mutating func escape() throws -> Unicode.Scalar {
    let start = position
    let simple: [UInt8: Unicode.Scalar] = [
      UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/", UInt8(ascii: "b"): "\u{8}",
      UInt8(ascii: "f"): "\u{c}", UInt8(ascii: "n"): "\n", UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
    ]
    if position + 1 < end, let scalar = simple[bytes[position + 1]] {
      position += 2
      return scalar
    }
    let unit = try codeUnit()
    if UTF16.isLeadSurrogate(unit) {
      let trail = try codeUnit()
      if UTF16.isTrailSurrogate(trail) { return UTF16.decode(UTF16.EncodedScalar([unit, trail])) }
    } else if let scalar = Unicode.Scalar(unit) {
      return scalar
    }
    throw malformed("has half a surrogate pair", at: start)
  }

  /// The four digits of `\uXXXX`.
  private mutating func codeUnit() throws -> UInt16 {
    let digits = bytes[position..<end].dropFirst(2).prefix(4)
    guard bytes[position..<end].starts(with: Array("\\u".utf8)), digits.count == 4,
      digits.allSatisfy({ $0 != UInt8(ascii: "+") }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw malformed("has an unknown escape", at: position) }
    position += 6
    return unit
  }

  private mutating func skipSpace() {
    while position < end, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[position]) { position += 1 }
  }

  private mutating func skips(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard position < end, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws {
    guard skips(character) else { throw malformed("has no \(character) where one is needed", at: position) }
  }

  private func malformed(_ what: String, at position: Int) -> SaddleError {
    Safetensors.malformed(file, what, at: position)
  }
}
