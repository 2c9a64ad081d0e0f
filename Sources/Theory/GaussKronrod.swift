/// The nodes on [-1, 1] of the rule of Kronrod with 15 nodes, and the weights of it and of Gauss's with 7, which uses
/// every second node.
enum GaussKronrod {
  static let nodes = mirrored(half.map(\.node)) { -$0 }
  static let kronrodWeights = mirrored(half.map(\.kronrod)) { $0 }
  /// Gauss's weights; zero at the nodes that are Kronrod's alone.
  static let gaussWeights = mirrored(half.map(\.gauss)) { $0 }

  private static let half: [(node: Double, kronrod: Double, gauss: Double)] = [
    (0.991455371120812639206854697526329, 0.022935322010529224963732008058970, 0),
    (0.949107912342758524526189684047851, 0.063092092629978553290700663189204, 0.129484966168869693270611432679082),
    (0.864864423359769072789712788640926, 0.104790010322250183839876322541518, 0),
    (0.741531185599394439863864773280788, 0.140653259715525918745189590510238, 0.279705391489276667901467771423780),
    (0.586087235467691130294144838258730, 0.169004726639267902826583426598550, 0),
    (0.405845151377397166906606412076961, 0.190350578064785409913256402421014, 0.381830050505118944950369775488975),
    (0.207784955007898467600689403773245, 0.204432940075298892414161999234649, 0),
    (0, 0.209482141084727828012999174891714, 0.417959183673469387755102040816327),
  ]

  private static func mirrored(_ values: [Double], _ mirror: (Double) -> Double) -> [Double] {
    values.map(mirror) + values.dropLast().reversed()
  }
}

/// A piece of an axis, as a range of t on which x is a function of t.
struct AxisPiece {
  var range: ClosedRange<Double>
  /// Where an infinite piece begins; x runs from there as t from 0 to 1.
  private var tail: (start: Double, scale: Double)?

  /// From `a` to `b`, at most one of which is infinite; `scale` is the distance at which half of an infinite piece's
  /// nodes lie, in units of x.
  init(from a: Double, to b: Double, scale: Double) {
    if b == .infinity {
      (range, tail) = (0...1, (a, scale))
    } else if a == -.infinity {
      (range, tail) = (0...1, (b, -scale))
    } else {
      range = a...b
    }
  }

  /// The pieces between consecutive breaks, which may begin and end in infinity.
  static func pieces(_ breaks: [Double]) -> [AxisPiece] {
    let finite = breaks.filter(\.isFinite)
    let width = finite.last! - finite.first!
    return zip(breaks, breaks.dropFirst()).map { AxisPiece(from: $0, to: $1, scale: width > 0 ? width : 1) }
  }

  var isFinite: Bool { tail == nil }
  var length: Double { range.upperBound - range.lowerBound }

  /// The rule's 15 places x, each with dx/dt times half the length.
  var places: [(x: Double, factor: Double)] {
    let (middle, half) = ((range.lowerBound + range.upperBound) / 2, length / 2)
    return GaussKronrod.nodes.map { node in
      let t = middle + half * node
      guard let tail else { return (t, half) }
      return (tail.start + tail.scale * t / (1 - t), half * abs(tail.scale) / ((1 - t) * (1 - t)))
    }
  }

  var halves: (AxisPiece, AxisPiece) {
    let middle = (range.lowerBound + range.upperBound) / 2
    var (left, right) = (self, self)
    left.range = range.lowerBound...middle
    right.range = middle...range.upperBound
    return (left, right)
  }
}
