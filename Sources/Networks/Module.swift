import SaddleTensors

/// Anything that owns parameters. Stored properties are found by reflection: parameters, modules, and arrays and
/// optionals of either, by the path that leads to them, such as `layers.0.weight`.
public protocol Module: AnyObject {}

/// A module that maps one tensor to another.
public protocol Layer: Module {
  func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor
}

/// How a network is called.
public struct Mode: Sendable {
  /// Whether batch statistics are taken, and kept, and noise that only training needs is added.
  public var isTraining: Bool
  /// Where layers that draw noise take it from.
  public var noise: RandomStream
  /// Distinguishes the draws of one call from those of the next.
  public var step: Int

  public init(isTraining: Bool, noise: RandomStream, step: Int) {
    self.isTraining = isTraining
    self.noise = noise
    self.step = step
  }

  /// Training with a fixed noise; for networks that draw none.
  public static let training = Mode(isTraining: true, noise: RandomStream(seed: 0, name: "fixed"), step: 0)
  /// Inference with a fixed noise; for networks that draw none.
  public static let inference = Mode(isTraining: false, noise: RandomStream(seed: 0, name: "fixed"), step: 0)
}

extension Module {
  /// Every parameter, learned or not, with its path, in the order of declaration; one that several layers share once, with
  /// the first of its paths.
  public var state: [(path: String, parameter: Parameter)] {
    var found: [(String, Parameter)] = []
    collect(self, "", &found)
    return found
  }

  /// The parameters that an optimizer moves, in the order of declaration.
  public var parameters: [Parameter] { state.map(\.parameter).filter(\.isLearned) }

  /// Copies every parameter from a module of the same structure. Traps if the structures differ.
  public func copyState(from other: any Module) {
    let (own, others) = (state, other.state)
    precondition(own.map(\.path) == others.map(\.path), "the modules differ in structure")
    for (mine, theirs) in zip(own, others) { mine.parameter.value = theirs.parameter.value.detached() }
  }
}

private func collect(_ value: Any, _ path: String, _ found: inout [(String, Parameter)]) {
  if let parameter = value as? Parameter {
    if !found.contains(where: { $0.1 === parameter }) { found.append((path, parameter)) }
    return
  }
  let mirror = Mirror(reflecting: value)
  guard value is any Module || mirror.displayStyle == .collection || mirror.displayStyle == .optional else { return }
  for (index, child) in mirror.children.enumerated() {
    let name = mirror.displayStyle == .optional ? "" : child.label ?? String(index)
    collect(child.value, path.isEmpty || name.isEmpty ? path + name : "\(path).\(name)", &found)
  }
}
