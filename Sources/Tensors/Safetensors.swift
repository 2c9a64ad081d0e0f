import SaddleFiles

/// Named arrays of numbers and a map of texts, in the safetensors format of Hugging Face, in memory.
///
/// A file is the length of its header (8 bytes, little-endian), the header (JSON: names, types, shapes and places) and
/// the data, each value little-endian. The format: <https://github.com/huggingface/safetensors>. What `encoded()`
/// writes carries a SHA-256 digest of itself, so that a file that was cut short or altered is never taken for a whole one.
public struct Safetensors: Sendable, Equatable {
  /// The type of the elements.
  public enum DType: String, Sendable, CaseIterable {
    case u8 = "U8"
    case i32 = "I32"
    case f32 = "F32"
    case i64 = "I64"
    case f64 = "F64"

    /// Bytes an element.
    public var size: Int {
      switch self {
      case .u8: 1
      case .i32, .f32: 4
      case .i64, .f64: 8
      }
    }
  }

  /// One array: row-major and little-endian.
  public struct Entry: Sendable, Equatable {
    public var name: String
    public var dtype: DType
    public var shape: [Int]
    public var bytes: [UInt8]

    /// Traps unless `bytes` holds as many elements as `shape` asks for.
    public init(name: String, dtype: DType, shape: [Int], bytes: [UInt8]) {
      precondition(Safetensors.byteCount(of: shape, dtype) == bytes.count)
      (self.name, self.dtype, self.shape, self.bytes) = (name, dtype, shape, bytes)
    }
  }

  public var metadata: [String: String]
  public var tensors: [Entry]

  public init(metadata: [String: String] = [:], tensors: [Entry] = []) {
    (self.metadata, self.tensors) = (metadata, tensors)
  }

  /// The tensor of that name.
  public subscript(name: String) -> Entry? { tensors.first { $0.name == name } }
}

extension Safetensors {
  /// Metadata key of the digest.
  static let digestKey = "saddle.sha256"
  /// The name that the header keeps for the metadata.
  static let metadataKey = "__metadata__"

  /// The bytes of the file; the same tensors and metadata give the same bytes, whatever their order.
  ///
  /// Traps if two tensors have one name, or if one is called `__metadata__`.
  public func encoded() -> [UInt8] {
    precondition(Set(tensors.map(\.name)).union([Self.metadataKey]).count == tensors.count + 1)
    let ordered = inFileOrder
    var metadata = self.metadata
    metadata[Self.digestKey] = ordered.digest
    var header = Safetensors(metadata: metadata, tensors: ordered.tensors).header
    // Spaces after the header keep the data, and so every element, at a multiple of its size.
    header += [UInt8](repeating: UInt8(ascii: " "), count: -header.count & 7)
    var bytes = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    bytes.reserveCapacity(8 + header.count + ordered.tensors.reduce(0) { $0 + $1.bytes.count })
    bytes += header
    for tensor in ordered.tensors { bytes += tensor.bytes }
    return bytes
  }

  /// Large elements first, then by name: the format allows no gaps, and so nothing needs one.
  var inFileOrder: Safetensors {
    let ordered = tensors.sorted {
      $0.dtype.size == $1.dtype.size
        ? $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) : $0.dtype.size > $1.dtype.size
    }
    return Safetensors(metadata: metadata, tensors: ordered)
  }

  /// The digest of a file in order, as it would be without the digest.
  var digest: String {
    var rest = self
    rest.metadata[Self.digestKey] = nil
    var hash = SHA256()
    hash.update(rest.header)
    for tensor in tensors { hash.update(tensor.bytes) }
    return hash.hexDigest()
  }

  /// The header for tensors that are in the order of the file.
  private var header: [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let texts = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      let pairs = texts.map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }
      members.append("\"\(Self.metadataKey)\":{\(pairs.joined(separator: ","))}")
    }
    var offset = 0
    for tensor in tensors {
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      let end = offset + tensor.bytes.count
      members.append(
        "\(Self.quoted(tensor.name)):{\"dtype\":\"\(tensor.dtype.rawValue)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    return Array("{\(members.joined(separator: ","))}".utf8)
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case ..<" ":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
