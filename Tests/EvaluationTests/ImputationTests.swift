import SaddleEvaluation
import SaddleTables
import SaddleTensors
import Testing

/// Tables whose missing cells are known.
@Suite struct ImputationTests {
  private var random = XorShift(state: 0x2545_F491_4F6C_DD1D)

  /// Numbers of mean 0 and deviation 1.
  private mutating func normal(_ count: Int) -> [Double] {
    (0..<count).map { _ in (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &random) } }
  }

  private mutating func hidden<Value>(_ values: [Value], _ share: Double = 0.2) -> [Value?] {
    values.map { Double.random(in: 0..<1, using: &random) < share ? nil : $0 }
  }

  /// The root mean square error of a column of numbers in rows whose cell was hidden.
  private func error(_ table: Table, _ column: Int, _ truth: [Double], _ cells: [Double?]) -> Double {
    guard case .numbers(let values) = table.columns[column] else { return .nan }
    let rows = cells.indices.filter { cells[$0] == nil }
    return (rows.reduce(0) { $0 + (values[$1] - truth[$1]) * (values[$1] - truth[$1]) } / Double(rows.count))
      .squareRoot()
  }

  private func right(_ table: Table, _ column: Int, _ truth: [String], _ cells: [String?]) -> Double {
    guard case .categories(let codes) = table.columns[column] else { return .nan }
    let rows = cells.indices.filter { cells[$0] == nil }
    let labels = table.schema.columns[column].labels
    return Double(rows.count { codes[$0] >= 0 && labels[Int(codes[$0])] == truth[$0] }) / Double(rows.count)
  }

  @Test("what a rule says is missing is left so, and told")
  mutating func leftMissing() {
    let days = (0..<600).map { row -> Double? in
      if row % 3 == 0 || row % 31 == 1 { return nil }
      return Double(row % 17)
    }
    let open = days.count { $0 == nil } - 200
    let table = Table([
      .labels("status", (0..<600).map { $0 % 3 == 0 ? "cancelled" : "delivered" }), .numbers("day", days),
      .numbers("x", normal(600)),
    ])
    var schema = table.schema
    schema.rules = [Rule(.missing, ["status", "day"])]
    let imputation = Imputation(of: Table(schema: schema, columns: table.columns, rowCount: 600))
    guard case .numbers(let filled) = imputation.table.columns[1] else { return #expect(Bool(false)) }
    #expect(filled.indices.allSatisfy { filled[$0].isNaN == ($0 % 3 == 0) })
    #expect(imputation.columns[0].filled == open && imputation.columns[0].missing == 200 + open)
    #expect(imputation.summary.contains("filled \(open) of \(200 + open) missing cells"))
    #expect(imputation.summary.contains("\(open) filled, 200 left missing by a rule"))
  }

  @Test("a number and a label that follow from another number are found, known cells stay")
  mutating func follows() {
    let x = normal(2_000)
    let (y, label) = (x.map { 3 * $0 + 10 }, x.map { $0 < -0.5 ? "low" : $0 < 0.5 ? "middle" : "high" })
    let (cellsY, cellsLabel) = (hidden(y), hidden(label))
    let table = Table([.numbers("x", x), .numbers("y", cellsY), .labels("label", cellsLabel)].rounded(6))
    let imputation = Imputation(of: table)
    #expect(error(imputation.table, 1, y, cellsY) < 0.3)
    #expect(right(imputation.table, 2, label, cellsLabel) > 0.97)
    guard case .numbers(let filled) = imputation.table.columns[1], case .numbers(let before) = table.columns[1] else {
      return
    }
    #expect(before.indices.allSatisfy { before[$0].isNaN || before[$0] == filled[$0] })
    #expect(imputation.columns.map(\.name) == ["y", "label"])
    #expect(imputation.columns.map(\.filled) == [cellsY.count { $0 == nil }, cellsLabel.count { $0 == nil }])
    // Known cells that trees had not seen are guessed as well as hidden ones.
    #expect(imputation.columns[0].score! > 0.98 && imputation.columns[1].score! > 0.95)
    #expect(imputation.columns[1].baseline! < 0.5)
  }

  @Test("what follows from nothing gets the mean and the most frequent label, or draws of the same spread")
  mutating func noise() {
    let (x, y) = (normal(3_000), normal(3_000))
    let label = normal(3_000).map { $0 < 0.6 ? "often" : "rarely" }
    let (cellsY, cellsLabel) = (hidden(y), hidden(label))
    let table = Table([.numbers("x", x), .numbers("y", cellsY), .labels("label", cellsLabel)].rounded(6))
    let best = Imputation(of: table).table
    #expect(error(best, 1, y, cellsY) < 1.05)
    #expect(right(best, 2, label, cellsLabel) > 0.68)
    let drawn = Imputation(of: table, filling: .drawn, seed: 1).table
    guard case .numbers(let values) = drawn.columns[1], case .categories(let codes) = drawn.columns[2] else { return }
    let rows = cellsY.indices.filter { cellsY[$0] == nil }
    let spread = (rows.reduce(0) { $0 + values[$1] * values[$1] } / Double(rows.count)).squareRoot()
    #expect(abs(spread - 1) < 0.12)
    let often = Int32(drawn.schema.columns[2].labels.firstIndex(of: "often")!)
    let asked = cellsLabel.indices.filter { cellsLabel[$0] == nil }
    let truth = Double(label.count { $0 == "often" }) / 3_000
    #expect(abs(Double(asked.count { codes[$0] == often }) / Double(asked.count) - truth) < 0.07)
  }

  @Test("rows that come in periods teach all of their phases")
  mutating func periods() {
    let season = (0..<800).map { ["spring", "summer", "autumn", "winter"][$0 % 4] }
    let sales = (0..<800).map { [10.0, 40, 70, 100][$0 % 4] + Double($0 % 7) / 7 }
    // Those at the end, so that known ones keep the period.
    let cells = sales.enumerated().map { $0 < 700 ? $1 : nil }
    let table = Table([.labels("season", season), .numbers("sales", cells)].rounded(6))
    #expect(error(Imputation(of: table).table, 1, sales, cells) < 2)
  }

  @Test("equal rows are not told apart when one file has them in periods")
  mutating func detectionOfPeriods() {
    let (ordered, mixed) = (
      (0..<600).map { Double($0 % 3) }, (0..<600).map { _ in Double(Int.random(in: 0..<3, using: &random)) }
    )
    let auc = CrossFitting.auc(positives: [ordered], negatives: [mixed], folds: 3)!
    // Twice the standard error of 600 rows of either kind.
    #expect(abs(auc - 0.5) < 0.04)
  }

  @Test("cells of a row that are drawn together go together")
  mutating func together() {
    let label = normal(3_000).map { $0 < 0 ? "a" : "b" }
    let hides = (0..<3_000).map { $0 % 5 == 0 }
    let cells = zip(label, hides).map { $1 ? nil : $0 }
    let same = cells.map { $0.map { $0 + $0 } }
    let table = Table([.numbers("x", normal(3_000)), .labels("one", cells), .labels("two", same)])
    let drawn = Imputation(of: table, filling: .drawn).table
    guard case .categories(let one) = drawn.columns[1], case .categories(let two) = drawn.columns[2] else { return }
    let (ones, twos) = (drawn.schema.columns[1].labels, drawn.schema.columns[2].labels)
    let agree = hides.indices.count { hides[$0] && twos[Int(two[$0])] == ones[Int(one[$0])] + ones[Int(one[$0])] }
    #expect(agree > 580, "of 600")
    #expect(hides.indices.contains { hides[$0] && ones[Int(one[$0])] == "a" })
    #expect(hides.indices.contains { hides[$0] && ones[Int(one[$0])] == "b" })
  }

  /// y repeats z, and is only missing where z is; w is z with noise of a third of its deviation.
  @Test("what is always missing with a column does not keep the others from telling it")
  mutating func missingTogether() {
    let (z, noise) = (normal(4_000), normal(4_000))
    let cells = z.enumerated().map { $0 % 4 == 0 ? nil : $1 }
    let table = Table(
      [.numbers("z", cells), .numbers("y", cells), .numbers("w", zip(z, noise).map { $0 + 0.3 * $1 })].rounded(6))
    #expect(error(Imputation(of: table).table, 1, z, cells) < 0.4)
  }

  @Test("training rows without missing cells teach to fill rows with many")
  mutating func otherRows() {
    let (z, noise) = (normal(3_000), normal(3_000))
    let columns = [z, z, zip(z, noise).map { $0 + 0.3 * $1 }]
    let names = ["z", "y", "w"]
    let teacher = Table(zip(names, columns).map { .numbers($0, $1.map(Optional.some)) }.rounded(6))
    let truth = normal(500)
    let asked = Table(
      [
        .numbers("z", truth.map { _ in nil }), .numbers("y", truth.map { _ in nil }), .numbers("w", truth.map { $0 }),
      ].rounded(6))
    let filled = Imputation(of: asked, learningFrom: teacher).table
    #expect(error(filled, 1, truth, truth.map { _ in nil }) < 0.4)
  }

  @Test("a known cell whose label the teacher lacks stays", arguments: [Imputation.Filling.best, .drawn])
  mutating func foreignLabels(filling: Imputation.Filling) {
    let x = normal(300)
    let teacher = Table([.labels("colour", x.map { $0 < 0 ? "blue" : "red" }), .numbers("x", x)].rounded(6))
    // Labels are sorted downwards, so that the teacher's come first, as in a file that is read by its schema.
    let colours = (0..<60).map { [nil, "blue", "amber", "red", "amber"][$0 % 5] }
    let asked = Table([.labels("colour", colours), .numbers("x", (0..<60).map { $0 == 2 ? nil : x[$0] })].rounded(6))
    let imputation = Imputation(of: asked, learningFrom: teacher, filling: filling)
    guard case .categories(let codes) = imputation.table.columns[0] else { return }
    for (code, colour) in zip(codes, colours) {
      #expect(colour.map { ["red", "blue", "amber"][Int(code)] == $0 } ?? (0..<2).contains(code))
    }
    #expect(imputation.columns.map(\.missing) == [12, 1] && imputation.emptyRows == 0)
  }

  @Test("a column of hundreds of labels is told by one that it goes with")
  mutating func manyLabels() {
    let code = (0..<6_000).map { _ in Int.random(in: 0..<400, using: &random) }
    let town = code.map { "town \($0 / 2)" }
    let cells = hidden(town)
    let table = Table([.labels("code", code.map { "\($0)" }), .labels("town", cells), .numbers("x", normal(6_000))])
    let imputation = Imputation(of: table)
    #expect(right(imputation.table, 1, town, cells) > 0.95)
    #expect(right(Imputation(of: table, filling: .drawn).table, 1, town, cells) > 0.95)
    #expect(imputation.columns[0].score! > 0.9)
  }

  @Test("filled numbers are within the bounds, on the grid and with the decimals of known ones")
  mutating func valid() {
    let x = normal(1_000)
    let fives = hidden(x.map { 7 + 5 * ($0 * 10).rounded() })
    let cents = hidden(x.map { ($0 * 100).rounded() / 100 })
    let table = Table(
      [.numbers("fives", fives, kind: .integer), .numbers("cents", cents), .numbers("x", x)].rounded(2))
    for filling in [Imputation.Filling.best, .drawn] {
      let filled = Imputation(of: table, filling: filling).table
      for (place, known) in [fives, cents].enumerated() {
        guard case .numbers(let values) = filled.columns[place] else { return }
        let (least, greatest) = (known.compactMap { $0 }.min()!, known.compactMap { $0 }.max()!)
        #expect(values.allSatisfy { (least...greatest).contains($0) })
        #expect(
          values.allSatisfy { value in
            place == 0
              ? (value - 7).truncatingRemainder(dividingBy: 5) == 0 : (value * 100).rounded() / 100 == value
          })
      }
    }
  }

  @Test("what cannot be filled is left and told; rows without any cell get what is usual")
  mutating func left() {
    let x = normal(400)
    let isEmpty = { (row: Int) in row == 17 || row == 50 }
    let cells = x.enumerated().map { isEmpty($0) || $0 % 9 == 0 ? nil : $1 }
    let other = x.enumerated().map { isEmpty($0) ? nil : $1 }
    var key = Column.identifier("key")
    key.missingShare = 0.25
    let table = Table(
      [
        key, .constant("gone", nil), .constant("one", "u"), .numbers("nothing", x.map { _ in nil }),
        .numbers("x", cells), .numbers("y", other),
      ].rounded(6))
    let imputation = Imputation(of: table)
    #expect(imputation.emptyRows == 2)
    #expect(imputation.columns.map(\.name) == ["key", "gone", "nothing", "x", "y"])
    #expect(imputation.columns.map(\.missing) == [100, 400, 400, cells.count { $0 == nil }, 2])
    #expect(imputation.columns.map { $0.filled == $0.missing } == [false, false, false, true, true])
    #expect(imputation.columns.map { $0.reason == nil } == [false, false, false, true, true])
    let known = cells.compactMap { $0 }
    guard case .numbers(let values) = imputation.table.columns[4] else { return }
    #expect(abs(values[17] - known.reduce(0, +) / Double(known.count)) < 1e-6)
    guard case .numbers(let drawn) = Imputation(of: table, filling: .drawn).table.columns[4] else { return }
    #expect(drawn.allSatisfy { !$0.isNaN })
  }

  @Test("no missing cell is nothing to do")
  mutating func whole() {
    let table = Table([.numbers("x", normal(50)), .labels("label", (0..<50).map { $0 % 2 == 0 ? "a" : "b" })])
    let imputation = Imputation(of: table)
    #expect(imputation.columns.isEmpty && imputation.table.columns == table.columns)
    #expect(imputation.summary.contains("no cell is missing"))
  }

  @Test("tables of two or three rows, and values far apart")
  func small() {
    for values in [[1, nil], [nil, 2, 5], [1e308, -1e308, nil], [3, 3, nil], [1e-300, nil, 0]] as [[Double?]] {
      for filling in [Imputation.Filling.best, .drawn] {
        let labels = values.map { $0.map { "\($0)" } }
        let table = Table([.numbers("x", values), .labels("label", labels)].rounded(3))
        let filled = Imputation(of: table, filling: filling).table
        guard case .numbers(let numbers) = filled.columns[0], case .categories(let codes) = filled.columns[1] else {
          return
        }
        let known = values.compactMap { $0 }
        #expect(numbers.allSatisfy { (known.min()!...known.max()!).contains($0) })
        #expect(codes.allSatisfy { $0 >= 0 })
      }
    }
  }

  @Test("threads do not change a bit, seeds change draws alone")
  mutating func bits() {
    let x = normal(1_500)
    let table = Table(
      [
        .numbers("x", hidden(x)), .numbers("y", hidden(zip(x, normal(1_500)).map(+))),
        .labels("label", hidden(x.map { $0 < 0 ? "a" : $0 < 1 ? "b" : "c" })),
      ].rounded(4))
    func columns(_ filling: Imputation.Filling, threads: Int, seed: UInt64) -> [ColumnValues] {
      Device.$current.withValue(Device(threads: threads)) {
        Imputation(of: table, filling: filling, seed: seed).table.columns
      }
    }
    #expect(columns(.best, threads: 1, seed: 0) == columns(.best, threads: 3, seed: 1))
    #expect(columns(.drawn, threads: 1, seed: 4) == columns(.drawn, threads: 3, seed: 4))
    #expect(columns(.drawn, threads: 1, seed: 4) != columns(.drawn, threads: 1, seed: 5))
  }
}

extension [Column] {
  /// The columns with numbers of so many decimals.
  fileprivate func rounded(_ decimals: Int) -> [Column] {
    map { column in
      var column = column
      if column.kind == .continuous { column.decimals = decimals }
      return column
    }
  }
}
