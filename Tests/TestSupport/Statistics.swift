#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Phi(z), of the standard normal distribution.
package func normalDistribution(_ z: Double) -> Double { erfc(-z / 2.0.squareRoot()) / 2 }

/// The greatest distance between the distribution of a sample and a continuous distribution function.
package func kolmogorovSmirnov(_ sample: [Double], _ distribution: (Double) -> Double) -> Double {
  let n = Double(sample.count)
  return sample.sorted().enumerated().reduce(0) { worst, element in
    let p = distribution(element.1)
    return max(worst, p - Double(element.0) / n, Double(element.0 + 1) / n - p)
  }
}

/// The greatest distance between the distributions of two samples, which may have ties.
package func kolmogorovSmirnov(_ a: [Double], _ b: [Double]) -> Double {
  let (a, b) = (a.sorted(), b.sorted())
  var (i, j, worst) = (0, 0, 0.0)
  while i < a.count, j < b.count {
    let x = min(a[i], b[j])
    while i < a.count, a[i] == x { i += 1 }
    while j < b.count, b[j] == x { j += 1 }
    worst = max(worst, abs(Double(i) / Double(a.count) - Double(j) / Double(b.count)))
  }
  return worst
}

/// Half the sum of the differences of the shares of each value in two samples.
package func totalVariation<Value: Hashable>(_ a: [Value], _ b: [Value]) -> Double {
  func shares(_ values: [Value]) -> [Value: Double] {
    values.reduce(into: [:]) { $0[$1, default: 0] += 1 / Double(values.count) }
  }
  let (p, q) = (shares(a), shares(b))
  return Set(p.keys).union(q.keys).reduce(0) { $0 + abs(p[$1, default: 0] - q[$1, default: 0]) } / 2
}

/// Pearson's correlation.
package func correlation(_ x: [Double], _ y: [Double]) -> Double {
  let n = Double(x.count)
  let (mx, my) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
  var (xy, xx, yy) = (0.0, 0.0, 0.0)
  for (a, b) in zip(x, y) {
    xy += (a - mx) * (b - my)
    xx += (a - mx) * (a - mx)
    yy += (b - my) * (b - my)
  }
  return xy / (xx * yy).squareRoot()
}
