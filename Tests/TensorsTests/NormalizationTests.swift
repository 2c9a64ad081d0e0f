import SaddleTensors
import TestSupport
import Testing

/// Batch norm in fused passes against its definition in Doubles, on batches of many bands and of odd widths.
@Suite struct NormalizationTests {
  @Test("values, statistics and gradients", arguments: kernelNames + ["float64"], [nil, 0, 0.2] as [Double?])
  func definition(kernel: String, slope: Double?) {
    let type = kernel == "float64" ? ElementType.float64 : .float32
    let device = Device(threads: 2, kernel: kernel == "float64" ? "portable" : kernel)
    var numbers = TestNumbers(seed: 41)
    for shape in [[1, 5], [7, 1], [33, 16], [500, 17], [3, 5, 7, 40], [9_001, 3], [2, 600, 33]] {
      let columns = shape.last!
      let rows = shape.product / columns
      // A mean of a hundred deviations: statistics about zero would lose it.
      let x = numbers.uniform(shape.product, in: 30...31).map { Double(Float($0)) }
      let (scale, shift) = (numbers.uniform(columns, in: 0.5...2), numbers.uniform(columns))
      let seed = numbers.uniform(shape.product)
      func tensor(_ values: [Double], _ shape: [Int]) -> Tensor { Tensor(values, shape: shape, type: type, on: device) }
      let xs = [tensor(x, shape).tracked(), tensor(scale, [columns]).tracked(), tensor(shift, [columns]).tracked()]
      let (y, mean, variance) = Tensor.batchNormalized(xs[0], scale: xs[1], shift: xs[2], slope: slope, epsilon: 1e-3)
      let found = gradients(of: y, at: xs, seed: tensor(seed, shape)).map { $0.scalars() }
      let (values, means, variances) = (y.scalars(), mean.scalars(), variance.scalars())
      let tolerance = type == .float64 ? 1e-11 : 3e-4
      for c in 0..<columns {
        let places = (0..<rows).map { $0 * columns + c }
        let mu = places.reduce(0) { $0 + x[$1] } / Double(rows)
        let sigma2 = places.reduce(0) { $0 + (x[$1] - mu) * (x[$1] - mu) } / Double(rows)
        #expect(deviation(means[c], from: mu) < tolerance && deviation(variances[c], from: sigma2) < tolerance)
        let inverse = 1 / (sigma2 + 1e-3).squareRoot()
        let standard = places.map { (x[$0] - mu) * inverse }
        let expected = standard.map { z in
          let v = z * scale[c] + shift[c]
          return v > 0 ? v : (slope ?? 1) * v
        }
        #expect(deviation(places.map { values[$0] }, from: expected) < tolerance)
        // The mask is taken from the computed output, whose sign may differ where it is zero but for rounding.
        let g = places.map { values[$0] > 0 ? seed[$0] : (slope ?? 1) * seed[$0] }
        let first = g.reduce(0, +)
        let second = dot(g, standard)
        #expect(
          deviation(found[2][c], from: first) < tolerance * 10 && deviation(found[1][c], from: second) < tolerance * 10)
        let back = g.indices.map {
          scale[c] * inverse * (g[$0] - first / Double(rows) - standard[$0] * second / Double(rows))
        }
        #expect(deviation(places.map { found[0][$0] }, from: back) < tolerance * 10, "\(shape)")
      }
    }
  }

  @Test("first and second derivatives", arguments: [nil, 0.2] as [Double?])
  func derivatives(slope: Double?) {
    var numbers = TestNumbers(seed: 42)
    for shape in [[6, 3], [2, 2, 3, 2], [1, 2]] {
      let arguments = [shape, [shape.last!], [shape.last!]].map { (shape: $0, values: numbers.uniform($0.product)) }
      let differentiation = Differentiation(at: arguments) {
        Tensor.batchNormalized($0[0], scale: $0[1], shift: $0[2], slope: slope, epsilon: 1e-2).y
      }
      #expect(differentiation.firstOrderDeviation(&numbers) < 1e-7)
      #expect(differentiation.secondOrderDeviation(&numbers) < 1e-7)
    }
  }

  @Test(
    "with given statistics: values and derivatives of both orders", arguments: kernelNames, [nil, 0.2] as [Double?])
  func givenStatistics(kernel: String, slope: Double?) {
    var numbers = TestNumbers(seed: 44)
    for shape in [[6, 3], [2, 2, 3, 2], [1, 2], [700, 33]] {
      let columns = shape.last!
      let values = [shape, [columns], [columns], [columns]].map { numbers.uniform($0.product) }
      func y(_ xs: [Tensor]) -> Tensor {
        Tensor.scaledColumns(xs[0], mean: xs[1], factor: xs[2], shift: xs[3], slope: slope)
      }
      let device = Device(threads: 2, kernel: kernel)
      let single = y(
        values.enumerated().map {
          Tensor($1, shape: $0 == 0 ? shape : [columns], type: .float32, on: device)
        })
      let expected = values[0].indices.map { i in
        let c = i % columns
        let v = (values[0][i] - values[1][c]) * values[2][c] + values[3][c]
        return v > 0 ? v : (slope ?? 1) * v
      }
      #expect(deviation(single.scalars(), from: expected) < 1e-6, "\(shape)")
      guard shape.product < 100 else { continue }
      let arguments = values.enumerated().map { (shape: $0 == 0 ? shape : [columns], values: $1) }
      let differentiation = Differentiation(at: arguments, of: y)
      #expect(differentiation.firstOrderDeviation(&numbers) < 1e-7)
      #expect(differentiation.secondOrderDeviation(&numbers) < 1e-7)
    }
  }

  @Test("only what is asked for is computed, and equals the gradient of everything")
  func partial() {
    var numbers = TestNumbers(seed: 43)
    let x = Tensor(numbers.uniform(40), shape: [10, 4])
    let scale = Tensor([1, 2, 3, 4]).tracked()
    let all = gradients(
      of: Tensor.batchNormalized(x, scale: scale, shift: .zeros([4]), epsilon: 1e-3).y.square(), at: [scale])
    let tracked = x.tracked()
    let both = gradients(
      of: Tensor.batchNormalized(tracked, scale: scale, shift: .zeros([4]), epsilon: 1e-3).y.square(),
      at: [scale, tracked])
    #expect(all[0].bytes() == both[0].bytes())
  }
}
