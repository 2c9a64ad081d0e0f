import SaddleAdversarial
import SaddleNetworks
import SaddleTables
import SaddleTensors
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The last layer of a generator of rows.
@Suite struct ModelHeadTests {
  /// Two numbers, the second one gated; then groups of two, three and one code, of which the first is the gate.
  private static let layout: RowLayout = {
    let ties = Array(repeating: 5.0, count: 40) + (0..<60).map { Double($0) }
    let codecs: [any ColumnCodec] = [
      PlainNumberCodec(),
      ColumnEncoding(
        fitting: .numbers(ties), of: ColumnSchema(name: "x", kind: .continuous), TableRecipe(valuesAsCategories: 2)
      ).codec,
      CategoryCodec(labels: 3, hasMissing: false), CategoryCodec(labels: 1, hasMissing: false),
    ]
    return RowLayout(codecs)
  }()

  private func mode(_ step: Int, seed: UInt64 = 0) -> Mode {
    Mode(isTraining: true, noise: RandomStream(seed: seed, name: "head"), step: step)
  }

  @Test func layoutOfTheTests() {
    #expect(Self.layout.groups == [2, 3, 1] && Self.layout.gates == [nil, 0])
  }

  @Test("each group is a distribution, the gate scales its number, other numbers pass", arguments: [0.05, 0.2, 1, 5])
  func output(temperature: Double) {
    let head = TableHead(Self.layout, temperature: temperature)
    var numbers = TestNumbers(seed: 1)
    let input = numbers.uniform(64 * 8, in: -4...4)
    let output = head(Tensor(input, shape: [64, 8], type: .float64), mode(3)).scalars()
    #expect(output.count == input.count)
    for row in 0..<64 {
      let (x, y) = (Array(input[row * 8..<row * 8 + 8]), Array(output[row * 8..<row * 8 + 8]))
      #expect(y[0] == x[0])
      #expect(deviation(y[1], from: x[1] * y[2]) < 1e-15)
      for group in [2..<4, 4..<7, 7..<8] {
        #expect(abs(y[group].reduce(0, +) - 1) < 1e-14 && y[group].allSatisfy { $0 >= 0 })
      }
    }
  }

  /// With the same noise, raising one code's logit by d multiplies its odds by exp(d / temperature).
  @Test("logits are divided by the temperature", arguments: [0.2, 1, 5])
  func temperature(temperature: Double) {
    let head = TableHead(Self.layout, temperature: temperature)
    func odds(_ logit: Double) -> Double {
      let y = head(Tensor([0, 0, 0, 0, logit, 0, 0, 0], shape: [1, 8], type: .float64), mode(0)).scalars()
      return y[4] / y[5]
    }
    #expect(deviation(odds(0.3) / odds(0), from: exp(0.3 / temperature)) < 1e-12)
  }

  @Test("derivatives of the first and second order are those of finite differences", arguments: [0.7, 2])
  func derivatives(temperature: Double) {
    var numbers = TestNumbers(seed: 2)
    let head = TableHead(Self.layout, temperature: temperature)
    let test = Differentiation(at: [(shape: [3, 8], values: numbers.uniform(24))]) { head($0[0], self.mode(1)) }
    #expect(test.firstOrderDeviation(&numbers) < 1e-7)
    #expect(test.secondOrderDeviation(&numbers) < 1e-7)
  }

  @Test("each code adds its shifts to the numbers, before gates scale them, and they are learned")
  func shifts() {
    let head = TableHead(Self.layout, temperature: 0.7, shifts: Initializer(seed: 1, name: "head", type: .float64))
    var numbers = TestNumbers(seed: 3)
    let (input, shifts) = (numbers.uniform(64 * 8, in: -2...2), numbers.uniform(6 * 2))
    let x = Tensor(input, shape: [64, 8], type: .float64)
    #expect(head(x, mode(3)).scalars() == TableHead(Self.layout, temperature: 0.7)(x, mode(3)).scalars())
    #expect(head.state.map(\.parameter.isLearned) == [true])
    head.shifts!.value = Tensor(shifts, shape: [6, 2], type: .float64)
    let output = head(x, mode(3)).scalars()
    for row in 0..<64 {
      let (x, y) = (Array(input[row * 8..<row * 8 + 8]), Array(output[row * 8..<row * 8 + 8]))
      var sums = [x[0], x[1]]
      for code in 0..<6 { for number in 0..<2 { sums[number] += y[2 + code] * shifts[code * 2 + number] } }
      #expect(deviation(y[0], from: sums[0]) < 1e-13 && deviation(y[1], from: sums[1] * y[2]) < 1e-13)
    }
    let test = Differentiation(at: [
      (shape: [3, 8], values: Array(input.prefix(24))), (shape: [6, 2], values: shifts),
    ]) {
      head.shifts!.value = $0[1]
      return head($0[0], self.mode(1))
    }
    #expect(test.firstOrderDeviation(&numbers) < 1e-7)
    #expect(test.secondOrderDeviation(&numbers) < 1e-7)
  }

  /// The Gumbel-max theorem: the greatest of logits with Gumbel noise is a draw from their soft-max.
  @Test("the greatest element of a group is a draw from its soft-max")
  func frequencies() {
    let logits: [Double] = [0.5, -0.2, 1.3, 0.1, -1.7, 0]
    let rows = 40_000
    let input = Array(repeatElement([0, 0] + logits, count: rows).joined())
    let output = TableHead(Self.layout, temperature: 0.2)(Tensor(input, shape: [rows, 8]), mode(7)).scalars()
    for group in [0..<2, 2..<5, 5..<6] {
      let total = logits[group].reduce(0) { $0 + exp($1) }
      var counts = [Int: Int]()
      for row in 0..<rows {
        let codes = Array(output[row * 8 + 2..<row * 8 + 8])
        counts[group.max { codes[$0] < codes[$1] }!, default: 0] += 1
      }
      for code in group {
        let p = exp(logits[code]) / total
        let share = Double(counts[code, default: 0]) / Double(rows)
        #expect(abs(share - p) <= 4.5 * (p * (1 - p) / Double(rows)).squareRoot())
      }
    }
  }

  @Test("noise differs by step and by seed, and groups draw independently of each other and of the latent variables")
  func independence() {
    let rows = 20_000
    let head = TableHead(Self.layout, temperature: 0.2)
    let zeros = Tensor.zeros([rows, 8])
    func first(_ mode: Mode, _ column: Int) -> [Double] {
      let output = head(zeros, mode).scalars()
      return (0..<rows).map { output[$0 * 8 + column] }
    }
    let random = RandomStream(seed: 5, name: "sample")
    let sampling = { (step: Int) in Mode(isTraining: false, noise: random, step: step) }
    let own = first(sampling(3), 2)
    #expect(first(sampling(3), 2) == own)
    let latent = LatentPrior(.normal, size: 2).sample(rows, from: random.stream("latent"), step: 3).scalars()
    let others = [
      first(sampling(4), 2), first(sampling(3), 4),
      first(Mode(isTraining: false, noise: RandomStream(seed: 6, name: "sample"), step: 3), 2),
      (0..<rows).map { latent[2 * $0] }, (0..<rows).map { latent[2 * $0 + 1] },
    ]
    for other in others { #expect(abs(correlation(own, other)) < 4.5 / Double(rows).squareRoot()) }
  }

  @Test("rows without codes pass as they are, rows without numbers are codes alone")
  func oneSided() {
    let x = Tensor([1, -2, 3, 4], shape: [2, 2])
    let numbers = TableHead(RowLayout([PlainNumberCodec(), PlainNumberCodec()]), temperature: 0.2)
    #expect(numbers(x, mode(0)).scalars() == [1, -2, 3, 4])
    let codes = TableHead(RowLayout([CategoryCodec(labels: 2, hasMissing: false)]), temperature: 0.2)
    let y = codes(x, mode(0)).scalars()
    #expect(abs(y[0] + y[1] - 1) < 1e-6 && abs(y[2] + y[3] - 1) < 1e-6)
  }
}
