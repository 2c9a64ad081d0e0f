import SaddleTensors

/// Draws the first values of parameters, one after the other, from a stream.
public final class Initializer {
  private let random: RandomStream
  private let type: ElementType
  private var draws = 0

  /// - Parameters:
  ///   - seed: of the run.
  ///   - name: of the network, so that two networks of one run start differently.
  public init(seed: UInt64, name: String, type: ElementType = .float32) {
    random = RandomStream(seed: seed, name: "initial \(name)")
    self.type = type
  }

  /// Uniform on [-bound, bound].
  public func uniform(_ shape: [Int], bound: Double) -> Tensor {
    draws += 1
    return random.uniform(shape, step: draws, type: type) * (2 * bound) - bound
  }

  /// Uniform with mean 0 and variance gain^2 / inputs.
  func uniform(_ shape: [Int], gain: Double, inputs: Int) -> Tensor {
    uniform(shape, bound: gain * (3 / Double(inputs)).squareRoot())
  }

  public func constant(_ value: Double, _ shape: [Int]) -> Tensor { Tensor(repeating: value, shape: shape, type: type) }
}
