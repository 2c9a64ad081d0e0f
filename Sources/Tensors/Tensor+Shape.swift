import CKernels

extension Tensor {
  /// The same elements in another shape. Traps unless it holds as many.
  public func reshaped(_ shape: [Int]) -> Tensor {
    if shape == self.shape { return self }
    precondition(shape.product == count, "the elements of \(self.shape) do not fill \(shape)")
    return .result(storage, shape: shape, of: [self]) { [$0.gradient.reshaped($0.inputs[0].shape)] }
  }

  /// The axes in another order: axis `i` of the result is axis `order[i]` of this tensor. Reversed unless given.
  public func transposed(_ order: [Int]? = nil) -> Tensor {
    let order = order ?? shape.indices.reversed()
    precondition(order.sorted() == Array(shape.indices), "\(order) is not an order of the axes of \(shape)")
    if order == Array(shape.indices) { return self }
    let target = order.map { shape[$0] }
    let strides = Broadcasting.contiguousStrides(of: shape)
    let result = Storage(count, elementType, on: device)
    Tensor.copy(
      target, from: storage, order.map { strides[$0] }, to: result, Broadcasting.contiguousStrides(of: target))
    return .result(result, shape: target, of: [self]) { d in
      [d.gradient.transposed(order.indices.map { order.firstIndex(of: $0)! })]
    }
  }

  /// The elements whose place along `axis` is in `range`.
  public func slice(_ range: Range<Int>, axis: Int) -> Tensor {
    let axis = axis < 0 ? axis + rank : axis
    precondition(
      range.lowerBound >= 0 && range.upperBound <= shape[axis], "\(range) is not in axis \(axis) of \(shape)")
    if range.count == shape[axis] { return self }
    var target = shape
    target[axis] = range.count
    let strides = Broadcasting.contiguousStrides(of: shape)
    let result = Storage(target.product, elementType, on: device)
    Tensor.copy(
      target, from: storage, strides, to: result, Broadcasting.contiguousStrides(of: target),
      sourceOffset: range.lowerBound * strides[axis])
    return .result(result, shape: target, of: [self]) { d in
      [d.gradient.padded(to: d.inputs[0].shape[axis], at: range.lowerBound, axis: axis)]
    }
  }

  /// This tensor placed at `offset` along `axis` among zeros: the adjoint of `slice`.
  public func padded(to length: Int, at offset: Int, axis: Int) -> Tensor {
    let axis = axis < 0 ? axis + rank : axis
    let range = offset..<offset + shape[axis]
    precondition(range.lowerBound >= 0 && range.upperBound <= length, "\(range) is not in 0 ..< \(length)")
    if length == shape[axis] { return self }
    var target = shape
    target[axis] = length
    let strides = Broadcasting.contiguousStrides(of: target)
    let result = Storage(target.product, elementType, on: device)
    result.kernels.fill(result.count, 0, result.pointer)
    Tensor.copy(
      shape, from: storage, Broadcasting.contiguousStrides(of: shape), to: result, strides,
      targetOffset: offset * strides[axis])
    return .result(result, shape: target, of: [self]) { [$0.gradient.slice(range, axis: axis)] }
  }

  /// The tensors one after the other along `axis`; their other axes must agree. Traps for none.
  public static func concatenate(_ parts: [Tensor], axis: Int) -> Tensor {
    if parts.count == 1 { return parts[0] }
    let axis = axis < 0 ? axis + parts[0].rank : axis
    var target = parts[0].shape
    target[axis] = parts.reduce(0) { $0 + $1.shape[axis] }
    for part in parts {
      var shape = part.shape
      shape[axis] = target[axis]
      precondition(
        shape == target && part.elementType == parts[0].elementType, "\(part.shape) does not join \(parts[0].shape)")
    }
    let strides = Broadcasting.contiguousStrides(of: target)
    let result = Storage(target.product, parts[0].elementType, on: parts[0].device)
    var offset = 0
    for part in parts {
      copy(
        part.shape, from: part.storage, Broadcasting.contiguousStrides(of: part.shape), to: result, strides,
        targetOffset: offset * strides[axis])
      offset += part.shape[axis]
    }
    return .result(result, shape: target, of: parts) { d in
      var offset = 0
      return d.inputs.indices.map { index in
        let length = d.inputs[index].shape[axis]
        defer { offset += length }
        return d.when(index) { d.gradient.slice(offset..<offset + length, axis: axis) }
      }
    }
  }

  /// The rows (places along the first axis) that the indices name. Traps if an index is out of range.
  public func gathered(_ indices: [Int32]) -> Tensor {
    precondition(indices.allSatisfy { $0 >= 0 && Int($0) < shape[0] }, "an index is not below \(shape[0])")
    let columns = shape.dropFirst().reduce(1, *)
    let result = Storage(indices.count * columns, elementType, on: device)
    result.kernels.gather(indices.count, columns, storage.pointer, indices, result.pointer)
    return .result(result, shape: [indices.count] + shape.dropFirst(), of: [self]) { d in
      [d.gradient.scattered(indices, rows: d.inputs[0].shape[0])]
    }
  }

  /// Row `i` added to row `indices[i]` of zeros: the adjoint of `gathered`. Traps if an index is out of range.
  public func scattered(_ indices: [Int32], rows: Int) -> Tensor {
    precondition(indices.count == shape[0] && indices.allSatisfy { $0 >= 0 && Int($0) < rows })
    let columns = shape.dropFirst().reduce(1, *)
    let result = Storage(rows * columns, elementType, on: device)
    result.kernels.fill(result.count, 0, result.pointer)
    result.kernels.scatter_add(indices.count, columns, storage.pointer, indices, result.pointer)
    return .result(result, shape: [rows] + shape.dropFirst(), of: [self]) { [$0.gradient.gathered(indices)] }
  }
}

extension Broadcasting {
  /// The stride of each axis of a contiguous tensor.
  static func contiguousStrides(of shape: [Int]) -> [Int] {
    var strides = shape
    var step = 1
    for axis in shape.indices.reversed() {
      strides[axis] = step
      step *= shape[axis]
    }
    return strides
  }
}
