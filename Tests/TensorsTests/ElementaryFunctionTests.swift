import SaddleTensors
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// An elementary function in float32, beside its value in double precision and how far from it it may fall.
struct ElementaryFunction: Sendable, CustomTestStringConvertible {
  let name: String
  let apply: @Sendable (Tensor) -> Tensor
  let exact: @Sendable (Double) -> Double
  /// In units in the last place of the exact value.
  let bound: Double

  var testDescription: String { name }

  static let all = [
    ElementaryFunction(name: "exp", apply: { $0.exp() }, exact: { exp($0) }, bound: 1.1),
    ElementaryFunction(name: "log", apply: { $0.log() }, exact: { log($0) }, bound: 0.9),
    ElementaryFunction(name: "tanh", apply: { $0.tanh() }, exact: { tanh($0) }, bound: 1.4),
    ElementaryFunction(name: "sigmoid", apply: { $0.sigmoid() }, exact: sigmoid, bound: 2.7),
    ElementaryFunction(
      name: "softplus", apply: { $0.softplus() }, exact: { Swift.max($0, 0) + log1p(exp(-Swift.abs($0))) }, bound: 2),
    ElementaryFunction(
      name: "logSigmoid", apply: { $0.logSigmoid() }, exact: { Swift.min($0, 0) - log1p(exp(-Swift.abs($0))) }, bound: 2
    ),
    ElementaryFunction(
      name: "normalCDF", apply: { $0.normalCDF() }, exact: { 0.5 * erfc(-$0 / 2.0.squareRoot()) }, bound: 0.501),
    ElementaryFunction(name: "squareRoot", apply: { $0.squareRoot() }, exact: { $0.squareRoot() }, bound: 0.501),
    ElementaryFunction(name: "reciprocal", apply: { $0.reciprocal() }, exact: { 1 / $0 }, bound: 0.501),
  ]

  private static let sigmoid: @Sendable (Double) -> Double = { $0 > 0 ? 1 / (1 + exp(-$0)) : exp($0) / (1 + exp($0)) }
}

@Suite struct ElementaryFunctionTests {
  /// Float32 numbers of every exponent and both signs: subnormal ones, infinities, NaNs and the extremes among them.
  static let sweep: [Float] = {
    let bits = stride(from: UInt64(0), through: UInt64(UInt32.max), by: 6_007).map { Float(bitPattern: UInt32($0)) }
    // Where functions of the kind used here go wrong: about 0, at +-0.625, +-log 2 / 2, and at the ends of exp's range.
    let places: [Float] = [0, 0.625, -0.625, 0.34657, 0.7071, 1, 88.7, -87.3, -103.9, 16.6, -16.6]
    let dense = places.flatMap { place in (-2_000...2_000).map { place + Float($0) * 1e-5 } }
    let extremes: [Float] = [
      0, 1, 1e4, .infinity, .greatestFiniteMagnitude, .leastNormalMagnitude, .leastNonzeroMagnitude,
    ]
    return bits + dense + extremes + extremes.map { -$0 } + [.nan]
  }()

  /// The distance between neighbouring float32 numbers about `x`.
  private static func unit(_ x: Double) -> Double {
    Double(Swift.min(Float(x).magnitude, .greatestFiniteMagnitude).ulp)
  }

  @Test("within so many units in the last place of double precision", arguments: ElementaryFunction.all, kernelNames)
  func accuracy(_ function: ElementaryFunction, kernel: String) {
    let sweep = Self.sweep
    let device = Device(threads: 1, kernel: kernel)
    let actual = function.apply(Tensor(floats: sweep, shape: [sweep.count], on: device)).floats()
    var (worst, place) = (0.0, Float(0))
    for (x, y) in zip(sweep, actual) {
      let exact = function.exact(Double(x))
      if exact.isNaN || Float(exact).isInfinite || Float(exact) == 0 && exact == 0 {
        if !(exact.isNaN ? y.isNaN : y == Float(exact)) { (worst, place) = (.infinity, x) }
      } else {
        let error = abs(Double(y) - exact) / Self.unit(exact)
        if !(error <= worst) { (worst, place) = (error, x) }
      }
    }
    #expect(worst <= function.bound, "\(worst) units at \(place)")
  }
}
