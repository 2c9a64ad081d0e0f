import SaddleTensors

/// The sum of the products of two lists' elements.
func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

/// The greatest absolute difference between two lists' elements.
func greatestDifference(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) } }

extension Tensor {
  /// The rows of a tensor of two axes.
  var rows: [[Double]] {
    let (scalars, width) = (scalars(), shape[1])
    return (0..<shape[0]).map { Array(scalars[$0 * width..<($0 + 1) * width]) }
  }
}
