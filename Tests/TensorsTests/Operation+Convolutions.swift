import SaddleTensors
import TestSupport

extension Operation {
  /// Convolutions and transposed ones, of every kind of geometry, as sums over places and taps.
  static let convolutions: [Operation] = {
    var list: [Operation] = []
    // Strides below, at and above the kernel's size, and padding from none to more than the kernel reaches.
    for (stride, padding) in [(1, 0), (1, 1), (2, 1), (2, 0), (3, 2), (3, 0), (4, 3)] {
      for slope in [nil, 0.2] as [Double?] {
        let shapes = [
          [[2, 5, 6, 2], [3, 2, 2, 3]], [[1, 4, 4, 3], [4, 4, 3, 2]], [[2, 3, 4, 1], [1, 1, 1, 2]],
          [[1, 7, 5, 1], [2, 5, 1, 1]],
        ].filter { $0[1][0] <= $0[0][1] + 2 * padding && $0[1][1] <= $0[0][2] + 2 * padding }
        let name = "stride \(stride) padding \(padding)" + (slope == nil ? "" : " slope 0.2")
        let biased = shapes.map { slope == nil ? $0 : $0 + [[$0[1][3]]] }
        list.append(
          Operation(
            "convolution \(name)", biased,
            {
              .convolution(
                $0[0], $0[1], bias: $0.count > 2 ? $0[2] : nil, slope: slope, stride: stride, padding: padding)
            },
            { convolution($0, stride, padding).map { $0 > 0 ? $0 : (slope ?? 1) * $0 } },
            kinks: { slope == nil ? [] : convolution($0, stride, padding).values }))
        // Images whose result has no place left are no trials.
        let transposed = shapes.map { [$0[0].dropLast() + [$0[1][3]], $0[1]] + (slope == nil ? [] : [[$0[1][2]]]) }
          .filter { shape in
            (1...2).allSatisfy { (shape[0][$0] - 1) * stride + shape[1][$0 - 1] - 2 * padding > 0 }
          }
        for extra in Set([0, stride - 1]).sorted() {
          list.append(
            Operation(
              "transposedConvolution \(name) extra \(extra)", transposed,
              {
                .transposedConvolution(
                  $0[0], $0[1], bias: $0.count > 2 ? $0[2] : nil, slope: slope, stride: stride, padding: padding,
                  outputPadding: extra)
              },
              { transposedConvolution($0, stride, padding, extra).map { $0 > 0 ? $0 : (slope ?? 1) * $0 } },
              kinks: { slope == nil ? [] : transposedConvolution($0, stride, padding, extra).values }))
        }
      }
    }
    return list
  }()

  private static func convolution(_ parts: [Reference], _ stride: Int, _ padding: Int) -> Reference {
    let (x, w) = (parts[0], parts[1])
    let places = (0..<2).map { (x.shape[$0 + 1] + 2 * padding - w.shape[$0]) / stride + 1 }
    return Reference([x.shape[0], places[0], places[1], w.shape[3]]) { o in
      var sum = parts.count > 2 ? parts[2][[o[3]]] : 0
      for t in Reference.indices(of: Array(w.shape.dropLast())) {
        let (row, column) = (o[1] * stride + t[0] - padding, o[2] * stride + t[1] - padding)
        guard (0..<x.shape[1]).contains(row), (0..<x.shape[2]).contains(column) else { continue }
        sum += x[[o[0], row, column, t[2]]] * w[t + [o[3]]]
      }
      return sum
    }
  }

  private static func transposedConvolution(
    _ parts: [Reference], _ stride: Int, _ padding: Int, _ extra: Int
  ) -> Reference {
    let (x, w) = (parts[0], parts[1])
    let lengths = (0..<2).map { (x.shape[$0 + 1] - 1) * stride + w.shape[$0] - 2 * padding + extra }
    return Reference([x.shape[0], lengths[0], lengths[1], w.shape[2]]) { o in
      var sum = parts.count > 2 ? parts[2][[o[3]]] : 0
      for i in Reference.indices(of: [x.shape[1], x.shape[2], x.shape[3]]) {
        let (row, column) = (o[1] + padding - i[0] * stride, o[2] + padding - i[1] * stride)
        guard (0..<w.shape[0]).contains(row), (0..<w.shape[1]).contains(column) else { continue }
        sum += x[[o[0]] + i] * w[[row, column, o[3], i[2]]]
      }
      return sum
    }
  }
}
