import CKernels

// Updates in place, for optimizers and averages; no derivative flows through them.

/// What one step of Adam changes of a parameter, and by what.
package struct AdamTarget {
  let parameter, mean, square: UnsafeMutableRawPointer
  let gradient: Tensor

  /// Takes the memory of tensors that nothing else changes or frees before the step is taken.
  package init(_ parameter: inout Tensor, mean: inout Tensor, square: inout Tensor, gradient: Tensor) {
    precondition(
      gradient.shape == parameter.shape, "a gradient of shape \(gradient.shape) for a parameter of \(parameter.shape)")
    self.parameter = parameter.ownedMemory()
    self.mean = mean.ownedMemory()
    self.square = square.ownedMemory()
    self.gradient = gradient
  }
}

/// A tensor that moves toward another.
package struct AverageTarget {
  let own: UnsafeMutableRawPointer
  let other: Tensor

  /// Takes the memory of a tensor that nothing else changes or frees before the move is made.
  package init(_ own: inout Tensor, toward other: Tensor) {
    precondition(other.shape == own.shape, "an average of shape \(own.shape) of a parameter of \(other.shape)")
    self.own = own.ownedMemory()
    self.other = other
  }
}

extension Device {
  /// One step of Adam (Kingma and Ba 2015, algorithm 1) on tensors of one type, in one pass; `step` counts from 1.
  package func adamStep(
    _ targets: [AdamTarget], rate: Double, beta1: Double, beta2: Double, epsilon: Double, step: Int
  ) {
    guard let type = targets.first?.gradient.elementType else { return }
    precondition(targets.allSatisfy { $0.gradient.elementType == type }, "parameters of several types")
    let corrections = (1 - raised(beta1, step), 1 - raised(beta2, step))
    let adam = kernels(for: type).pointee.adam!
    forEachPiece(of: targets.map(\.gradient.count)) { index, first, count in
      let (target, bytes) = (targets[index], first * type.size)
      adam(
        count, target.parameter + bytes, target.mean + bytes, target.square + bytes, target.gradient.storage.at(first),
        rate, beta1, beta2, epsilon, corrections.0, corrections.1)
    }
  }

  /// Moves tensors of one type, each toward its other one, in one pass: decay own + (1 - decay) other.
  package func moveAverages(_ targets: [AverageTarget], decay: Double) {
    guard let type = targets.first?.other.elementType else { return }
    precondition(targets.allSatisfy { $0.other.elementType == type }, "parameters of several types")
    let average = kernels(for: type).pointee.average!
    forEachPiece(of: targets.map(\.other.count)) { index, first, count in
      average(count, decay, targets[index].other.storage.at(first), targets[index].own + first * type.size)
    }
  }
}

/// `base` to a whole power by repeated squaring: the same bits on every platform, which `pow` does not promise.
private func raised(_ base: Double, _ exponent: Int) -> Double {
  var (result, factor, rest) = (1.0, base, exponent)
  while rest > 0 {
    if rest & 1 == 1 { result *= factor }
    factor *= factor
    rest >>= 1
  }
  return result
}
