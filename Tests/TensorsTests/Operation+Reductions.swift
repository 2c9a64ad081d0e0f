import SaddleTensors
import TestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Operation {
  /// Sum, mean and maximum over every choice of axes, dropped and kept, and over all.
  static let reductions: [Operation] = {
    let full: [[[Int]]] = [[[2, 3, 4]], [[1, 5, 1]], [[3, 1, 2]], [[7, 1, 1]], [[1, 1, 1]]]
    let empty: [[[Int]]] = [[[2, 0, 3]], [[0, 1, 2]], [[3, 2, 0]]]
    var list: [Operation] = []
    for choice in 0..<8 {
      let axes = (0..<3).filter { choice >> $0 & 1 == 1 }
      for keeping in [false, true] {
        let name = "axes \(axes)\(keeping ? " kept" : "")"
        // The same axes in another order and counted from the back.
        let asked = axes.reversed().map { $0 == 1 ? $0 : $0 - 3 }
        list.append(
          Operation("sum \(name)", full + empty, { $0[0].sum(axes: asked, keepingAxes: keeping) }) {
            $0[0].reduced(axes, keeping: keeping) { $0.reduce(0, +) }
          })
        list.append(
          Operation("mean \(name)", full, { $0[0].mean(axes: asked, keepingAxes: keeping) }) {
            $0[0].reduced(axes, keeping: keeping) { $0.reduce(0, +) / Double($0.count) }
          })
        list.append(
          Operation("maximum \(name)", full, { $0[0].maximum(axes: asked, keepingAxes: keeping) }) {
            $0[0].reduced(axes, keeping: keeping) { $0.max()! }
          })
      }
    }
    let sums = Operation("sum", Shapes.single, { $0[0].sum() }) {
      Reference([], values: [$0[0].values.reduce(0, +)])
    }
    let means = Operation("mean", full + [[[]], [[9]]], { $0[0].mean() }) {
      Reference([], values: [$0[0].values.reduce(0, +) / Double($0[0].values.count)])
    }
    let losses = [1, -2.5].map { factor in
      Operation("meanSoftplus \(factor)", full + [[[]], [[9]]], { $0[0].meanSoftplus(factor) }) {
        Reference([], values: [$0[0].values.reduce(0) { $0 + log(1 + exp(factor * $1)) } / Double($0[0].values.count)])
      }
    }
    return list + [sums, means] + losses + normalizations
  }()

  private static let runs: [[[Int]]] = [[[5]], [[1]], [[2, 3]], [[4, 1]], [[3, 1, 4]], [[0, 3]], [[2, 13]]]

  private static let normalizations = [
    Operation("logSumExp", runs, { $0[0].logSumExp() }) { parts in
      let x = parts[0]
      return x.reduced([x.shape.count - 1], keeping: false) { log($0.map { exp($0) }.reduce(0, +)) }
    },
    Operation("softmax", runs, { $0[0].softmax() }) { parts in parts[0].rows(to: parts[0].shape.last!, softmax) },
    Operation("logSoftmax", runs, { $0[0].logSoftmax() }) { parts in
      parts[0].rows(to: parts[0].shape.last!) { softmax($0).map { log($0) } }
    },
  ]

  private static func softmax(_ row: [Double]) -> [Double] {
    let total = row.map { exp($0) }.reduce(0, +)
    return row.map { exp($0) / total }
  }

  /// Operations on segments of lengths 1, 4, 2 and 3.
  static let segments: [Operation] = {
    let lengths = [1, 4, 2, 3]
    let division = Segments(lengths: lengths)
    let bounds = [0..<1, 1..<5, 5..<7, 7..<10]
    let whole: [[[Int]]] = [[[3, 10]], [[10]], [[2, 2, 10]], [[0, 10]], [[1, 10]]]
    let short: [[[Int]]] = [[[3, 4]], [[4]], [[2, 2, 4]], [[0, 4]]]
    return [
      Operation("segmentSoftmax", whole, { $0[0].segmentSoftmax(division) }) {
        $0[0].rows(to: 10) { row in bounds.flatMap { softmax(Array(row[$0])) } }
      },
      Operation("segmentSum", whole, { $0[0].segmentSum(division) }) {
        $0[0].rows(to: 4) { row in bounds.map { row[$0].reduce(0, +) } }
      },
      Operation("segmentExpanded", short, { $0[0].segmentExpanded(division) }) {
        $0[0].rows(to: 10) { row in zip(lengths, row).flatMap { Array(repeating: $1, count: $0) } }
      },
    ]
  }()
}
