/// The gradients of `y` with respect to each of `xs`: vector-Jacobian products, by reverse accumulation.
///
/// The walk covers only the paths from `y` that reach one of `xs`. Where `y` does not depend on an `x`, the gradient is
/// zero. What nothing else holds is freed as soon as the walk has gone through it: with `consume`, all that `y` was
/// computed from.
///
/// - Parameters:
///   - y: what is differentiated; of any shape.
///   - xs: variables (`tracked()`), or any tensors that `y` was computed from.
///   - seed: the gradient with respect to `y`, of its shape; ones unless given, so that the sum of `y` is differentiated.
///   - differentiable: whether the result can be differentiated again, as a gradient penalty needs.
/// - Returns: one gradient for each of `xs`, of its shape.
public func gradients(
  of y: consuming Tensor, at xs: [Tensor], seed: Tensor? = nil, differentiable: Bool = false
) -> [Tensor] {
  precondition(seed == nil || seed!.shape == y.shape, "the seed's shape is not that of y")
  let seed = seed ?? y.filled(1)
  var walk = Walk(from: consume y)
  let places = xs.map { $0.node?.mark ?? -1 }
  for place in places where place >= 0 { (walk.reaches[place], walk.isAsked[place]) = (true, true) }
  walk.propagateReach()
  walk.accumulate(consume seed, differentiable: differentiable)
  return zip(xs, places).map { x, place in (place >= 0 ? walk.gradients[place] : nil) ?? x.filled(0) }
}

/// The state of one reverse walk over the graph below a tensor.
private struct Walk {
  /// The recorded tensors that `y` was computed from, `y` included, by rising depth: inputs come before outputs.
  var tensors: [Tensor] = []
  var reaches: [Bool]
  var isAsked: [Bool]
  var gradients: [Tensor?]
  /// How many inputs of others each tensor is.
  private var uses: [Int]
  /// Which gradients were multiplied by the masks of their nodes.
  private var isMasked: [Bool]

  init(from y: consuming Tensor) {
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
    isAsked = reaches
    gradients = Array(repeating: nil, count: tensors.count)
    uses = Array(repeating: 0, count: tensors.count)
    isMasked = reaches
  }

  mutating func propagateReach() {
    for (index, tensor) in tensors.enumerated() {
      for input in tensor.node!.inputs {
        guard let place = input.node?.mark else { continue }
        uses[place] += 1
        if reaches[place] { reaches[index] = true }
      }
    }
  }

  /// Goes through the tensors, outputs before inputs, and lets go of each.
  mutating func accumulate(_ seed: consuming Tensor, differentiable: Bool) {
    guard !tensors.isEmpty else { return }
    gradients[tensors.count - 1] = differentiable ? consume seed : (consume seed).detached()
    while let tensor = tensors.popLast() {
      let (node, index) = (tensor.node!, tensors.count)
      node.mark = -1
      guard reaches[index], let gradient = gradients[index], let rule = node.rule else { continue }
      if !isAsked[index] { gradients[index] = nil }
      let firstMask = mask(of: node)
      let derivation = Derivation(
        gradient: gradient,
        output: differentiable ? tensor : tensor.detached(),
        inputs: differentiable ? node.inputs : node.inputs.map { $0.detached() },
        needs: node.inputs.map { $0.node.map { reaches[$0.mark] } ?? false }, isDifferentiable: differentiable,
        isMasked: isMasked[index], firstMask: firstMask)
      if firstMask != nil { isMasked[node.inputs[0].node!.mark] = true }
      let parts = rule(derivation)
      assert(parts.count == node.inputs.count)
      for (input, part) in zip(node.inputs, parts) {
        guard let part, let place = input.node?.mark, reaches[place] else { continue }
        precondition(part.shape == input.shape, "a gradient of shape \(part.shape) for an input of \(input.shape)")
        gradients[place] = gradients[place].map { $0 + part } ?? part
      }
    }
  }

  /// The mask by which a node can multiply its first input's gradient, if no other part and no one else is to have it.
  private func mask(of node: Node) -> (sign: Tensor, slope: Double)? {
    guard node.masksFirst, let first = node.inputs[0].node, let mask = first.mask else { return nil }
    guard reaches[first.mark], uses[first.mark] == 1, !isAsked[first.mark] else { return nil }
    return (mask.sign ?? node.inputs[0].detached(), mask.slope)
  }
}
