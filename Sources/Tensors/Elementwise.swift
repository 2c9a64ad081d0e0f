import CKernels

extension Device {
  /// Calls `body` on all threads for runs of elements that cover 0 ..< count, each but the last a multiple of `unit`.
  ///
  /// - Parameter grain: so many elements are worth a task of their own.
  func forEachChunk(
    of count: Int, grain: Int = 8_192, unit: Int = 64, _ body: (_ first: Int, _ count: Int) -> Void
  ) {
    forEachBand(of: (count + unit - 1) / unit, columns: unit, grain: grain) { first, units in
      body(first * unit, min(units * unit, count - first * unit))
    }
  }

  /// Calls `body` on all threads for bands of rows, which are of one size where there are as many for each thread.
  func forEachBand(
    of rows: Int, columns: Int, grain: Int = 8_192, _ body: (_ first: Int, _ rows: Int) -> Void
  ) {
    let tasks = min(rows, (rows * columns + grain - 1) / grain)
    let threads = tasks > 1 ? workers.count : 1
    let even = max(1, (tasks + threads - 1) / threads * threads)
    let band = max(1, (rows + even - 1) / even)
    workers.run(tasks: (rows + band - 1) / band) { body($0 * band, min(band, rows - $0 * band)) }
  }

  /// Calls `body` on all threads for runs of elements that cover several arrays, in one go: small ones share a task.
  ///
  /// - Parameter counts: elements of each array.
  func forEachPiece(of counts: [Int], _ body: (_ array: Int, _ first: Int, _ count: Int) -> Void) {
    let unit = 64
    forEachBand(of: counts.reduce(0) { $0 + ($1 + unit - 1) / unit }, columns: unit) { first, units in
      var begin = 0
      for (array, count) in counts.enumerated() {
        let end = begin + (count + unit - 1) / unit
        let (low, high) = (max(first, begin) - begin, min(first + units, end) - begin)
        if low < high { body(array, low * unit, min(high * unit, count) - low * unit) }
        begin = end
      }
    }
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
        a.device.forEachBand(of: walk.rows, columns: walk.columns) { row, rows in
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
