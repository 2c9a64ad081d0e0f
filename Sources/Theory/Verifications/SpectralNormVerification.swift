import SaddleNetworks
import SaddleTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The greatest factor by which a layer stretches: estimated, exact, and what is customary for convolutions.
public struct SpectralNormVerification: Verification {
  public static let name = "spectral-norm"
  public static let title = "Spectral norm"
  public static let derivation = """
    A layer `x ↦ W'x`, W' being the transpose of W, stretches differences by up to `σ₁`, the greatest singular value of
    W, its *spectral norm*. Layers applied in turn stretch by no more than the product of their norms, and activations
    such as LeakyReLU by no more than one, so a critic whose layers are divided by their norms is 1-Lipschitz (Miyato
    et al. 2018).

    *Power iteration.* Repeat `u = W v / |W v|`, `v = W'u / |W'u|`, and take `u'W v` for the norm. With singular
    vectors `W vᵢ = σᵢ uᵢ`, `W'uᵢ = σᵢ vᵢ` and a start `v(0) = Σ cᵢ vᵢ`, the n-th u is `Σ cᵢ σᵢ²ⁿ⁻¹ uᵢ` up to its
    length. The next v is `W'u / |W'u|`, so that `u'W v = |W'u|`, and

        (u'W v)² = Σ cᵢ² σᵢ⁴ⁿ / Σ cᵢ² σᵢ⁴ⁿ⁻².

    It is a mean of the `σᵢ²`, weighted by `cᵢ² σᵢ⁴ⁿ⁻²`: never more than `σ₁²`, so that a weight divided by it has a
    norm of at least one until the iteration has converged. What is missing is led by the second term, and shrinks by
    `(σ₂ / σ₁)⁴` an iteration; vectors gain `(σ₂ / σ₁)²`.

    *Its derivative.* `σ₁ = u'W v` at unit vectors where it is greatest. Moving W by dW moves u and v too, but at a
    maximum that counts for nothing: `dσ₁ = u₁' dW v₁`. So u and v are constants to automatic derivatives, and the
    derivative of the norm is the matrix `u₁ v₁'`.

    *Convolutions.* Let w(t) be the matrix, inputs by outputs, of the kernel's weights at place t. On an image whose
    edges are joined to a torus, shifts commute with the convolution, so it does not mix spatial frequencies: the wave
    `exp(i ω x)` with the amplitudes c in its channels is mapped to the same wave with the amplitudes `c'K(ω)`, where
    `K(ω) = Σ w(t) exp(i ω t)` is the *symbol*. Waves of the frequencies `2 π k / n` are an orthogonal basis, so the
    norm of the whole map is the greatest `σ₁(K(ω))` among them (Sedghi, Gupta and Long 2019): the *true* norm. The
    matrix `A + iB` has the singular values of the real matrix `[[A, -B], [B, A]]`, each twice.

    Zeros as padding: an image of n x n between zeros lies on a torus of `n + k - 1`, where nothing meets itself around
    the edge. The padded convolution is that of the torus restricted to such images and to a part of the result, so its
    norm is no greater.

    What is *customary* is the norm of the weight reshaped to a matrix R with one row for each place and input, which
    is cheap, and no bound. By Cauchy's inequality, with k² places,
    `|K(ω) v|² = |Σ w(t) exp(i ω t) v|² <= k² Σ |w(t) v|² = k² |R v|²`, so `‖K‖ <= k σ₁(R)`; on the other side `R'R` is
    the mean of `K(ω)* K(ω)` over all frequencies, so `σ₁(R) <= ‖K‖`. A kernel of nine ones attains the factor: it
    multiplies a constant image by 9, and `σ₁(R) = 3`.

    The checks hold all this to singular value decompositions by Jacobi rotations, those of convolutions to the matrix
    that is found by convolving every image with a single one. Layers find the true norm for a given size of image by
    power iteration too, with the convolution for W and its adjoint for W'. At last two convolutions and a linear layer
    are divided by their true norms, and no slope over random pairs of images exceeds one; divided by the reshaped
    norms they exceed it at once.
    """

  /// The spectral norm, of the singular values from the greatest down.
  package var norm: @Sendable ([Double]) -> Double = { $0[0] }
  /// The estimate u' W v after n iterations from v(0) = sum of c_i v_i, of the singular values and c_i.
  package var estimate: @Sendable (_ sigma: [Double], _ c: [Double], _ n: Int) -> Double = { sigma, c, n in
    func sum(_ power: Int) -> Double { zip(sigma, c).reduce(0) { $0 + $1.1 * $1.1 * pow($1.0, Double(power)) } }
    return (sum(4 * n) / sum(4 * n - 2)).squareRoot()
  }
  /// The factor of an iteration on the estimate's error, of the ratio of the second singular value to the first.
  package var rate: @Sendable (Double) -> Double = { pow($0, 4) }
  /// An element of the derivative of the norm, of the elements of u and v.
  package var derivative: @Sendable (_ u: Double, _ v: Double) -> Double = { u, v in u * v }
  /// The norm of the convolution of images of some size with a weight, the image being a torus.
  package var operatorNorm: @Sendable (_ weight: Tensor, _ size: Int) -> Double = { weight, size in
    ConvolutionSymbol(weight).norm(size: size)
  }
  /// The customary norm of a convolution's weight, read as a matrix.
  package var reshapedNorm: @Sendable (_ weight: Tensor) -> Double = { weight in
    SingularValues.norm(weight.reshaped([weight.count / weight.shape[3], weight.shape[3]]).rows)
  }
  /// How the layers that must be 1-Lipschitz on images of 6 x 6 are normalised.
  package var lipschitz = Spectral.onImages(height: 6, width: 6, iterations: 400)
  /// How those are that need not be.
  package var customary = Spectral.reshaped(iterations: 400)
  /// How many times the reshaped norm the true one can be, of the number of the kernel's rows.
  package var gap: @Sendable (Int) -> Double = { Double($0) }

  public init() {}

  public func checks() -> [Check] { powerIteration() + derivatives() + convolutions() + slopes() }

  private func normal(_ shape: [Int], _ step: Int) -> Tensor {
    RandomStream(seed: 8, name: Self.name).normal(shape, step: step, type: .float64)
  }

  private func powerIteration() -> [Check] {
    let weight = normal([12, 8], 0)
    let exact = SingularValues(weight.rows)
    let layer = SpectralNorm(weight, outputAxis: 1, Initializer(seed: 8, name: Self.name, type: .float64))
    let start = normal([8, 1], 1)
    layer.v.value = start
    let c = exact.right.map { dot($0, start.scalars()) }
    let estimates = (1...60).map { _ -> Double in
      _ = layer(weight, .training)
      return layer.norm(of: weight).item
    }
    let predicted = (1...60).map { estimate(exact.values, c, $0) }
    let factor = (exact.values[0] - estimates[19]) / (exact.values[0] - estimates[18])
    for _ in 0..<200 { _ = layer(weight, .training) }
    let rounding = "rounding in double precision"
    return [
      check(
        "power-iteration-limit", "power iteration on a 12 x 8 matrix finds its greatest singular value",
        "u' W v → σ₁", computed: layer.norm(of: weight).item, expected: norm(exact.values), tolerance: 1e-12,
        because: rounding),
      check(
        "power-iteration-from-below", "no estimate of sixty exceeds it: the greatest excess", "u' W v - σ₁ <= 0",
        computed: estimates.max()! - norm(exact.values), .atMost, expected: 0, tolerance: 1e-13, because: rounding),
      check(
        "power-iteration-path", "each estimate is what the singular values say: the greatest difference of sixty",
        "(u' W v)² = Σ cᵢ² σᵢ⁴ⁿ / Σ cᵢ² σᵢ⁴ⁿ⁻², cᵢ = vᵢ' v(0)", computed: greatestDifference(estimates, predicted),
        expected: 0, tolerance: 1e-12, because: rounding),
      check(
        "power-iteration-rate", "what is missing shrinks geometrically: its factor at the twentieth iteration",
        "(σ₁ - u' W v) falls as (σ₂ / σ₁)⁴ⁿ", computed: factor, expected: rate(exact.values[1] / exact.values[0]),
        tolerance: 2e-4, because: "the third singular value, which has all but died out, and cancellation"),
    ]
  }

  private func derivatives() -> [Check] {
    let weight = normal([6, 4], 2)
    let direction = normal([6, 4], 3)
    let exact = SingularValues(weight.rows)
    let v = exact.right[0]
    let u = weight.rows.map { dot($0, v) / exact.values[0] }
    let formula = u.flatMap { u in v.map { derivative(u, $0) } }
    let layer = SpectralNorm(weight, outputAxis: 1, Initializer(seed: 8, name: Self.name, type: .float64))
    for _ in 0..<300 { _ = layer(weight, .training) }
    let variable = weight.tracked()
    let automatic = gradients(of: layer.norm(of: variable), at: [variable])[0].scalars()
    func moved(_ t: Double) -> Double { SingularValues.norm((weight + direction * t).rows) }
    let h = 1e-3
    let slope = (moved(-2 * h) - 8 * moved(-h) + 8 * moved(h) - moved(2 * h)) / (12 * h)
    return [
      check(
        "derivative-formula", "the derivative of the exact norm along a random direction E", "dσ₁ = u₁' E v₁",
        computed: dot(formula, direction.scalars()), expected: slope, tolerance: 1e-9,
        because: "a finite difference of fourth order with h = 0.001"),
      check(
        "derivative-automatic", "the derivative through the layer, u and v being constants: the greatest difference",
        "∂(u' W v) = u₁ v₁'", computed: greatestDifference(automatic, formula), expected: 0, tolerance: 1e-10,
        because: "power iteration, 300 times, and rounding in double precision"),
    ]
  }

  private func convolutions() -> [Check] {
    let (weight, size) = (normal([3, 3, 2, 3], 4), 6)
    let padded = SingularValues.norm(operatorMatrix(weight, size, isTorus: false))
    let convolution = Convolution(
      2, 3, kernel: 3, padding: 1, spectral: lipschitz, Initializer(seed: 8, name: Self.name, type: .float64))
    let layer = convolution.spectralNorm!
    for _ in 0..<3 { _ = layer(weight, .training) }
    let ones = Tensor.ones([3, 3, 1, 1], type: .float64)
    let rounding = "rounding in double precision"
    return [
      check(
        "convolution-symbol", "the norm of a 3 x 3 convolution on a torus of 6 x 6 is the greatest of its symbol's",
        "‖K‖ = max over ω of σ₁(Σ w(t) exp(i ω t))",
        computed: operatorNorm(weight, size),
        expected: SingularValues.norm(operatorMatrix(weight, size, isTorus: true)),
        tolerance: 1e-11, because: rounding),
      check(
        "convolution-layer", "a layer with zeros for padding finds its own norm on images of 6 x 6",
        "u' K v → ‖K padded‖", computed: layer.norm(of: weight).item, expected: padded, tolerance: 1e-11,
        because: "power iteration, 1200 times, and rounding in double precision"),
      check(
        "convolution-zero-padding", "with zeros for padding it is no more than on a torus two greater",
        "‖K padded, 6 x 6‖ <= ‖K on a torus of 8 x 8‖",
        computed: padded, .atMost,
        expected: operatorNorm(weight, size + 2), tolerance: 1e-11, because: rounding),
      check(
        "convolution-reshaped",
        "the true norm is at most as many times the reshaped one as the kernel has rows",
        "‖K‖ <= k σ₁(W reshaped), k = 3", computed: operatorNorm(weight, size), .atMost,
        expected: gap(3) * reshapedNorm(weight), tolerance: 1e-11, because: rounding),
      check(
        "convolution-reshaped-gap", "for a kernel of nine ones it is just as many times",
        "‖K‖ / σ₁(W reshaped) = k, k = 3", computed: operatorNorm(ones, size) / reshapedNorm(ones), expected: gap(3),
        tolerance: 1e-12, because: rounding),
    ]
  }

  /// Two convolutions with zero padding and a linear layer, normalised, on images of 6 x 6.
  private func slopes() -> [Check] {
    let size = 6
    func greatestSlope(_ spectral: Spectral) -> Double {
      let initializer = Initializer(seed: 8, name: Self.name, type: .float64)
      let convolutions = [1, 3].map { inputs in
        Convolution(
          inputs, 3, kernel: 3, padding: 1, hasBias: false, slope: 0.2, spectral: spectral, initializer)
      }
      let last = Linear(size * size * 3, 1, hasBias: false, spectral: spectral, initializer)
      let network = Sequential(convolutions + [Function.reshape([size * size * 3]), last])
      // Weights that are mostly positive, as those of kernels that blur.
      for (index, parameter) in network.parameters.enumerated() {
        parameter.value = normal(parameter.value.shape, 5 + index) * 0.5 + 1
      }
      _ = network(normal([1, size, size, 1], 8), .training)
      return (0..<20).reduce(0) { worst, batch in
        let x = normal([5_000, size, size, 1], 100 + 3 * batch)
        // Differences of all kinds: rough ones and ones that are nearly the same at all places.
        let step = normal([5_000, size, size, 1], 101 + 3 * batch) * 0.3 + normal([5_000, 1, 1, 1], 102 + 3 * batch)
        let rise = (network(x + step, .inference) - network(x, .inference)).abs().reshaped([5_000])
        return max(worst, (rise / step.square().sum(axes: [1, 2, 3]).squareRoot()).scalars().max()!)
      }
    }
    return [
      check(
        "slope-true", "a network normalised with the true norms never exceeds slope one over 100000 random pairs",
        "|f(x) - f(y)| <= ‖x - y‖", computed: greatestSlope(lipschitz), .atMost, expected: 1,
        tolerance: 1e-9, because: "power iteration, 400 times, and rounding in double precision"),
      check(
        "slope-reshaped", "the same network normalised with the reshaped norms does exceed it over the same pairs",
        "max |f(x) - f(y)| / ‖x - y‖ > 1", computed: greatestSlope(customary), .atLeast, expected: 1, tolerance: 0,
        because: "a bound"),
    ]
  }

  /// The matrix of a convolution of images of size x size whose result has the same size, one row for each pixel and
  /// channel of the image, found by convolving images with a single one.
  private func operatorMatrix(_ weight: Tensor, _ size: Int, isTorus: Bool) -> [[Double]] {
    let count = size * size * weight.shape[2]
    let images = Tensor.oneHot((0..<Int32(count)).map { $0 }, classes: count, type: .float64)
      .reshaped([count, size, size, weight.shape[2]])
    let result: Tensor
    if isTorus {
      let wrapped = [1, 2].reduce(images) { image, axis in
        .concatenate(
          [image.slice(size - 1..<size, axis: axis), image, image.slice(0..<1, axis: axis)], axis: axis)
      }
      result = .convolution(wrapped, weight)
    } else {
      result = .convolution(images, weight, padding: 1)
    }
    return result.reshaped([count, size * size * weight.shape[3]]).rows
  }
}
