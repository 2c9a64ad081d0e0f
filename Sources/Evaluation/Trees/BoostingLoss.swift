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
      return classes.indices.reduce(0) { sum, row in
        let greatest = scores.reduce(-Double.infinity) { max($0, $1[row]) }
        let total = scores.reduce(0) { $0 + exp($1[row] - greatest) }
        return sum + log(total) + greatest - scores[classes[row]][row]
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
    case .softmax(let classes, let count):
      let zeros = [Float](repeating: 0, count: classes.count)
      var (gradients, hessians) = (Array(repeating: zeros, count: count), Array(repeating: zeros, count: count))
      var powers = [Double](repeating: 0, count: count)
      for row in classes.indices {
        var greatest = -Double.infinity
        for output in 0..<count { greatest = max(greatest, scores[output][row]) }
        var sum = 0.0
        for output in 0..<count {
          powers[output] = exp(scores[output][row] - greatest)
          sum += powers[output]
        }
        for output in 0..<count {
          let share = powers[output] / sum
          gradients[output][row] = Float(share - (classes[row] == output ? 1 : 0))
          hessians[output][row] = Float(share * (1 - share))
        }
      }
      return zip(gradients, hessians).map { ($0, $1) }
    }
  }
}
