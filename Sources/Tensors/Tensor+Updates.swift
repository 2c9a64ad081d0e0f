import CKernels

/// Updates in place, for optimizers and averages; no derivative flows through them.
extension Tensor {
  /// One step of Adam on this tensor (Kingma and Ba 2015, algorithm 1); `step` counts from 1.
  package mutating func adamStep(
    _ gradient: Tensor, mean: inout Tensor, square: inout Tensor, rate: Double, beta1: Double, beta2: Double,
    epsilon: Double, step: Int
  ) {
    precondition(gradient.shape == shape, "a gradient of shape \(gradient.shape) for a parameter of \(shape)")
    let corrections = (1 - raised(beta1, step), 1 - raised(beta2, step))
    let (adam, n, size, device) = (storage.kernels.adam!, count, elementType.size, device)
    mutate { parameter in
      mean.mutate { mean in
        square.mutate { square in
          device.forEachChunk(of: n) { first, chunk in
            let bytes = first * size
            adam(
              chunk, parameter + bytes, mean + bytes, square + bytes, gradient.storage.at(first), rate, beta1, beta2,
              epsilon, corrections.0, corrections.1)
          }
        }
      }
    }
  }

  /// Moves this tensor toward another: decay this + (1 - decay) other.
  package mutating func moveAverage(toward other: Tensor, decay: Double) {
    precondition(other.shape == shape, "an average of shape \(shape) of a parameter of \(other.shape)")
    let (average, n, size, device) = (storage.kernels.average!, count, elementType.size, device)
    mutate { own in
      device.forEachChunk(of: n) { first, chunk in
        average(chunk, decay, other.storage.at(first), own + first * size)
      }
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
