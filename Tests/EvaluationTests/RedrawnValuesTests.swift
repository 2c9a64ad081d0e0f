import SaddleEvaluation
import SaddleTables
import SaddleTensors
import Testing

/// A column of few numbers, of which two places have the same mean and no number in common.
@Suite struct RedrawnValuesTests {
  private static let rows = 2_000

  /// Columns a and b, of whose mean nothing says anything, and a grade: 1 or 9 by chance where both are far from 0, 5 where a
  /// alone is, else 1 where b is and 9 where none is.
  private let table: Table

  init() {
    var random = XorShift(state: 0x1234_5678_9ABC_DEF1)
    func uniform() -> Double { (Double.random(in: -1..<1, using: &random) * 1_000).rounded() / 1_000 }
    let (a, b) = ((0..<Self.rows).map { _ in uniform() }, (0..<Self.rows).map { _ in uniform() })
    let grade = zip(a, b).map { a, b -> Double in
      if abs(a) > 0.5 { return abs(b) > 0.5 ? (Bool.random(using: &random) ? 1 : 9) : 5 }
      return abs(b) > 0.5 ? 1 : 9
    }
    table = Table([.numbers("a", a), .numbers("b", b), .numbers("grade", grade, kind: .integer)])
  }

  private func numbers(_ table: Table, _ column: Int) -> [Double] {
    if case .numbers(let values) = table.columns[column] { values } else { [] }
  }

  @Test("few numbers are drawn as often as they are likely, and none between two that are")
  func drawn() throws {
    let plain = TableModel.ignorant(TableCodec(fitting: table, TableRecipe()))
    let redrawing = try #require(Redrawing(plain, table, seed: 3))
    #expect(redrawing.columns.map(\.name) == ["grade"])
    var model = plain
    model.refinement = redrawing
    let sample = model.sample(4_000, seed: 1)
    let (a, b, grade) = (numbers(sample, 0), numbers(sample, 1), numbers(sample, 2))
    #expect(Set(grade) == [1, 5, 9])
    func share(_ value: Double, _ isMeant: (Double, Double) -> Bool) -> Double {
      let there = grade.indices.filter { isMeant(a[$0], b[$0]) }
      #expect(there.count > 200)
      return Double(there.count { grade[$0] == value }) / Double(there.count)
    }
    func isFar(_ value: Double) -> Bool { abs(value) > 0.55 }
    func isNear(_ value: Double) -> Bool { abs(value) < 0.45 }
    // A tenth for trees that are off near a border. Of numbers that are guessed alike half would be on the wrong side.
    #expect(share(5) { isFar($0) && isFar($1) } < 0.1)
    #expect(share(5) { isFar($0) && isNear($1) } > 0.9)
    #expect(share(1) { isNear($0) && isFar($1) } > 0.9)
    #expect(share(9) { isNear($0) && isNear($1) } > 0.9)
    // Half of each, but that the numbers are as frequent as in the table, whose a and b go otherwise with each other, can be
    // made up for here alone.
    #expect((0.25..<0.75).contains(share(1) { isFar($0) && isFar($1) }))

    var again = plain
    again.refinement = Redrawing(columns: redrawing.columns, arrays: redrawing.arrays, schema: table.schema)
    #expect(again.sample(500, seed: 2).columns[2] == model.sample(500, seed: 2).columns[2])
    let name = try #require(redrawing.arrays.keys.first { $0.hasSuffix(".values") })
    #expect(redrawing.arrays[name] == [1, 5, 9])
    for damaged in [[1, 9, 5], [1, 1, 5], [1, 5], [1, .nan, 9], [1, 5, .infinity], []] {
      var arrays = redrawing.arrays
      arrays[name] = damaged
      #expect(Redrawing(columns: redrawing.columns, arrays: arrays, schema: table.schema) == nil, "\(damaged)")
    }
  }
}
