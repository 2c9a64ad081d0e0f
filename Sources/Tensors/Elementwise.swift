import CKernels

/// Elements that one task of an element-wise operation covers.
private let chunk = 8_192

extension Device {
  /// Calls `body` on all threads for runs of elements that cover 0 ..< count.
  func forEachChunk(of count: Int, _ body: (_ first: Int, _ count: Int) -> Void) {
    workers.run(tasks: (count + chunk - 1) / chunk) { task in
      body(task * chunk, min(chunk, count - task * chunk))
    }
  }

  /// Calls `body` on all threads for bands of the rows of a block, of about as many elements as a chunk.
  func forEachBand(of walk: StridedWalk, _ body: (_ row: Int, _ rows: Int) -> Void) {
    let band = max(1, chunk / walk.columns)
    workers.run(tasks: (walk.rows + band - 1) / band) { body($0 * band, min(band, walk.rows - $0 * band)) }
  }

  /// What `body` makes of each number, in order; each call computes on a thread of its own, as many at once as there are.
  package func map<Result>(_ numbers: Range<Int>, _ body: (Int) -> Result) -> [Result] {
    var results: [Result?] = Array(repeating: nil, count: numbers.count)
    results.withUnsafeMutableBufferPointer { results in
      // Each call writes a place of its own.
      nonisolated(unsafe) let results = results
      workers.run(tasks: numbers.count) { task in
        // The thread of a worker knows nothing of the task that called.
        results[task] = Device.$current.withValue(self) { body(numbers.lowerBound + task) }
      }
    }
    return results.map { $0! }
  }
}

extension Tensor {
  /// Applies a kernel to each element.
  func unary(_ operation: sk_unary, _ parameter: Double = 0, _ rule: @escaping Node.Rule) -> Tensor {
    let result = Storage(count, elementType, on: device)
    let kernel = result.kernels.unary!
    let source = storage
    device.forEachChunk(of: count) { first, count in
      kernel(operation, count, source.at(first), result.at(first), parameter)
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
      a.device.forEachChunk(of: result.count) { first, count in
        kernel(operation, 1, count, x.at(first), 0, 1, y.at(first), 0, 1, result.at(first), parameter)
      }
    } else if result.count > 0 {
      let walk = StridedWalk(
        shape,
        strides: [
          Broadcasting.strides(of: a.shape, in: shape), Broadcasting.strides(of: b.shape, in: shape),
          Broadcasting.strides(of: shape, in: shape),
        ])
      walk.forEachBlock { offsets in
        a.device.forEachBand(of: walk) { row, rows in
          kernel(
            operation, rows, walk.columns,
            x.at(offsets[0] + row * walk.rowStride(0)), walk.rowStride(0), walk.columnStride(0),
            y.at(offsets[1] + row * walk.rowStride(1)), walk.rowStride(1), walk.columnStride(1),
            result.at(offsets[2] + row * walk.columns), parameter)
        }
      }
    }
    return .result(result, shape: shape, of: [a, b], rule)
  }
}
