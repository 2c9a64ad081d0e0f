import SaddleTensors

/// The derivative of `f` at 0 by the fourth-order central difference.
package func slope(step h: Double = 4e-4, of f: (Double) -> Double) -> Double {
  (f(-2 * h) - 8 * f(-h) + 8 * f(h) - f(2 * h)) / (12 * h)
}

/// How far two numbers lie apart, relative to the greater of one and the expected one.
package func deviation(_ actual: Double, from expected: Double) -> Double {
  if actual == expected { return 0 }
  let distance = abs(actual - expected) / max(1, abs(expected))
  return distance.isNaN ? .infinity : distance
}

/// The greatest of `deviation` over two lists; infinite if their lengths differ.
package func deviation(_ actual: [Double], from expected: [Double]) -> Double {
  actual.count == expected.count ? zip(actual, expected).reduce(0) { max($0, deviation($1.0, from: $1.1)) } : .infinity
}

package func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

/// A function of float64 tensors, whose derivatives are held to finite differences.
package struct Differentiation {
  /// Where the function is differentiated: shapes and elements of its arguments.
  package let arguments: [(shape: [Int], values: [Double])]
  package let function: ([Tensor]) -> Tensor

  package init(at arguments: [(shape: [Int], values: [Double])], of function: @escaping ([Tensor]) -> Tensor) {
    self.arguments = arguments
    self.function = function
  }

  private func tensors(_ lists: [[Double]]) -> [Tensor] {
    zip(arguments, lists).map { Tensor($1, shape: $0.shape, type: .float64).tracked() }
  }

  /// `lists` with list `index` moved by `t` along `direction`.
  private func moved(_ lists: [[Double]], _ index: Int, _ t: Double, _ direction: [Double]) -> [[Double]] {
    var lists = lists
    lists[index] = zip(lists[index], direction).map { $0 + t * $1 }
    return lists
  }

  /// The greatest deviation of first derivatives along random directions, one argument at a time.
  package func firstOrderDeviation(_ numbers: inout TestNumbers) -> Double {
    let values = arguments.map(\.values)
    let xs = tensors(values)
    let y = function(xs)
    let seed = numbers.uniform(y.count)
    let analytic = gradients(of: y, at: xs, seed: Tensor(seed, shape: y.shape, type: .float64))
    var worst = 0.0
    for index in arguments.indices {
      for _ in 0..<2 {
        let direction = numbers.uniform(values[index].count)
        let expected = slope { t in dot(function(tensors(moved(values, index, t, direction))).scalars(), seed) }
        worst = max(worst, deviation(dot(analytic[index].scalars(), direction), from: expected))
      }
    }
    return worst
  }

  /// The greatest deviation of the derivatives of the first derivative, contracted with a random vector, at the
  /// arguments and at the seed.
  package func secondOrderDeviation(_ numbers: inout TestNumbers) -> Double {
    let values = arguments.map(\.values)
    let contraction = values.map { numbers.uniform($0.count) }
    let xs = tensors(values)
    let y = function(xs)
    let shape = y.shape
    let seed = numbers.uniform(y.count)
    let variable = Tensor(seed, shape: shape, type: .float64).tracked()
    let first = gradients(of: y, at: xs, seed: variable, differentiable: true)
    let terms = first.indices.map {
      (first[$0] * Tensor(contraction[$0], shape: first[$0].shape, type: .float64)).sum()
    }
    let analytic = gradients(of: terms.dropFirst().reduce(terms[0], +), at: xs + [variable])

    func contracted(_ lists: [[Double]]) -> Double {
      let xs = tensors(Array(lists.dropLast()))
      let parts = gradients(of: function(xs), at: xs, seed: Tensor(lists.last!, shape: shape, type: .float64))
      return zip(parts, contraction).reduce(0) { $0 + dot($1.0.scalars(), $1.1) }
    }
    let all = values + [seed]
    var worst = 0.0
    for index in all.indices {
      let direction = numbers.uniform(all[index].count)
      let expected = slope { contracted(moved(all, index, $0, direction)) }
      worst = max(worst, deviation(dot(analytic[index].scalars(), direction), from: expected))
    }
    return worst
  }
}
