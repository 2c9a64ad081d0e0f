import SaddleNetworks
import SaddleTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Keeps one of several generated rows, drawn with probability proportional to exp C, where C is the critic's output.
///
/// A critic at its optimum says C(x) = log p_data(x) / p_g(x), up to a constant for the relativistic objectives (Goodfellow
/// et al. 2014, proposition 1; Jolicoeur-Martineau 2019), so that rows drawn so come from p_data as the number of candidates
/// grows (sampling importance resampling, Rubin 1988; for GANs Azadi et al. 2019 and Turner et al. 2019).
public struct CriticSelection {
  public let critic: Sequential
  /// The rows of which one is kept.
  public let candidates: Int

  /// - Parameter candidates: at least one.
  public init(critic: Sequential, candidates: Int) {
    (self.critic, self.candidates) = (critic, candidates)
  }

  /// The rows kept of as many blocks as there are candidates, `[rows, width]` each.
  func chosen(_ blocks: [Tensor], from random: RandomStream, step: Int) -> Tensor {
    let (rows, width) = (blocks[0].shape[0], blocks[0].shape[1])
    let scores = blocks.map { critic($0, Mode(isTraining: false, noise: random, step: step)).floats() }
    // The greatest of scores with Gumbel noise is a draw from their soft-max (Gumbel 1954).
    let noise = random.gumbel([rows, blocks.count], step: step).floats()
    let tables = blocks.map { $0.floats() }
    var result: [Float] = []
    result.reserveCapacity(rows * width)
    for row in 0..<rows {
      let keys = blocks.indices.map { scores[$0][row] + noise[row * blocks.count + $0] }
      let best = keys.indices.max { keys[$0] < keys[$1] }!
      result += tables[best][row * width..<(row + 1) * width]
    }
    return Tensor(floats: result, shape: [rows, width])
  }
}
