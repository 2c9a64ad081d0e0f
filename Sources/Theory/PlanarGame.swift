import SaddleTensors

/// A game of two players who hold one number each, with losses in double precision that can be differentiated again.
package struct PlanarGame: Sendable {
  /// The losses L_G and L_D of shape `[]` at the generator's and the critic's number, of shape `[]` each.
  let losses: @Sendable (_ generator: Tensor, _ critic: Tensor) -> (generator: Tensor, critic: Tensor)

  /// The direction of descent of each player, v = (-dL_G/dθ, -dL_D/dψ), as a function of the point that can be
  /// differentiated.
  ///
  /// - Parameter point: variables, or tensors that were computed from some.
  func field(_ point: [Tensor]) -> [Tensor] { [generatorDirection(point), criticDirection(point)] }

  func generatorDirection(_ point: [Tensor]) -> Tensor {
    let own = alias(point[0])
    return -gradients(of: losses(own, point[1]).generator, at: [own], differentiable: true)[0]
  }

  func criticDirection(_ point: [Tensor]) -> Tensor {
    let own = alias(point[1])
    return -gradients(of: losses(point[0], own).critic, at: [own], differentiable: true)[0]
  }

  /// The same number apart from the other player's, which may have been computed from it: derivatives here are partial.
  private func alias(_ number: Tensor) -> Tensor { number * 1 }
}

/// A way to play: the map from one state of a planar game to the next.
///
/// A state begins with the generator's and the critic's number; what a method remembers follows.
package struct PlanarUpdate: Sendable {
  let step: @Sendable (_ state: [Tensor], _ game: PlanarGame, _ rate: Double) -> [Tensor]

  /// Both players step from the same point.
  package static let simultaneous = PlanarUpdate { z, game, h in moved(z, by: game.field(z), h) }

  /// The generator steps, then the critic sees where it went and takes `criticSteps` steps.
  package static func alternating(criticSteps: Int = 1) -> PlanarUpdate {
    PlanarUpdate { z, game, h in
      let theta = z[0] + game.generatorDirection(z) * h
      let psi = (0..<criticSteps).reduce(z[1]) { psi, _ in psi + game.criticDirection([theta, psi]) * h }
      return [theta, psi]
    }
  }

  /// Both look ahead from the same point, then step from it with the directions found there (Korpelevich 1976).
  static let extragradient = PlanarUpdate { z, game, h in
    moved(z, by: game.field(moved(z, by: game.field(z), h)), h)
  }

  /// z' = z + 2 h v(z) - h v(z before) (Daskalakis et al. 2018); the state holds both points.
  static let optimistic = PlanarUpdate { z, game, h in
    let (now, before) = (Array(z[0..<2]), Array(z[2..<4]))
    return moved(moved(now, by: game.field(now), 2 * h), by: game.field(before), -h) + now
  }

  /// Both step along v - weight ∇ |v|² / 2 (Mescheder, Nowozin and Geiger 2017).
  static func consensus(_ weight: Double) -> PlanarUpdate {
    PlanarUpdate { z, game, h in
      let point = z.map { $0 * 1 }
      let v = game.field(point)
      let energy = (v[0].square() + v[1].square()) * 0.5
      let slopes = gradients(of: energy, at: point, differentiable: true)
      return moved(z, by: zip(v, slopes).map { $0 - $1 * weight }, h)
    }
  }

  /// The same, with the critic's number then held within [-bound, bound].
  func clipped(_ bound: Double) -> PlanarUpdate {
    PlanarUpdate { z, game, h in
      let next = step(z, game, h)
      let limit = next[1].filled(bound)
      return [next[0], .minimum(.maximum(next[1], -limit), limit)]
    }
  }

  private static func moved(_ z: [Tensor], by v: [Tensor], _ h: Double) -> [Tensor] { zip(z, v).map { $0 + $1 * h } }
}
