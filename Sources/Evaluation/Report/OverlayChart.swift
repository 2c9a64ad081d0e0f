/// How a column is spread in the real table, as an area, and in the synthetic one, as a line or second bar.
struct OverlayChart {
  private static let (width, height, floor) = (280.0, 118.0, 98.0)

  /// Whether labels at the start, middle and end of the axis stay apart, at the width of wide digits.
  private static func fits(_ labels: [String]) -> Bool {
    let widths = labels.map { Double($0.count) * 6.8 }
    return widths.count == 3 && max(widths[0], widths[2]) + widths[1] / 2 + 8 <= width / 2
  }

  /// Two distributions over one axis.
  static func numbers(
    _ bins: SharedBins, label: String, dateFormat: String? = nil
  ) -> String {
    let top = max(1e-9, (bins.real + bins.synthetic).max() ?? 1)
    let step = width / Double(bins.real.count)
    /// A line of steps from the left to the right.
    func steps(_ shares: [Double]) -> String {
      var path = "M0 \(Markup.place(floor))"
      for (index, share) in shares.enumerated() {
        let y = Markup.place(floor - share / top * (floor - 6))
        path += "V\(y)H\(Markup.place(Double(index + 1) * step))"
      }
      return path + "V\(Markup.place(floor))"
    }
    let inset = bins.isWhole ? 0.5 : 0
    let middle = bins.low / 2 + bins.high / 2
    let moments = [bins.low + inset, middle, bins.high - inset]
    let texts =
      dateFormat.map { Markup.dates(moments, $0, fits: fits) } ?? Markup.axis(moments)
    let places = [(0.0, "start"), (width / 2, "middle"), (width, "end")]
    // Where three do not fit, the ends are enough.
    let labels = zip(places, texts).filter { $0.0.1 != "middle" || fits(texts) }.map { place, text in
      "<text x=\"\(Markup.place(place.0))\" y=\"114\" text-anchor=\"\(place.1)\">\(Markup.text(text))</text>"
    }.joined()
    return svg(
      label,
      "<path class=\"area\" d=\"\(steps(bins.real))Z\"/><path class=\"outline\" d=\"\(steps(bins.synthetic))\"/>"
        + "<line class=\"axis\" x1=\"0\" x2=\"\(Markup.place(width))\" y1=\"\(Markup.place(floor))\" y2=\"\(Markup.place(floor))\"/>\(labels)"
    )
  }

  /// A pair of bars for each of the most frequent categories, and one for the rest.
  static func categories(_ real: [Double], _ synthetic: [Double], labels: [String]) -> String {
    let order = labels.indices.sorted {
      let (a, b) = (real[$0] + synthetic[$0], real[$1] + synthetic[$1])
      return a == b ? $0 < $1 : a > b
    }
    let shown = order.count <= 7 ? order[...] : order.prefix(6)
    var rows = shown.map { (labels[$0], real[$0], synthetic[$0]) }
    let rest = order.dropFirst(shown.count)
    if !rest.isEmpty {
      rows.append(
        ("\(rest.count) others", rest.reduce(0) { $0 + real[$1] }, rest.reduce(0) { $0 + synthetic[$1] }))
    }
    return bars(rows.map { (Markup.name($0.0, 18), $0.1, $0.2, Wording.percent($0.1), Wording.percent($0.2)) })
  }

  /// Rows of a name and two bars, of which the longest fills the width; the second number of each may be missing.
  static func bars(_ rows: [(name: String, real: Double?, synthetic: Double?, realText: String, syntheticText: String)])
    -> String
  {
    let top = max(1e-9, rows.flatMap { [$0.real ?? 0, $0.synthetic ?? 0] }.max() ?? 1)
    func bar(_ value: Double?, _ kind: String, _ text: String) -> String {
      guard let value else { return "" }
      let width = Markup.place(max(0, min(1, value / top)) * 100)
      return
        "<div class=\"bar\"><i class=\"\(kind)\" style=\"width:calc((100% - 5em)*\(width)/100)\"></i><span>\(text)</span></div>"
    }
    let lines = rows.map { row in
      "<div class=\"row\"><div class=\"label\">\(row.name)</div><div>\(bar(row.real, "real", row.realText))"
        + "\(bar(row.synthetic, "synthetic", row.syntheticText))</div></div>"
    }
    return "<div class=\"bars\">\(lines.joined())</div>"
  }

  private static func svg(_ label: String, _ body: String) -> String {
    "<svg viewBox=\"0 0 \(Markup.place(width)) \(Markup.place(height))\" role=\"img\" aria-label=\"\(Markup.text(label))\">\(body)</svg>"
  }
}
