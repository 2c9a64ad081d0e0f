import SaddleAdversarial
import SaddleTensors
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A divergence with its formula; those with a parameter at several of its values.
struct DivergenceCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let divergence: FDivergence
  let formula: DivergenceFormula

  static let all: [DivergenceCase] =
    FDivergence.all.map {
      DivergenceCase(testDescription: $0.name, divergence: $0, formula: DivergenceFormula.all[$0.name]!)
    }
    + [-9.5, -1, 0.03, 0.5, 0.9, 1.02, 2, 9].map {
      DivergenceCase(testDescription: "alpha \($0)", divergence: .alpha($0), formula: .alpha($0))
    }
    + [0.02, 0.5, 0.9].map {
      DivergenceCase(
        testDescription: "weighted-jensen-shannon \($0)", divergence: .weightedJensenShannon($0),
        formula: .weightedJensenShannon($0))
    }
}

@Suite struct FDivergenceTests {
  private func applied(_ function: (Tensor) -> Tensor, _ values: [Double]) -> [Double] {
    function(Tensor(values, type: .float64)).scalars()
  }

  @Test("f is the papers', f' its derivative", arguments: DivergenceCase.all)
  func scalars(_ tested: DivergenceCase) {
    for u in [0.01, 0.3, 0.99, 1, 1.7, 5, 40] {
      #expect(deviation(tested.divergence.f(u), from: tested.formula.f(u)) < 1e-13)
      // The kink of total variation has its subgradient at 1, the middle of both slopes.
      let numeric = slope(step: 1e-3 * u) { tested.formula.f(u + $0) }
      #expect(deviation(tested.divergence.derivative(u), from: numeric) < 1e-8, "u = \(u)")
    }
    let limit = tested.formula.f(1e-200)
    let value = tested.divergence.f(0)
    #expect(limit > 100 ? value == .infinity : abs(value - limit) < 1e-4)
  }

  @Test("tensors are the scalars: g_f, and f* of it", arguments: DivergenceCase.all)
  func tensors(_ tested: DivergenceCase) {
    let divergence = tested.divergence
    let values = stride(from: -15, through: 15, by: 0.25).map { $0 + 0.01 }
    let activated = applied(divergence.activation, values)
    let conjugates = applied(divergence.activatedConjugate, values)
    for (index, v) in values.enumerated() {
      #expect(deviation(activated[index], from: tested.formula.activation(v)) < 1e-12, "g(\(v))")
      guard abs(v) < 6 else { continue }
      // Outputs of 6 are slopes of e^6 at u = e^12: rounding of the terms of f* at such u.
      let exact = divergence.conjugate(activated[index])
      #expect(deviation(conjugates[index], from: exact) < 1e-9, "f*(g(\(v)))")
      #expect(deviation(exact, from: tested.formula.conjugate(activated[index])) < 1e-9, "f*(\(activated[index]))")
    }
  }

  @Test("f* is infinite outside its domain and finite inside it", arguments: DivergenceCase.all)
  func domain(_ tested: DivergenceCase) {
    let divergence = tested.divergence
    #expect(divergence.conjugate(-50).isFinite && divergence.isInDomain(-50))
    guard divergence.domainEnd.isFinite else { return #expect(divergence.conjugate(9).isFinite) }
    let end = divergence.domainEnd
    #expect(divergence.conjugate(end).isFinite == divergence.includesEnd)
    #expect(divergence.isInDomain(end) == divergence.includesEnd)
    #expect(divergence.conjugate(end - 1e-6).isFinite && divergence.isInDomain(end - 1e-6))
    #expect(divergence.conjugate(end + 1e-6) == .infinity && !divergence.isInDomain(end + 1e-6))
  }

  /// f' reaches up to the end of the domain of f*, since f*(t) is finite as long as u t - f(u) falls at last.
  @Test("the domain ends where slopes of f end", arguments: DivergenceCase.all)
  func domainIsThatOfSlopes(_ tested: DivergenceCase) {
    let divergence = tested.divergence
    let steepest = divergence.f(1e150) / 1e150
    if divergence.domainEnd.isFinite {
      #expect(abs(steepest - divergence.domainEnd) < 1e-3 * max(1, abs(divergence.domainEnd)))
    } else {
      #expect(steepest > 20)
    }
  }

  @Test("first and second derivatives, below and above where outputs are compressed", arguments: DivergenceCase.all)
  func derivatives(_ tested: DivergenceCase) {
    var numbers = TestNumbers(seed: 4)
    for centre in [0.0, 24, -24] {
      let arguments = [(shape: [6], values: numbers.uniform(6, in: centre - 3...centre + 3))]
      // In units of the function's own size, which is up to e^24 there.
      for function in [tested.divergence.activation, tested.divergence.activatedConjugate] {
        let size = applied(function, arguments[0].values).reduce(1) { max($0, abs($1)) }
        let differentiation = Differentiation(at: arguments) { function($0[0]) / size }
        #expect(differentiation.firstOrderDeviation(&numbers) < 1e-7)
        #expect(differentiation.secondOrderDeviation(&numbers) < 1e-7)
      }
    }
  }

  @Test("finite in float32 for outputs of 10,000, with both derivatives", arguments: DivergenceCase.all)
  func extremes(_ tested: DivergenceCase) {
    for function in [tested.divergence.activation, tested.divergence.activatedConjugate] {
      let v = Tensor([-1e4, -100, -30, 0, 30, 100, 1e4]).tracked()
      let value = function(v)
      let first = gradients(of: value, at: [v], differentiable: true)[0]
      let second = gradients(of: first, at: [v])[0]
      for result in [value, first, second] { #expect(result.scalars().allSatisfy { $0.isFinite }, "\(result)") }
      #expect(first.scalars().allSatisfy { $0 >= 0 }, "\(first)")
    }
  }

  @Test("compressed outputs: themselves up to 20, then increasing without bound")
  func compression() {
    let below = [-1e4, -3, 0, 7, 20]
    #expect(applied({ $0.compressedAbove() }, below) == below)
    #expect(applied({ $0.compressedBelow() }, below.map { -$0 }) == below.map { -$0 })
    let above = applied({ $0.compressedAbove() }, [20.5, 21, 1e4, 1e9])
    for (value, excess) in zip(above, [0.5, 1, 9_980, 1e9 - 20]) { #expect(abs(value - 20 - log1p(excess)) < 1e-6) }
    let small = [-2, -0.4, -1e-9, 0, 1e-9, 0.4, 3]
    #expect(deviation(applied({ $0.exponentialMinusOne() }, small), from: small.map(expm1)) < 1e-15)
    #expect(abs(applied({ $0.exponentialMinusOne() }, [1e-9])[0] / 1e-9 - 1) < 1e-8)
  }

  @Test("w + log w = x over all magnitudes")
  func omega() {
    for x in [-700, -60, -40.5, -39.5, -20, -1, 0, 0.9, 1, 1.1, 5, 100, 1e6, 1e300] {
      let w = wrightOmega(x)
      // Rounding of the sum and of log w; where x is very low, w is exp(x).
      #expect(abs(w + log(w) - x) <= 1e-15 * max(1, abs(x)) || abs(w / exp(x) - 1) < 1e-15, "\(x)")
    }
    #expect(wrightOmega(-800) == 0 && wrightOmega(1) == 1)
  }

  @Test("members of the alpha divergences that have names of their own")
  func alphas() {
    for u in [0.2, 1, 3] {
      #expect(deviation(FDivergence.alpha(2).f(u), from: FDivergence.pearson.f(u) / 2) < 1e-14)
      #expect(deviation(FDivergence.alpha(-1).f(u), from: FDivergence.neyman.f(u) / 2) < 1e-14)
      #expect(deviation(FDivergence.alpha(0.5).f(u), from: FDivergence.squaredHellinger.f(u) * 2) < 1e-14)
      #expect(
        deviation(FDivergence.weightedJensenShannon(0.5).f(u), from: FDivergence.jensenShannon.f(u) / 2) < 1e-14)
    }
  }
}
