import SaddleNetworks
import SaddleTensors
import Testing

/// What reflection finds in a module, and how a module's state moves to another.
@Suite struct ModuleTests {
  /// A module of every kind of property: parameters, modules, arrays, optionals, and things that are neither.
  private final class Nested: Module {
    let first: Parameter
    let count = 3
    let name = "nested"
    let none: Parameter? = nil
    let some: Parameter?
    let list: [Parameter]
    let child: Linear
    let optionalChild: Linear?
    let layers: [any Layer]
    let grid: [[Parameter]]
    let fixed: Parameter

    init(_ initializer: Initializer) {
      first = Parameter(initializer.constant(1, [1]))
      some = Parameter(initializer.constant(2, [2]))
      list = [Parameter(initializer.constant(3, [1])), Parameter(initializer.constant(4, [1]))]
      child = Linear(2, 1, initializer)
      optionalChild = Linear(1, 1, initializer)
      layers = [Linear(1, 2, initializer), Concatenating(BatchNorm(2, initializer))]
      grid = [[Parameter(initializer.constant(5, [1]))]]
      fixed = Parameter(initializer.constant(6, [1]), isLearned: false)
    }
  }

  private func nested(_ seed: UInt64 = 0) -> Nested { Nested(Initializer(seed: seed, name: "nested")) }

  @Test("paths, in the order of declaration")
  func paths() {
    #expect(
      nested().state.map(\.path) == [
        "first", "some", "list.0", "list.1", "child.weight", "child.bias", "optionalChild.weight", "optionalChild.bias",
        "layers.0.weight", "layers.0.bias", "layers.1.body.scale", "layers.1.body.shift", "layers.1.body.runningMean",
        "layers.1.body.runningVariance", "grid.0.0", "fixed",
      ])
    let network = Sequential.perceptron([2, 3, 1], Initializer(seed: 0, name: "n"))
    #expect(network.state.map(\.path) == ["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"])
    #expect(network.state.map(\.parameter.value.shape) == [[2, 3], [3], [3, 1], [1]])
  }

  @Test("an optimizer moves only what is learned")
  func learned() {
    let module = nested()
    #expect(module.parameters.count == module.state.count - 3)
    #expect(module.parameters.allSatisfy { $0.isLearned })
    #expect(!module.parameters.contains { $0 === module.fixed })
  }

  @Test("a layer that stands in two places has its parameters once, and an optimizer moves them once")
  func shared() {
    let initializer = Initializer(seed: 0, name: "shared")
    let layer = Linear(2, 2, initializer)
    let network = Sequential([layer, Linear(2, 2, initializer), layer])
    #expect(network.state.map(\.path) == ["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"])
    let start = layer.bias!.value.scalars()
    let slopes = network.parameters.map { $0.value.filled(1) }
    OptimizerRecipe(kind: .sgd, learningRate: 0.5, beta1: 0).optimizer(for: network.parameters).step(slopes)
    #expect(layer.bias!.value.scalars() == start.map { $0 - 0.5 })
  }

  @Test("a copied state is equal, and independent from then on")
  func copies() {
    let (source, target) = (nested(1), nested(2))
    source.fixed.value = Tensor([9])
    #expect(source.child.weight.value.scalars() != target.child.weight.value.scalars())
    target.copyState(from: source)
    for (own, other) in zip(target.state, source.state) {
      #expect(own.parameter.value.scalars() == other.parameter.value.scalars() && own.parameter !== other.parameter)
    }
    let optimizer = Adam(source.parameters, learningRate: 1)
    let before = target.child.weight.value.scalars()
    optimizer.step(source.parameters.map { $0.value.filled(1) })
    #expect(target.child.weight.value.scalars() == before && source.child.weight.value.scalars() != before)
  }

  @Test("modules of different structure do not copy")
  func mismatch() async {
    await #expect(processExitsWith: .failure) {
      let initializer = Initializer(seed: 0, name: "x")
      Sequential([Linear(1, 1, initializer)]).copyState(from: Linear(1, 1, initializer))
    }
  }

  @Test("parameters are variables while the loss runs, and constants before and after")
  func valueAndGradients() {
    let initializer = Initializer(seed: 0, name: "x", type: .float64)
    let (moved, still) = (Parameter(initializer.constant(3, [2])), Parameter(initializer.constant(5, [2])))
    let (value, gradients) = valueWithGradients(at: [moved]) {
      #expect(moved.value.isTracked && !still.value.isTracked)
      return (moved.value.square() * still.value).sum()
    }
    #expect(value.item == 90 && !value.isTracked)
    #expect(gradients.map { $0.scalars() } == [[30, 30]] && !gradients[0].isTracked)
    #expect(!moved.value.isTracked)
  }
}
