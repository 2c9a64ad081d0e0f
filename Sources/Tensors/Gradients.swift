/// The gradients of `y` with respect to each of `xs`: vector-Jacobian products, by reverse accumulation.
///
/// The walk covers only the paths from `y` that reach one of `xs`. Where `y` does not depend on an `x`, the gradient is
/// zero.
///
/// - Parameters:
///   - y: what is differentiated; of any shape.
///   - xs: variables (`tracked()`), or any tensors that `y` was computed from.
///   - seed: the gradient with respect to `y`, of its shape; ones unless given, so that the sum of `y` is differentiated.
///   - differentiable: whether the result can be differentiated again, as a gradient penalty needs.
/// - Returns: one gradient for each of `xs`, of its shape.
public func gradients(
  of y: Tensor, at xs: [Tensor], seed: Tensor? = nil, differentiable: Bool = false
) -> [Tensor] {
  precondition(seed == nil || seed!.shape == y.shape, "the seed's shape is not that of y")
  var walk = Walk(from: y)
  defer { walk.clear() }
  for x in xs { if let node = x.node, node.mark >= 0 { walk.reaches[node.mark] = true } }
  walk.propagateReach()
  walk.accumulate(seed ?? y.filled(1), at: xs, differentiable: differentiable)
  return xs.map { x in
    if let node = x.node, node.mark >= 0, let gradient = walk.gradients[node.mark] { return gradient }
    return x.filled(0)
  }
}

/// The state of one reverse walk over the graph below a tensor.
private struct Walk {
  /// The recorded tensors that `y` was computed from, `y` included, by rising depth: inputs come before outputs.
  var tensors: [Tensor] = []
  var reaches: [Bool]
  var gradients: [Tensor?]

  init(from y: Tensor) {
    if let node = y.node {
      node.mark = 0
      var pending = [y]
      while let tensor = pending.popLast() {
        tensors.append(tensor)
        for input in tensor.node!.inputs {
          guard let node = input.node, node.mark < 0 else { continue }
          node.mark = 0
          pending.append(input)
        }
      }
    }
    tensors.sort { $0.node!.depth < $1.node!.depth }
    for (index, tensor) in tensors.enumerated() { tensor.node!.mark = index }
    reaches = Array(repeating: false, count: tensors.count)
    gradients = Array(repeating: nil, count: tensors.count)
  }

  func clear() { for tensor in tensors { tensor.node!.mark = -1 } }

  mutating func propagateReach() {
    for (index, tensor) in tensors.enumerated() where !reaches[index] {
      reaches[index] = tensor.node!.inputs.contains { $0.node.map { reaches[$0.mark] } ?? false }
    }
  }

  mutating func accumulate(_ seed: Tensor, at xs: [Tensor], differentiable: Bool) {
    guard !tensors.isEmpty else { return }
    gradients[tensors.count - 1] = differentiable ? seed : seed.detached()
    var targets = Array(repeating: false, count: tensors.count)
    for x in xs { if let node = x.node, node.mark >= 0 { targets[node.mark] = true } }
    for index in tensors.indices.reversed() {
      guard reaches[index], let gradient = gradients[index], let rule = tensors[index].node!.rule else { continue }
      let node = tensors[index].node!
      if !targets[index] { gradients[index] = nil }
      let derivation = Derivation(
        gradient: gradient,
        output: differentiable ? tensors[index] : tensors[index].detached(),
        inputs: differentiable ? node.inputs : node.inputs.map { $0.detached() },
        needs: node.inputs.map { $0.node.map { reaches[$0.mark] } ?? false }, isDifferentiable: differentiable)
      let parts = rule(derivation)
      assert(parts.count == node.inputs.count)
      for (input, part) in zip(node.inputs, parts) {
        guard let part, let place = input.node?.mark, reaches[place] else { continue }
        precondition(part.shape == input.shape, "a gradient of shape \(part.shape) for an input of \(input.shape)")
        gradients[place] = gradients[place].map { $0 + part } ?? part
      }
    }
  }
}
