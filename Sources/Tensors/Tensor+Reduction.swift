import CKernels

/// Sums, means and maxima over axes. Sums accumulate in double precision, in an order that does not depend on threads.
extension Tensor {
  /// The sum of all elements, of shape `[]`.
  public func sum() -> Tensor { sum(axes: Array(shape.indices)) }

  /// The mean of all elements, of shape `[]`. Traps for no elements.
  public func mean() -> Tensor { mean(axes: Array(shape.indices)) }

  /// The sum over some axes, which are dropped, or kept with length one.
  public func sum(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    let axes = normalized(axes)
    let kept = shape.indices.map { axes.contains($0) ? 1 : shape[$0] }
    if axes.allSatisfy({ shape[$0] == 1 }) { return reshaped(keepingAxes ? kept : dropping(axes)) }
    let storage = reduced(SK_SUM, over: axes)
    return .result(storage, shape: keepingAxes ? kept : dropping(axes), of: [self]) { d in
      [d.gradient.reshaped(kept).broadcast(to: d.inputs[0].shape)]
    }
  }

  /// The mean over some axes, which are dropped, or kept with length one. Traps for no elements.
  public func mean(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    let n = normalized(axes).reduce(1) { $0 * shape[$1] }
    precondition(n > 0, "the mean of no elements")
    return sum(axes: axes, keepingAxes: keepingAxes) / Double(n)
  }

  /// The greatest element over some axes, which are dropped, or kept with length one. Equal greatest elements share the
  /// derivative. Traps for no elements.
  public func maximum(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    let axes = normalized(axes)
    precondition(axes.allSatisfy { shape[$0] > 0 }, "the maximum of no elements")
    let kept = shape.indices.map { axes.contains($0) ? 1 : shape[$0] }
    let storage = reduced(SK_MAX, over: axes)
    return .result(storage, shape: keepingAxes ? kept : dropping(axes), of: [self]) { d in
      let mask = d.inputs[0].equal(to: d.output.reshaped(kept))
      let share = mask / mask.sum(axes: axes, keepingAxes: true)
      return [share * d.gradient.reshaped(kept)]
    }
  }

  /// Axes counted from the front; negative ones count from the back.
  private func normalized(_ axes: [Int]) -> [Int] {
    let result = axes.map { $0 < 0 ? $0 + rank : $0 }
    precondition(result.allSatisfy(shape.indices.contains), "axes \(axes) are not those of shape \(shape)")
    precondition(Set(result).count == axes.count, "axes \(axes) repeat")
    return result
  }

  private func dropping(_ axes: [Int]) -> [Int] { shape.indices.filter { !axes.contains($0) }.map { shape[$0] } }

  /// Reduces trailing axes as rows and leading ones as columns; others are first moved to the back.
  private func reduced(_ operation: sk_reduction, over axes: [Int]) -> Storage {
    let kept = shape.indices.filter { !axes.contains($0) }
    let columns = axes.reduce(1) { $0 * shape[$1] }
    let rows = kept.reduce(1) { $0 * shape[$1] }
    let result = Storage(rows, elementType, on: device)
    if rows == 0 { return result }
    if axes.allSatisfy({ $0 < axes.count }) {
      guard operation == SK_SUM else {
        result.kernels.max_columns(columns, rows, storage.pointer, result.pointer)
        return result
      }
      let (kernel, source) = (result.kernels.sum_columns!, storage)
      let partials = ColumnPartials(rows: columns, columns: rows, count: 1, on: device) { first, count, partial in
        kernel(count, rows, source.at(first * rows), partial)
      }
      partials.add(to: result)
      return result
    }
    if axes.allSatisfy({ $0 >= kept.count }) {
      let kernel = result.kernels.reduce_rows!
      let source = storage
      device.forEachBand(of: rows, columns: columns, grain: 16_384) { first, rows in
        kernel(operation, rows, columns, source.at(first * columns), result.at(first))
      }
      return result
    }
    return detached().transposed(kept + axes).reshaped(kept.map { shape[$0] } + [columns])
      .reduced(operation, over: [kept.count])
  }
}

/// Soft-max and log-sum-exp over the last axis.
extension Tensor {
  /// log sum exp over the last axis, which is dropped; shifted by the maximum, so that it never overflows.
  public func logSumExp() -> Tensor {
    let shift = detached().maximum(axes: [-1], keepingAxes: true)
    // An infinite maximum is no shift: infinity less itself is not a number.
    let finite = (shift - shift).equal(to: shift.filled(0)).select(shift, shift.filled(0))
    let sum = (self - finite).exp().sum(axes: [-1], keepingAxes: true)
    return (sum.log() + finite).reshaped(Array(shape.dropLast()))
  }

  /// exp(x) / sum exp(x) over the last axis.
  public func softmax() -> Tensor { segmentSoftmax(Segments(lengths: [shape.last!])) }

  /// log of the soft-max over the last axis.
  public func logSoftmax() -> Tensor { self - logSumExp().reshaped(Array(shape.dropLast()) + [1]) }
}
