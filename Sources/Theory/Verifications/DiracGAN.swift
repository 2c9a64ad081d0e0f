import SaddleAdversarial
import SaddleTensors

/// The smallest game that shows how each objective and penalty moves its players (Mescheder, Geiger and Nowozin 2018).
public struct DiracGAN: Verification {
  public static let name = "dirac-gan"
  public static let title = "Point masses: which games converge"
  public static let derivation = """
    Mescheder, Geiger and Nowozin (2018) take the smallest game there is: data at the point 0, a generator that puts
    its one point at θ, and a discriminator with the logit `a(x) = ψ x`. The equilibrium is `θ = ψ = 0`. Steps of the
    rate h are a map of the plane, and what it does near the equilibrium is told by the eigenvalues λ of its Jacobian:
    it converges if all `|λ| < 1`, and diverges if one is greater.

    *The flow.* Let `f(t) = -log(1 + e^(-t))` for the logistic losses, with `f'(0) = 1/2` and `f''(0) = -1/4`, and
    `f(t) = t` for Wasserstein's, with `f'(0) = 1`. Up to terms of third order, descent follows `dθ/dt = f'(0) ψ` and
    `dψ/dt = -f'(0) θ`, for the minimax, the non-saturating and the relativistic loss alike (their second derivatives
    at the equilibrium agree). This turns, with eigenvalues `± i f'(0)`: linearisation does not decide.

    *Simultaneous steps*, `z + h v(z)`: `λ = 1 ± i h f'(0)`, of modulus `√(1 + h² f'(0)²) > 1`. They diverge at every
    rate.

    *Alternating steps*: θ moves, then ψ sees it and moves k times. The map is a product of shears,
    `[[1, 0], [-k b, 1]] [[1, b], [0, 1]]` with `b = h f'(0)`; its determinant is 1 and its trace `2 - a²`, where
    `a² = k b²`. So `λ = 1 - a²/2 ± √((1 - a²/2)² - 1)`, a pair on the unit circle as long as `a < 2`: they circle, up
    to the rate 4 for logistic losses and k = 1.

    *Damping.* Write the flow's Jacobian as `[[0, f'], [-f', -c]]`: its eigenvalues are `-c/2 ± √(c²/4 - f'²)`, those
    of the simultaneous update `1 + h` times these. R1 or R2 with weight γ add `γ ψ² / 2` to the critic's loss
    (`∇a = ψ` everywhere), so `c = γ`; both together, `c = 2 γ`. Noise of deviation s on both sides makes the
    discriminator's loss strictly convex, `c = -2 f''(0) s²`, since `E (θ + sξ)² + E (sξ)² = 2 s²` at the equilibrium.
    Consensus steps follow `v - γ ∇|v|²/2`, whose linear part is `J - γ JᵀJ`: `±i f' - γ f'²`. All of these converge at
    small rates.

    *Wasserstein.* Clipping does nothing inside its bounds, so eigenvalues are those of the free game. Alternating
    steps conserve `E = θ² + ψ² + h θ ψ` (insert the next ones, `θ + h ψ` and `ψ - h (θ + h ψ)`). Clipping to `ψ = ±c`
    lowers E as long as `|θ| < 2 c / h`, and leaves it at least at the minimum over θ of `θ² + c² + h θ c`, which is
    `c² (1 - h²/4)`. Orbits with more than that reach beyond c sooner or later, so E ends there: neither converges nor
    diverges. The gradient penalty `w (|ψ| - 1)²` has no derivative at `ψ = 0`; elsewhere `c = 2 w`, and
    `λ = 1 - h w ± h √(w² - 1)`. It drives ψ away from 0 whenever `|θ| < 2 w`: for ψ > 0 small,
    `dψ/dt = -θ + 2 w (1 - ψ) > 0`. So θ, which moves in the direction of ψ, is carried to `±2 w` before ψ can change
    its sign, and with `w < 1` it does change: for ever from one side to the other. There is no equilibrium that they
    could settle on.

    *Beyond linearisation.* Minimax: `dθ/dt = σ(ψθ) ψ`, `dψ/dt = -σ(ψθ) θ`, so the flow keeps `r² = θ² + ψ²`.
    Non-saturating: `dθ/dt = σ(-y) ψ`, `dψ/dt = -σ(y) θ` with `y = ψ θ`, hence

        d(r²/2)/dt = y (σ(-y) - σ(y)) = -y tanh(y/2) ≈ -y²/2.

    Over a turn, with `y = (r²/2) sin 2φ`, the mean of `y²` is `r⁴/8`, so `d(r²)/dt = -r⁴/8`, and
    `1/r² = 1/r(0)² + T/8`:

        r(T) ≈ √(8 / T).

    Alternating steps follow this law: convergence, but not exponential. Simultaneous steps add `h² |v|²` to r² each,
    that is `h r²/4` per unit of time, against `-r⁴/8`: they settle on the circle `r = √(2 h)`.

    The checks build each update of the losses and penalties that training uses, as a function of θ and ψ in double
    precision, and differentiate it once more. Eigenvalues are compared by their mean and the square of half their
    difference. Then trajectories: by how much a step multiplies the distance near the equilibrium, and what happens
    far from it.
    """

  /// The variants, each with the eigenvalues of its update in closed form.
  package var cases = DiracCase.all
  /// How the minimax game is played to circle.
  package var circling = PlanarUpdate.alternating()
  /// r(T) of alternating non-saturating steps after the time T = steps * rate.
  package var decay: @Sendable (Double) -> Double = { (8 / $0).squareRoot() }
  /// r where simultaneous non-saturating steps of that rate end.
  package var circle: @Sendable (Double) -> Double = { (2 * $0).squareRoot() }
  /// What alternating Wasserstein steps of rate h keep, and its value after long clipping to [-c, c].
  package var orbit: @Sendable (_ theta: Double, _ psi: Double, _ h: Double) -> Double = { theta, psi, h in
    theta * theta + psi * psi + h * theta * psi
  }
  package var finalOrbit: @Sendable (_ c: Double, _ h: Double) -> Double = { c, h in c * c * (1 - h * h / 4) }
  /// How far theta swings under a gradient penalty of that weight.
  package var swing: @Sendable (Double) -> Double = { 2 * $0 }

  public init() {}

  public func checks() -> [Check] { cases.flatMap(linear) + nonlinear() }

  /// Eigenvalues at the equilibrium, and what a trajectory that starts near it does.
  private func linear(_ test: DiracCase) -> [Check] {
    let h = test.dynamics.rate
    let expected = test.eigenvalues(h)
    let computed = EigenvaluePair(test.dynamics.jacobian(at: test.point))
    let rounding = "rounding in double precision, some 50 operations on numbers near one"
    var checks = [
      check(
        "\(test.name)-mean", "the update of \(test.words) has eigenvalues with this mean", test.equation,
        computed: computed.mean, expected: expected.mean, tolerance: 1e-11, because: rounding),
      check(
        "\(test.name)-square",
        "the square of half the difference of those eigenvalues; they are complex where it is negative",
        test.equation, computed: computed.square, expected: expected.square, tolerance: 1e-11, because: rounding),
    ]
    if test.point == [0, 0] {
      let factor = test.dynamics.measuredFactor(
        from: [test.start, test.start], steps: test.steps, isComplex: expected.isComplex)
      checks.append(
        check(
          "\(test.name)-trajectory",
          "steps near the equilibrium \(Self.course(expected.radius)): each multiplies the distance by the greatest "
            + "modulus of the eigenvalues",
          "|z(n + 1)| / |z(n)| → max |λ|", computed: factor, expected: expected.radius, tolerance: 1e-9,
          because: "terms of third order at a distance of \(test.start), and rounding"))
    }
    return checks
  }

  private static func course(_ radius: Double) -> String {
    if abs(radius - 1) < 1e-12 { return "circle" }
    return radius < 1 ? "converge" : "diverge"
  }

  /// What linearisation does not tell.
  private func nonlinear() -> [Check] {
    let h = 0.2
    func run(_ update: PlanarUpdate, _ objective: Objective, _ penalties: [Penalty] = [], h: Double, steps: Int)
      -> [[Double]]
    {
      PlanarDynamics(game: DiracCase.game(objective, penalties), update: update, rate: h)
        .trajectory(from: [1, 1], steps: steps)
    }
    func radius(_ z: [Double]) -> Double { (z[0] * z[0] + z[1] * z[1]).squareRoot() }

    let circles = run(circling, .minimax, h: 0.1, steps: 2_000).map(radius)
    let alternating = run(.alternating(), .nonSaturating, h: h, steps: 5_000).last!
    let simultaneous = run(.simultaneous, .nonSaturating, h: h, steps: 2_000).map(radius).suffix(500)
    let (clip, clipRate) = (0.3, 0.1)
    let clipped = run(.alternating().clipped(clip), .wasserstein, h: clipRate, steps: 3_000).last!
    let weight = 0.9
    let penalised = run(.alternating(), .wasserstein, [.gradientPenalty.weighted(weight)], h: 0.1, steps: 1_500)
    return [
      check(
        "minimax-alternating-orbit", "alternating steps of the minimax game circle far from the equilibrium too",
        "max r / min r over 2000 steps from r = √2", computed: circles.max()! / circles.min()!, .atMost, expected: 1,
        tolerance: 0.1, because: "the rate h = 0.1: the steps keep an energy that is r² but for a share of order h"),
      check(
        "non-saturating-alternating-decay",
        "alternating steps of the non-saturating game converge, but not exponentially",
        "r(T) = √(8 / T), T = h n = 1000, r² = θ² + ψ² + h θ ψ / 2",
        computed: orbit(alternating[0], alternating[1], h / 2).squareRoot(), expected: decay(1_000),
        tolerance: 0.005 * decay(1_000),
        because:
          "averaging over a turn: the start leaves a share of 4 / (r(0)² T) = 0.002, and terms of order r² as much"),
      check(
        "non-saturating-simultaneous-circle", "simultaneous steps of the non-saturating game settle on a circle",
        "r = √(2 h), h = 0.2", computed: simultaneous.reduce(0, +) / Double(simultaneous.count), expected: circle(h),
        tolerance: 0.02 * circle(h), because: "averaging over a turn: what is left out is h² / 2 of it"),
      check(
        "wasserstein-clipped-orbit",
        "under clipping the players end on the greatest orbit that clipping does not touch",
        "θ² + ψ² + h θ ψ = c² (1 - h² / 4), c = 0.3, h = 0.1", computed: orbit(clipped[0], clipped[1], clipRate),
        expected: finalOrbit(clip, clipRate), tolerance: 1e-4,
        because: "each turn clips the less the nearer the orbit is: the excess falls as 1 / n²"),
      check(
        "wasserstein-gradient-penalty-orbit", "under the gradient penalty the players circle, for ever and far out",
        "max |θ| = 2 w over the last 1000 of 1500 steps, w = 0.9",
        computed: penalised.suffix(1_000).map { abs($0[0]) }.max()!, expected: swing(weight), tolerance: 0.02,
        because: "the overshoot, a share of exp(-π w / √(1 - w²)) = 0.002, and the rate h = 0.1"),
    ]
  }
}
