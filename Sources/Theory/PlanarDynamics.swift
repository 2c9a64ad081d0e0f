import SaddleTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A planar game played in one way with one rate.
package struct PlanarDynamics: Sendable {
  let game: PlanarGame
  let update: PlanarUpdate
  let rate: Double

  private func next(_ state: [Double]) -> (variables: [Tensor], results: [Tensor]) {
    let variables = state.map { Tensor($0, type: .float64).tracked() }
    return (variables, update.step(variables, game, rate))
  }

  /// The states after 0 ... `steps` steps.
  func trajectory(from state: [Double], steps: Int) -> [[Double]] {
    var states = [state]
    for _ in 0..<steps { states.append(next(states.last!).results.map(\.item)) }
    return states
  }

  /// The update's derivative at a state by automatic derivatives: a row for each number of the next state.
  func jacobian(at state: [Double]) -> [[Double]] {
    let (variables, results) = next(state)
    return results.map { gradients(of: $0, at: variables).map(\.item) }
  }

  /// The factor by which a step of a linear update stretches its distance from the fixed point at the origin in the
  /// long run, measured on a trajectory from `state`.
  ///
  /// Where eigenvalues are complex the distance wavers, but the area of the triangle between the origin and two
  /// successive points changes by the determinant, their product, at every step. Where they are real, two successive
  /// distances are in the ratio of the greater one once the other has died out.
  func measuredFactor(from state: [Double], steps: Int, isComplex: Bool) -> Double {
    let z = trajectory(from: state, steps: steps + 1)
    func area(_ n: Int) -> Double { z[n][0] * z[n + 1][1] - z[n][1] * z[n + 1][0] }
    func distance(_ n: Int) -> Double { (z[n][0] * z[n][0] + z[n][1] * z[n][1]).squareRoot() }
    return isComplex ? pow(area(steps) / area(0), 0.5 / Double(steps)) : distance(steps) / distance(steps - 1)
  }
}
