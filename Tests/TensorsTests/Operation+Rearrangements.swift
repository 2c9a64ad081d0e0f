import SaddleTensors
import TestSupport

extension Operation {
  /// Operations that move elements without changing them, and their adjoints.
  static let rearrangements: [Operation] = transposes + slices + joins + rows + broadcasts

  private static let transposes: [Operation] = {
    let cubes: [[[Int]]] = [[[2, 3, 4]], [[3, 1, 5]], [[1, 1, 1]], [[2, 0, 3]]]
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
    let named = orders.map { order in
      Operation("transposed \(order)", cubes, { $0[0].transposed(order) }) { parts in
        Reference(order.map { parts[0].shape[$0] }) { index in
          parts[0][(0..<3).map { axis in index[order.firstIndex(of: axis)!] }]
        }
      }
    }
    let reversed = Operation(
      "transposed", [[[3, 5]], [[4]], [[]], [[17, 18]], [[2, 3, 2, 2]]], { $0[0].transposed() }
    ) { parts in
      Reference(parts[0].shape.reversed()) { parts[0][$0.reversed()] }
    }
    let reshaped = Operation("reshaped", [[[2, 6]], [[12]], [[3, 2, 2]], [[3, 1, 4]]], { $0[0].reshaped([3, 4]) }) {
      Reference([3, 4], values: $0[0].values)
    }
    return named + [reversed, reshaped]
  }()

  private static let slices: [Operation] = {
    let shapes: [[[Int]]] = [[[5, 4, 3]], [[3, 3, 3]]]
    let ranges = [0..<1, 1..<3, 0..<3, 2..<2]
    return ranges.flatMap { range in
      [-3, 0, 1, 2, -1].map { axis in
        Operation("slice \(range) of axis \(axis)", shapes, { $0[0].slice(range, axis: axis) }) { parts in
          var shape = parts[0].shape
          let place = (axis + 3) % 3
          shape[place] = range.count
          return Reference(shape) { index in
            var index = index
            index[place] += range.lowerBound
            return parts[0][index]
          }
        }
      }
    }
      + [-2, 0, 1, 2].map { axis in
        Operation(
          "padded along \(axis)", [[[2, 3, 2]], [[1, 1, 1]], [[2, 0, 0]]], { $0[0].padded(to: 6, at: 2, axis: axis) }
        ) { parts in
          var shape = parts[0].shape
          let place = (axis + 3) % 3
          shape[place] = 6
          return Reference(shape) { index in
            var index = index
            index[place] -= 2
            return (0..<parts[0].shape[place]).contains(index[place]) ? parts[0][index] : 0
          }
        }
      }
  }()

  private static let joins: [Operation] = [(0, [3, 2, 4]), (1, [2, 5, 3]), (2, [2, 3, 1]), (-1, [1, 1, 1])].map {
    axis, shape in
    var (second, third) = (shape, shape)
    let place = (axis + 3) % 3
    second[place] = 2
    third[place] = 0
    return Operation(
      "concatenate along \(axis)", [[shape, second], [second, shape, third, second], [shape]],
      { .concatenate($0, axis: axis) }
    ) { parts in
      var target = parts[0].shape
      target[place] = parts.reduce(0) { $0 + $1.shape[place] }
      return Reference(target) { index in
        var index = index
        var part = 0
        while index[place] >= parts[part].shape[place] {
          index[place] -= parts[part].shape[place]
          part += 1
        }
        return parts[part][index]
      }
    }
  }

  private static let rows: [Operation] = [[2, 0, 2, 3, 2], [], [1]].flatMap { (indices: [Int32]) -> [Operation] in
    [
      Operation("gathered \(indices)", [[[4, 3]], [[4]], [[5, 1, 2]], [[4, 0]]], { $0[0].gathered(indices) }) { parts in
        Reference([indices.count] + parts[0].shape.dropFirst()) { parts[0][[Int(indices[$0[0]])] + $0.dropFirst()] }
      },
      Operation(
        "scattered \(indices)", [[[indices.count, 3]], [[indices.count]], [[indices.count, 1, 2]]],
        { $0[0].scattered(indices, rows: 4) }
      ) { parts in
        Reference([4] + parts[0].shape.dropFirst()) { index in
          indices.indices.filter { Int(indices[$0]) == index[0] }
            .reduce(0) { $0 + parts[0][[$1] + index.dropFirst()] }
        }
      },
    ]
  }

  private static let broadcasts: [Operation] = [
    ([], [2, 3]), ([3], [2, 3]), ([2, 1], [2, 3]), ([3, 1, 5], [3, 7, 5]), ([1, 1], [1, 1]), ([1], [0]),
    ([4, 1], [3, 4, 2]),
  ].flatMap { (narrow: [Int], wide: [Int]) -> [Operation] in
    [
      Operation("broadcast \(narrow) to \(wide)", [[narrow]], { $0[0].broadcast(to: wide) }) { parts in
        Reference(wide) { parts[0].broadcast($0) }
      },
      Operation("summed \(wide) to \(narrow)", [[wide]], { $0[0].summed(to: narrow) }) { parts in
        var sums = [[Int]: Double]()
        for index in Reference.indices(of: wide) {
          sums[zip(narrow, index.suffix(narrow.count)).map { $0 == 1 ? 0 : $1 }, default: 0] += parts[0][index]
        }
        return Reference(narrow) { sums[$0] ?? 0 }
      },
    ]
  }
}
