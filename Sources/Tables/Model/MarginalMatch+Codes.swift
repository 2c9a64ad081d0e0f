import SaddleNetworks
import SaddleTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension MarginalMatch {
  private static let rounds = 10
  /// Rounds that only have to come near, of fewer rows.
  private static let firstRounds = 2
  /// The least share of a sample's moves that is made.
  private static let leastGain = 1.0 / 3
  /// The most elements of a sample's scores.
  private static let mostScores = 16_000_000

  /// Moves the biases of the generator's last linear layer until codes are as frequent as in the training rows.
  ///
  /// A code is the greatest of its group's scores, logits with Gumbel noise. So what a move does is seen on the scores of
  /// rows that are there, and each round finds the moves that would make codes of one sample as frequent as they
  /// should be, however sure the network is. Further rounds see what the critic's choice and the rules about pairs make of it,
  /// and move by ever smaller shares, which averages over what samples differ by (Robbins and Monro 1951).
  public static func matchCodes(of model: TableModel, to data: EncodedTable, seed: UInt64) {
    let layout = data.layout
    guard !layout.groups.isEmpty, let layers = (model.generator as? Sequential)?.layers,
      let last = layers.last(where: { $0 is Linear }) as? Linear, let parameter = last.bias,
      let head = layers.last as? TableHead
    else { return }
    let targets = layout.groups.indices.map { data.frequencies(ofGroup: $0) }
    let starts = layout.groups.indices.map { layout.numbers + layout.groups[..<$0].reduce(0, +) }
    let most = max(4, min(blocks(data) / 2, mostScores / (layout.width * TableModel.block)))
    for round in 1...rounds {
      let random = RandomStream(seed: seed, name: "codes \(round)")
      let outputs = Device.current.map(0..<(round > firstRounds ? most : max(4, most / 4))) { block in
        let output = model.output(block: block, from: random)
        return (rows: EncodedTable(layout, from: output), scores: output.floats())
      }
      let raw = EncodedTable(joining: outputs.map(\.rows), layout: layout)
      let paired = model.codec.paired(raw)
      let scores = CodeScores(blocks: outputs.map(\.scores), width: layout.width, temperature: head.temperature)
      let moves = Device.current.map(targets.indices) { group in
        let goals = goalsBeforePairing(targets[group], raw.codes[group], paired.codes[group])
        return scores.moves(
          of: starts[group]..<starts[group] + goals.count, to: goals, where: targets[group].map { $0 > 0 })
      }
      let gain = max(leastGain, 1 / Double(max(1, round - firstRounds)))
      var bias = parameter.value.scalars()
      for (start, moves) in zip(starts, moves) {
        for (code, move) in moves.enumerated() { bias[start + code] += gain * move }
      }
      parameter.value = Tensor(bias, shape: parameter.value.shape)
    }
  }

  /// How frequent codes must be before rules about pairs are kept, to be as frequent as `targets` then: what a code gets from
  /// others comes as it does now, and of its own as large a part is lost.
  private static func goalsBeforePairing(_ targets: [Double], _ raw: [Int32], _ paired: [Int32]) -> [Double] {
    guard raw != paired else { return targets }
    var (own, kept, given) = (targets.map { _ in 0.0 }, targets.map { _ in 0.0 }, targets.map { _ in 0.0 })
    for (code, last) in zip(raw, paired) {
      own[Int(code)] += 1
      if code == last { kept[Int(code)] += 1 } else { given[Int(last)] += 1 }
    }
    let goals = targets.indices.map { code in
      max(0, targets[code] - given[code] / Double(raw.count)) * (own[code] + 1) / (kept[code] + 1)
    }
    let sum = goals.reduce(0, +)
    return sum > 0 ? goals.map { $0 / sum } : targets
  }
}

/// What codes of generated rows were chosen by.
private struct CodeScores {
  /// The weights of Gumbel soft-maxes, rows one after the other.
  let blocks: [[Float]]
  let width: Int
  let temperature: Double

  /// The most by which one sample moves a score: weights of scores much lower are lost to rounding.
  private static let farthest: Float = 4
  private static let steps = 40
  /// Codes of fewer rows than this move once, since more would be to follow chance.
  private static let fewest = 8.0

  /// What is to be added to each score of a group, so that each code is the greatest in a share of rows.
  ///
  /// - Parameters:
  ///   - group: the places of its scores in a row.
  ///   - goals: the shares, which sum to about one.
  ///   - mayMove: whether a score moves at all.
  func moves(of group: Range<Int>, to goals: [Double], where mayMove: [Bool]) -> [Double] {
    var scores: [Float] = []
    scores.reserveCapacity(blocks.reduce(0) { $0 + $1.count / width * group.count })
    for block in blocks {
      for first in stride(from: group.lowerBound, to: block.count, by: width) {
        for weight in block[first..<first + group.count] {
          scores.append(Float(temperature) * log(max(weight, .leastNormalMagnitude)))
        }
      }
    }
    let rows = Double(scores.count / group.count)
    // Half a row on both sides keeps the logarithm finite, and a code that is too rare to be seen where it is.
    let half = 0.5 / rows
    var moves = Array(repeating: Float(0), count: group.count)
    // A step grows while it goes one way and shrinks when it turns (Riedmiller and Braun 1993).
    var (rates, signs) = (moves.map { _ in 1.0 }, moves.map { _ in 0.0 })
    for step in 0..<Self.steps {
      let shares = counts(scores, moves).map { Double($0) / rows }
      if zip(shares, goals).allSatisfy({ abs($0 - $1) <= 1 / rows }) { break }
      for code in goals.indices where mayMove[code] {
        if step > 0, max(goals[code], shares[code]) * rows < Self.fewest { continue }
        let wanted = log((goals[code] + half) / (shares[code] + half))
        let sign: Double = wanted > 0 ? 1 : wanted < 0 ? -1 : 0
        if sign * signs[code] > 0 { rates[code] = min(8, 1.5 * rates[code]) }
        if sign * signs[code] < 0 { rates[code] *= 0.5 }
        signs[code] = sign
        moves[code] = min(Self.farthest, max(-Self.farthest, moves[code] + Float(rates[code] * wanted)))
      }
    }
    return moves.map(Double.init)
  }

  /// In how many rows each code is the greatest.
  private func counts(_ scores: [Float], _ moves: [Float]) -> [Int] {
    var counts = moves.map { _ in 0 }
    scores.withUnsafeBufferPointer { scores in
      for first in stride(from: 0, to: scores.count, by: moves.count) {
        var (best, greatest) = (0, -Float.infinity)
        for code in moves.indices {
          let score = scores[first + code] + moves[code]
          if score > greatest { (best, greatest) = (code, score) }
        }
        counts[best] += 1
      }
    }
    return counts
  }
}
