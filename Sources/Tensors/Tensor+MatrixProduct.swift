extension Tensor {
  /// The matrix product `[m, k] x [k, n] -> [m, n]`, with either side read as transposed where asked.
  ///
  /// Operands of rank three are stacks of as many matrices, multiplied pair by pair:
  /// `[batch, m, k] x [batch, k, n] -> [batch, m, n]`. Traps if ranks or lengths do not match.
  public static func matrixProduct(
    _ a: Tensor, _ b: Tensor, transposingFirst: Bool = false, transposingSecond: Bool = false
  ) -> Tensor {
    matrixProduct(a, b, transposingFirst: transposingFirst, transposingSecond: transposingSecond, mask: nil)
  }

  /// The product, multiplied by a mask of its shape: a gradient on its way back through an activation.
  private static func matrixProduct(
    _ a: Tensor, _ b: Tensor, transposingFirst: Bool = false, transposingSecond: Bool = false,
    mask: (sign: Tensor, slope: Double)?
  ) -> Tensor {
    let (result, shape) = product(a, b, transposingFirst, transposingSecond, mask: mask)
    let own = mask.map { Node.Mask(sign: $0.sign.detached(), slope: $0.slope) }
    return .result(result, shape: shape, of: [a, b], mask: own, masksFirst: true) { d in
      let (a, b) = (d.inputs[0], d.inputs[1])
      let g =
        d.isMasked ? d.gradient : own.map { leakyReLUBackward(d.gradient, $0.sign!, slope: $0.slope) } ?? d.gradient
      return [
        d.when(0) {
          transposingFirst
            ? matrixProduct(
              b, g, transposingFirst: transposingSecond, transposingSecond: true, mask: d.firstMask)
            : matrixProduct(g, b, transposingSecond: !transposingSecond, mask: d.firstMask)
        },
        d.when(1) {
          transposingSecond
            ? matrixProduct(g, a, transposingFirst: true, transposingSecond: transposingFirst)
            : matrixProduct(a, g, transposingFirst: !transposingFirst)
        },
      ]
    }
  }

  /// `x w + bias`, then LeakyReLU where a slope is given: a whole layer in one pass.
  ///
  /// `[batch, inputs] x [inputs, outputs] + [outputs] -> [batch, outputs]`. The slope must not be negative.
  public static func linear(_ x: Tensor, _ w: Tensor, bias: Tensor? = nil, slope: Double? = nil) -> Tensor {
    if let bias {
      precondition(bias.shape == [w.shape.last!], "a bias of shape \(bias.shape) for weights of \(w.shape)")
      precondition(bias.elementType == w.elementType, "element types \(bias.elementType) and \(w.elementType) differ")
    }
    precondition(x.rank == 2 && w.rank == 2, "a linear layer of shapes \(x.shape) and \(w.shape)")
    precondition(slope ?? 0 >= 0, "a negative slope loses the sign that its derivative needs")
    w.storage.keepPacked()
    let (result, shape) = product(x, w, false, false, bias: bias, slope: slope ?? 1)
    // The output has the sign of what the activation was given.
    let mask = slope.map { Node.Mask(sign: nil, slope: $0) }
    return .result(result, shape: shape, of: [x, w] + (bias.map { [$0] } ?? []), mask: mask, masksFirst: true) { d in
      let g = d.isMasked ? d.gradient : slope.map { leakyReLUBackward(d.gradient, d.output, slope: $0) } ?? d.gradient
      return [
        d.when(0) { matrixProduct(g, d.inputs[1], transposingSecond: true, mask: d.firstMask) },
        d.when(1) { matrixProduct(d.inputs[0], g, transposingFirst: true) },
      ] + (bias == nil ? [] : [d.when(2) { g.sum(axes: [0]) }])
    }
  }

  private static func product(
    _ a: Tensor, _ b: Tensor, _ transposeA: Bool, _ transposeB: Bool, bias: Tensor? = nil, slope: Double = 1,
    mask: (sign: Tensor, slope: Double)? = nil
  ) -> (Storage, [Int]) {
    precondition(
      a.rank == b.rank && (a.rank == 2 || a.rank == 3 && a.shape[0] == b.shape[0]),
      "a matrix product of shapes \(a.shape) and \(b.shape)")
    precondition(a.elementType == b.elementType, "element types \(a.elementType) and \(b.elementType) differ")
    let stack = Array(a.shape.dropLast(2))
    let (left, right) = (a.shape.suffix(2), b.shape.suffix(2))
    let (m, k) = transposeA ? (left.last!, left.first!) : (left.first!, left.last!)
    let (inner, n) = transposeB ? (right.last!, right.first!) : (right.first!, right.last!)
    precondition(k == inner, "a matrix product of shapes \(a.shape) and \(b.shape): inner lengths differ")
    precondition(mask == nil || mask!.sign.shape == stack + [m, n] && mask!.sign.elementType == a.elementType)
    let result = Storage(stack.product * m * n, a.elementType, on: a.device)
    let product = MatrixProduct(m: m, n: n, k: k, transposingA: transposeA, transposingB: transposeB)
    for index in 0..<stack.product {
      product.run(
        a.storage, aOffset: index * m * k, b.storage, bOffset: index * k * n, into: result, cOffset: index * m * n,
        bias: bias?.storage, slope: slope, mask: mask.map { ($0.sign.storage, $0.slope) })
    }
    return (result, stack + [m, n])
  }
}
