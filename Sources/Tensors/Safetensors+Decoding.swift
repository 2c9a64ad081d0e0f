import SaddleFiles

extension Safetensors {
  /// The longest header that is read; the reference implementation has the same bound.
  static let longestHeader = 100_000_000

  /// Reads the bytes of a whole file; the digest, if there is one, is checked and left out of the metadata.
  ///
  /// - Parameters:
  ///   - name: what messages call the file.
  ///   - requiresDigest: whether a file without a digest, as others write it, is an error.
  /// - Throws: `SaddleError` of kind `malformed`, naming the byte.
  public init(decoding bytes: [UInt8], name: String, requiresDigest: Bool = false) throws {
    guard bytes.count >= 8 else { throw Self.malformed(name, "ends within its first 8 bytes", at: bytes.count) }
    let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << (8 * UInt64($1)) }
    guard length <= Self.longestHeader, Int(length) <= bytes.count - 8 else {
      throw Self.malformed(name, "has a header of \(length) bytes, more than there are", at: 0)
    }
    let start = 8 + Int(length)
    var parser = SafetensorsHeader(bytes: bytes, position: 8, end: start, file: name)
    try parser.parse()

    var offset = 0
    tensors = []
    for place in parser.places.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
      let count = Self.byteCount(of: place.shape, place.dtype)
      guard place.begin == offset, place.end >= offset, place.end <= bytes.count - start, count == place.end - offset
      else {
        throw Self.malformed(name, "gives the tensor \(place.name) a place that does not fit", at: place.position)
      }
      let data = Array(bytes[start + offset..<start + place.end])
      tensors.append(Entry(name: place.name, dtype: place.dtype, shape: place.shape, bytes: data))
      offset = place.end
    }
    guard offset == bytes.count - start else {
      throw Self.malformed(name, "has \(bytes.count - start - offset) bytes too many", at: start + offset)
    }

    metadata = parser.metadata
    let digest = metadata.removeValue(forKey: Self.digestKey)
    if digest == nil && !requiresDigest { return }
    guard inFileOrder.digest == digest else {
      throw SaddleError(
        .malformed,
        "\(name) is truncated or altered: the SHA-256 digest in its header does not match its \(bytes.count) bytes; "
          + "restore it from a copy or train again")
    }
  }

  /// Nil if the shape is none, or if the number does not fit an `Int`.
  static func byteCount(of shape: [Int], _ dtype: DType) -> Int? {
    if shape.contains(where: { $0 < 0 }) { return nil }
    if shape.contains(0) { return 0 }
    var count = dtype.size
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      if overflow { return nil }
      count = product
    }
    return count
  }

  static func malformed(_ name: String, _ what: String, at position: Int) -> SaddleError {
    SaddleError(
      .malformed,
      "\(name) is truncated or altered, or no safetensors file: it \(what) (byte \(position)); "
        + "restore it from a copy or train again")
  }
}
