import SaddleTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A convolution seen at each spatial frequency, where it is a matrix: its symbol, sum over t of w(t) exp(i omega t)
/// (Sedghi, Gupta and Long 2019).
///
/// On an image whose edges are joined to a torus, a convolution of stride one maps each frequency to itself, so the
/// greatest singular value over the frequencies of the image is the norm of the whole map.
package struct ConvolutionSymbol: Sendable {
  private let shape: [Int]
  private let weight: [Double]

  /// - Parameter weight: `[kernel, kernel, inputs, outputs]`.
  package init(_ weight: Tensor) {
    shape = weight.shape
    self.weight = weight.scalars()
  }

  /// The norm on a torus of size x size pixels.
  package func norm(size: Int) -> Double {
    (0..<size).reduce(0) { worst, row in
      (0..<size).reduce(worst) { worst, column in
        let unit = 2 * Double.pi / Double(size)
        return max(worst, norm(at: (Double(row) * unit, Double(column) * unit)))
      }
    }
  }

  /// The greatest singular value at a frequency, in radians for each pixel down and to the right.
  package func norm(at frequency: (Double, Double)) -> Double {
    let (inputs, outputs) = (shape[2], shape[3])
    // A complex matrix A + iB stretches as the real one with the rows (A, -B) and (B, A).
    var rows = Array(repeating: Array(repeating: 0.0, count: 2 * outputs), count: 2 * inputs)
    for y in 0..<shape[0] {
      for x in 0..<shape[1] {
        let angle = frequency.0 * Double(y) + frequency.1 * Double(x)
        let (real, imaginary) = (cos(angle), sin(angle))
        for i in 0..<inputs {
          for o in 0..<outputs {
            let w = weight[((y * shape[1] + x) * inputs + i) * outputs + o]
            rows[i][o] += w * real
            rows[i][outputs + o] -= w * imaginary
            rows[inputs + i][o] += w * imaginary
            rows[inputs + i][outputs + o] += w * real
          }
        }
      }
    }
    return SingularValues.norm(rows)
  }
}
