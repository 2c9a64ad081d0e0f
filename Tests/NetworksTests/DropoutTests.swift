import SaddleNetworks
import SaddleTensors
import TestSupport
import Testing

/// What dropout keeps, and what its mask depends on.
@Suite(.everyKernel) struct DropoutTests {
  private func mode(seed: UInt64 = 0, step: Int = 0) -> Mode {
    Mode(isTraining: true, noise: RandomStream(seed: seed, name: "noise"), step: step)
  }

  private func mask(_ mode: Mode, name: String = "a", type: ElementType = .float32) -> [Double] {
    Dropout(0.5, name: name)(.ones([40, 25], type: type), mode).scalars()
  }

  @Test("elements are zero at the rate, else divided by the rest", arguments: [0, 0.1, 0.5, 0.9])
  func rate(rate: Double) {
    let x = Tensor(TestNumbers.draw(100_000), type: .float64)
    let y = Dropout(rate, name: "a")(x, mode()).scalars()
    let zeros = y.count { $0 == 0 }
    let deviation = (100_000 * rate * (1 - rate)).squareRoot()
    #expect(abs(Double(zeros) - 100_000 * rate) <= 4 * deviation)
    for (before, after) in zip(x.scalars(), y) where after != 0 {
      #expect(abs(after * (1 - rate) - before) < 1e-14)
    }
  }

  @Test("inference leaves all as it is")
  func inference() {
    let x = Tensor([1, -2, 3, 0.5])
    #expect(Dropout(0.9, name: "a")(x, .inference).scalars() == x.scalars())
  }

  @Test("the mask depends on the seed, the step and the name, and on nothing else")
  func mask() {
    let first = mask(mode())
    #expect(mask(mode()) == first)
    #expect(mask(mode(), type: .float64) == first)
    for other in [mask(mode(seed: 1)), mask(mode(step: 1)), mask(mode(), name: "b")] {
      // Two independent masks agree at half of the places: 500, with a deviation of 16.
      #expect(abs(zip(other, first).count { $0 == $1 } - 500) < 80)
    }
  }

  @Test("a rate of one or below zero traps", arguments: [1, -0.1])
  func traps(rate: Double) async {
    await #expect(processExitsWith: .failure) { [rate] in _ = Dropout(rate, name: "a") }
  }
}

extension TestNumbers {
  /// Numbers without a zero.
  fileprivate static func draw(_ count: Int) -> [Double] {
    var numbers = TestNumbers(seed: 1)
    return numbers.uniform(count, in: 1...2)
  }
}
