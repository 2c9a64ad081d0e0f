import CKernels
import SaddleTensors
import TestSupport
import Testing

/// One differentiable operation: how the library computes it, and what it is in plain Doubles.
///
/// `Operation.all` is the table that the tests of values, derivatives, kernels and threads run over. To have a new
/// operation tested, add a line to one of the lists that it joins.
struct Operation: Sendable, CustomTestStringConvertible {
  let name: String
  /// The shapes of the arguments: one list for each trial.
  let shapes: [[[Int]]]
  let domain: Domain
  let apply: @Sendable ([Tensor]) -> Tensor
  let reference: @Sendable ([Reference]) -> Reference
  /// Values that must stay clear of zero for the operation to be smooth, beyond the arguments themselves.
  let kinks: @Sendable ([Reference]) -> [Double]

  init(
    _ name: String, _ shapes: [[[Int]]], on domain: Domain = .real, _ apply: @escaping @Sendable ([Tensor]) -> Tensor,
    _ reference: @escaping @Sendable ([Reference]) -> Reference,
    kinks: @escaping @Sendable ([Reference]) -> [Double] = { _ in [] }
  ) {
    self.name = name
    self.shapes = shapes
    self.domain = domain
    self.apply = apply
    self.reference = reference
    self.kinks = kinks
  }

  var testDescription: String { name }

  static let all = elementwise + reductions + segments + products + convolutions + rearrangements

  /// Arguments for a trial: no two elements equal, none at a kink.
  func arguments(_ shapes: [[Int]], _ numbers: inout TestNumbers) -> [Reference] {
    while true {
      var values = numbers.distinct(shapes.reduce(0) { $0 + $1.reduce(1, *) }, in: domain)
      let arguments = shapes.map { shape in
        let count = shape.reduce(1, *)
        defer { values.removeFirst(count) }
        return Reference(shape, values: Array(values.prefix(count)))
      }
      if kinks(arguments).allSatisfy({ abs($0) > 0.02 }) { return arguments }
    }
  }
}

/// Shapes that every list of trials includes: single elements, odd sizes, empty axes, and a few drawn at random.
enum Shapes {
  static let single: [[[Int]]] = {
    var numbers = TestNumbers(seed: 1)
    return [[[]], [[1]], [[7]], [[3, 1, 5]], [[1, 1]], [[0]], [[2, 0, 3]]]
      + (0..<5).map { _ in [numbers.shape(rank: 4)] }
  }()

  static let pairs: [[[Int]]] = {
    var numbers = TestNumbers(seed: 2)
    let chosen: [[[Int]]] = [
      [[3, 1, 5], [7, 1]], [[7, 1], [3, 1, 5]], [[], [2, 3]], [[2, 3], []], [[], []], [[1], [1]], [[4], [4]],
      [[5, 1], [1, 6]], [[2, 3, 4], [3, 4]], [[2, 1, 3], [1, 4, 1]], [[0, 3], [3]], [[1], [0]],
      [[2, 3, 1, 2], [3, 1, 1]],
    ]
    return chosen + (0..<8).map { _ in numbers.broadcastingPair(rank: 4) }
  }()

  static let triples: [[[Int]]] = [
    [[], [], []], [[3, 1], [1, 4], [2, 3, 4]], [[5], [5], [5]], [[2, 3], [], [3]], [[1], [4], [2, 1]], [[0], [1], []],
  ]
}

/// The float32 kernels that this machine can run.
let kernelNames = ["portable", "avx2", "avx512", "neon"].filter { (name: String) in sk_float32(name) != nil }

extension Tensor {
  init(_ reference: Reference, type: ElementType, on device: Device = .current) {
    self.init(reference.values, shape: reference.shape, type: type, on: device)
  }
}
