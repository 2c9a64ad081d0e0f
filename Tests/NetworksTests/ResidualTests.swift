import SaddleNetworks
import SaddleTensors
import TestSupport
import Testing

/// A residual's terms: their values, what they are given, and what they may not be.
@Suite struct ResidualTests {
  private let initializer = Initializer(seed: 0, name: "residual", type: .float64)

  @Test("a residual is the sum of body and input, or of body and shortcut")
  func residual() {
    let (body, shortcut) = (Linear(3, 3, slope: 0.2, initializer), Linear(3, 3, initializer))
    let x = initializer.uniform([4, 3], bound: 1)
    let (change, direct) = (body(x, .inference).scalars(), shortcut(x, .inference).scalars())
    #expect(Residual(body)(x, .inference).scalars() == zip(x.scalars(), change).map { $0 + $1 })
    #expect(Residual(body, shortcut: shortcut)(x, .inference).scalars() == zip(direct, change).map { $0 + $1 })
  }

  @Test("a body gets the mode, as does a shortcut")
  func modes() {
    let norms = [BatchNorm(2, initializer), BatchNorm(2, initializer)]
    let residual = Residual(norms[0], shortcut: norms[1])
    _ = residual(Tensor([1, 2, 3, 4], shape: [2, 2], type: .float64), .inference)
    #expect(norms.allSatisfy { $0.runningMean.value.scalars() == [0, 0] })
    _ = residual(Tensor([1, 2, 3, 4], shape: [2, 2], type: .float64), .training)
    #expect(norms.allSatisfy { deviation($0.runningMean.value.scalars(), from: [0.2, 0.3]) < 1e-15 })
  }

  @Test("terms that broadcast but differ in shape trap")
  func shapes() async {
    await #expect(processExitsWith: .failure) {
      _ = Residual(Linear(3, 1, Initializer(seed: 0, name: "x")))(.ones([4, 3]), .inference)
    }
  }
}
