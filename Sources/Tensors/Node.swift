/// How a tensor was computed: the operation's inputs and its derivative.
///
/// A node does not hold the output, whose tensor holds the node: a rule that needs the output is handed it.
final class Node {
  /// Gradients with respect to each input that needs one, written with tensor operations, so that they can be
  /// differentiated again; nil for an input that none flows to.
  typealias Rule = (Derivation) -> [Tensor?]

  /// A factor on a gradient: 1 where `sign` is positive, else `slope`.
  struct Mask {
    /// Of the gradient's shape; nil for the output of the node itself.
    let sign: Tensor?
    let slope: Double
  }

  private(set) var inputs: [Tensor]
  let rule: Rule?
  /// By which the rule multiplies the gradient before all else, unless it is given one that already was.
  let mask: Mask?
  /// Whether the rule can multiply the gradient for the first input by a mask as it computes it.
  let masksFirst: Bool
  /// One more than the greatest depth of the inputs, so that every node is deeper than what it was computed from.
  let depth: Int
  /// Where `gradients(of:at:)` keeps its notes while it walks; -1 between walks.
  var mark = -1

  /// A variable.
  init() {
    inputs = []
    rule = nil
    mask = nil
    masksFirst = false
    depth = 0
  }

  init(inputs: [Tensor], mask: Mask? = nil, masksFirst: Bool = false, rule: @escaping Rule) {
    self.inputs = inputs
    self.rule = rule
    self.mask = mask
    self.masksFirst = masksFirst
    depth = inputs.reduce(0) { max($0, $1.node?.depth ?? 0) } + 1
  }

  /// Frees long chains with a list of its own; left to the compiler, each node would free the next one on the stack.
  deinit {
    var pending = inputs
    inputs = []
    while let tensor = pending.popLast() {
      guard var node = tensor.node else { continue }
      _ = consume tensor
      if isKnownUniquelyReferenced(&node) {
        pending.append(contentsOf: node.inputs)
        node.inputs = []
      }
    }
  }
}

/// What a derivative rule is given.
struct Derivation {
  /// The gradient of the result with respect to the operation's output, of the output's shape.
  let gradient: Tensor
  let output: Tensor
  let inputs: [Tensor]
  /// Whether input `index` leads to a variable that is asked for; rules skip the work for those that do not.
  let needs: [Bool]
  /// Whether the answer may be differentiated again; if not, a rule may compute it in one pass.
  let isDifferentiable: Bool
  /// Whether the gradient was multiplied by the node's own mask.
  let isMasked: Bool
  /// What the gradient for the first input is to be multiplied by.
  let firstMask: (sign: Tensor, slope: Double)?

  /// The gradient for input `index`, computed only if it is needed.
  func when(_ index: Int, _ gradient: () -> Tensor) -> Tensor? { needs[index] ? gradient() : nil }
}

extension Tensor {
  /// The result of an operation, recorded if a derivative may flow to one of the inputs.
  static func result(
    _ storage: Storage, shape: [Int], of inputs: [Tensor], mask: Node.Mask? = nil, masksFirst: Bool = false,
    _ rule: @escaping Node.Rule
  ) -> Tensor {
    guard inputs.contains(where: { $0.node != nil }) else { return Tensor(storage, shape: shape) }
    return Tensor(
      storage, shape: shape, node: Node(inputs: inputs, mask: mask, masksFirst: masksFirst, rule: rule))
  }
}
