// The pictures of columns, pairs, rare and missing values.

extension ReportPage {
  /// Of so many, the ones to show: all, or those with the lowest scores, in their order.
  private func worst(_ scores: [Double?], most: Int = ReportPage.mostColumns) -> [Int] {
    guard scores.count > most else { return Array(scores.indices) }
    let order = scores.indices.sorted { (scores[$0] ?? 2, $0) < (scores[$1] ?? 2, $1) }
    return order.prefix(most).sorted()
  }

  private func shown(_ count: Int, of all: Int, _ which: String) -> String {
    count < all ? note("The \(Wording.count(count)) \(which) of \(Wording.count(all)) are shown.") : ""
  }

  var columnCharts: String {
    let (columns, scores) = (appraisal.tables.columns, appraisal.quality.columns)
    let places = worst(scores.map(\.score))
    let charts = places.map { place in
      let (column, score) = (columns[place], scores[place])
      let grade = Finding.grade(appraisal.reached(column: place), good: 0.95, fair: 0.85)
      let real = appraisal.baseline?.columns[place].score.map {
        "<small class=\"soft\">training \(Wording.percent($0))</small>"
      }
      let badge = "<span class=\"badge \(grade.rawValue)\">\(score.score.map(Wording.percent) ?? "no score")</span>"
      return
        "<div class=\"chart\"><h3><span>\(Markup.name(column.name, 32))</span>\(real ?? "")\(badge)</h3>\(chart(column, score))</div>"
    }
    let rows = appraisal.baseline.map {
      note(
        "How alike a column is stands beside its name, and before it how alike it is in "
          + "\(Wording.count($0.rows, "training row")); the colour tells what part of that was reached.")
    }
    return "<div class=\"charts\">\(charts.joined())</div>" + (rows ?? "")
      + shown(places.count, of: columns.count, "columns furthest off")
  }

  private func chart(_ column: MatchedColumn, _ score: ColumnScore) -> String {
    switch column.values {
    case .numbers(let sides):
      guard let bins = SharedBins(real: sides[0], synthetic: sides[1]) else { break }
      return OverlayChart.numbers(
        bins, label: "How \(Markup.cut(column.name, 40)) is spread in the real and in the synthetic rows",
        dateFormat: column.dateFormat)
    case .categories(let sides, let labels):
      func shares(_ codes: [Int32]) -> [Double] {
        var counts = [Double](repeating: 0, count: labels.count)
        for code in codes where code >= 0 { counts[Int(code)] += 1 }
        let total = max(1, counts.reduce(0, +))
        return counts.map { $0 / total }
      }
      guard score.score != nil else { break }
      return OverlayChart.categories(shares(sides[0]), shares(sides[1]), labels: labels)
    }
    return "<p class=\"soft\">\(Markup.text(score.reason ?? "the numbers are too far apart to draw"))</p>"
  }

  var heatMaps: String {
    let columns = appraisal.tables.columns
    let all = columns.count
    guard all > 1 else { return "" }
    // Pair (i, j) with i < j, in the order of the quality report.
    func number(_ i: Int, _ j: Int) -> Int { i * (2 * all - i - 1) / 2 + j - i - 1 }
    func values(_ i: Int, _ j: Int) -> (real: Double?, synthetic: Double?) {
      let pair = appraisal.quality.pairs[number(min(i, j), max(i, j))]
      return pair.metric == .correlationSimilarity
        ? (pair.realCorrelation, pair.syntheticCorrelation) : (pair.realStrength, pair.syntheticStrength)
    }
    func apart(_ i: Int, _ j: Int) -> Double? {
      let (real, synthetic) = values(i, j)
      guard let real, let synthetic else { return nil }
      return abs(real - synthetic)
    }
    let places: [Int]
    if all <= Self.mostMapped {
      places = Array(0..<all)
    } else {
      // Those whose pairs differ most: by the largest difference of each.
      var largest = [Double](repeating: 0, count: all)
      for i in 0..<all {
        for j in i + 1..<all {
          let apart = apart(i, j) ?? 0
          largest[i] = max(largest[i], apart)
          largest[j] = max(largest[j], apart)
        }
      }
      places = worst(largest.map { -$0 }, most: Self.mostMapped)
    }
    func map(_ title: String, isDifference: Bool = false, _ value: (Int, Int) -> Double?) -> String {
      HeatMap(
        title: title, names: places.map { columns[$0].name },
        values: places.enumerated().map { row, i in places[..<row].map { value(i, $0) } }, isDifference: isDifference
      ).svg
    }
    let maps =
      map("Real") { values($0, $1).real } + map("Synthetic") { values($0, $1).synthetic }
      + map("Difference", isDifference: true, apart)
    return
      "<div class=\"maps\" style=\"--map:\(places.count > 16 ? "460px;--least:460px" : "300px;--least:0")\">\(maps)</div>"
      + note(
        "Between two columns of numbers, Pearson’s correlation; else Cramér’s V, freed of its bias. Point at a square for its number; a dashed one has none."
      )
      + shown(places.count, of: all, "columns whose pairs differ most")
  }

  var rareTable: String {
    let notable = appraisal.coverage.filter { $0.coverage != nil || $0.adherence != nil }
    guard !notable.isEmpty else { return "" }
    let places = worst(
      notable.map {
        ($0.coverage ?? 1) + ($0.rareSimilarity ?? 1) + 1 - ($0.unknown ?? 0)
      })
    let heads = [
      "Column", "Rare categories found", "Rare in real rows", "In synthetic rows", "Range or categories covered",
      "Unknown to real rows",
    ]
    let rows = places.map { place in
      let column = notable[place]
      let found =
        column.rareCategories.map { $0 == 0 ? "none" : "\(column.rareFound ?? 0) of \(Wording.count($0))" } ?? "–"
      let cells = [
        found, Wording.percent(column.rareReal), Wording.percent(column.rareSynthetic),
        column.coverage.map(Wording.percent) ?? "–", column.unknown.map(Wording.percent) ?? "–",
      ]
      // On a narrow screen each cell stands on a line of its own with its heading.
      let body = zip(heads.dropFirst(), cells).map { "<td data-head=\"\($0)\">\($1)</td>" }.joined()
      return "<tr><th scope=\"row\">\(Markup.name(column.name, 32))</th>\(body)</tr>"
    }
    return
      "<div class=\"scroll\" tabindex=\"0\"><table class=\"stack\"><thead><tr>\(heads.map { "<th scope=\"col\">\($0)</th>" }.joined())</tr></thead><tbody>\(rows.joined())</tbody></table></div>"
      + shown(places.count, of: notable.count, "columns furthest off")
  }

  var missingBars: String {
    let columns = appraisal.missingness
    guard !columns.isEmpty else { return "" }
    let places = worst(columns.map(\.similarity))
    return OverlayChart.bars(
      places.map { place in
        let column = columns[place]
        return (
          Markup.name(column.name, 24), column.real, column.synthetic, Wording.percent(column.real),
          Wording.percent(column.synthetic)
        )
      }) + shown(places.count, of: columns.count, "columns furthest off")
  }
}
