import CKernels

extension Tensor {
  /// A tensor from its elements, row-major. Traps unless the shape holds as many.
  public init(
    _ elements: [Double], shape: [Int]? = nil, type: ElementType = .float32, on device: Device = .current
  ) {
    let shape = shape ?? [elements.count]
    precondition(shape.product == elements.count, "\(elements.count) elements do not fill the shape \(shape)")
    self.init(Storage(elements, type, on: device), shape: shape)
  }

  /// A float32 tensor from its elements, row-major. Traps unless the shape holds as many.
  public init(floats elements: [Float], shape: [Int], on device: Device = .current) {
    precondition(shape.product == elements.count, "\(elements.count) elements do not fill the shape \(shape)")
    let storage = Storage(elements.count, .float32, on: device)
    elements.withUnsafeBytes { bytes in
      if let base = bytes.baseAddress { storage.pointer.copyMemory(from: base, byteCount: bytes.count) }
    }
    self.init(storage, shape: shape)
  }

  /// A tensor from the little-endian bytes of its elements. Traps unless the shape holds as many.
  package init(bytes: [UInt8], shape: [Int], type: ElementType, on device: Device = .current) {
    precondition(shape.product * type.size == bytes.count)
    let storage = Storage(shape.product, type, on: device)
    bytes.withUnsafeBytes {
      if let base = $0.baseAddress { storage.pointer.copyMemory(from: base, byteCount: $0.count) }
    }
    self.init(storage, shape: shape)
  }

  /// A tensor of one value throughout.
  public init(repeating value: Double, shape: [Int], type: ElementType = .float32, on device: Device = .current) {
    let storage = Storage(shape.product, type, on: device)
    storage.kernels.fill(storage.count, value, storage.pointer)
    self.init(storage, shape: shape)
  }

  /// A single number, of shape `[]`.
  public init(_ value: Double, type: ElementType = .float32, on device: Device = .current) {
    self.init(repeating: value, shape: [], type: type, on: device)
  }

  public static func zeros(_ shape: [Int], type: ElementType = .float32, on device: Device = .current) -> Tensor {
    Tensor(repeating: 0, shape: shape, type: type, on: device)
  }

  public static func ones(_ shape: [Int], type: ElementType = .float32, on device: Device = .current) -> Tensor {
    Tensor(repeating: 1, shape: shape, type: type, on: device)
  }

  /// A tensor of one value, of this tensor's type and device, and of its shape unless another is given.
  public func filled(_ value: Double, shape: [Int]? = nil) -> Tensor {
    Tensor(repeating: value, shape: shape ?? self.shape, type: elementType, on: device)
  }

  /// One row for each index, with a one at that place and zeros elsewhere; an index of -1 gives a row of zeros.
  ///
  /// Result `[indices, classes]`. Traps if an index is not below `classes`.
  public static func oneHot(
    _ indices: [Int32], classes: Int, type: ElementType = .float32, on device: Device = .current
  ) -> Tensor {
    precondition(indices.allSatisfy { $0 >= -1 && Int($0) < classes }, "an index is not below \(classes)")
    let storage = Storage(indices.count * classes, type, on: device)
    storage.kernels.one_hot(indices.count, classes, indices, storage.pointer)
    return Tensor(storage, shape: [indices.count, classes])
  }

  /// The same elements in another type. No derivative flows through the change.
  public func cast(to type: ElementType) -> Tensor {
    type == elementType ? detached() : Tensor(scalars(), shape: shape, type: type, on: device)
  }
}

extension [Int] {
  /// The product of the elements; 1 for none.
  package var product: Int { reduce(1, *) }
}
