import SaddleTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A Gaussian in any number of dimensions, by its mean and covariance, with distances in closed form.
public struct GaussianMoments: Sendable {
  public let mean: [Double]
  /// `[dimensions, dimensions]`
  public let covariance: Matrix

  /// Traps unless the covariance is a square matrix of the mean's size.
  public init(mean: [Double], covariance: Matrix) {
    precondition(covariance.rows == mean.count && covariance.columns == mean.count, "mean and covariance differ")
    self.mean = mean
    self.covariance = covariance
  }

  /// The mean of samples `[count, dimensions]` and their covariance, with count - 1 below.
  ///
  /// Throws `TooFewSamples` unless there are more samples than dimensions: the covariance would be singular.
  public init(of samples: Tensor) throws(TooFewSamples) {
    precondition(samples.rank == 2, "samples have the shape [count, dimensions]")
    let (count, dimensions) = (samples.shape[0], samples.shape[1])
    guard count > dimensions else { throw TooFewSamples(count: count, dimensions: dimensions) }
    let values = samples.scalars()
    let mean = (0..<dimensions).map { d in
      (0..<count).reduce(0) { $0 + values[$1 * dimensions + d] } / Double(count)
    }
    self.mean = mean
    covariance = Matrix(rows: dimensions, columns: dimensions) { i, j in
      (0..<count).reduce(0) { sum, row in
        sum + (values[row * dimensions + i] - mean[i]) * (values[row * dimensions + j] - mean[j])
      } / Double(count - 1)
    }
  }

  /// Fewer samples than a covariance needs.
  public struct TooFewSamples: Error, CustomStringConvertible {
    public let count: Int
    public let dimensions: Int

    public var description: String {
      "\(count) samples do not determine a covariance in \(dimensions) dimensions: give at least \(dimensions + 1)"
    }
  }

  public var dimensions: Int { mean.count }

  /// The squared Wasserstein-2 distance, which is the Frechet distance of FID (Dowson and Landau 1982; Heusel et al.
  /// 2017): |m - n|^2 + tr(S + T - 2 (S^1/2 T S^1/2)^1/2). Covariances may be singular.
  public func frechetDistance(to other: GaussianMoments) -> Double {
    let root = covariance.squareRoot
    let shared = (root * other.covariance * root).squareRoot
    return squaredDistance(other) + covariance.trace + other.covariance.trace - 2 * shared.trace
  }

  /// KL of this from another; infinite where the other's covariance is singular.
  public func kullbackLeibler(from other: GaussianMoments) -> Double {
    let (own, its) = (SymmetricEigen(covariance), SymmetricEigen(other.covariance))
    guard its.values.allSatisfy({ $0 > 0 }) else { return .infinity }
    let precision = its.mapped { 1 / $0 }
    let shift = zip(mean, other.mean).map { $0 - $1 }
    let distance = zip(shift, precision * shift).reduce(0) { $0 + $1.0 * $1.1 }
    let logDeterminants = zip(its.values, own.values).reduce(0) { $0 + log($1.0) - log(max(0, $1.1)) }
    return 0.5 * ((precision * covariance).trace + distance - Double(dimensions) + logDeterminants)
  }

  /// T with y = n + T (x - m) the map that moves this Gaussian to another at the least mean squared distance:
  /// S^-1/2 (S^1/2 T S^1/2)^1/2 S^-1/2. Needs a covariance that is not singular.
  public func optimalMap(to other: GaussianMoments) -> Matrix {
    let eigen = SymmetricEigen(covariance)
    let (root, inverse) = (eigen.mapped { $0.squareRoot() }, eigen.mapped { 1 / $0.squareRoot() })
    return inverse * (root * other.covariance * root).squareRoot * inverse
  }

  private func squaredDistance(_ other: GaussianMoments) -> Double {
    zip(mean, other.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }
}
