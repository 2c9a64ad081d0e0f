import CKernels

/// A division of the last axis into consecutive runs, such as one for each category column of a table.
public struct Segments: Equatable, Sendable {
  /// The length of each run, one or more.
  public let lengths: [Int]
  let ends: [Int32]

  public init(lengths: [Int]) {
    precondition(lengths.allSatisfy { $0 > 0 }, "a segment holds at least one element")
    self.lengths = lengths
    var end: Int32 = 0
    ends = lengths.map { length in
      end += Int32(length)
      return end
    }
  }

  public var count: Int { lengths.count }
  /// The length of the whole axis.
  public var width: Int { Int(ends.last ?? 0) }
}

/// Operations on each segment of the last axis by itself.
extension Tensor {
  /// The soft-max within each segment; `[..., width]` to `[..., width]`.
  public func segmentSoftmax(_ segments: Segments) -> Tensor {
    let result = segmentOperation(segments, from: segments.width, to: segments.width) { $0.segment_softmax }
    return .result(result, shape: shape, of: [self]) { d in
      let weighted = d.gradient * d.output
      return [weighted - d.output * weighted.segmentSum(segments).segmentExpanded(segments)]
    }
  }

  /// The sum of each segment; `[..., width]` to `[..., segments]`.
  public func segmentSum(_ segments: Segments) -> Tensor {
    let result = segmentOperation(segments, from: segments.width, to: segments.count) { $0.segment_sum }
    return .result(result, shape: shape.dropLast() + [segments.count], of: [self]) {
      [$0.gradient.segmentExpanded(segments)]
    }
  }

  /// Each element repeated over its segment; `[..., segments]` to `[..., width]`.
  public func segmentExpanded(_ segments: Segments) -> Tensor {
    let result = segmentOperation(segments, from: segments.count, to: segments.width) { $0.segment_expand }
    return .result(result, shape: shape.dropLast() + [segments.width], of: [self]) {
      [$0.gradient.segmentSum(segments)]
    }
  }

  private typealias Kernel =
    @convention(c) (
      Int, Int, UnsafePointer<Int32>?, UnsafeRawPointer?, UnsafeMutableRawPointer?
    ) -> Void

  private func segmentOperation(_ segments: Segments, from: Int, to: Int, _ kernel: (sk_table) -> Kernel) -> Storage {
    precondition(shape.last == from, "the last axis of \(shape) does not hold \(from) elements")
    let rows = shape.dropLast().reduce(1, *)
    let result = Storage(rows * to, elementType, on: device)
    let (run, source) = (kernel(result.kernels), storage)
    device.forEachBand(of: rows, columns: segments.width, grain: 4_096) { first, rows in
      run(rows, segments.count, segments.ends, source.at(first * from), result.at(first * to))
    }
    return result
  }
}
