import SaddleTensors

/// The shape of a multilayer network: a value of a recipe.
public struct NetworkRecipe: Codable, Sendable, Equatable {
  public enum Style: String, Codable, Sendable, CaseIterable {
    /// Hidden layers one after the other, with LeakyReLU.
    case perceptron
    /// Hidden layers with batch norm and ReLU, each passing its input on beside its output.
    case concatenating
  }

  public var style: Style
  /// The width of each hidden layer.
  public var hidden: [Int]

  public init(_ style: Style, hidden: [Int]) {
    self.style = style
    self.hidden = hidden
  }

  /// How many weights a network from `inputs` features to `outputs` has, biases aside.
  public func weightCount(_ inputs: Int, _ outputs: Int) -> Double {
    var (width, count) = (Double(inputs), 0.0)
    for size in hidden.map(Double.init) {
      count += width * size
      width = style == .concatenating ? width + size : size
    }
    return count + width * Double(outputs)
  }

  /// A network from `inputs` features to `outputs`.
  public func network(_ inputs: Int, _ outputs: Int, _ initializer: Initializer) -> Sequential {
    switch style {
    case .perceptron:
      return .perceptron([inputs] + hidden + [outputs], initializer)
    case .concatenating:
      var layers: [any Layer] = []
      var width = inputs
      for size in hidden {
        layers.append(
          Concatenating(Sequential([Linear(width, size, initializer), BatchNorm(size, slope: 0, initializer)])))
        width += size
      }
      return Sequential(layers + [Linear(width, outputs, initializer)])
    }
  }
}
