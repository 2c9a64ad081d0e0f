import SaddleTensors

/// What steadies a game besides its objective and its penalties. Each is off unless it is set; any may go together.
///
/// Optimistic optimizers, separate learning rates, several critic steps and the averaged generator are settings of
/// `GameRecipe` itself; the spectral norm is one of the critic's layers.
public struct Stabilizers: Codable, Sendable, Equatable {
  /// How the players move.
  public var update = Update.alternating
  /// gamma, of the updates `consensus` and `symplectic`.
  public var updateWeight = 1.0
  /// k, the critic's gradient steps that the generator looks ahead and differentiates through (Metz et al. 2017, section
  /// 2.2); 0 for none. They are plain descent at the critic's learning rate, whatever its optimizer, on
  /// the generator's own batch; the critic itself stays where it is.
  public var unrolling = 0
  /// The standard deviation, at the first step, of normal noise on all that the critic sees, real and generated
  /// (Sønderby et al. 2017; Arjovsky and Bottou 2017, section 3).
  public var instanceNoise = 0.0
  /// The noise falls linearly to zero over this first share of the steps, 0 ... 1; for 0 it stays as it is.
  public var instanceNoiseShare = 1.0
  /// The probability with which a row of the critic's outputs on real data and the one on generated data change sides in
  /// its own loss (Chintala et al. 2016, "How to train a GAN", tip 6; for the logistic losses it is label smoothing,
  /// Salimans et al. 2016, section 3.4, in expectation).
  public var labelFlips = 0.0
  /// m, the samples that the critic sees at once, all real or all generated (PacGAN, Lin et al. 2018); 1 for
  /// the usual critic. The batch must be a multiple of it, and the critic take m times the features.
  public var packing = 1
  /// c: after each of the critic's steps its parameters are brought into [-c, c] (Arjovsky, Chintala and Bottou 2017,
  /// algorithm 1); 0 for none.
  public var clipping = 0.0
  /// The weight of the orthogonal regularisation of the critic's weights; 0 for none.
  public var orthogonal = 0.0
  /// Which form it has.
  public var orthogonalForm = OrthogonalPenalty.offDiagonal

  public init() {}

  /// The noise's standard deviation after `step` of `steps`.
  public func noiseDeviation(step: Int, of steps: Int) -> Double {
    guard instanceNoiseShare > 0 else { return instanceNoise }
    return instanceNoise * max(0, 1 - Double(step) / (instanceNoiseShare * Double(steps)))
  }

  /// Each m rows side by side in one: `[batch, ..., features]` to `[batch / m, ..., m features]`, so that images lie
  /// together place by place. Traps unless the batch is a multiple of m.
  public func packed(_ x: Tensor) -> Tensor {
    guard packing > 1 else { return x }
    precondition(x.shape[0] % packing == 0, "a batch of \(x.shape[0]) rows is no multiple of \(packing)")
    let (rows, inner, features) = (x.shape[0] / packing, x.shape[1..<x.rank - 1], x.shape[x.rank - 1])
    let places = inner.reduce(1, *)
    return x.reshaped([rows, packing, places, features]).transposed([0, 2, 1, 3])
      .reshaped([rows] + inner + [packing * features])
  }
}
