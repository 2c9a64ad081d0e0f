import SaddleTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A linear generator on Gaussian data: principal components under one distance, nothing to hold on to under another.
public struct LinearGAN: Verification {
  public static let name = "linear-gan"
  public static let title = "A linear generator on Gaussian data"
  public static let derivation = """
    Let data be `N(0, K)` in `d` dimensions, `K` with eigenvalues `k_1 >= ... >= k_d`, and let the generator be linear,
    `x = G z` with `z ~ N(0, I)` in `r < d` dimensions (Feizi et al. 2017). Its samples are `N(0, G Gᵀ)`, of rank `r`.

    *Under W2*, the closed form for Gaussians gives `W2² = tr K + tr GᵀG - 2 tr (Gᵀ K G)^½`, since `K^½ G Gᵀ K^½` and
    `Gᵀ K G` have the same eigenvalues but for zeros. Write `G = U R`, with orthonormal columns `U` and `R` of size `r x r`.
    For a given subspace the best joint distribution projects: `x = U Uᵀ y`, for which `E |x - y|² = tr K - tr Uᵀ K U`, and no
    `x` in the subspace is nearer to `y`. So the least over all `G` is

        min W2² = tr K - max over U of tr Uᵀ K U = k_(r+1) + ... + k_d,

    by Ky Fan's theorem, attained where `U` spans the first `r` eigenvectors and `G Gᵀ = U Uᵀ K U Uᵀ`: principal component
    analysis, with the discarded eigenvalues as its loss. The derivative, with `M = Gᵀ K G`, is

        ∇ W2² = 2 G - 2 K G M^-½,

    since `d tr M^½ = 1/2 tr M^-½ dM`; and descent along it reaches the minimum from almost every start.

    *Under the logistic game*, the value against the best discriminator is `2 JS - log 4`. The samples lie in a subspace that
    has no mass under the data: the supports are disjoint in effect, and JS is log 2 for every `G`. Blur the generator's
    samples by `N(0, ε² I)`: along a direction `v` orthogonal to the subspace the two are `N(0, vᵀ K v)` and `N(0, ε²)`, and
    as a projection cannot increase JS, `JS >= JS(N(0, vᵀ K v), N(0, ε²)) → log 2` for `ε → 0`, for the principal subspace
    and for any other alike. The distance does not tell them apart. What is left is the transient of training: a
    discriminator of the form `xᵀ A x + c`, which holds the best one for any two Gaussians of full rank and mean zero, pushes the
    generator from whatever directions it covers to those that it does not, without end.
    """

  /// ∇ W2² of K and G.
  package var gradient: @Sendable (Matrix, Matrix) -> Matrix = { k, g in
    2 * (g - k * g * SymmetricEigen(g.transposed * k * g).mapped { 1 / $0.squareRoot() })
  }
  /// The least W2² from the eigenvalues of K and the rank.
  package var leastLoss: @Sendable ([Double], Int) -> Double = { $0.dropFirst($1).reduce(0, +) }
  package var divergence = Divergence.jensenShannon
  /// What the logistic game leaves as W2², from the generators of the last half of a training.
  package var logisticLoss: @Sendable ([Double]) -> Double = { $0.reduce(0, +) / Double($0.count) }

  public init() {}

  static let rank = 2
  /// A covariance with eigenvalues 4, 2, 1, 0.5 in general position.
  static let covariance: Matrix = {
    let angles = Matrix(rows: 4, columns: 4, values: [1, 2, 0, -1, 2, 0, 1, 1, 0, 1, -1, 2, -1, 1, 2, 0.5])
    let axes = SymmetricEigen(angles).vectors
    return axes * Matrix.diagonal([4, 2, 1, 0.5]) * axes.transposed
  }()

  /// W2² of the data and a generator.
  static func loss(_ generator: Matrix) -> Double {
    let zero = Array(repeating: 0.0, count: covariance.rows)
    return GaussianMoments(mean: zero, covariance: covariance).frechetDistance(
      to: GaussianMoments(mean: zero, covariance: generator * generator.transposed))
  }

  public func checks() -> [Check] {
    let k = Self.covariance
    let eigen = SymmetricEigen(k)
    let least = leastLoss(eigen.values, Self.rank)
    var random = RandomStream(seed: 13, name: "linear").generator()
    func randomGenerator() -> Matrix { Matrix(rows: 4, columns: Self.rank) { _, _ in normalPair(&random).0 } }

    // Along random directions, by differences of the closed form.
    let slopes = (0..<5).map { _ -> Double in
      let (g, direction) = (randomGenerator(), randomGenerator())
      let analytic = (gradient(k, g).transposed * direction).trace
      let step = 1e-3
      let losses = [-2.0, -1, 1, 2].map { Self.loss(g + $0 * step * direction) }
      return abs(analytic - (losses[0] - 8 * losses[1] + 8 * losses[2] - losses[3]) / (12 * step))
    }
    var generator = randomGenerator()
    for _ in 0..<400 { generator = generator - 0.1 * gradient(k, generator) }
    let principal = Matrix(rows: 4, columns: Self.rank) { eigen.vectors[$0, $1] }
    let span = SymmetricEigen(generator * generator.transposed).vectors
    let found = Matrix(rows: 4, columns: Self.rank) { span[$0, $1] }
    let distance = found * found.transposed - principal * principal.transposed
    return [
      check(
        "gradient", "the gradient of W2² is its formula, along five random directions", "∇ W2² = 2 G - 2 K G M^-½",
        computed: slopes.max()!, expected: 0, tolerance: 1e-8,
        because: "central differences of fourth order, and rounding divided by their step of 1e-3"),
      check(
        "loss", "descent of W2² ends at the sum of the discarded eigenvalues", "min W2² = k_(r+1) + ... + k_d",
        computed: Self.loss(generator), expected: least, tolerance: 1e-9,
        because: "rounding, after 400 steps at a linear rate"),
      check(
        "components", "and its subspace is that of the principal components", "U Uᵀ = P Pᵀ",
        computed: distance.greatest, expected: 0, tolerance: 1e-6, because: "400 steps at a linear rate"),
    ] + logistic(least)
  }

  private func logistic(_ least: Double) -> [Check] {
    var random = RandomStream(seed: 14, name: "directions").generator()
    let variances = (0..<100).map { _ -> Double in
      let direction = (0..<4).map { _ in normalPair(&random).0 }
      let image = Self.covariance * direction
      return zip(direction, image).reduce(0) { $0 + $1.0 * $1.1 } / direction.reduce(0) { $0 + $1 * $1 }
    }
    // Along the least and the greatest principal axis, and along random ones.
    let values = SymmetricEigen(Self.covariance).values
    let blurred = ([values.first!, values.last!] + variances).map { variance in
      divergence(Density<Double>.gaussian(deviation: variance.squareRoot()), .gaussian(deviation: 1e-7)).value
    }
    return [
      check(
        "logistic-blind", "JS of data and a rank-deficient generator is log 2, whatever its subspace",
        "min over v of JS(N(0, vᵀ K v), N(0, ε²)) = log 2, ε = 1e-7", computed: blurred.min()!, expected: log(2),
        tolerance: 1e-5, because: "the limit in ε, which is of size ε log(1 / ε)"),
      check(
        "logistic-game", "trained by the logistic game, the generator does not stay at the principal components",
        "mean over the last half of training of W2² >= 1.2 (k_(r+1) + ... + k_d)",
        computed: logisticLoss(LogisticLinearGame.losses), .atLeast, expected: 1.2 * least, tolerance: 0,
        because: "none: 1.2 is well below what three seeds show"),
    ]
  }
}
