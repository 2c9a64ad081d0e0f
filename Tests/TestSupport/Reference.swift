/// An array of Doubles whose elements are found one by one by their index: slow, plain, and independent of the library.
package struct Reference: Sendable {
  package let shape: [Int]
  package private(set) var values: [Double]

  package init(_ shape: [Int], values: [Double]) {
    self.shape = shape
    self.values = values
  }

  /// Each element from its index.
  package init(_ shape: [Int], _ element: ([Int]) -> Double) {
    self.shape = shape
    values = []
    values.reserveCapacity(shape.reduce(1, *))
    for index in Reference.indices(of: shape) { values.append(element(index)) }
  }

  /// Every index of a shape, row-major.
  package static func indices(of shape: [Int]) -> [[Int]] {
    var all: [[Int]] = [[]]
    for length in shape { all = all.flatMap { prefix in (0..<length).map { prefix + [$0] } } }
    return all
  }

  package subscript(_ index: [Int]) -> Double { values[zip(shape, index).reduce(0) { $0 * $1.0 + $1.1 }] }

  /// The element that an index of a shape to which this broadcasts falls on.
  package func broadcast(_ index: [Int]) -> Double {
    self[zip(shape, index.suffix(shape.count)).map { $0 == 1 ? 0 : $1 }]
  }

  package func map(_ f: (Double) -> Double) -> Reference { Reference(shape, values: values.map(f)) }

  /// `f` of the elements of several arrays that broadcast.
  package static func zipped(_ parts: [Reference], _ f: ([Double]) -> Double) -> Reference {
    let rank = parts.map(\.shape.count).max()!
    let padded = parts.map { Array(repeating: 1, count: rank - $0.shape.count) + $0.shape }
    let shape = (0..<rank).map { axis in padded.map { $0[axis] }.first { $0 != 1 } ?? 1 }
    return Reference(shape) { index in f(parts.map { $0.broadcast(index) }) }
  }

  /// `f` of all the elements that share their place along the axes that are not reduced.
  package func reduced(_ axes: [Int], keeping: Bool, _ f: ([Double]) -> Double) -> Reference {
    let inner = Reference.indices(of: axes.map { shape[$0] })
    let kept = shape.indices.filter { !axes.contains($0) }
    let outer = Reference(kept.map { shape[$0] }) { place in
      var index = Array(repeating: 0, count: shape.count)
      for (axis, i) in zip(kept, place) { index[axis] = i }
      return f(
        inner.map { offset in
          for (axis, i) in zip(axes, offset) { index[axis] = i }
          return self[index]
        })
    }
    return keeping ? Reference(shape.indices.map { axes.contains($0) ? 1 : shape[$0] }, values: outer.values) : outer
  }

  /// `f` of each run along the last axis, which gives a run of any length.
  package func rows(to width: Int, _ f: ([Double]) -> [Double]) -> Reference {
    let own = shape.last!
    let count = shape.dropLast().reduce(1, *)
    return Reference(
      shape.dropLast() + [width], values: (0..<count).flatMap { f(Array(values[$0 * own..<($0 + 1) * own])) })
  }
}
