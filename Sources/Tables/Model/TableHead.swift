import SaddleNetworks
import SaddleTensors

/// The last layer of a generator of rows: `[batch, width]` to the same.
///
/// Each group of codes becomes a Gumbel soft-max (Jang, Gu and Poole 2017): a draw from the group's distribution through
/// which derivatives flow. A number that only counts beside code 0 is scaled by that code's weight, as in real rows,
/// where it is 0 beside any other.
public final class TableHead: Layer {
  private let layout: RowLayout
  private let temperature: Double
  /// `[codes, numbers]`: 1 where a code is the one beside which the number counts.
  private let gates: Tensor?
  /// `[numbers]`: 1 for the numbers that always count.
  private let always: Tensor

  public init(_ layout: RowLayout, temperature: Double) {
    self.layout = layout
    self.temperature = temperature
    let starts = layout.groups.indices.map { layout.groups[..<$0].reduce(0, +) }
    let codes = layout.width - layout.numbers
    var selector = Array(repeating: 0.0, count: codes * layout.numbers)
    for (number, gate) in layout.gates.enumerated() {
      if let gate { selector[starts[gate] * layout.numbers + number] = 1 }
    }
    gates = layout.gates.contains { $0 != nil } ? Tensor(selector, shape: [codes, layout.numbers]) : nil
    always = Tensor(layout.gates.map { $0 == nil ? 1 : 0 })
  }

  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    guard !layout.groups.isEmpty else { return x }
    let logits = x.slice(layout.numbers..<layout.width, axis: 1)
    let noise = mode.noise.stream("gumbel").gumbel(logits.shape, step: mode.step, type: x.elementType)
    let codes = ((logits + noise) / temperature).segmentSoftmax(layout.segments)
    guard layout.numbers > 0 else { return codes }
    var numbers = x.slice(0..<layout.numbers, axis: 1)
    if let gates {
      numbers = numbers * (Tensor.matrixProduct(codes, gates.cast(to: x.elementType)) + always.cast(to: x.elementType))
    }
    return Tensor.concatenate([numbers, codes], axis: 1)
  }
}
