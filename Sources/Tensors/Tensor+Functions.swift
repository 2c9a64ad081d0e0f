import CKernels

/// Elementary functions, element by element, each beside its derivative.
///
/// In float32, on each of the instruction sets, they are within so many units in the last place of the exact value, over
/// all exponents, subnormal numbers among them: squareRoot, reciprocal and normalCDF 0.501, log 0.9, exp 1.1, tanh 1.4,
/// softplus and logSigmoid 2, sigmoid 2.7 (`ElementaryFunctionTests` measures them).
extension Tensor {
  public func exp() -> Tensor { unary(SK_EXP) { [$0.gradient * $0.output] } }
  /// The natural logarithm: -infinity at 0, NaN below.
  public func log() -> Tensor { unary(SK_LOG) { [$0.gradient / $0.inputs[0]] } }
  public func squareRoot() -> Tensor { unary(SK_SQRT) { [$0.gradient * 0.5 / $0.output] } }
  public func reciprocal() -> Tensor { unary(SK_RECIPROCAL) { [-$0.gradient * $0.output.square()] } }
  public func square() -> Tensor { unary(SK_SQUARE) { [$0.gradient * $0.inputs[0] * 2] } }
  /// The absolute value; its derivative at 0 is 0.
  public func abs() -> Tensor { unary(SK_ABS) { [$0.gradient * $0.inputs[0].sign()] } }
  /// -1, 0 or 1. Carries no derivative.
  public func sign() -> Tensor { detached().unary(SK_SIGN) { _ in [nil] } }

  /// Each element to a fixed power; the derivative of the power 0 is 0 everywhere.
  public func power(_ exponent: Double) -> Tensor {
    unary(SK_POWER, exponent) { d in
      [exponent == 0 ? d.gradient.filled(0) : d.gradient * d.inputs[0].power(exponent - 1) * exponent]
    }
  }

  public func tanh() -> Tensor { unary(SK_TANH) { [$0.gradient * (1 - $0.output.square())] } }

  /// 1 / (1 + exp(-x)), exact in both tails.
  public func sigmoid() -> Tensor { unary(SK_SIGMOID) { [$0.gradient * $0.output * (-$0.inputs[0]).sigmoid()] } }

  /// log(1 + exp(x)), which is x for large x and never overflows.
  public func softplus() -> Tensor { unary(SK_SOFTPLUS) { [$0.gradient * $0.inputs[0].sigmoid()] } }

  /// The mean of softplus(`factor` x) over all elements, of shape `[]`: a logistic loss, and its derivative, in one pass
  /// each. Traps for no elements.
  public func meanSoftplus(_ factor: Double = 1) -> Tensor {
    precondition(count > 0, "the mean of no elements")
    // Runs that do not depend on the number of threads.
    let (run, source, n) = (8_192, storage, Double(count))
    let sum = storage.kernels.softplus_sum!
    let sums = device.map(0..<(count + run - 1) / run) {
      sum(min(run, source.count - $0 * run), source.at($0 * run), factor)
    }
    let result = Storage([sums.reduce(0, +) / n], elementType, on: device)
    return .result(result, shape: [], of: [self]) { d in
      let x = d.inputs[0]
      if d.isDifferentiable { return [(x * factor).sigmoid() * (d.gradient * (factor / n))] }
      let slope = Storage(x.count, x.elementType, on: x.device)
      let (back, scale) = (slope.kernels.softplus_back!, d.gradient.item * factor / n)
      x.device.forEachChunk(of: x.count) { first, count in
        back(count, x.storage.at(first), factor, scale, slope.at(first))
      }
      return [Tensor(slope, shape: x.shape)]
    }
  }

  /// log(1 / (1 + exp(-x))) = -softplus(-x): the log-probability that a logit x stands for.
  public func logSigmoid() -> Tensor { -((-self).softplus()) }

  /// x where positive, `slope` x elsewhere (Maas, Hannun, Ng 2013); ReLU for slope 0. The derivative at 0 is the slope.
  public func leakyReLU(slope: Double = 0.2) -> Tensor {
    unary(SK_LEAKY_RELU, slope) { [.leakyReLUBackward($0.gradient, $0.inputs[0], slope: slope)] }
  }

  public func relu() -> Tensor { leakyReLU(slope: 0) }

  /// `x` where `sign` is positive, `slope` x elsewhere: linear in x, so its own derivative.
  static func leakyReLUBackward(_ x: Tensor, _ sign: Tensor, slope: Double) -> Tensor {
    binary(SK_LEAKY_RELU_BACK, x, sign.detached(), slope) { d in
      [.leakyReLUBackward(d.gradient, d.inputs[1], slope: slope), nil]
    }
  }

  /// Phi(x), the distribution function of the standard normal.
  public func normalCDF() -> Tensor {
    unary(SK_NORMAL_CDF) { [$0.gradient * ($0.inputs[0].square() * -0.5).exp() * 0.3989422804014327] }
  }
}
