import SaddleNetworks
import SaddleTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A monotone map of each generated number onto the distribution of the training rows, found after training.
///
/// The order of a column's generated values, and so its dependence on the other columns, is kept; only the scale is
/// bent. The distribution of codes is matched before, by moving the biases of the generator's last linear layer.
public struct MarginalMatch: Codable, Sendable, Equatable {
  /// For each number, its quantiles in generated rows, rising; empty where too few rows have it.
  private let generated: [[Float]]
  /// For each number, the same quantiles in training rows.
  private let real: [[Float]]

  private static let knots = 512
  /// So few rows that have a number say too little of its distribution.
  private static let fewest = 256

  /// Measures a model against the rows it was trained on.
  public init(_ model: TableModel, _ data: EncodedTable, seed: UInt64) {
    let sample = MarginalMatch.sample(model, "marginals", blocks: MarginalMatch.blocks(data, most: 131_072), seed: seed)
    var (generated, real): ([[Float]], [[Float]]) = ([], [])
    for number in 0..<data.layout.numbers {
      let (own, target) = (sample.sorted(number), data.sorted(number))
      let enough = own.count >= MarginalMatch.fewest && !target.isEmpty
      let ranks = MarginalMatch.ranks(of: min(own.count, target.count))
      generated.append(enough ? MarginalMatch.quantiles(own, ranks) : [])
      real.append(enough ? MarginalMatch.quantiles(target, ranks) : [])
    }
    self.generated = generated
    self.real = real
  }

  /// Whether a decoded match is one for rows of that layout; false for a file that was tampered with.
  package func fits(_ layout: RowLayout) -> Bool {
    generated.count == layout.numbers && real.count == layout.numbers
      && zip(generated, real).allSatisfy { $0.count == $1.count && ($0 + $1).allSatisfy(\.isFinite) }
  }

  /// The generator's output with its numbers mapped, `[rows, width]`.
  package func apply(to output: Tensor) -> Tensor {
    let width = output.shape[1]
    var table = output.floats()
    for number in generated.indices where !generated[number].isEmpty {
      for place in stride(from: number, to: table.count, by: width) {
        table[place] = MarginalMatch.map(table[place], from: generated[number], to: real[number])
      }
    }
    return Tensor(floats: table, shape: output.shape)
  }

  /// Linear between knots; beyond them, shifted by the last knot's difference.
  private static func map(_ x: Float, from: [Float], to: [Float]) -> Float {
    var (low, high) = (0, from.count)
    while low < high {
      let middle = (low + high) / 2
      if from[middle] < x { low = middle + 1 } else { high = middle }
    }
    if low == 0 { return x + (to[0] - from[0]) }
    if low == from.count { return x + (to[low - 1] - from[low - 1]) }
    let share = (x - from[low - 1]) / (from[low] - from[low - 1])
    return to[low - 1] + (to[low] - to[low - 1]) * share
  }

  /// The shares of rows at which quantiles are taken, rising: every other one evenly in rank, the others in its logit, as
  /// far out as so many rows tell, since a value that one row in ten thousand has must not come in one of a thousand.
  private static func ranks(of rows: Int) -> [Double] {
    let (half, end) = (knots / 2, log(2 * Double(rows) - 1))
    return (0..<half).flatMap { knot in
      let share = (Double(knot) + 0.5) / Double(half)
      return [share, 1 / (1 + exp(end - 2 * end * Double(knot) / Double(half - 1)))]
    }.sorted()
  }

  private static func quantiles(_ sorted: [Float], _ ranks: [Double]) -> [Float] {
    ranks.map { rank in
      let place = rank * Double(sorted.count) - 0.5
      let low = min(max(0, Int(place.rounded(.down))), sorted.count - 1)
      let high = min(low + 1, sorted.count - 1)
      return sorted[low] + (sorted[high] - sorted[low]) * Float(min(1, max(0, place - Double(low))))
    }
  }

  /// Blocks of generated rows by which distributions are measured: four times the training rows, whose own error then
  /// outweighs that of the measurement, within 4,096 and `most`.
  static func blocks(_ data: EncodedTable, most: Int = 32_768) -> Int {
    min(most, max(4_096, 4 * min(data.rowCount, most))) / TableModel.block
  }

  /// Rows of the model that are not those of any seed that a user may sample by.
  private static func sample(_ model: TableModel, _ name: String, blocks: Int, seed: UInt64) -> EncodedTable {
    let random = RandomStream(seed: seed, name: name)
    let layout = model.codec.layout
    // One-hot rows of many categories are large; what they say is small.
    return EncodedTable(
      joining: Device.current.map(0..<blocks) {
        EncodedTable(layout, from: model.output(block: $0, from: random))
      }, layout: layout)
  }

  /// Makes the days of dates as frequent as in the training rows, given what else of them is learned.
  ///
  /// - Parameters:
  ///   - model: with its marginals matched already.
  ///   - table: the training rows, of which `data` is the encoding.
  public static func matchDays(of model: inout TableModel, to table: Table, _ data: EncodedTable, seed: UInt64) {
    guard model.codec.countsDays else { return }
    let random = RandomStream(seed: seed, name: "days")
    let days = Device.current.map(0..<blocks(data)) { [model] block in
      let output = model.output(block: block, from: random)
      return model.codec.days(in: model.marginals?.apply(to: output) ?? output)
    }
    model.codec = model.codec.matchingDays(of: days, to: table)
  }
}

extension EncodedTable {
  /// The numbers of a column in the rows where they count, rising.
  fileprivate func sorted(_ number: Int) -> [Float] {
    let values = numbers[number]
    guard let gate = layout.gates[number] else { return values.filter(\.isFinite).sorted() }
    return values.indices.filter { codes[gate][$0] == 0 && values[$0].isFinite }.map { values[$0] }.sorted()
  }
}
