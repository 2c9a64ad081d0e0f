extension Wasserstein {
  /// Between two samples of the plane of the same size, each of equal weights: the least mean of |a[i] - b[j]| over all
  /// pairings (Kuhn 1955, by shortest augmenting paths with potentials; time in n^3).
  ///
  /// Samples of n points lie apart even when their densities agree, by about sqrt(log n / n): beside the distance belongs
  /// that of two samples of one density. Traps unless both have the same number of points, at least one.
  public static func distance(_ a: [SIMD2<Double>], _ b: [SIMD2<Double>]) -> Double {
    precondition(a.count == b.count && !a.isEmpty, "a pairing takes two samples of the same size")
    let n = a.count
    func cost(_ row: Int, _ column: Int) -> Double {
      let difference = a[row] - b[column]
      return (difference * difference).sum().squareRoot()
    }
    // Column n stands for none: it is where each row's path begins.
    var (rowPotential, columnPotential) = (Array(repeating: 0.0, count: n), Array(repeating: 0.0, count: n + 1))
    var rowOf: [Int?] = Array(repeating: nil, count: n + 1)
    var previous = Array(repeating: n, count: n + 1)
    for row in 0..<n {
      rowOf[n] = row
      var column = n
      var slack = Array(repeating: Double.infinity, count: n)
      var isVisited = Array(repeating: false, count: n + 1)
      while let current = rowOf[column] {
        isVisited[column] = true
        var (nearest, least) = (n, Double.infinity)
        for other in 0..<n where !isVisited[other] {
          let reduced = cost(current, other) - rowPotential[current] - columnPotential[other]
          if reduced < slack[other] { (slack[other], previous[other]) = (reduced, column) }
          if slack[other] < least { (nearest, least) = (other, slack[other]) }
        }
        for other in 0...n where isVisited[other] {
          rowPotential[rowOf[other]!] += least
          columnPotential[other] -= least
        }
        for other in 0..<n where !isVisited[other] { slack[other] -= least }
        column = nearest
      }
      while column != n {
        rowOf[column] = rowOf[previous[column]]
        column = previous[column]
      }
    }
    return (0..<n).reduce(0) { $0 + cost(rowOf[$1]!, $1) } / Double(n)
  }
}
