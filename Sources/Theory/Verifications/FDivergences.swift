import SaddleAdversarial
import SaddleTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The f-divergences, their conjugates and activations, and the bounds that critics estimate (Nowozin, Cseke and
/// Tomioka 2016).
public struct FDivergences: Verification {
  public static let name = "f-divergences"
  public static let title = "Every f-divergence is a game"

  package var members = Member.all

  public init() {}

  public func checks() -> [Check] { checks(isTrained: true) }

  /// - Parameter isTrained: whether critics are trained, which takes most of the time.
  package func checks(isTrained: Bool) -> [Check] {
    properties() + members.flatMap { isTrained ? [bound($0), trained($0)] : [bound($0)] }
  }

  /// What holds for every member, one check for each statement, with the member that comes closest to breaking it.
  private func properties() -> [Check] {
    [
      check(
        "convex", "f is convex: its chords become steeper\(worst(Self.leastBend, isLeast: true))",
        "(f(c) - f(b)) / (c - b) >= (f(b) - f(a)) / (b - a) for a < b < c",
        computed: members.map(Self.leastBend).min()!, .atLeast, expected: 0, tolerance: 1e-12,
        because: "rounding; slopes of straight lines are equal"),
      check(
        "at-one", "f(1) = 0, so that equal densities are at distance 0; -log 4 for the GAN divergence", "f(1) = 0",
        computed: members.map { abs($0.divergence.f(1) - $0.valueAtOne) }.max()!, expected: 0, tolerance: 1e-15,
        because: "rounding"),
      check(
        "fenchel", "Fenchel's inequality, over a grid of u and t\(worst(Self.fenchelExcess))", "u t <= f(u) + f*(t)",
        computed: members.map(Self.fenchelExcess).max()!, .atMost, expected: 0, tolerance: 1e-12,
        because: "rounding, in units of the greatest term"),
      check(
        "conjugate", "f* is the supremum, found by golden section\(worst(Self.conjugateError))",
        "f*(t) = sup over u >= 0 of u t - f(u)",
        computed: members.map(Self.conjugateError).max()!, expected: 0, tolerance: 1e-9,
        because: "rounding at u = e^4 and slopes of e^8; relative"),
      check(
        "activation-increasing", "g_f rises from each output to the next, from -15 to 15 by steps of 1/2",
        "g_f(v) < g_f(w) for v < w",
        computed: members.map(Self.risingShare).min()!, expected: 1, tolerance: 0, because: "a count: none may fall"),
      check(
        "activation-domain", "g_f stays in the domain of f*, for any output up to 10,000\(worst(Self.domainExcess))",
        "g_f(v) <= sup dom f*",
        computed: members.map(Self.domainExcess).max()!, .atMost, expected: 0, tolerance: 1e-15, because: "rounding"),
      check(
        "activation-onto", "g_f reaches every T* = f'(u), u from e^-6 to e^6\(worst(Self.unreached))",
        "f'(u) = g_f(v) for some v",
        computed: members.map(Self.unreached).max()!, expected: 0, tolerance: 1e-9,
        because: "bisection in double precision; relative"),
      check(
        "activated-conjugate", "what training computes is f* of the activation\(worst(Self.activatedError))",
        "f*(g_f(v)), simplified = f*(g_f(v)), one after the other",
        computed: members.map(Self.activatedError).max()!, expected: 0, tolerance: 1e-9,
        because: "cancellation in f* near the end of its domain; relative"),
      check(
        "threshold",
        "the output that stands for p = q: 1 for Kullback-Leibler, log(pi / (1 - pi)) for weighted"
          + " Jensen-Shannon, else 0\(worst(Self.thresholdError))", "g_f(v) = f'(1)",
        computed: members.map(Self.thresholdError).max()!, expected: 0, tolerance: 1e-9,
        because: "f'(1) is a fourth-order difference of f with step 1e-3"),
      published("pearson", at: -4, "the published t^2 / 4 + t turns up again below t = -2 and gives 0"),
      published("total-variation", at: -0.9, "the published domain ends at t = -1/2, where the published t goes on"),
    ]
  }

  private func worst(_ measure: (Member) -> Double, isLeast: Bool = false) -> String {
    let member = members.max { (measure($0) < measure($1)) != isLeast }
    return member.map { " (closest to failing: \($0.name))" } ?? ""
  }

  /// Below all slopes of f the supremum is at u = 0.
  private func published(_ name: String, at t: Double, _ difference: String) -> Check {
    let conjugate = members.first { $0.name == name }?.divergence.conjugate(t) ?? .nan
    return check(
      "\(name)-below", "below the slopes of f its conjugate is constant; \(difference)", "f*(\(t)) = -f(0)",
      computed: conjugate, expected: name == "pearson" ? -1 : -0.5, tolerance: 1e-15, because: "rounding")
  }

  /// E_p T - E_q f*(T) at the best T, against a form of the divergence that knows nothing of f.
  private func bound(_ member: Member) -> Check {
    let (pair, divergence) = (GaussianPair(), member.divergence)
    let value = pair.integral { logP, logQ in
      let t = divergence.derivative(exp(logP - logQ))
      return exp(logP) * t - exp(logQ) * divergence.conjugate(t)
    }
    return check(
      member.name, "the bound at T* = f'(p / q) is \(member.inWords)", "E_p T* - E_q f*(T*) = \(member.equation)",
      computed: value, expected: member.exact(pair), tolerance: 1e-8,
      because: "adaptive quadrature, whose estimate of its error is below 1e-10")
  }

  /// The bound of a network that was trained to maximise it.
  private func trained(_ member: Member) -> Check {
    let exact = member.exact(GaussianPair())
    return check(
      "\(member.name)-trained", "a critic that is trained on the bound attains the divergence",
      "max over V of E_p g_f(V) - E_q f*(g_f(V)) = D_f(p, q)",
      computed: trainedBound(of: member.divergence), expected: exact,
      tolerance: 0.02 * abs(exact - member.valueAtOne), because: "training: 2 % of what a constant critic misses")
  }
}

/// Measures of how far a member is from breaking a statement.
extension FDivergences {
  private static let logarithms = Array(stride(from: -4.0, through: 4, by: 0.25))

  private static func leastBend(_ member: Member) -> Double {
    let f = member.divergence.f
    let u = logarithms.map { exp($0) }
    let slopes = zip(u, u.dropFirst()).map { (f($1) - f($0)) / ($1 - $0) }
    return zip(slopes, slopes.dropFirst()).map { ($1 - $0) / max(1, abs($0)) }.min()!
  }

  /// Values of f', and some below them.
  private static func slopes(_ divergence: FDivergence) -> [Double] {
    logarithms.map { divergence.derivative(exp($0)) } + [-5, -3]
  }

  private static func fenchelExcess(_ member: Member) -> Double {
    let divergence = member.divergence
    return slopes(divergence).flatMap { t in
      logarithms.map { logarithm in
        let (u, conjugate) = (exp(logarithm), divergence.conjugate(t))
        let value = divergence.f(u)
        return (u * t - value - conjugate) / max(1, abs(u * t), abs(value), abs(conjugate))
      }
    }.max()!
  }

  private static func conjugateError(_ member: Member) -> Double {
    slopes(member.divergence).map { t in
      let supremum = supremum(of: { $0 * t - member.divergence.f($0) })
      return abs(member.divergence.conjugate(t) - supremum) / max(1, abs(supremum))
    }.max()!
  }

  /// The greatest value over u > 0 of a function that rises and then falls, by golden section over log u.
  private static func supremum(of function: (Double) -> Double) -> Double {
    let ratio = (5.0.squareRoot() - 1) / 2
    var (low, high) = (-30.0, 30.0)
    for _ in 0..<100 {
      let (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
      if function(exp(left)) > function(exp(right)) { high = right } else { low = left }
    }
    return function(exp((low + high) / 2))
  }

  private static func applied(_ function: (Tensor) -> Tensor, _ values: [Double]) -> [Double] {
    function(Tensor(values, type: .float64)).scalars()
  }

  private static func risingShare(_ member: Member) -> Double {
    let values = applied(member.divergence.activation, Array(stride(from: -15.0, through: 15, by: 0.5)))
    return Double(zip(values, values.dropFirst()).filter { $0 < $1 }.count) / Double(values.count - 1)
  }

  private static func domainExcess(_ member: Member) -> Double {
    guard member.divergence.domainEnd.isFinite else { return -.greatestFiniteMagnitude }
    return applied(member.divergence.activation, [-1e4, -100, -1, 0, 1, 100, 1e4]).max()! - member.divergence.domainEnd
  }

  private static func unreached(_ member: Member) -> Double {
    let targets = stride(from: -6.0, through: 6, by: 0.5).map { member.divergence.derivative(exp($0)) }
    var low = targets.map { _ in -1e12 }
    var high = targets.map { _ in 1e12 }
    for _ in 0..<100 {
      let middle = zip(low, high).map { ($0 + $1) / 2 }
      for (index, value) in applied(member.divergence.activation, middle).enumerated() {
        if value < targets[index] { low[index] = middle[index] } else { high[index] = middle[index] }
      }
    }
    return zip(applied(member.divergence.activation, high), targets).map { abs($0 - $1) / max(1, abs($1)) }.max()!
  }

  private static func activatedError(_ member: Member) -> Double {
    let outputs = Array(stride(from: -6.0, through: 6, by: 0.25))
    let activated = applied(member.divergence.activation, outputs)
    return zip(applied(member.divergence.activatedConjugate, outputs), activated).map { simplified, t in
      let exact = member.divergence.conjugate(t)
      return abs(simplified - exact) / max(1, abs(exact))
    }.max()!
  }

  private static func thresholdError(_ member: Member) -> Double {
    let (f, h) = (member.divergence.f, 1e-3)
    let slope = (f(1 - 2 * h) - 8 * f(1 - h) + 8 * f(1 + h) - f(1 + 2 * h)) / (12 * h)
    return abs(applied(member.divergence.activation, [member.divergence.decisionOutput])[0] - slope)
  }
}
