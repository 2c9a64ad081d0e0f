import SaddleTensors
import TestSupport
import Testing

/// Kinks, ties, infinities and NaN: where a derivative or a value holds by definition, not by limit.
@Suite(.everyKernel) struct SpecialValueTests {
  static let types = ElementType.allCases
  private let inf = Double.infinity

  private func slopes(_ x: [Double], _ type: ElementType, _ f: (Tensor) -> Tensor) -> [Double] {
    let x = Tensor(x, type: type).tracked()
    return gradients(of: f(x), at: [x])[0].scalars()
  }

  @Test("derivatives at kinks", arguments: types)
  func kinks(type: ElementType) {
    #expect(slopes([-1, 0, 1], type) { $0.abs() } == [-1, 0, 1])
    #expect(slopes([-1, 0, 1], type) { $0.relu() } == [0, 0, 1])
    #expect(slopes([-1, 0, 1], type) { $0.leakyReLU(slope: 0.25) } == [0.25, 0.25, 1])
    #expect(Tensor([-2, 0, 3], type: type).sign().scalars() == [-1, 0, 1])
    #expect(slopes([-1, 0, 2], type) { $0.power(2) } == [-2, 0, 4])
    #expect(slopes([-1, 0, 2], type) { $0.power(1) } == [1, 1, 1])
    #expect(slopes([-1, 0, 2], type) { $0.power(0) } == [0, 0, 0])
  }

  @Test("a layer's derivative at zero is its slope", arguments: types)
  func linearKink(type: ElementType) {
    let x = Tensor([1, -1, 2], shape: [3, 1], type: type)
    let w = Tensor([1], shape: [1, 1], type: type)
    let bias = Tensor([-1], type: type).tracked()
    let y = Tensor.linear(x, w, bias: bias, slope: 0.25)
    #expect(y.scalars() == [0, -0.5, 1])
    #expect(gradients(of: y, at: [bias])[0].item == 1.5)
  }

  @Test("ties share the derivative of maximum and minimum", arguments: types)
  func ties(type: ElementType) {
    let (a, b) = (Tensor([1, 2, 3], type: type).tracked(), Tensor([1, 3, 2], type: type).tracked())
    #expect(gradients(of: .maximum(a, b), at: [a, b]).map { $0.scalars() } == [[0.5, 0, 1], [0.5, 1, 0]])
    #expect(gradients(of: .minimum(a, b), at: [a, b]).map { $0.scalars() } == [[0.5, 1, 0], [0.5, 0, 1]])
    #expect(slopes([4, 1, 4, 4, 4], type) { $0.maximum(axes: [0]) } == [0.25, 0, 0.25, 0.25, 0.25])
  }

  @Test("comparisons of equal elements", arguments: types)
  func comparisons(type: ElementType) {
    let (a, b) = (Tensor([1, 2, 3], type: type), Tensor([2], type: type))
    #expect(a.greater(than: b).scalars() == [0, 0, 1])
    #expect(a.greaterOrEqual(to: b).scalars() == [0, 1, 1])
    #expect(a.equal(to: b).scalars() == [0, 1, 0])
  }

  @Test("selection never lets the side that is not chosen through", arguments: types)
  func selection(type: ElementType) {
    let x = Tensor([-1, 4], type: type).tracked()
    let y = x.greater(than: x.filled(0)).select(x.squareRoot(), x)
    #expect(y.scalars() == [-1, 2])
    let (a, b) = (Tensor([.nan, 1], type: type), Tensor([2, .infinity], type: type))
    #expect(Tensor([0, -3], type: type).select(a, b).scalars() == [2, 1])
  }

  @Test("log-sum-exp and soft-max of extreme rows", arguments: types)
  func extremeRows(type: ElementType) {
    let x = Tensor([1e4, 1e4, -1e4, -1e4, -inf, -1e4, -inf, 0, -inf, 3, inf, 3], shape: [6, 2], type: type)
    let sums = x.logSumExp().scalars()
    let log2 = 0.693147180559945
    let expected = [1e4 + log2, -1e4 + log2, -1e4, 0, 3, inf]
    for (sum, expected) in zip(sums, expected) { #expect(sum == expected || abs(sum - expected) < 1e-3) }
    #expect(Tensor([-inf, -inf], type: type).logSumExp().item == -inf)
    let shares = x.slice(0..<5, axis: 0).softmax().scalars()
    #expect(shares == [0.5, 0.5, 0.5, 0.5, 0, 1, 0, 1, 0, 1])
    let logs = Tensor([1e4, -1e4, 0], type: type).logSoftmax().scalars()
    #expect(logs == [0, -2e4, -1e4])
    #expect(slopes([1e4, -1e4, 0], type) { $0.logSumExp() } == [1, 0, 0])
  }

  @Test("logits of any size give finite losses with the right slope", arguments: types)
  func logits(type: ElementType) {
    let x = [-1e4, 0, 1e4]
    let values = Tensor(x, type: type)
    let log2 = 0.6931471805599453
    for (actual, expected) in zip(values.softplus().scalars(), [0, log2, 1e4]) {
      #expect(abs(actual - expected) < 1e-7)
    }
    for (actual, expected) in zip(values.logSigmoid().scalars(), [-1e4, -log2, 0]) {
      #expect(abs(actual - expected) < 1e-7)
    }
    #expect(values.sigmoid().scalars() == [0, 0.5, 1])
    #expect(values.tanh().scalars() == [-1, 0, 1])
    #expect(slopes(x, type) { $0.softplus() } == [0, 0.5, 1])
    #expect(slopes(x, type) { $0.logSigmoid() } == [1, 0.5, 0])
    #expect(slopes(x, type) { $0.sigmoid() } == [0, 0.25, 0])
    #expect(slopes(x, type) { $0.tanh() } == [0, 1, 0])
  }

  /// On rows long enough for whole vectors and what is left of one.
  @Test("functions in pieces and layers take infinities and NaN piece by piece", arguments: types)
  func pieces(type: ElementType) {
    let special = [-inf, -1, 0, 2, inf, .nan]
    let x = (0..<71).map { special[$0 % 6] }
    func expect(_ y: Tensor, _ expected: [Double], _ name: String) {
      let isSame = zip(y.scalars(), expected).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
      #expect(isSame && y.count == expected.count, "\(name)")
    }
    let tensor = Tensor(x, type: type)
    expect(tensor.sign(), x.map { $0.isNaN ? .nan : $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }, "sign")
    for slope in [0, 0.5] {
      let expected = x.map { $0.isNaN ? .nan : $0 > 0 ? $0 : slope == 0 ? 0 : slope * $0 }
      expect(tensor.leakyReLU(slope: slope), expected, "slope \(slope)")
      // Thin products and blocks; the bias alone decides.
      for (rows, terms) in [(1, 3), (9, 3), (9, 40), (40, 1), (40, 40)] {
        let y = Tensor.linear(
          .zeros([rows, terms], type: type), .ones([terms, 71], type: type), bias: tensor, slope: slope)
        expect(y, Array(repeatElement(expected, count: rows).joined()), "layer of \(rows) x \(terms), slope \(slope)")
      }
      let column = Tensor.linear(
        .ones([71, 1], type: type) * tensor.reshaped([71, 1]), .ones([1, 1], type: type), bias: .zeros([1], type: type),
        slope: slope)
      expect(column, expected, "column, slope \(slope)")
      let (normalized, _, _) = Tensor.batchNormalized(
        .zeros([2, 71], type: type), scale: .ones([71], type: type), shift: tensor, slope: slope, epsilon: 1)
      expect(normalized, expected + expected, "batch norm, slope \(slope)")
    }
    for other in special {
      func paired(_ f: (Double, Double) -> Double) -> [Double] {
        x.map { $0.isNaN || other.isNaN ? .nan : f($0, other) }
      }
      let (one, many) = (Tensor([other], type: type), tensor.filled(other))
      for (a, b) in [(tensor, one), (one, tensor), (tensor, many), (many, tensor)] {
        expect(.maximum(a, b), paired(max), "maximum with \(other)")
        expect(.minimum(a, b), paired(min), "minimum with \(other)")
      }
    }
  }

  @Test("NaN is never lost", arguments: types)
  func notANumber(type: ElementType) {
    let x = Tensor([1, .nan, 3], type: type)
    let results = [
      x.exp(), x.log(), x.tanh(), x.sigmoid(), x.softplus(), x.logSigmoid(), x.abs(), x.squareRoot(), x.reciprocal(),
      x.power(2.5), x.normalCDF(), -x, x + 1, x * 0,
    ]
    for result in results { #expect(result.scalars().map(\.isNaN) == [false, true, false]) }
    #expect(x.maximum(axes: [0]).item.isNaN && x.sum().item.isNaN)
    #expect(x.reshaped([3, 1]).maximum(axes: [1]).scalars().map(\.isNaN) == [false, true, false])
    #expect(Tensor([.nan, 1, 2], type: type).maximum(axes: [0]).item.isNaN)
    let rows = Tensor([1, .nan, 3, 4, 5, 6, .nan, 8, 9], shape: [3, 3], type: type).maximum(axes: [1]).scalars()
    #expect(rows.map(\.isNaN) == [true, false, true])
    let columns = Tensor([.nan, 1, 5, 2, 7, .nan], shape: [3, 2], type: type).maximum(axes: [0]).scalars()
    #expect(columns.map(\.isNaN) == [true, true])
  }
}
