import SaddleTensors

/// Keeps the parameters of one network at the exponential moving average of another's: w' = decay w' + (1 - decay) w.
///
/// Early on the decay is at most (1 + n) / (10 + n) after n updates, so that the random start is soon forgotten.
public final class WeightAverage {
  private let pairs: [(source: Parameter, target: Parameter)]
  private let decay: Double

  /// - Parameters:
  ///   - copy: a network of the same structure, which becomes the average.
  ///   - network: what is averaged.
  public init(_ copy: any Module, of network: any Module, decay: Double) {
    copy.copyState(from: network)
    pairs = zip(network.state, copy.state).map { ($0.parameter, $1.parameter) }
    self.decay = decay
  }

  /// - Parameter step: the number of updates before this one.
  public func update(step: Int) {
    let decay = min(decay, (1 + Double(step)) / (10 + Double(step)))
    guard let device = pairs.first?.source.value.device else { return }
    device.moveAverages(pairs.map { AverageTarget(&$0.target.value, toward: $0.source.value) }, decay: decay)
  }
}
