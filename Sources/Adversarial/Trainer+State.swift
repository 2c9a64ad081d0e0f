import SaddleNetworks
import SaddleTensors

extension Trainer {
  /// All that must be kept to go on later as if never stopped, each with a name.
  public var state: [(name: String, tensor: Tensor)] {
    var all: [(name: String, tensor: Tensor)] = [("step", Tensor([Double(step)], type: .float64))]
    for (name, module) in modules { all += module.state.map { ("\(name).\($0.path)", $0.parameter.value) } }
    for (name, optimizer) in optimizers { all += optimizer.state.map { ("\(name).\($0.name)", $0.tensor) } }
    return all
  }

  /// Takes back what `state` gave. Traps unless names and shapes agree: check with `accepts` first.
  public func restore(_ state: [String: Tensor]) {
    precondition(accepts(state), "the state is of another trainer")
    step = Int(state["step"]!.item)
    for (name, module) in modules {
      for (path, parameter) in module.state { parameter.value = state["\(name).\(path)"]! }
    }
    for (name, optimizer) in optimizers {
      let own = state.filter { $0.key.hasPrefix("\(name).") }
      optimizer.restore(
        Dictionary(uniqueKeysWithValues: own.map { (String($0.key.dropFirst(name.count + 1)), $0.value) }))
    }
  }

  /// Whether a state has the names, shapes and element types of this trainer's, and counts that are whole numbers.
  public func accepts(_ state: [String: Tensor]) -> Bool {
    let counts = ["step"] + optimizers.map { "\($0.0).steps" }
    return self.state.allSatisfy { name, tensor in
      guard let other = state[name], other.shape == tensor.shape, other.elementType == tensor.elementType else {
        return false
      }
      return !counts.contains(name) || Int(exactly: other.item).map { $0 >= 0 } ?? false
    }
  }

  private var modules: [(String, any Layer)] {
    [("generator", generator), ("average", average), ("critic", critic)]
  }

  private var optimizers: [(String, any Optimizer)] {
    [("generatorOptimizer", generatorOptimizer), ("criticOptimizer", criticOptimizer)]
  }
}
