/// The eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's rotations (Golub and Van Loan, section 8.5).
public struct SymmetricEigen: Sendable {
  /// Descending.
  public let values: [Double]
  /// Orthonormal columns, in the order of the values.
  public let vectors: Matrix

  /// Reads the upper triangle. Traps unless the matrix is square.
  public init(_ matrix: Matrix) {
    precondition(matrix.rows == matrix.columns, "a symmetric matrix is square")
    let n = matrix.rows
    var a = Matrix(rows: n, columns: n) { $0 <= $1 ? matrix[$0, $1] : matrix[$1, $0] }
    var v = Matrix.diagonal(Array(repeating: 1, count: n))
    let scale = a.greatest
    // Convergence is quadratic: ten sweeps are more than any matrix has been seen to need.
    for _ in 0..<30 {
      var off = 0.0
      for p in 0..<n { for q in p + 1..<max(n, p + 1) { off = max(off, abs(a[p, q])) } }
      guard off > 1e-17 * scale else { break }
      for p in 0..<n {
        for q in p + 1..<max(n, p + 1) where a[p, q] != 0 { Self.rotate(&a, &v, p, q) }
      }
    }
    let order = (0..<n).sorted { a[$0, $0] > a[$1, $1] }
    values = order.map { a[$0, $0] }
    vectors = Matrix(rows: n, columns: n) { v[$0, order[$1]] }
  }

  /// Turns the plane of axes p and q so that `a[p, q]` vanishes.
  private static func rotate(_ a: inout Matrix, _ v: inout Matrix, _ p: Int, _ q: Int) {
    let ratio = (a[q, q] - a[p, p]) / (2 * a[p, q])
    let tangent = (ratio >= 0 ? 1 : -1) / (abs(ratio) + (1 + ratio * ratio).squareRoot())
    let cosine = 1 / (1 + tangent * tangent).squareRoot()
    let sine = tangent * cosine
    for k in 0..<a.rows {
      let (x, y) = (a[k, p], a[k, q])
      (a[k, p], a[k, q]) = (cosine * x - sine * y, sine * x + cosine * y)
    }
    for k in 0..<a.rows {
      let (x, y) = (a[p, k], a[q, k])
      (a[p, k], a[q, k]) = (cosine * x - sine * y, sine * x + cosine * y)
      let (s, t) = (v[k, p], v[k, q])
      (v[k, p], v[k, q]) = (cosine * s - sine * t, sine * s + cosine * t)
    }
  }

  /// The matrix with the same eigenvectors whose eigenvalues are `f` of these.
  public func mapped(_ f: (Double) -> Double) -> Matrix {
    vectors * Matrix.diagonal(values.map(f)) * vectors.transposed
  }
}

extension Matrix {
  /// The symmetric square root of a positive semidefinite matrix; eigenvalues within rounding of zero count as zero.
  public var squareRoot: Matrix {
    let eigen = SymmetricEigen(self)
    let rounding = 4 * Double(rows) * Double.ulpOfOne * (eigen.values.first ?? 0)
    return eigen.mapped { $0 > rounding ? $0.squareRoot() : 0 }
  }
}
