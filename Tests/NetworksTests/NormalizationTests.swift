import SaddleNetworks
import SaddleTensors
import TestSupport
import Testing

/// Layer, group and instance norm against their formula, element by element in Doubles.
@Suite(.everyKernel) struct NormalizationTests {
  private let initializer = Initializer(seed: 0, name: "norm", type: .float64)

  /// Each element less the mean of its companions, divided by their deviation, then scaled, shifted and activated.
  private func normalized(
    _ x: Reference, scale: [Double], shift: [Double], slope: Double?, epsilon: Double,
    companions: ([Int], [Int]) -> Bool
  ) -> Reference {
    let places = Reference.indices(of: x.shape)
    return Reference(x.shape) { place in
      let group = places.filter { companions(place, $0) }.map { x[$0] }
      let mean = group.reduce(0, +) / Double(group.count)
      let variance = group.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(group.count)
      let z = (x[place] - mean) / (variance + epsilon).squareRoot() * scale[place.last!] + shift[place.last!]
      return z > 0 ? z : (slope ?? 1) * z
    }
  }

  private func draw(_ shape: [Int], _ seed: Int) -> Reference {
    var numbers = TestNumbers(seed: seed)
    return Reference(shape, values: numbers.uniform(shape.product, in: -1...3))
  }

  private func tensor(_ x: Reference) -> Tensor { Tensor(x.values, shape: x.shape, type: .float64) }

  private let scale = [1, 2, -0.5, 1.5, -1, 0.25]
  private let shift = [0, 1, -1, 0.5, 2, -0.5]

  @Test("layer norm", arguments: [[4, 6], [2, 3, 2, 6]], [nil, 0, 0.2] as [Double?])
  func layerNorm(shape: [Int], slope: Double?) {
    let norm = LayerNorm(6, slope: slope, epsilon: 1e-3, initializer)
    norm.scale.value = Tensor(scale, type: .float64)
    norm.shift.value = Tensor(shift, type: .float64)
    let x = draw(shape, 1)
    let expected = normalized(x, scale: scale, shift: shift, slope: slope, epsilon: 1e-3) { a, b in
      a.dropLast() == b.dropLast()
    }
    for mode in [Mode.training, .inference] {
      #expect(deviation(norm(tensor(x), mode).scalars(), from: expected.values) < 1e-13)
    }
  }

  @Test("group norm, from one group to as many as features", arguments: [1, 2, 3, 6], [nil, 0.2] as [Double?])
  func groupNorm(groups: Int, slope: Double?) {
    let norm =
      groups == 6
      ? GroupNorm.instanceNorm(6, slope: slope, epsilon: 1e-3, initializer)
      : GroupNorm(6, groups: groups, slope: slope, epsilon: 1e-3, initializer)
    norm.scale.value = Tensor(scale, type: .float64)
    norm.shift.value = Tensor(shift, type: .float64)
    for shape in [[2, 3, 2, 6], [3, 4, 6]] {
      let x = draw(shape, 2)
      let expected = normalized(x, scale: scale, shift: shift, slope: slope, epsilon: 1e-3) { a, b in
        a[0] == b[0] && a.last! / (6 / groups) == b.last! / (6 / groups)
      }
      for mode in [Mode.training, .inference] {
        #expect(deviation(norm(tensor(x), mode).scalars(), from: expected.values) < 1e-13)
      }
    }
  }

  @Test("norms start with scale one and shift zero, and equal elements give the shift")
  func starts() {
    for norm in [LayerNorm(3, initializer) as any Layer, GroupNorm(3, groups: 1, initializer)] {
      #expect(norm.parameters.map { $0.value.scalars() } == [[1, 1, 1], [0, 0, 0]])
      norm.parameters[1].value = Tensor([1, 2, 3], type: .float64)
      let y = norm(Tensor(repeating: 7, shape: [2, 2, 1, 3], type: .float64), .training)
      #expect(y.scalars() == [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3])
    }
  }

  @Test("features that do not fall into groups, and inputs of other features, trap")
  func traps() async {
    await #expect(processExitsWith: .failure) {
      _ = GroupNorm(6, groups: 4, Initializer(seed: 0, name: "x"))
    }
    await #expect(processExitsWith: .failure) {
      _ = GroupNorm(6, groups: 2, Initializer(seed: 0, name: "x"))(.ones([2, 2, 2, 1]), .inference)
    }
    await #expect(processExitsWith: .failure) {
      _ = LayerNorm(6, Initializer(seed: 0, name: "x"))(.ones([2, 1]), .inference)
    }
  }
}
