/// The singular values of a matrix, the greatest first: one-sided Jacobi, rotations of its columns until they are
/// orthogonal, whose lengths they then are.
///
/// - Parameter rows: of equal lengths.
package func singularValues(_ rows: [[Double]]) -> [Double] {
  var columns = rows[0].indices.map { column in rows.map { $0[column] } }
  for _ in 0..<60 {
    var isDone = true
    for p in columns.indices {
      for q in columns.indices where q > p {
        let (a, b, c) = (
          dot(columns[p], columns[p]), dot(columns[q], columns[q]), dot(columns[p], columns[q])
        )
        guard abs(c) > 1e-15 * (a * b).squareRoot() else { continue }
        isDone = false
        let zeta = (b - a) / (2 * c)
        let t = (zeta < 0 ? -1 : 1) / (abs(zeta) + (1 + zeta * zeta).squareRoot())
        let cosine = 1 / (1 + t * t).squareRoot()
        let rotated = zip(columns[p], columns[q]).map { ($0 * cosine - $1 * t * cosine, $0 * t * cosine + $1 * cosine) }
        (columns[p], columns[q]) = (rotated.map(\.0), rotated.map(\.1))
      }
    }
    if isDone { break }
  }
  return columns.map { dot($0, $0).squareRoot() }.sorted(by: >)
}
