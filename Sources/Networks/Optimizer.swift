import SaddleTensors

/// Moves parameters against their gradients.
public protocol Optimizer: AnyObject {
  /// What the parameters are; gradients come in the same order.
  var parameters: [Parameter] { get }
  /// The size of a step; a schedule may set it before each one.
  var learningRate: Double { get set }
  func step(_ gradients: [Tensor])
  /// All that must be kept to go on later as if never stopped, each with a name.
  var state: [(name: String, tensor: Tensor)] { get }
  /// Takes back what `state` gave; names and shapes must agree, else it traps.
  func restore(_ state: [String: Tensor])
}

/// Which optimizer, and with what settings: a value of a recipe.
public struct OptimizerRecipe: Codable, Sendable, Equatable {
  public enum Kind: String, Codable, Sendable, CaseIterable {
    case adam, sgd
    /// Adam or gradient descent that gives back the step before (Daskalakis et al. 2018, algorithm 1).
    case optimisticAdam = "optimistic-adam"
    case optimisticSGD = "optimistic-sgd"
  }

  public var kind: Kind
  public var learningRate: Double
  /// Adam: the decay of the mean of gradients. SGD: the momentum.
  public var beta1: Double
  /// Adam: the decay of the mean of squared gradients.
  public var beta2: Double

  public init(kind: Kind = .adam, learningRate: Double, beta1: Double = 0.5, beta2: Double = 0.9) {
    self.kind = kind
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
  }

  public func optimizer(for parameters: [Parameter]) -> any Optimizer {
    switch kind {
    case .adam: Adam(parameters, learningRate: learningRate, beta1: beta1, beta2: beta2)
    case .sgd: SGD(parameters, learningRate: learningRate, momentum: beta1)
    case .optimisticAdam:
      Optimistic(Adam(parameters, learningRate: learningRate, beta1: beta1, beta2: beta2))
    case .optimisticSGD: Optimistic(SGD(parameters, learningRate: learningRate, momentum: beta1))
    }
  }
}
