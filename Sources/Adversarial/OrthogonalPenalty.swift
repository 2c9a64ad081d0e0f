import SaddleTensors

/// A term of the critic's loss that asks for orthogonal features: a condition on the columns of each weight.
///
/// A weight W is read as the matrix `[everything but the last axis, last axis]`, whose columns are the features of a
/// linear or convolutional layer.
public enum OrthogonalPenalty: String, Codable, Sendable, CaseIterable {
  /// ||W'W ∘ (1 - I)||^2: different columns orthogonal, of any length (Brock, Donahue and Simonyan 2019, equation 3).
  case offDiagonal = "off-diagonal"
  /// ||W'W - I||^2: the columns orthonormal (Brock et al. 2017; Brock, Donahue and Simonyan 2019, equation 2).
  case full

  /// The sum over the weights, of shape `[]`; parameters with fewer than two axes, such as biases, have no part in it.
  /// Nil if there is no other.
  public func callAsFunction(_ parameters: [Tensor]) -> Tensor? {
    let terms = parameters.filter { $0.rank >= 2 }.map { weight in
      let columns = weight.shape.last!
      let w = weight.reshaped([weight.shape.dropLast().reduce(1, *), columns])
      let products = Tensor.matrixProduct(w, w, transposingFirst: true)
      let identity = Tensor.oneHot((0..<Int32(columns)).map { $0 }, classes: columns, type: w.elementType)
      return (self == .full ? products - identity : products * (1 - identity)).square().sum()
    }
    return terms.first.map { terms.dropFirst().reduce($0, +) }
  }
}
