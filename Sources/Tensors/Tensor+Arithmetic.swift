import CKernels

/// Arithmetic, element by element, with broadcasting.
extension Tensor {
  public static func + (a: Tensor, b: Tensor) -> Tensor {
    binary(SK_ADD, a, b) { d in
      [
        d.when(0) { d.gradient.summed(to: d.inputs[0].shape) },
        d.when(1) { d.gradient.summed(to: d.inputs[1].shape) },
      ]
    }
  }

  public static func - (a: Tensor, b: Tensor) -> Tensor {
    binary(SK_SUBTRACT, a, b) { d in
      [
        d.when(0) { d.gradient.summed(to: d.inputs[0].shape) },
        d.when(1) { (-d.gradient).summed(to: d.inputs[1].shape) },
      ]
    }
  }

  public static func * (a: Tensor, b: Tensor) -> Tensor {
    binary(SK_MULTIPLY, a, b) { d in
      [
        d.when(0) { (d.gradient * d.inputs[1]).summed(to: d.inputs[0].shape) },
        d.when(1) { (d.gradient * d.inputs[0]).summed(to: d.inputs[1].shape) },
      ]
    }
  }

  public static func / (a: Tensor, b: Tensor) -> Tensor {
    binary(SK_DIVIDE, a, b) { d in
      [
        d.when(0) { (d.gradient / d.inputs[1]).summed(to: d.inputs[0].shape) },
        d.when(1) { (-d.gradient * d.output / d.inputs[1]).summed(to: d.inputs[1].shape) },
      ]
    }
  }

  public static prefix func - (a: Tensor) -> Tensor { a.unary(SK_NEGATE) { [-$0.gradient] } }

  public static func + (a: Tensor, b: Double) -> Tensor { a.unary(SK_OFFSET, b) { [$0.gradient] } }
  public static func + (a: Double, b: Tensor) -> Tensor { b + a }
  public static func - (a: Tensor, b: Double) -> Tensor { a + (-b) }
  public static func - (a: Double, b: Tensor) -> Tensor { -b + a }
  public static func * (a: Tensor, b: Double) -> Tensor { a.unary(SK_SCALE, b) { [$0.gradient * b] } }
  public static func * (a: Double, b: Tensor) -> Tensor { b * a }
  public static func / (a: Tensor, b: Double) -> Tensor { a * (1 / b) }
  public static func / (a: Double, b: Tensor) -> Tensor { b.reciprocal() * a }

  /// The greater of each pair; where they are equal, each gets half of the derivative.
  public static func maximum(_ a: Tensor, _ b: Tensor) -> Tensor {
    binary(SK_MAXIMUM, a, b) { Tensor.extremumRule($0) }
  }

  /// The lesser of each pair; where they are equal, each gets half of the derivative.
  public static func minimum(_ a: Tensor, _ b: Tensor) -> Tensor {
    binary(SK_MINIMUM, a, b) { Tensor.extremumRule($0) }
  }

  private static func extremumRule(_ d: Derivation) -> [Tensor?] {
    let (a, b) = (d.inputs[0], d.inputs[1])
    let half = a.equal(to: b) * 0.5
    return [
      d.when(0) { (d.gradient * (a.equal(to: d.output) - half)).summed(to: a.shape) },
      d.when(1) { (d.gradient * (b.equal(to: d.output) - half)).summed(to: b.shape) },
    ]
  }
}

/// Comparisons give 1 or 0 and carry no derivative.
extension Tensor {
  public func greater(than other: Tensor) -> Tensor {
    Tensor.binary(SK_GREATER, detached(), other.detached()) { _ in [nil, nil] }
  }

  public func greaterOrEqual(to other: Tensor) -> Tensor {
    Tensor.binary(SK_GREATER_EQUAL, detached(), other.detached()) { _ in [nil, nil] }
  }

  public func equal(to other: Tensor) -> Tensor {
    Tensor.binary(SK_EQUAL, detached(), other.detached()) { _ in [nil, nil] }
  }

  /// `a` where this tensor is not zero, `b` elsewhere; all three broadcast. The derivative flows to `a` and `b`.
  public func select(_ a: Tensor, _ b: Tensor) -> Tensor {
    precondition(elementType == a.elementType && elementType == b.elementType, "the three element types differ")
    let shape = Broadcasting.shape(Broadcasting.shape(self.shape, a.shape), b.shape)
    let (condition, x, y) = (detached().broadcast(to: shape), a.broadcast(to: shape), b.broadcast(to: shape))
    let result = Storage(shape.product, elementType, on: device)
    result.kernels.select(
      result.count, condition.storage.pointer, x.storage.pointer, y.storage.pointer, result.pointer)
    return .result(result, shape: shape, of: [condition, x, y]) { d in
      let zero = d.gradient.filled(0)
      return [
        nil, d.when(1) { d.inputs[0].select(d.gradient, zero) }, d.when(2) { d.inputs[0].select(zero, d.gradient) },
      ]
    }
  }
}
