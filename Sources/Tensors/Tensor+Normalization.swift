import CKernels

/// Batch normalisation, in as few passes over memory as it needs.
extension Tensor {
  /// Each column (place along the last axis) with its mean taken off and divided by its deviation, then scaled, shifted
  /// and put through LeakyReLU where a slope is given (Ioffe and Szegedy 2015, algorithm 1).
  ///
  /// y = act((x - mean) / sqrt(variance + epsilon) scale + shift). The statistics are those of all axes but the last, the
  /// variance divided by their number of elements.
  ///
  /// - Parameters:
  ///   - x: `[..., features]`, with at least one row.
  ///   - scale: `[features]`; `shift` likewise.
  ///   - slope: not negative.
  /// - Returns: y, and the mean and variance `[features]` as constants.
  public static func batchNormalized(
    _ x: Tensor, scale: Tensor, shift: Tensor, slope: Double? = nil, epsilon: Double
  ) -> (y: Tensor, mean: Tensor, variance: Tensor) {
    let columns = x.shape.last!
    let rows = x.count / max(1, columns)
    precondition(rows > 0, "batch statistics of no rows")
    precondition(scale.shape == [columns] && shift.shape == [columns], "scale and shift for \(columns) features")
    precondition(x.elementType == scale.elementType && x.elementType == shift.elementType, "element types differ")
    precondition(slope ?? 0 >= 0, "a negative slope loses the sign that its derivative needs")
    let norm = ColumnNorm(x.storage, rows: rows, columns: columns, epsilon: epsilon, slope: slope ?? 1)
    let y = norm.apply(scale: scale.scalars(), shift: shift.storage)
    let axes = Array(0..<x.rank - 1)
    let result = Tensor.result(y, shape: x.shape, of: [x, scale, shift]) { d in
      guard d.isDifferentiable else { return norm.gradients(d) }
      let (x, scale) = (d.inputs[0], d.inputs[1])
      let centred = x - x.mean(axes: axes)
      let inverse = 1 / (centred.square().mean(axes: axes) + epsilon).squareRoot()
      let standard = centred * inverse
      let g = slope.map { leakyReLUBackward(d.gradient, d.output, slope: $0) } ?? d.gradient
      let (first, second) = (g.sum(axes: axes), (g * standard).sum(axes: axes))
      return [
        d.when(0) { scale * inverse * (g - first / Double(rows) - standard * (second / Double(rows))) }, second, first,
      ]
    }
    return (result, Tensor(norm.mean, shape: [columns]), Tensor(norm.variance, shape: [columns]))
  }

  /// Each column moved, scaled and put through LeakyReLU in one pass: y = act((x - mean) factor + shift), as a batch norm
  /// does with statistics that are given.
  ///
  /// - Parameters:
  ///   - x: `[..., features]`.
  ///   - mean: `[features]`, as are `factor` and `shift`.
  ///   - slope: not negative.
  public static func scaledColumns(
    _ x: Tensor, mean: Tensor, factor: Tensor, shift: Tensor, slope: Double? = nil
  ) -> Tensor {
    let columns = x.shape.last!
    let terms = [mean, factor, shift]
    precondition(terms.allSatisfy { $0.shape == [columns] }, "mean, factor and shift for \(columns) features")
    precondition(terms.allSatisfy { $0.elementType == x.elementType }, "element types differ")
    precondition(slope ?? 0 >= 0, "a negative slope loses the sign that its derivative needs")
    let (input, y) = (x.storage, Storage(x.count, x.elementType, on: x.storage.device))
    let kernel = input.kernels.normalize!
    let pointers = terms.map { $0.storage.pointer }
    input.device.forEachBand(of: x.count / max(1, columns), columns: columns) { first, rows in
      let at = first * columns
      kernel(rows, columns, input.at(at), pointers[0], pointers[1], pointers[2], slope ?? 1, y.at(at))
    }
    return .result(y, shape: x.shape, of: [x] + terms) { d in
      let (x, mean, factor) = (d.inputs[0], d.inputs[1], d.inputs[2])
      let g = slope.map { leakyReLUBackward(d.gradient, d.output, slope: $0) } ?? d.gradient
      let axes = Array(0..<x.rank - 1)
      return [
        d.when(0) { g * factor }, d.when(1) { -(g * factor).sum(axes: axes) },
        d.when(2) { (g * (x - mean)).sum(axes: axes) }, d.when(3) { g.sum(axes: axes) },
      ]
    }
  }
}

/// The statistics of the columns of a matrix, and what normalising by them costs in passes over it.
private struct ColumnNorm {
  let x: Storage
  let rows: Int
  let columns: Int
  let slope: Double
  let mean: Storage
  let variance: Storage
  private let inverse: Storage
  private let inverses: [Double]

  init(_ x: Storage, rows: Int, columns: Int, epsilon: Double, slope: Double) {
    (self.x, self.rows, self.columns, self.slope) = (x, rows, columns, slope)
    var sums = Array(repeating: 0.0, count: 2 * columns)
    let kernel = x.kernels.moments!
    ColumnPartials(rows: rows, columns: columns, count: 2, on: x.device) { first, count, partial in
      kernel(count, columns, x.at(first * columns), x.pointer, partial)
    }.add(to: &sums)
    // The sums are about the first row, so that a mean far from zero costs no digits.
    let origin = x.prefix(columns)
    let n = Double(rows)
    let means = (0..<columns).map { origin[$0] + sums[$0] / n }
    let variances = (0..<columns).map { max(0, sums[columns + $0] / n - (sums[$0] / n) * (sums[$0] / n)) }
    inverses = variances.map { 1 / ($0 + epsilon).squareRoot() }
    mean = Storage(means, x.type, on: x.device)
    variance = Storage(variances, x.type, on: x.device)
    inverse = Storage(inverses, x.type, on: x.device)
  }

  func apply(scale: [Double], shift: Storage) -> Storage {
    let result = Storage(x.count, x.type, on: x.device)
    let factors = Storage(zip(scale, inverses).map { $0 * $1 }, x.type, on: x.device)
    let kernel = x.kernels.normalize!
    x.device.forEachBand(of: rows, columns: columns) { first, count in
      let at = first * columns
      kernel(count, columns, x.at(at), mean.pointer, factors.pointer, shift.pointer, slope, result.at(at))
    }
    return result
  }

  /// The gradients with respect to x, the scale and the shift.
  func gradients(_ d: Derivation) -> [Tensor?] {
    let (g, y) = (d.gradient.storage, d.output.storage)
    var sums = Array(repeating: 0.0, count: 2 * columns)
    let kernel = x.kernels.normalize_sums!
    ColumnPartials(rows: rows, columns: columns, count: 2, on: x.device) { first, count, partial in
      let at = first * columns
      kernel(count, columns, g.at(at), y.at(at), x.at(at), mean.pointer, inverse.pointer, slope, partial)
    }.add(to: &sums)
    func vector(_ values: [Double]) -> Storage { Storage(values, x.type, on: x.device) }
    let (first, second) = (Array(sums[..<columns]), Array(sums[columns...]))
    let parts = [second, first].map { Tensor(vector($0), shape: [columns]) }
    guard d.needs[0] else { return [nil, parts[0], parts[1]] }
    let scale = vector(zip(d.inputs[1].scalars(), inverses).map { $0 * $1 })
    let n = Double(rows)
    let (low, high) = (vector(first.map { $0 / n }), vector(second.map { $0 / n }))
    let result = Storage(x.count, x.type, on: x.device)
    let back = x.kernels.normalize_back!
    x.device.forEachBand(of: rows, columns: columns) { first, count in
      let at = first * columns
      back(
        count, columns, g.at(at), y.at(at), x.at(at), mean.pointer, inverse.pointer, scale.pointer, low.pointer,
        high.pointer, slope, result.at(at))
    }
    return [Tensor(result, shape: d.inputs[0].shape), parts[0], parts[1]]
  }
}
