import SaddleAdversarial
import SaddleNetworks
import SaddleTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension FDivergences {
  /// The bound that a network of two hidden layers attains after 800 steps of Adam.
  ///
  /// Its expectations are sums over evenly spaced points, which for densities that vanish at both ends are exact to many
  /// digits; that of the result has sixteen times as many points as those of training.
  func trainedBound(of divergence: FDivergence) -> Double {
    let initializer = Initializer(seed: 3, name: "f-divergence", type: .float64)
    let network = Sequential([
      Linear(1, 16, initializer), Function.tanh(), Linear(16, 16, initializer), Function.tanh(),
      Linear(16, 1, initializer),
    ])
    let adam = Adam(network.parameters, learningRate: 0, beta2: 0.99)
    let steps = 800
    let (coarse, fine) = (Points(count: 128), Points(count: 2_048))
    for step in 0..<steps {
      adam.learningRate = 0.03 * (1 - Double(step) / Double(steps))
      adam.step(valueWithGradients(at: network.parameters) { -coarse.bound(divergence, network) }.gradients)
    }
    return fine.bound(divergence, network).item
  }

  /// Evenly spaced points with the masses that both densities have there.
  private struct Points {
    let x: Tensor
    let p: Tensor
    let q: Tensor

    init(count: Int) {
      let (pair, spacing) = (GaussianPair(), 16 / Double(count))
      let places = (0..<count).map { (Double($0) + 0.5) * spacing - 8 }
      func column(_ values: [Double]) -> Tensor { Tensor(values, shape: [count, 1], type: .float64) }
      x = column(places)
      p = column(places.map { exp(pair.logP($0)) * spacing })
      q = column(places.map { exp(pair.logQ($0)) * spacing })
    }

    func bound(_ divergence: FDivergence, _ network: Sequential) -> Tensor {
      let v = network(x, .training)
      return (divergence.activation(v) * p).sum() - (divergence.activatedConjugate(v) * q).sum()
    }
  }
}
