import SaddleTensors
import SaddleTheory
import TestSupport
import Testing

@Suite struct SpectralNormTests {
  @Test func falsifiedTwinsAreRejected() {
    // What is wrong in one twin concerns different checks.
    expectRejection(
      of: SpectralNormVerification.self,
      [
        // The second singular value, half the powers and the rate, the derivative of the square, too small a gap, the
        // true norm for the reshaped one.
        (
          [
            "power-iteration-limit", "power-iteration-from-below", "power-iteration-path", "power-iteration-rate",
            "derivative-formula", "derivative-automatic", "convolution-reshaped", "convolution-reshaped-gap",
            "slope-reshaped",
          ],
          {
            let estimate = $0.estimate
            $0.norm = { $0[1] }
            $0.estimate = { sigma, c, n in estimate(sigma.map { $0.squareRoot() }, c, n) }
            $0.rate = { $0 * $0 }
            $0.derivative = { u, v in 2 * u * v }
            $0.gap = { 1 / Double($0) }
            $0.customary = .onImages(height: 6, width: 6, iterations: 400)
          }
        ),
        // The reshaped norm for the true one.
        (
          [
            "convolution-symbol", "convolution-layer", "convolution-zero-padding", "convolution-reshaped-gap",
            "slope-true",
          ],
          {
            let reshaped = $0.reshapedNorm
            $0.operatorNorm = { weight, _ in reshaped(weight) }
            $0.lipschitz = .reshaped(iterations: 400)
          }
        ),
      ])
  }

  @Test(arguments: [(5, 3), (4, 4), (7, 1)])
  func singularVectorsDiagonalise(rows: Int, columns: Int) {
    var numbers = TestNumbers(seed: rows)
    let matrix = (0..<rows).map { _ in numbers.uniform(columns) }
    let exact = SingularValues(matrix)
    #expect(exact.values == exact.values.sorted(by: >))
    let images = exact.right.map { v in matrix.map { dot($0, v) } }
    for i in 0..<columns {
      for j in 0..<columns {
        #expect(abs(dot(exact.right[i], exact.right[j]) - (i == j ? 1 : 0)) < 1e-14)
        #expect(abs(dot(images[i], images[j]) - (i == j ? exact.values[i] * exact.values[i] : 0)) < 1e-13)
      }
    }
  }

  @Test func normOfAWideMatrixIsThatOfItsTranspose() {
    #expect(abs(SingularValues.norm([[3, 0, 4]]) - 5) < 1e-15)
    #expect(abs(SingularValues.norm([[1, 1], [1, 1]]) - 2) < 1e-15)
    #expect(SingularValues.norm([[0, 0], [0, 0]]) == 0)
  }

  @Test func symbolOfADifferenceIsGreatestAtTheHighestFrequency() {
    // w(t) = (1, -1) along rows only: |1 - exp(i omega)| is 2 at omega = pi, which a torus of odd size lacks.
    let weight = Tensor([1, 0, -1, 0], shape: [2, 2, 1, 1], type: .float64)
    #expect(abs(ConvolutionSymbol(weight).norm(size: 4) - 2) < 1e-15)
    #expect(abs(ConvolutionSymbol(weight).norm(size: 3) - 3.0.squareRoot()) < 1e-15)
  }
}
