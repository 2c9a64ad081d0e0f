/// The eigenvalues of a real 2 x 2 matrix, `mean ± sqrt(square)`: a complex pair where `square` is negative.
package struct EigenvaluePair: Sendable, Equatable {
  /// Half their sum.
  package var mean: Double
  /// The square of half their difference.
  package var square: Double

  package init(mean: Double, square: Double) {
    self.mean = mean
    self.square = square
  }

  /// Of the matrix with these two rows.
  init(_ matrix: [[Double]]) {
    let difference = (matrix[0][0] - matrix[1][1]) / 2
    self.init(
      mean: (matrix[0][0] + matrix[1][1]) / 2, square: difference * difference + matrix[0][1] * matrix[1][0])
  }

  var isComplex: Bool { square < 0 }

  /// The greatest modulus.
  var radius: Double {
    isComplex ? (mean * mean - square).squareRoot() : abs(mean) + square.squareRoot()
  }
}
