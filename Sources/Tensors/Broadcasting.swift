import CKernels

/// How two shapes are read together: axes align from the last, and an axis of length one repeats (as in NumPy).
enum Broadcasting {
  /// The common shape. Traps if the shapes do not fit.
  static func shape(_ a: [Int], _ b: [Int]) -> [Int] {
    if a == b { return a }
    let rank = max(a.count, b.count)
    return (0..<rank).map { axis in
      let m = length(of: a, axis, rank)
      let n = length(of: b, axis, rank)
      precondition(m == n || m == 1 || n == 1, "shapes \(a) and \(b) do not broadcast")
      return m == 1 ? n : m
    }
  }

  private static func length(of shape: [Int], _ axis: Int, _ rank: Int) -> Int {
    let own = axis - (rank - shape.count)
    return own < 0 ? 1 : shape[own]
  }

  /// The stride of each axis of `result` in a contiguous tensor of `shape`; 0 where it repeats.
  static func strides(of shape: [Int], in result: [Int]) -> [Int] {
    var strides = Array(repeating: 0, count: result.count)
    var step = 1
    for own in shape.indices.reversed() {
      let axis = own + result.count - shape.count
      strides[axis] = shape[own] == 1 ? 0 : step
      step *= shape[own]
    }
    return strides
  }
}

/// A walk over one or more operands of a common shape, with as few and as long inner loops as their strides allow.
struct StridedWalk {
  /// Lengths of the merged axes, at least two.
  private(set) var lengths: [Int]
  /// Strides of each operand along the merged axes.
  private(set) var strides: [[Int]]

  /// - Parameter strides: one list for each operand, one stride for each axis of `shape`.
  init(_ shape: [Int], strides operands: [[Int]]) {
    lengths = []
    strides = Array(repeating: [], count: operands.count)
    for axis in shape.indices where shape[axis] != 1 {
      let merges =
        !lengths.isEmpty
        && operands.indices.allSatisfy {
          strides[$0].last! == operands[$0][axis] * shape[axis]
        }
      if merges {
        lengths[lengths.count - 1] *= shape[axis]
        for operand in operands.indices { strides[operand][lengths.count - 1] = operands[operand][axis] }
      } else {
        lengths.append(shape[axis])
        for operand in operands.indices { strides[operand].append(operands[operand][axis]) }
      }
    }
    while lengths.count < 2 {
      lengths.insert(1, at: 0)
      for operand in operands.indices { strides[operand].insert(0, at: 0) }
    }
  }

  var rows: Int { lengths[lengths.count - 2] }
  var columns: Int { lengths[lengths.count - 1] }
  func rowStride(_ operand: Int) -> Int { strides[operand][lengths.count - 2] }
  func columnStride(_ operand: Int) -> Int { strides[operand][lengths.count - 1] }

  /// Calls `body` for each block of `rows` x `columns`, with the offset of each operand.
  func forEachBlock(_ body: ([Int]) -> Void) {
    let outer = lengths.count - 2
    let blocks = lengths[..<outer].reduce(1, *)
    var index = Array(repeating: 0, count: outer)
    var offsets = Array(repeating: 0, count: strides.count)
    for _ in 0..<blocks {
      body(offsets)
      for axis in (0..<outer).reversed() {
        index[axis] += 1
        for operand in strides.indices { offsets[operand] += strides[operand][axis] }
        if index[axis] < lengths[axis] { break }
        index[axis] = 0
        for operand in strides.indices { offsets[operand] -= strides[operand][axis] * lengths[axis] }
      }
    }
  }
}

extension Tensor {
  /// This tensor repeated to a larger shape with which it broadcasts.
  public func broadcast(to shape: [Int]) -> Tensor {
    if shape == self.shape { return self }
    precondition(Broadcasting.shape(self.shape, shape) == shape, "shape \(self.shape) does not broadcast to \(shape)")
    let result = Storage(shape.product, elementType, on: device)
    let own = Broadcasting.strides(of: self.shape, in: shape)
    Tensor.copy(shape, from: storage, own, to: result, Broadcasting.strides(of: shape, in: shape))
    return .result(result, shape: shape, of: [self]) { [$0.gradient.summed(to: $0.inputs[0].shape)] }
  }

  /// The sum over the axes along which a tensor of `shape` was repeated to make this one: the adjoint of `broadcast`.
  public func summed(to shape: [Int]) -> Tensor {
    if shape == self.shape { return self }
    let extra = rank - shape.count
    var axes = Array(0..<extra)
    axes += shape.indices.filter { shape[$0] == 1 && self.shape[$0 + extra] != 1 }.map { $0 + extra }
    return sum(axes: axes).reshaped(shape)
  }

  static func copy(
    _ shape: [Int], from source: Storage, _ sourceStrides: [Int], to target: Storage, _ targetStrides: [Int],
    sourceOffset: Int = 0, targetOffset: Int = 0
  ) {
    guard shape.product > 0 else { return }
    let walk = StridedWalk(shape, strides: [sourceStrides, targetStrides])
    let copy = source.kernels.copy!
    walk.forEachBlock { offsets in
      source.device.forEachBand(of: walk.rows, columns: walk.columns) { row, rows in
        copy(
          rows, walk.columns, source.at(sourceOffset + offsets[0] + row * walk.rowStride(0)), walk.rowStride(0),
          walk.columnStride(0), target.at(targetOffset + offsets[1] + row * walk.rowStride(1)), walk.rowStride(1),
          walk.columnStride(1))
      }
    }
  }
}
