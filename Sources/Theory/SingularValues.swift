/// The singular value decomposition of a real matrix by one-sided Jacobi rotations (Hestenes 1958).
///
/// Rotations of pairs of columns until all are orthogonal; their lengths are then the singular values. Slow and exact
/// to rounding: for verifying faster methods.
package struct SingularValues: Sendable {
  /// From the greatest down.
  package let values: [Double]
  /// The right singular vectors, one for each value, each as long as a row of the matrix.
  package let right: [[Double]]

  /// - Parameter rows: of the matrix, at least as many as it has columns.
  package init(_ rows: [[Double]]) {
    let width = rows.first?.count ?? 0
    var columns = (0..<width).map { column in rows.map { $0[column] } }
    var rotation = (0..<width).map { index in (0..<width).map { $0 == index ? 1.0 : 0 } }
    // Columns of rounding alone, those of a deficient matrix, may never settle.
    for _ in 0..<40 {
      var isSettled = true
      for p in 0..<width {
        for q in p + 1..<width {
          let (a, b, product) = (
            dot(columns[p], columns[p]), dot(columns[q], columns[q]), dot(columns[p], columns[q])
          )
          guard abs(product) > 1e-15 * (a * b).squareRoot() else { continue }
          isSettled = false
          let ratio = (b - a) / (2 * product)
          let tangent = (ratio < 0 ? -1 : 1) / (abs(ratio) + (1 + ratio * ratio).squareRoot())
          let cosine = 1 / (1 + tangent * tangent).squareRoot()
          rotate(&columns, p, q, cosine, cosine * tangent)
          rotate(&rotation, p, q, cosine, cosine * tangent)
        }
      }
      if isSettled { break }
    }
    let lengths = columns.map { dot($0, $0).squareRoot() }
    let order = lengths.indices.sorted { lengths[$0] > lengths[$1] }
    values = order.map { lengths[$0] }
    right = order.map { rotation[$0] }
  }

  /// The spectral norm of a matrix of any shape.
  package static func norm(_ rows: [[Double]]) -> Double {
    let width = rows.first?.count ?? 0
    let tall = rows.count >= width ? rows : (0..<width).map { column in rows.map { $0[column] } }
    return SingularValues(tall).values.first ?? 0
  }
}

private func rotate(_ columns: inout [[Double]], _ p: Int, _ q: Int, _ cosine: Double, _ sine: Double) {
  for index in columns[p].indices {
    let (x, y) = (columns[p][index], columns[q][index])
    columns[p][index] = cosine * x - sine * y
    columns[q][index] = sine * x + cosine * y
  }
}
