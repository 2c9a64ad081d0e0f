import SaddleAdversarial
import SaddleTensors

extension Objective {
  /// D = p / (p + q) at points, as a critic's outputs there tell it if the critic is the best one; nil for objectives whose
  /// critics do not.
  ///
  /// With l(v) and m(v) the losses of an output v on real and on generated data, the best one makes p l + q m least, so
  /// that p l' + q m' = 0 and D = m' / (m' - l'). Where outputs tell the odds up to a factor, it is the one for which D is
  /// 1/2 on average over real and generated data, as it is for D*.
  ///
  /// - Parameters:
  ///   - outputs: the critic's at the points.
  ///   - real: its outputs on real data.
  ///   - fake: its outputs on generated data, as many.
  public func discriminator(_ outputs: [Double], real: [Double], fake: [Double]) -> [Double]? {
    switch odds {
    case .none: return nil
    case .exact:
      let v = Tensor(outputs, shape: [outputs.count, 1], type: .float64)
      let (onReal, onFake) = (v.tracked(), v.tracked())
      let slopes = gradients(of: critic(onReal, onFake), at: [onReal, onFake]).map { $0.scalars() }
      return zip(slopes[0], slopes[1]).map { real, fake in
        // Both slopes can be below what a number can be; then neither side pulls.
        let ratio = fake / (fake - real)
        return ratio.isNaN ? 0.5 : min(max(ratio, 0), 1)
      }
    case .upToFactor:
      let all = real + fake
      var (low, high) = ((all.min() ?? 0) - 1, (all.max() ?? 0) + 1)
      for _ in 0..<100 {
        let middle = (low + high) / 2
        let excess = all.reduce(0) { $0 + sigmoid($1 - middle) - 0.5 }
        if excess > 0 { low = middle } else { high = middle }
      }
      return outputs.map { sigmoid($0 - low) }
    }
  }
}
