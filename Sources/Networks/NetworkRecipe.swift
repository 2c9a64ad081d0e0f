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
  /// The width of each hidden layer; 0 in a critic's recipe leaves it to the number of rows.
  public var hidden: [Int]
  /// Every weight is divided by its spectral norm (Miyato et al. 2018), with so many iterations of the power method on
  /// each training call; 0 leaves weights as they are.
  public var spectralNorm: Int

  public init(_ style: Style, hidden: [Int], spectralNorm: Int = 0) {
    self.style = style
    self.hidden = hidden
    self.spectralNorm = spectralNorm
  }

  public init(from decoder: any Decoder) throws {
    let object = try decoder.container(keyedBy: CodingKeys.self)
    style = try object.decode(Style.self, forKey: .style)
    hidden = try object.decode([Int].self, forKey: .hidden)
    // Recipes from before the key have none.
    spectralNorm = try object.decodeIfPresent(Int.self, forKey: .spectralNorm) ?? 0
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
    let spectral: Spectral? = spectralNorm > 0 ? .reshaped(iterations: spectralNorm) : nil
    switch style {
    case .perceptron:
      return .perceptron([inputs] + hidden + [outputs], spectral: spectral, initializer)
    case .concatenating:
      var layers: [any Layer] = []
      var width = inputs
      for size in hidden {
        layers.append(
          Concatenating(
            Sequential([
              Linear(width, size, spectral: spectral, initializer), BatchNorm(size, slope: 0, initializer),
            ])))
        width += size
      }
      return Sequential(layers + [Linear(width, outputs, spectral: spectral, initializer)])
    }
  }
}
