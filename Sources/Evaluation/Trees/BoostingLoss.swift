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
