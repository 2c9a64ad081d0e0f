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

  /// The rows kept of as many blocks as there are candidates, `[rows, width]`; one block is held at a time.
  ///
  /// - Parameter block: makes the block of that number, `[rows, width]`.
  func chosen(from random: RandomStream, step: Int, _ block: (Int) -> Tensor) -> Tensor {
    let first = block(0)
    let (rows, width) = (first.shape[0], first.shape[1])
    // The greatest of scores with Gumbel noise is a draw from their soft-max (Gumbel 1954).
    let noise = random.gumbel([rows, candidates], step: step).floats()
    var best = Array(repeating: -Float.infinity, count: rows)
    var kept = first.floats()
    for number in 0..<candidates {
      let candidate = number == 0 ? first : block(number)
      let scores = critic(candidate, Mode(isTraining: false, noise: random, step: step)).floats()
      let values = candidate.floats()
      for row in 0..<rows where scores[row] + noise[row * candidates + number] > best[row] {
        best[row] = scores[row] + noise[row * candidates + number]
        let place = row * width..<(row + 1) * width
        kept.replaceSubrange(place, with: values[place])
      }
    }
    return Tensor(floats: kept, shape: [rows, width])
  }
}
