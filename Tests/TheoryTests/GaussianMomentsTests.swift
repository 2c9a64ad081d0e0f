import SaddleTensors
import SaddleTheory
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct GaussianMomentsTests {
  private func random(_ n: Int, seed: UInt64) -> Matrix {
    let values = RandomStream(seed: seed, name: "matrix").normal([n, n], step: 0, type: .float64).scalars()
    return Matrix(rows: n, columns: n, values: values)
  }

  @Test("eigenvalues and vectors make up the matrix", arguments: [1, 2, 5, 20])
  func eigen(n: Int) {
    let a = random(n, seed: 1)
    let symmetric = a + a.transposed
    let eigen = SymmetricEigen(symmetric)
    #expect((eigen.mapped { $0 } - symmetric).greatest < 1e-12)
    #expect((eigen.vectors.transposed * eigen.vectors - .diagonal(Array(repeating: 1, count: n))).greatest < 1e-13)
    #expect(eigen.values == eigen.values.sorted(by: >))
    let root = (a * a.transposed).squareRoot
    #expect((root * root - a * a.transposed).greatest < 1e-11 && (root - root.transposed).greatest < 1e-12)
  }

  @Test func eigenOfSpecialMatrices() {
    #expect(SymmetricEigen(.diagonal([1, 3, 2])).values == [3, 2, 1])
    #expect(SymmetricEigen(.diagonal([0, 0])).values == [0, 0])
    let pair = SymmetricEigen(Matrix(rows: 2, columns: 2, values: [2, 1, 1, 2]))
    #expect(abs(pair.values[0] - 3) < 1e-15 && abs(pair.values[1] - 1) < 1e-15)
    #expect(Matrix.diagonal([4, 0, 1]).squareRoot == .diagonal([2, 0, 1]))
    #expect(SymmetricEigen(Matrix(rows: 0, columns: 0, values: [])).values.isEmpty)
  }

  @Test("moments of samples, the covariance with n - 1 below")
  func moments() throws {
    let moments = try GaussianMoments(of: Tensor([0, 0, 2, 4, 4, 2], shape: [3, 2]))
    #expect(moments.mean == [2, 2])
    #expect(moments.covariance == Matrix(rows: 2, columns: 2, values: [4, 2, 2, 4]))
  }

  @Test("no more samples than dimensions are an error that says so", arguments: [0, 1, 3])
  func tooFew(count: Int) {
    let error = #expect(throws: GaussianMoments.TooFewSamples.self) {
      try GaussianMoments(of: Tensor.zeros([count, 3]))
    }
    #expect(error?.description.contains("give at least 4") == true)
    #expect((try? GaussianMoments(of: Tensor.zeros([4, 3]))) != nil)
  }

  @Test("a singular covariance: no NaN, and KL is infinite where it must be")
  func singular() {
    let flat = GaussianMoments(mean: [0, 0], covariance: .diagonal([1, 0]))
    let round = GaussianMoments(mean: [0, 0], covariance: .diagonal([1, 1]))
    #expect(abs(flat.frechetDistance(to: round) - 1) < 1e-14)
    #expect(round.kullbackLeibler(from: flat) == .infinity && flat.kullbackLeibler(from: round) == .infinity)
  }

  @Test("closed forms by hand")
  func closedForms() {
    let first = GaussianMoments(mean: [1, 0], covariance: .diagonal([4, 1]))
    let second = GaussianMoments(mean: [0, 2], covariance: .diagonal([1, 9]))
    #expect(abs(first.frechetDistance(to: second) - (5 + 1 + 4)) < 1e-13)
    // Traces 4 + 1/9, distances 1 + 4/9, dimensions 2, determinants 9 and 4.
    let kl = 0.5 * (4.0 + 1.0 / 9.0 + 1.0 + 4.0 / 9.0 - 2.0 + log(9.0 / 4.0))
    #expect(abs(first.kullbackLeibler(from: second) - kl) < 1e-14)
    #expect((first.optimalMap(to: second) - .diagonal([0.5, 3])).greatest < 1e-14)
  }
}
