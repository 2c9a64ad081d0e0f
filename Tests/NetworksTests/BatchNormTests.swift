import SaddleNetworks
import SaddleTensors
import TestSupport
import Testing

/// Batch norm against Ioffe and Szegedy's algorithms 1 and 2, computed column by column in Doubles.
@Suite(.everyKernel) struct BatchNormTests {
  private let rows = 6
  private let columns = 3

  private func norm(slope: Double? = nil, momentum: Double = 0.1) -> BatchNorm {
    let norm = BatchNorm(
      3, slope: slope, momentum: momentum, epsilon: 1e-3, Initializer(seed: 0, name: "n", type: .float64))
    norm.scale.value = Tensor([1, 2, -0.5], type: .float64)
    norm.shift.value = Tensor([0, 1, -1], type: .float64)
    return norm
  }

  private func column(_ x: [Double], _ c: Int) -> [Double] { stride(from: c, to: x.count, by: columns).map { x[$0] } }

  @Test("training uses the batch's statistics and keeps running ones", arguments: [nil, 0, 0.2] as [Double?])
  func training(slope: Double?) {
    var numbers = TestNumbers(seed: 1)
    let norm = norm(slope: slope, momentum: 0.25)
    var (means, variances) = ([0.0, 0, 0], [1.0, 1, 1])
    for _ in 0..<3 {
      let x = numbers.uniform(rows * columns, in: -1...3)
      let y = norm(Tensor(x, shape: [rows, columns], type: .float64), .training).scalars()
      for c in 0..<columns {
        let values = column(x, c)
        let mean = values.reduce(0, +) / 6
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let (scale, shift) = ([1, 2, -0.5][c], [0.0, 1, -1][c])
        let expected = values.map { value -> Double in
          let z = scale * (value - mean) / (squares / 6 + 1e-3).squareRoot() + shift
          return z > 0 ? z : (slope ?? 1) * z
        }
        #expect(deviation(column(y, c), from: expected) < 1e-13)
        means[c] = 0.75 * means[c] + 0.25 * mean
        variances[c] = 0.75 * variances[c] + 0.25 * squares / 5
      }
      #expect(deviation(norm.runningMean.value.scalars(), from: means) < 1e-14)
      #expect(deviation(norm.runningVariance.value.scalars(), from: variances) < 1e-14)
    }
    #expect(!norm.runningMean.value.isTracked)
  }

  @Test("inference uses the running statistics, changes nothing, and no row depends on its companions")
  func inference() {
    let norm = norm()
    norm.runningMean.value = Tensor([1, 2, 3], type: .float64)
    norm.runningVariance.value = Tensor([4, 9, 0.25], type: .float64)
    let x = [3.0, 5, 4, -1, 2, 3]
    let y = norm(Tensor(x, shape: [2, 3], type: .float64), .inference).scalars()
    let expected = x.indices.map { place -> Double in
      let c = place % 3
      let variance: Double = [4, 9, 0.25][c]
      return [1, 2, -0.5][c] * (x[place] - Double(c + 1)) / (variance + 1e-3).squareRoot() + [0, 1, -1][c]
    }
    #expect(deviation(y, from: expected) < 1e-14)
    #expect(norm(Tensor([3, 5, 4], shape: [1, 3], type: .float64), .inference).scalars() == Array(y[0..<3]))
    #expect(norm.runningMean.value.scalars() == [1, 2, 3] && norm.runningVariance.value.scalars() == [4, 9, 0.25])
  }

  @Test("a batch of one row is finite")
  func singleRow() {
    let norm = norm()
    #expect(norm(Tensor([5, 6, 7], shape: [1, 3], type: .float64), .training).scalars() == [0, 1, -1])
    #expect(norm.runningVariance.value.scalars().allSatisfy { abs($0 - 0.9) < 1e-15 })
  }

  @Test("first and second derivatives, through the batch's statistics", arguments: [true, false])
  func derivatives(isTraining: Bool) {
    var numbers = TestNumbers(seed: 2)
    let arguments = [[rows, columns], [columns], [columns]].map { (shape: $0, values: numbers.uniform($0.product)) }
    let differentiation = Differentiation(at: arguments) { xs in
      let norm = norm()
      norm.runningVariance.value = Tensor([4, 9, 0.25], type: .float64)
      norm.scale.value = xs[1]
      norm.shift.value = xs[2]
      return norm(xs[0], isTraining ? .training : .inference)
    }
    #expect(differentiation.firstOrderDeviation(&numbers) < 1e-7)
    #expect(differentiation.secondOrderDeviation(&numbers) < 1e-7)
  }
}
