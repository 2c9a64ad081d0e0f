import SaddleNetworks
import SaddleTensors
import TestSupport
import Testing

/// What every layer of the table must do.
@Suite struct LayerConformanceTests {
  private static let modes = [Mode.training, .inference]

  /// The module with random weights; statistics and singular vectors are those after a few training calls.
  private func module(_ layer: LayerCase, _ numbers: inout TestNumbers) -> any Module {
    let module = layer.make(Initializer(seed: 3, name: layer.name, type: .float64))
    for parameter in module.parameters {
      let shape = parameter.value.shape
      parameter.value = Tensor(numbers.uniform(shape.product), shape: shape, type: .float64)
    }
    for _ in 0..<10 { _ = layer.call(module, input(layer, &numbers), .training) }
    return module
  }

  private func input(_ layer: LayerCase, _ numbers: inout TestNumbers) -> Tensor {
    Tensor(numbers.uniform(layer.inputs.product, in: -2...2), shape: layer.inputs, type: .float64)
  }

  /// The layer as a function of its input and its learned parameters, at random values of both, away from kinks.
  private func differentiation(_ layer: LayerCase, _ mode: Mode, _ numbers: inout TestNumbers) -> Differentiation {
    while true {
      let module = module(layer, &numbers)
      let parameters = module.parameters
      let x = input(layer, &numbers)
      let start = layer.call(module, x, mode).scalars()
      if layer.hasKink && start.contains(where: { abs($0) < 0.005 }) { continue }
      let arguments = ([x] + parameters.map(\.value)).map { (shape: $0.shape, values: $0.scalars()) }
      return Differentiation(at: arguments) { xs in
        for (parameter, value) in zip(parameters, xs.dropFirst()) { parameter.value = value }
        return layer.call(module, xs[0], mode)
      }
    }
  }

  @Test("the shape of the output", arguments: LayerCase.all)
  func shapes(_ layer: LayerCase) {
    var numbers = TestNumbers(seed: 1)
    let module = module(layer, &numbers)
    for mode in Self.modes {
      let y = layer.call(module, input(layer, &numbers), mode)
      #expect(y.shape == layer.outputs && y.elementType == .float64 && !y.isTracked)
    }
  }

  @Test("first derivatives at the input and at every learned parameter", arguments: LayerCase.all)
  func firstDerivatives(_ layer: LayerCase) {
    var numbers = TestNumbers(seed: 2)
    for mode in Self.modes where !(mode.isTraining && layer.changesInTraining) {
      #expect(differentiation(layer, mode, &numbers).firstOrderDeviation(&numbers) < 1e-7)
    }
  }

  @Test("second derivatives at the input and at every learned parameter", arguments: LayerCase.all)
  func secondDerivatives(_ layer: LayerCase) {
    var numbers = TestNumbers(seed: 3)
    for mode in Self.modes where !(mode.isTraining && layer.changesInTraining) {
      #expect(differentiation(layer, mode, &numbers).secondOrderDeviation(&numbers) < 1e-7)
    }
  }

  @Test("every parameter has a path of its own", arguments: LayerCase.all)
  func paths(_ layer: LayerCase) {
    let state = layer.make(Initializer(seed: 0, name: "paths")).state
    #expect(state.map(\.path) == layer.paths)
    #expect(Set(state.map(\.path)).count == state.count)
    #expect(Set(state.map { ObjectIdentifier($0.parameter) }).count == state.count)
  }

  @Test("float32 agrees with float64", .everyKernel, arguments: LayerCase.all)
  func precision(_ layer: LayerCase) {
    var numbers = TestNumbers(seed: 4)
    let exact = module(layer, &numbers)
    let single = layer.make(Initializer(seed: 0, name: "single"))
    for mode in Self.modes {
      for (target, source) in zip(single.state, exact.state) {
        #expect(target.parameter.value.elementType == .float32)
        target.parameter.value = source.parameter.value.cast(to: .float32)
      }
      let x = input(layer, &numbers)
      let (y, expected) = (layer.call(single, x.cast(to: .float32), mode), layer.call(exact, x, mode))
      #expect(y.elementType == .float32)
      #expect(deviation(y.scalars(), from: expected.scalars()) < 1e-5)
    }
  }

  @Test("inference changes no parameter and takes each element of the batch by itself", arguments: LayerCase.all)
  func inference(_ layer: LayerCase) {
    var numbers = TestNumbers(seed: 5)
    let module = module(layer, &numbers)
    let before = module.state.map { $0.parameter.value.scalars() }
    let x = input(layer, &numbers)
    let y = layer.call(module, x, .inference)
    #expect(module.state.map { $0.parameter.value.scalars() } == before)
    guard module is any Layer else { return }
    let first = layer.call(module, x.slice(0..<1, axis: 0), .inference)
    #expect(deviation(first.scalars(), from: y.slice(0..<1, axis: 0).scalars()) < 1e-14)
  }
}
