import SaddleTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Distances between Gaussians in closed form.
public struct Frechet: Verification {
  public static let name = "frechet"
  public static let title = "Distances between Gaussians"
  public static let derivation = """
    For `x ~ N(m, S)` and `y ~ N(n, T)`, jointly distributed with cross-covariance `C`, `E |x - y|² = |m - n|² + tr S + tr T -
    2 tr C`. The squared Wasserstein-2 distance is the least of these, so it asks for the greatest `tr C` for which
    `[[S, C], [Cᵀ, T]]` is positive semidefinite, that is `C = S^½ K T^½` with `K` of norm at most 1. By von Neumann's trace
    inequality `tr(S^½ K T^½) = tr(K T^½ S^½)` is at most the sum of the singular values of `T^½ S^½`, and these are the roots
    of the eigenvalues of `S^½ T S^½`:

        W2² = |m - n|² + tr(S + T - 2 (S^½ T S^½)^½),

    which is the Fréchet distance that FID reports. It is attained by a map, `y = n + A (x - m)` with `A = S^-½ (S^½ T S^½)^½
    S^-½`: `A S A = T` by multiplication, and its cost is `tr(S + T - 2 A S)`, the formula. `A` is symmetric and positive, so
    the map is the gradient of a convex function, as Brenier's theorem asks of an optimal one. Covariances that commute have
    `W2² = |m - n|² + Σ (√s_i - √t_i)²`; on the line `W2² = (μ - ν)² + (σ - τ)²`.

    *KL.* `log p - log q` is a quadratic form, and `E_p (x - n)ᵀ T⁻¹ (x - n) = tr(T⁻¹ S) + (m - n)ᵀ T⁻¹ (m - n)`, so

        KL(p, q) = 1/2 [tr(T⁻¹ S) + (m - n)ᵀ T⁻¹ (m - n) - d + log det T - log det S].

    *Samples.* A covariance of `n` samples in `d` dimensions has rank at most `n - 1`. With `n <= d` it is singular: KL is
    infinite, and roots of its zero eigenvalues amplify rounding into NaN. That is an error of the caller's, and is reported
    as one.
    """

  /// The squared Wasserstein-2 distance.
  package var distance: @Sendable (GaussianMoments, GaussianMoments) -> Double = { $0.frechetDistance(to: $1) }
  package var kullbackLeibler: @Sendable (GaussianMoments, GaussianMoments) -> Double = {
    $0.kullbackLeibler(from: $1)
  }
  package var optimalMap: @Sendable (GaussianMoments, GaussianMoments) -> Matrix = { $0.optimalMap(to: $1) }
  /// Moments of samples.
  package var moments: @Sendable (Tensor) throws -> GaussianMoments = { try GaussianMoments(of: $0) }

  public init() {}

  /// Two Gaussians in three dimensions whose covariances do not commute.
  private static let first = GaussianMoments(
    mean: [0, 1, -1], covariance: Matrix(rows: 3, columns: 3, values: [2, 0.6, 0.2, 0.6, 1, -0.3, 0.2, -0.3, 0.5]))
  private static let second = GaussianMoments(
    mean: [0.5, 0, -1], covariance: Matrix(rows: 3, columns: 3, values: [1, -0.4, 0, -0.4, 1.5, 0.5, 0, 0.5, 0.8]))

  public func checks() -> [Check] { closedForms + couplings + kl + fromSamples }

  private var closedForms: [Check] {
    let line = distance(
      GaussianMoments(mean: [1], covariance: .diagonal([4])),
      GaussianMoments(mean: [-0.5], covariance: .diagonal([0.25])))
    // On the line mass moves in order, at levels u of both distribution functions: x = Phi^-1(u) as the variable.
    let inOrder = Density<Double>.gaussian().expectation { z in
      let move = (1 + 2 * z) - (-0.5 + 0.5 * z)
      return move * move
    }.value
    let (a, b) = ([3.0, 1, 0.2, 0], [1.0, 1, 5, 0.5])
    let commuting = distance(
      GaussianMoments(mean: [0, 0, 0, 0], covariance: .diagonal(a)),
      GaussianMoments(mean: [0, 0, 0, 2], covariance: .diagonal(b)))
    return [
      check(
        "line", "on the line, W2² is the mean square of moves in order", "(μ - ν)² + (σ - τ)² = ∫ (F⁻¹ - G⁻¹)² du",
        computed: line, expected: inOrder, tolerance: 1e-9, because: "quadrature"),
      check(
        "commuting", "for covariances that commute, one of them singular, W2² is a sum over axes",
        "W2² = |m - n|² + Σ (√s_i - √t_i)²", computed: commuting,
        expected: 4 + zip(a, b).reduce(0) { $0 + pow($1.0.squareRoot() - $1.1.squareRoot(), 2) }, tolerance: 1e-12,
        because: "rounding"),
      check(
        "same", "the distance of a Gaussian to itself is zero", "W2²(p, p) = 0",
        computed: distance(Self.first, Self.first), expected: 0, tolerance: 1e-12, because: "rounding"),
    ]
  }

  private var couplings: [Check] {
    let (p, q) = (Self.first, Self.second)
    let map = optimalMap(p, q)
    let shift = zip(p.mean, q.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let moved = map * p.covariance * map - q.covariance
    let cost = shift + (p.covariance + q.covariance - 2 * (map * p.covariance)).trace
    var random = RandomStream(seed: 11, name: "couplings").generator()
    let (root, otherRoot) = (p.covariance.squareRoot, q.covariance.squareRoot)
    let others = (0..<1000).map { _ -> Double in
      let square = Matrix(rows: 3, columns: 3) { _, _ in normalPair(&random).0 }
      // The eigenvectors of a random symmetric matrix are a random rotation.
      let rotation = SymmetricEigen(square + square.transposed).vectors
      return shift + (p.covariance + q.covariance - 2 * (root * rotation * otherRoot)).trace
    }
    let costs = (0..<20_000).map { _ -> Double in
      let (z, w) = (normalPair(&random), normalPair(&random))
      let offset = root * [z.0, z.1, w.0]
      let image = map * offset
      return (0..<3).reduce(0) { sum, d in
        let move = p.mean[d] + offset[d] - q.mean[d] - image[d]
        return sum + move * move
      }
    }
    let sampled = SampleMean(of: costs)
    return [
      check(
        "map-moments", "the optimal map carries one Gaussian to the other", "A S A = T", computed: moved.greatest,
        expected: 0, tolerance: 1e-12, because: "rounding"),
      check(
        "map-cost", "that map's mean squared move is W2²", "|m - n|² + tr(S + T - 2 A S) = W2²", computed: cost,
        expected: distance(p, q), tolerance: 1e-12, because: "rounding"),
      check(
        "map-sampled", "and so it is over samples", "mean |x - y|² = W2²", computed: sampled.mean,
        expected: distance(p, q), tolerance: 3.3 * sampled.variance.squareRoot(),
        because: "sampling: 3.3 standard errors of 20,000 samples"),
      check(
        "other-couplings", "none of a thousand random couplings moves less",
        "min over K of |m - n|² + tr(S + T - 2 S^½ K T^½) >= W2²", computed: others.min()!, .atLeast,
        expected: distance(p, q), tolerance: 1e-12, because: "rounding"),
    ]
  }

  private var kl: [Check] {
    let line = kullbackLeibler(
      GaussianMoments(mean: [1], covariance: .diagonal([4])), GaussianMoments(mean: [0], covariance: .diagonal([1])))
    let onLine = Divergence.kullbackLeibler(Density<Double>.gaussian(mean: 1, deviation: 2), .gaussian())
    let plane = kullbackLeibler(
      GaussianMoments(mean: [0, 0], covariance: .diagonal([1, 1])),
      GaussianMoments(mean: [0.5, -1], covariance: Matrix(rows: 2, columns: 2, values: [2.25, 0.72, 0.72, 0.64])))
    let inPlane = Divergence.kullbackLeibler(
      Density<SIMD2<Double>>.gaussian(),
      .gaussian(mean: SIMD2(0.5, -1), deviations: SIMD2(1.5, 0.8), correlation: 0.6))
    return [
      check(
        "kl-line", "KL of Gaussians on the line is its closed form", "KL(N(1, 4), N(0, 1))", computed: line,
        expected: onLine.value, tolerance: 1e-8, because: "quadrature"),
      check(
        "kl-plane", "KL of Gaussians in the plane is its closed form",
        "KL(p, q) = 1/2 [tr(T⁻¹ S) + (m - n)ᵀ T⁻¹ (m - n) - d + log det T - log det S]", computed: plane,
        expected: inPlane.value, tolerance: 1e-8, because: "quadrature"),
    ]
  }

  private var fromSamples: [Check] {
    let count = 20_000
    let density = Density<SIMD2<Double>>.gaussian(mean: SIMD2(1, 0), deviations: SIMD2(1, 0.5), correlation: 0.5)
    let standard = GaussianMoments(mean: [0, 0], covariance: .diagonal([1, 1]))
    let exact = distance(
      GaussianMoments(mean: [1, 0], covariance: Matrix(rows: 2, columns: 2, values: [1, 0.25, 0.25, 0.25])), standard)
    let repeats = (0..<8).map { index in
      let fitted = try? moments(density.sample(count / 8, seed: UInt64(300 + index)))
      return fitted.map { distance($0, standard) } ?? .nan
    }
    let mean = SampleMean(of: repeats)
    let few = RandomStream(seed: 12, name: "few").normal([5, 8], step: 0)
    let isRefused = (try? moments(few)) == nil
    return [
      check(
        "samples", "the distance of Gaussians fitted to samples is that of the densities",
        "W2²(fitted, N(0, I)) = W2²(p, N(0, I))", computed: mean.mean, expected: exact,
        tolerance: 3.3 * mean.variance.squareRoot() + 0.002,
        because: "sampling: 3.3 standard errors over 8 fits to 2,500 samples each, and their bias below 0.002"),
      check(
        "too-few-samples", "five samples in eight dimensions are an error, not a number",
        "n <= d has no covariance of full rank", computed: isRefused ? 1 : 0, expected: 1, tolerance: 0,
        because: "none: 1 says that the error was thrown"),
    ]
  }
}
