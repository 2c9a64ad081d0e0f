import SaddleTensors
import TestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Operation {
  private static func unary(
    _ name: String, on domain: Domain = .real, _ apply: @escaping @Sendable (Tensor) -> Tensor,
    _ reference: @escaping @Sendable (Double) -> Double
  ) -> Operation {
    Operation(name, Shapes.single, on: domain, { apply($0[0]) }, { $0[0].map(reference) })
  }

  private static func binary(
    _ name: String, on domain: Domain = .real, _ apply: @escaping @Sendable (Tensor, Tensor) -> Tensor,
    _ reference: @escaping @Sendable (Double, Double) -> Double
  ) -> Operation {
    Operation(
      name, Shapes.pairs, on: domain, { apply($0[0], $0[1]) }, { Reference.zipped($0) { reference($0[0], $0[1]) } })
  }

  static let elementwise: [Operation] = scalarForms + functions + pairs

  private static let scalarForms = [
    unary("-x", { -$0 }, { -$0 }),
    unary("x + c", { $0 + 1.5 }, { $0 + 1.5 }),
    unary("c + x", { 1.5 + $0 }, { 1.5 + $0 }),
    unary("x - c", { $0 - 1.5 }, { $0 - 1.5 }),
    unary("c - x", { 1.5 - $0 }, { 1.5 - $0 }),
    unary("x * c", { $0 * 1.5 }, { $0 * 1.5 }),
    unary("c * x", { 1.5 * $0 }, { 1.5 * $0 }),
    unary("x / c", { $0 / 1.5 }, { $0 / 1.5 }),
    unary("c / x", on: .nonzero, { 1.5 / $0 }, { 1.5 / $0 }),
  ]

  private static let functions = [
    unary("exp", { $0.exp() }, { exp($0) }),
    unary("log", on: .positive, { $0.log() }, { log($0) }),
    unary("squareRoot", on: .positive, { $0.squareRoot() }, { $0.squareRoot() }),
    unary("reciprocal", on: .nonzero, { $0.reciprocal() }, { 1 / $0 }),
    unary("square", { $0.square() }, { $0 * $0 }),
    unary("abs", { $0.abs() }, { Swift.abs($0) }),
    unary("sign", { $0.sign() }, { $0 > 0 ? 1 : -1 }),
    unary("power 2.5", on: .positive, { $0.power(2.5) }, { pow($0, 2.5) }),
    unary("power -1.5", on: .positive, { $0.power(-1.5) }, { pow($0, -1.5) }),
    unary("power 3", { $0.power(3) }, { $0 * $0 * $0 }),
    unary("power 1", { $0.power(1) }, { $0 }),
    unary("tanh", { $0.tanh() }, { tanh($0) }),
    unary("sigmoid", { $0.sigmoid() }, { 1 / (1 + exp(-$0)) }),
    unary("softplus", { $0.softplus() }, { log(1 + exp($0)) }),
    unary("logSigmoid", { $0.logSigmoid() }, { log(1 / (1 + exp(-$0))) }),
    unary("leakyReLU", { $0.leakyReLU(slope: 0.3) }, { $0 > 0 ? $0 : 0.3 * $0 }),
    unary("leakyReLU 0.2", { $0.leakyReLU() }, { $0 > 0 ? $0 : 0.2 * $0 }),
    unary("relu", { $0.relu() }, { Swift.max($0, 0) }),
    unary("normalCDF", { $0.normalCDF() }, { 0.5 + 0.5 * erf($0 / 2.0.squareRoot()) }),
  ]

  private static let pairs = [
    binary("a + b", { $0 + $1 }, { $0 + $1 }),
    binary("a - b", { $0 - $1 }, { $0 - $1 }),
    binary("a * b", { $0 * $1 }, { $0 * $1 }),
    binary("a / b", on: .nonzero, { $0 / $1 }, { $0 / $1 }),
    binary("maximum(a, b)", { .maximum($0, $1) }, { $0 > $1 ? $0 : $1 }),
    binary("minimum(a, b)", { .minimum($0, $1) }, { $0 < $1 ? $0 : $1 }),
    binary("greater", { $0.greater(than: $1) }, { $0 > $1 ? 1 : 0 }),
    binary("greaterOrEqual", { $0.greaterOrEqual(to: $1) }, { $0 >= $1 ? 1 : 0 }),
    Operation(
      "select", Shapes.triples, { $0[0].relu().select($0[1], $0[2]) },
      { Reference.zipped($0) { $0[0] > 0 ? $0[1] : $0[2] } }),
  ]
}
