#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the trees descend on: the targets, and how the loss changes with the scores.
enum BoostingLoss {
  /// The first and second derivative of each row's loss; second ones that are all 1 are nil.
  typealias Slopes = (gradients: [Float], hessians: [Float]?)

  case squares([Double])
  /// 0 or 1 for each row.
  case logistic([Int])
  /// 0 ..< count for each row.
  case softmax([Int], count: Int)

  /// The loss of classes that are each among the `present` ones.
  init(classes: [Int32], present: [Int32]) {
    var places = [Int](repeating: 0, count: Int(present.last ?? -1) + 1)
    for (place, code) in present.enumerated() { places[Int(code)] = place }
    let known = classes.map { places[Int($0)] }
    self = present.count > 2 ? .softmax(known, count: present.count) : .logistic(known)
  }

  var rows: Int {
    switch self {
    case .squares(let values): values.count
    case .logistic(let classes), .softmax(let classes, _): classes.count
    }
  }

  /// The loss summed over the rows: squares, or negative log likelihoods.
  func sum(_ scores: [[Double]]) -> Double {
    switch self {
    case .squares(let values):
      return zip(scores[0], values).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    case .logistic(let classes):
      // log(1 + exp x), without overflow.
      return zip(scores[0], classes).reduce(0) { sum, pair in
        let x = pair.1 == 1 ? -pair.0 : pair.0
        return sum + max(x, 0) + log1p(exp(-abs(x)))
      }
    case .softmax(let classes, _):
      let logits = Self.normalized(scores)
      return classes.indices.reduce(0) { sum, row in
        sum + log(logits.sums[row]) + logits.greatest[row] - scores[classes[row]][row]
      }
    }
  }

  /// The most that the loss of a row bends in its scores (Bohning 1992).
  var curvature: Double {
    switch self {
    case .squares: 1
    case .logistic: 0.25
    case .softmax: 0.5
    }
  }

  /// The best score, or scores, that are the same for every row.
  var baseline: [Double] {
    switch self {
    case .squares(let values):
      return [values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)]
    case .logistic(let classes):
      let ones = Double(classes.reduce(0, +))
      let zeros = Double(classes.count) - ones
      return [ones > 0 && zeros > 0 ? log(ones / zeros) : 0]
    case .softmax(let classes, let count):
      var counts = [Double](repeating: 0, count: count)
      for place in classes { counts[place] += 1 }
      return counts.map { log($0 / Double(classes.count)) }
    }
  }

  /// The derivatives by each of the scores, which are given output by output.
  func slopes(_ scores: [[Double]]) -> [Slopes] {
    switch self {
    case .squares(let values):
      return [(zip(scores[0], values).map { Float($0 - $1) }, nil)]
    case .logistic(let classes):
      let shares = scores[0].map { 1 / (1 + exp(-$0)) }
      return [(zip(shares, classes).map { Float($0 - Double($1)) }, shares.map { Float($0 * (1 - $0)) })]
    case .softmax(let classes, _):
      let logits = Self.normalized(scores)
      return logits.powers.enumerated().map { output, powers in
        let shares = zip(powers, logits.sums).map { $0 / $1 }
        return (
          zip(shares, classes).map { Float($0 - ($1 == output ? 1 : 0)) }, shares.map { Float($0 * (1 - $0)) }
        )
      }
    }
  }

  /// For each row the greatest of its scores, the powers of e of what the others fall short of it, and their sum.
  private static func normalized(_ scores: [[Double]]) -> (greatest: [Double], powers: [[Double]], sums: [Double]) {
    var greatest = scores[0]
    for own in scores.dropFirst() {
      for row in greatest.indices { greatest[row] = max(greatest[row], own[row]) }
    }
    let powers = scores.map { own in zip(own, greatest).map { exp($0 - $1) } }
    var sums = powers[0]
    for own in powers.dropFirst() {
      for row in sums.indices { sums[row] += own[row] }
    }
    return (greatest, powers, sums)
  }
}
