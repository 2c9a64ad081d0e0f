import SaddleNetworks
import SaddleTensors

/// The last layer of a generator of rows: `[batch, width]` to the same.
///
/// Each group of codes becomes a Gumbel soft-max (Jang, Gu and Poole 2017): a draw from the group's distribution through
/// which derivatives flow. A number that only counts beside code 0 is scaled by that code's weight, as in real rows,
/// where it is 0 beside any other.
///
/// The codes are drawn after the numbers' scores are there, so that numbers that depend on the code that was drawn, as a
/// distance does on the place, would ask for codes that leave nothing to the draw. With shifts each code adds what it has
/// learned to each number, as in the general location model (Olkin and Tate 1961, Ann. Math. Stat. 32), with main
/// effects alone.
public final class TableHead: Layer {
  private let layout: RowLayout
  let temperature: Double
  /// `[codes, numbers]`: 1 where a code is the one beside which the number counts.
  private let gates: Tensor?
  /// `[numbers]`: 1 for the numbers that always count.
  private let always: Tensor
  /// `[codes, numbers]`: what a code adds to numbers, at first nothing.
  public let shifts: Parameter?

  /// - Parameter shifts: makes what codes add to numbers; nil is nothing.
  public init(_ layout: RowLayout, temperature: Double, shifts: Initializer? = nil) {
    self.layout = layout
    self.temperature = temperature
    let starts = layout.groups.indices.map { layout.groups[..<$0].reduce(0, +) }
    let codes = layout.width - layout.numbers
    var selector = Array(repeating: 0.0, count: codes * layout.numbers)
    for (number, gate) in layout.gates.enumerated() {
      if let gate { selector[starts[gate] * layout.numbers + number] = 1 }
    }
    gates = layout.gates.contains { $0 != nil } ? Tensor(selector, shape: [codes, layout.numbers]) : nil
    let shape = [codes, layout.numbers]
    self.shifts = codes > 0 && layout.numbers > 0 ? shifts.map { Parameter($0.constant(0, shape)) } : nil
    always = Tensor(layout.gates.map { $0 == nil ? 1 : 0 })
  }

  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    guard !layout.groups.isEmpty else { return x }
    let logits = x.slice(layout.numbers..<layout.width, axis: 1)
    let noise = mode.noise.stream("gumbel").gumbel(logits.shape, step: mode.step, type: x.elementType)
    let codes = ((logits + noise) / temperature).segmentSoftmax(layout.segments)
    guard layout.numbers > 0 else { return codes }
    var numbers = x.slice(0..<layout.numbers, axis: 1)
    if let shifts { numbers = numbers + Tensor.matrixProduct(codes, shifts.value) }
    if let gates {
      numbers = numbers * (Tensor.matrixProduct(codes, gates.cast(to: x.elementType)) + always.cast(to: x.elementType))
    }
    return Tensor.concatenate([numbers, codes], axis: 1)
  }
}
