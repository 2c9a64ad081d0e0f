import SaddleTensors

/// Optimistic steps of another optimizer: p = p - 2 d(t) + d(t - 1), where d(t) is what that one would subtract, and d(0)
/// is zero. On Adam this is optimistic Adam (Daskalakis et al. 2018, algorithm 1), on gradient descent optimistic mirror
/// descent (section 2 there).
///
/// A rate that changes between two steps is d(t)'s own: what is given back is what was taken.
public final class Optimistic: Optimizer {
  private let base: any Optimizer
  /// -d(t - 1) for each parameter.
  private var moves: [Tensor]

  public init(_ base: any Optimizer) {
    self.base = base
    moves = base.parameters.map { $0.value.filled(0) }
  }

  public var parameters: [Parameter] { base.parameters }

  public var learningRate: Double {
    get { base.learningRate }
    set { base.learningRate = newValue }
  }

  public func step(_ gradients: [Tensor]) {
    let before = parameters.map(\.value)
    base.step(gradients)
    for (index, parameter) in parameters.enumerated() {
      let move = parameter.value - before[index]
      parameter.value = parameter.value + (move - moves[index])
      moves[index] = move
    }
  }

  public var state: [(name: String, tensor: Tensor)] {
    base.state + moves.enumerated().map { ("move.\($0)", $1) }
  }

  public func restore(_ state: [String: Tensor]) {
    base.restore(state)
    for index in moves.indices { moves[index] = state["move.\(index)"]! }
  }
}
