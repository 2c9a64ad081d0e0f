import SaddleTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Ways to play the game min over x, max over y of x y, each at its predicted rate.
public struct BilinearGame: Verification {
  public static let name = "bilinear"
  public static let title = "The bilinear game: which ways to play converge"
  public static let derivation = """
    `min over x, max over y of x y` is the game that every smooth zero-sum game looks like near an equilibrium where
    neither player's loss is curved. Descent for x and ascent for y move along `v(x, y) = (-y, x)`: around the solution
    `(0, 0)`, not towards it. With `z = x + i y`, `v = i z`, so a method with the step size e is a recursion in complex
    numbers; `z'` is the next z.

    - *Simultaneous*: `z' = (1 + i e) z`, so `|z'| = √(1 + e²) |z|`. Diverges at every step size.
    - *Alternating*: `x' = x - e y`, then `y' = y + e x'`. The map has determinant 1 and trace `2 - e²`, hence
      `λ = 1 - e²/2 ± √((1 - e²/2)² - 1)`, on the unit circle for `e < 2`. Inserting shows that `x² + y² - e x y` is
      conserved. It is at least `(1 - e/2)(x² + y²)`, which bounds the orbit for `e < 2`; beyond, one `|λ|` exceeds
      one.
    - *Extragradient* (Korpelevich 1976): look ahead, `w = z + i e z`, and step from z along `v(w)`:
      `z' = z + i e w = (1 + i e - e²) z`, so `|λ|² = (1 - e²)² + e² = 1 - e² + e⁴`. Below one exactly for `0 < e < 1`.
    - *Optimistic* (Daskalakis et al. 2018): `z' = z + 2 e v(z) - e v(z before)`, which has the solutions `λⁿ` with
      `λ² - (1 + 2 i e) λ + i e = 0`, that is `λ = (1 + 2 i e ± √(1 - 4 e²)) / 2`. For `e <= 1/2` the root is real, and
      `|λ|² = ((1 ± √(1 - 4e²))² + 4 e²) / 4 = (1 ± √(1 - 4e²)) / 2`. For `e > 1/2` it is imaginary, and
      `|λ|² = (1 + (2e ± √(4e² - 1))²) / 4`, the greater of which is 1 where `2 e + √(4 e² - 1) = √3`, that is at
      `e = 1/√3`. So it converges for `e < 1/√3`.

    The checks play each method with the automatic derivatives of `x y` and measure the factor of a step once
    everything but the greatest root has died out; just below its greatest step size each converges (or stays bounded),
    just above it does not.
    """

  /// The factor of a step of size e on the distance from the solution.
  package var simultaneous: @Sendable (Double) -> Double = { e in (1 + e * e).squareRoot() }
  package var extragradient: @Sendable (Double) -> Double = { e in (1 - e * e + e * e * e * e).squareRoot() }
  package var optimistic: @Sendable (Double) -> Double = { e in
    let s = 1 - 4 * e * e
    if s >= 0 { return ((1 + s.squareRoot()) / 2).squareRoot() }
    let sum = 2 * e + (-s).squareRoot()
    return ((1 + sum * sum) / 4).squareRoot()
  }
  /// The eigenvalues of an alternating step, and what it conserves.
  package var alternating: @Sendable (Double) -> EigenvaluePair = { e in
    let mean = 1 - e * e / 2
    return EigenvaluePair(mean: mean, square: mean * mean - 1)
  }
  package var conserved: @Sendable (_ x: Double, _ y: Double, _ e: Double) -> Double = { x, y, e in
    x * x + y * y - e * x * y
  }
  /// The step sizes below which alternating steps stay bounded, and the others converge.
  package var alternatingLimit = 2.0
  package var extragradientLimit = 1.0
  package var optimisticLimit = (1.0 / 3).squareRoot()

  public init() {}

  public func checks() -> [Check] { rates() + alternatingChecks() + limits() }

  private let start = [1.0, 0.7]

  private func dynamics(_ update: PlanarUpdate, _ e: Double) -> PlanarDynamics {
    PlanarDynamics(game: PlanarGame { x, y in (generator: x * y, critic: -(x * y)) }, update: update, rate: e)
  }

  /// The distance from the solution after 0 ... `steps` steps.
  private func distances(_ update: PlanarUpdate, _ e: Double, from start: [Double], steps: Int) -> [Double] {
    dynamics(update, e).trajectory(from: start, steps: steps).map { ($0[0] * $0[0] + $0[1] * $0[1]).squareRoot() }
  }

  /// The mean factor of the last `steps` steps of twice as many, when what dies out sooner has done so.
  private func factor(_ update: PlanarUpdate, _ e: Double, from start: [Double], steps: Int = 200) -> Double {
    let r = distances(update, e, from: start, steps: 2 * steps)
    return pow(r[2 * steps] / r[steps], 1 / Double(steps))
  }

  private func rates() -> [Check] {
    let rounding = "rounding in double precision over 400 steps"
    func rate(_ name: String, _ words: String, _ equation: String, _ computed: Double, _ expected: Double) -> Check {
      check(
        name, words, equation, computed: computed, expected: expected, tolerance: 1e-11, because: rounding)
    }
    var checks = [
      rate(
        "simultaneous", "simultaneous steps diverge at this rate", "|λ| = √(1 + e²), e = 0.3",
        factor(.simultaneous, 0.3, from: start), simultaneous(0.3)),
      rate(
        "extragradient", "extragradient steps converge at this rate", "|λ| = √(1 - e² + e⁴), e = 0.3",
        factor(.extragradient, 0.3, from: start), extragradient(0.3)),
      rate(
        "optimistic", "optimistic steps converge at this rate", "|λ| = √((1 + √(1 - 4 e²)) / 2), e = 0.3",
        factor(.optimistic, 0.3, from: start + start), optimistic(0.3)),
    ]
    for (update, name, expected) in [
      (PlanarUpdate.simultaneous, "simultaneous", simultaneous), (.extragradient, "extragradient", extragradient),
    ] {
      checks.append(
        rate(
          "\(name)-eigenvalues", "the greatest modulus of the eigenvalues of that step, by automatic derivatives",
          "max |λ|, e = 0.3", EigenvaluePair(dynamics(update, 0.3).jacobian(at: start)).radius, expected(0.3)))
    }
    return checks
  }

  private func alternatingChecks() -> [Check] {
    let e = 0.3
    let eigenvalues = EigenvaluePair(dynamics(.alternating(), e).jacobian(at: start))
    let path = dynamics(.alternating(), e).trajectory(from: start, steps: 1_000)
    let values = path.map { conserved($0[0], $0[1], e) }
    let rounding = "rounding in double precision"
    return [
      check(
        "alternating-mean", "alternating steps, x before y: the mean of the eigenvalues",
        "λ = 1 - e² / 2 ± √((1 - e² / 2)² - 1), e = 0.3",
        computed: eigenvalues.mean, expected: alternating(e).mean, tolerance: 1e-14, because: rounding),
      check(
        "alternating-square",
        "the square of half the difference of those eigenvalues: they are complex, and of modulus one",
        "(1 - e² / 2)² - 1, e = 0.3", computed: eigenvalues.square, expected: alternating(e).square, tolerance: 1e-14,
        because: rounding),
      check(
        "alternating-conserved", "alternating steps conserve a quantity: how far it strays over 1000 steps",
        "x² + y² - e x y, e = 0.3",
        computed: values.max()! - values.min()!, expected: 0, tolerance: 1e-12, because: rounding),
    ]
  }

  private func limits() -> [Check] {
    let limit = alternatingLimit
    let below = limit - 0.01
    // (1 - e / 2) (x² + y²) <= x² + y² - e x y
    let bound = (conserved(start[0], start[1], below) / (1 - below / 2)).squareRoot()
    var checks = [
      check(
        "alternating-below-the-limit", "alternating steps stay bounded just below the greatest step size",
        "max √(x² + y²) <= √((x² + y² - e x y) / (1 - e / 2)), e = 2 - 0.01",
        computed: distances(.alternating(), below, from: start, steps: 1_000).max()!, .atMost, expected: bound,
        tolerance: 1e-6, because: "rounding in double precision, a thousand steps of a nearly defective map"),
      check(
        "alternating-above-the-limit", "just above it they grow as the greater eigenvalue says",
        "|λ| = e² / 2 - 1 + √((1 - e² / 2)² - 1), e = 2 + 0.01",
        computed: factor(.alternating(), limit + 0.01, from: start),
        expected: alternating(2.01).radius, tolerance: 1e-10, because: "rounding in double precision over 400 steps"),
    ]
    for (name, words, symbol, update, limit, start) in [
      ("extragradient", "extragradient", "1", PlanarUpdate.extragradient, extragradientLimit, start),
      ("optimistic", "optimistic", "1 / √3", .optimistic, optimisticLimit, start + start),
    ] {
      let bound = "a bound: the predicted factor is a hundredth away"
      checks += [
        check(
          "\(name)-at-the-limit", "\(words) steps of the greatest size keep their distance", "|λ| = 1, e = \(symbol)",
          computed: factor(update, limit, from: start), expected: 1, tolerance: 1e-10,
          because: "rounding in double precision over 400 steps"),
        check(
          "\(name)-below-the-limit", "\(words) steps a hundredth smaller converge", "|λ| < 1, e = 0.99 (\(symbol))",
          computed: factor(update, 0.99 * limit, from: start), .atMost, expected: 1, tolerance: 0, because: bound),
        check(
          "\(name)-above-the-limit", "\(words) steps a hundredth greater diverge", "|λ| > 1, e = 1.01 (\(symbol))",
          computed: factor(update, 1.01 * limit, from: start), .atLeast, expected: 1, tolerance: 0, because: bound),
      ]
    }
    return checks
  }
}
