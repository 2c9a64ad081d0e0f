import CKernels

/// Elements that one task of an element-wise operation covers: fixed, so that results do not depend on the threads.
private let chunk = 16_384

extension Tensor {
  /// Applies a kernel to each element.
  func unary(_ operation: sk_unary, _ parameter: Double = 0, _ rule: @escaping Node.Rule) -> Tensor {
    let result = Storage(count, elementType, on: device)
    let kernel = result.kernels.unary!
    let (n, source) = (count, storage)
    device.workers.run(tasks: (n + chunk - 1) / chunk) { task in
      let first = task * chunk
      kernel(operation, min(chunk, n - first), source.at(first), result.at(first), parameter)
    }
    return .result(result, shape: shape, of: [self], rule)
  }

  /// Applies a kernel to each pair of elements of two tensors that broadcast.
  static func binary(
    _ operation: sk_binary, _ a: Tensor, _ b: Tensor, _ parameter: Double = 0, _ rule: @escaping Node.Rule
  ) -> Tensor {
    precondition(a.elementType == b.elementType, "element types \(a.elementType) and \(b.elementType) differ")
    let shape = Broadcasting.shape(a.shape, b.shape)
    let result = Storage(shape.product, a.elementType, on: a.device)
    let kernel = result.kernels.binary!
    let (x, y) = (a.storage, b.storage)
    if a.shape == b.shape {
      let n = result.count
      a.device.workers.run(tasks: (n + chunk - 1) / chunk) { task in
        let first = task * chunk
        kernel(operation, 1, min(chunk, n - first), x.at(first), 0, 1, y.at(first), 0, 1, result.at(first), parameter)
      }
    } else if result.count > 0 {
      let walk = StridedWalk(
        shape,
        strides: [
          Broadcasting.strides(of: a.shape, in: shape), Broadcasting.strides(of: b.shape, in: shape),
          Broadcasting.strides(of: shape, in: shape),
        ])
      let band = max(1, chunk / walk.columns)
      walk.forEachBlock { offsets in
        a.device.workers.run(tasks: (walk.rows + band - 1) / band) { task in
          let row = task * band
          kernel(
            operation, min(band, walk.rows - row), walk.columns,
            x.at(offsets[0] + row * walk.rowStride(0)), walk.rowStride(0), walk.columnStride(0),
            y.at(offsets[1] + row * walk.rowStride(1)), walk.rowStride(1), walk.columnStride(1),
            result.at(offsets[2] + row * walk.columns), parameter)
        }
      }
    }
    return .result(result, shape: shape, of: [a, b], rule)
  }
}
