import SaddleTensors
import TestSupport

extension Operation {
  /// The lengths m, k, n of products: single elements, odd sizes, none at all.
  private static let lengths = [
    [1, 1, 1], [3, 5, 2], [7, 1, 4], [2, 3, 1], [1, 6, 1], [5, 9, 7], [0, 3, 2], [2, 0, 3], [3, 2, 0],
  ]

  /// The matrix product with either side transposed, of matrices and of stacks of them, and linear layers with and without
  /// bias and slope.
  static let products: [Operation] = {
    var list: [Operation] = []
    for (first, second) in [(false, false), (true, false), (false, true), (true, true)] {
      let shapes = lengths.map { size in
        [first ? [size[1], size[0]] : [size[0], size[1]], second ? [size[2], size[1]] : [size[1], size[2]]]
      }
      list.append(
        Operation(
          "matrixProduct \(first ? "A'" : "A") \(second ? "B'" : "B")", shapes,
          { .matrixProduct($0[0], $0[1], transposingFirst: first, transposingSecond: second) },
          { product($0[0], $0[1], first, second) }))
      // Stacks of one, of several and of no matrices.
      let stacks = zip(shapes, [2, 3, 1, 4, 0, 2, 3, 2, 2]).map { pair, depth in pair.map { [depth] + $0 } }
      list.append(
        Operation(
          "matrixProduct of stacks \(first ? "A'" : "A") \(second ? "B'" : "B")", stacks,
          { .matrixProduct($0[0], $0[1], transposingFirst: first, transposingSecond: second) },
          { stackedProduct($0[0], $0[1], first, second) }))
    }
    let layers = lengths.map { [[$0[0], $0[1]], [$0[1], $0[2]], [$0[2]]] }
    for slope in [nil, 0, 0.2, 1] as [Double?] {
      list.append(
        Operation(
          "linear \(slope.map { "slope \($0)" } ?? "plain")", layers,
          { .linear($0[0], $0[1], bias: $0[2], slope: slope) },
          { parts in layer(parts).map { $0 > 0 ? $0 : (slope ?? 1) * $0 } },
          kinks: { layer($0).values }))
    }
    return list
  }()

  static func product(_ a: Reference, _ b: Reference, _ first: Bool, _ second: Bool) -> Reference {
    let inner = a.shape[first ? 0 : 1]
    return Reference([a.shape[first ? 1 : 0], b.shape[second ? 0 : 1]]) { index in
      (0..<inner).reduce(0) { sum, p in
        sum + a[first ? [p, index[0]] : [index[0], p]] * b[second ? [index[1], p] : [p, index[1]]]
      }
    }
  }

  private static func stackedProduct(_ a: Reference, _ b: Reference, _ first: Bool, _ second: Bool) -> Reference {
    func matrix(_ stack: Reference, _ index: Int) -> Reference {
      Reference(Array(stack.shape.dropFirst())) { stack[[index] + $0] }
    }
    let shape = product(
      Reference(Array(a.shape.dropFirst())) { _ in 0 }, Reference(Array(b.shape.dropFirst())) { _ in 0 }, first, second
    ).shape
    let products = (0..<a.shape[0]).map { product(matrix(a, $0), matrix(b, $0), first, second) }
    return Reference([a.shape[0]] + shape) { products[$0[0]][Array($0.dropFirst())] }
  }

  private static func layer(_ parts: [Reference]) -> Reference {
    Reference.zipped([product(parts[0], parts[1], false, false), parts[2]]) { $0[0] + $0[1] }
  }
}
