import CKernels

/// An immutable array of numbers with a shape, and how it was computed when a derivative may be asked of it.
///
/// Row-major and contiguous; images are `[batch, height, width, channels]`. The elements of one operation's operands are
/// of one type, and a mismatch of types or shapes traps: it is an error of the program, never of the data.
///
/// ```swift
/// let x = Tensor([1, 2, 3]).tracked()
/// let y = (x * x).sum()
/// gradients(of: y, at: [x])[0].scalars()  // [2, 4, 6]
/// ```
public struct Tensor {
  /// The length of each axis; empty for a single number.
  public let shape: [Int]
  var storage: Storage
  /// How this value came about; nil for a constant.
  let node: Node?

  init(_ storage: Storage, shape: [Int], node: Node? = nil) {
    self.storage = storage
    self.shape = shape
    self.node = node
  }

  /// The number of axes.
  public var rank: Int { shape.count }
  /// The number of elements.
  public var count: Int { storage.count }
  /// The type of the elements.
  public var elementType: ElementType { storage.type }
  /// Where the elements live.
  public var device: Device { storage.device }
  /// Whether derivatives can flow to what this was computed from.
  public var isTracked: Bool { node != nil }

  /// The same value as a new variable, at which `gradients(of:at:)` can be asked.
  public func tracked() -> Tensor { Tensor(storage, shape: shape, node: Node()) }

  /// The same value as a constant: no derivative flows through it.
  public func detached() -> Tensor { Tensor(storage, shape: shape) }

  /// All elements, row-major.
  public func scalars() -> [Double] {
    switch elementType {
    case .float32: withElements(as: Float.self) { $0.map(Double.init) }
    case .float64: withElements(as: Double.self) { Array($0) }
    }
  }

  /// All elements, row-major, in single precision.
  public func floats() -> [Float] {
    switch elementType {
    case .float32: withElements(as: Float.self) { Array($0) }
    case .float64: withElements(as: Double.self) { $0.map(Float.init) }
    }
  }

  /// The one element of a tensor that holds just one. Traps otherwise.
  public var item: Double {
    precondition(count == 1, "item needs one element, the shape is \(shape)")
    return scalars()[0]
  }

  package func withElements<Element, Result>(
    as type: Element.Type, _ body: (UnsafeBufferPointer<Element>) throws -> Result
  ) rethrows -> Result {
    precondition(MemoryLayout<Element>.size == elementType.size)
    return try withExtendedLifetime(storage) {
      try body(
        UnsafeBufferPointer(start: UnsafePointer(storage.pointer.assumingMemoryBound(to: Element.self)), count: count))
    }
  }

  /// The elements as bytes, little-endian.
  package func bytes() -> [UInt8] {
    withExtendedLifetime(storage) {
      Array(UnsafeRawBufferPointer(start: storage.pointer, count: count * elementType.size))
    }
  }

  /// The memory of this tensor, which no other shares from now on: a copy is made first where one is needed. Valid as long
  /// as the tensor is left as it is.
  mutating func ownedMemory() -> UnsafeMutableRawPointer {
    if !isKnownUniquelyReferenced(&storage) {
      let copy = Storage(count, elementType, on: device)
      copy.pointer.copyMemory(from: storage.pointer, byteCount: count * elementType.size)
      storage = copy
    }
    storage.forgetPacked()
    return storage.pointer
  }
}

extension Tensor: CustomStringConvertible {
  public var description: String {
    let values = scalars().prefix(8).map { "\($0)" }.joined(separator: ", ")
    return "Tensor\(shape) [\(values)\(count > 8 ? ", ..." : "")]"
  }
}
