import SaddleTables

/// A picture of two tables side by side, as an SVG: for points in the plane both clouds, else a panel for each column
/// with the share of rows at each value, real in grey and synthetic in colour.
public struct Picture {
  /// The text of the SVG file.
  public let svg: String

  private static let (real, synthetic, ink) = ("#9aa5b1", "#d9480f", "#343a40")
  private static let (panelWidth, panelHeight, across) = (236.0, 150.0, 4)
  /// The most columns that are shown.
  private static let mostPanels = 24
  private static let bins = 24

  /// - Parameters:
  ///   - real: the real rows.
  ///   - synthetic: rows of the same columns.
  public init(real: Table, synthetic: Table) {
    if case .numbers(let x) = real.columns.first, real.columns.count == 2, case .numbers(let y) = real.columns[1],
      case .numbers(let u) = synthetic.columns[0], case .numbers(let v) = synthetic.columns[1],
      let window = Window(x, y)
    {
      svg = Picture.clouds((x, y), (u, v), window)
      return
    }
    let panels = zip(real.schema.columns, zip(real.columns, synthetic.columns)).compactMap { column, values in
      Picture.shares(column, values.0, values.1).map { (column.name, $0) }
    }.prefix(Picture.mostPanels)
    let rows = (panels.count + Picture.across - 1) / Picture.across
    let width = Picture.panelWidth * Double(min(max(1, panels.count), Picture.across))
    var body = Picture.legend
    for (index, panel) in panels.enumerated() {
      let x = Double(index % Picture.across) * Picture.panelWidth
      let y = 30 + Double(index / Picture.across) * Picture.panelHeight
      body += "<g transform=\"translate(\(x) \(y))\">\(Picture.panel(panel.0, panel.1))</g>\n"
    }
    svg = Picture.page(width, 30 + Double(rows) * Picture.panelHeight, body)
  }

  private static var legend: String {
    text(12, 20, "real", real) + text(48, 20, "synthetic", synthetic)
  }

  private static func page(_ width: Double, _ height: Double, _ body: String) -> String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" \
    font-family="system-ui, sans-serif" font-size="12">
    <rect width="100%" height="100%" fill="#ffffff"/>
    \(body)</svg>

    """
  }

  /// The square of the plane that clouds are seen in.
  private struct Window {
    let centre: (x: Double, y: Double)
    /// Half of a side.
    let reach: Double

    /// Holds the points with some room about them; nil where two axes of one scale would not show them.
    init?(_ x: [Double], _ y: [Double]) {
      let (x, y) = (x.filter(\.isFinite), y.filter(\.isFinite))
      guard let left = x.min(), let right = x.max(), let bottom = y.min(), let top = y.max() else { return nil }
      let (width, height) = (right - left, top - bottom)
      guard width > 0, height > 0, width <= 4 * height, height <= 4 * width, width < 1e300 else { return nil }
      centre = (left + width / 2, bottom + height / 2)
      reach = max(width, height) * 0.575
    }

    /// Where a point lies, each coordinate 0 ... 1, y downwards; nil outside.
    func place(_ x: Double, _ y: Double) -> (x: Double, y: Double)? {
      let (right, up) = ((x - centre.x) / reach, (y - centre.y) / reach)
      return abs(right) <= 1 && abs(up) <= 1 ? ((1 + right) / 2, (1 - up) / 2) : nil
    }
  }

  /// At most 2,000 points of each cloud.
  private static func clouds(_ real: ([Double], [Double]), _ synthetic: ([Double], [Double]), _ window: Window)
    -> String
  {
    let most = 2_000
    let side = 420.0
    func dots(_ points: ([Double], [Double]), _ offset: Double, _ colour: String) -> String {
      zip(points.0, points.1).prefix(most).compactMap(window.place).map { x, y in
        let (left, top) = (short(offset + x * side), short(30 + y * side))
        return "<circle cx=\"\(left)\" cy=\"\(top)\" r=\"1.6\" fill=\"\(colour)\" fill-opacity=\"0.6\"/>"
      }.joined(separator: "\n")
    }
    return page(
      2 * side, side + 30,
      text(12, 20, "real", Picture.real) + text(side + 12, 20, "synthetic", Picture.synthetic)
        + dots(real, 0, Picture.real) + "\n" + dots(synthetic, side, Picture.synthetic) + "\n")
  }

  /// The share of rows in each bin or with each label, missing cells last; nil for a column that nothing learns.
  private static func shares(
    _ column: ColumnSchema, _ real: ColumnValues, _ synthetic: ColumnValues
  ) -> (real: [Double], synthetic: [Double])? {
    switch (real, synthetic) {
    case (.numbers(let a), .numbers(let b)):
      // Between the outer half percents, so that one far value does not squeeze all others into a bin.
      let sorted = a.filter { !$0.isNaN }.sorted()
      guard let first = sorted.first else { return nil }
      let (low, high) = (sorted[sorted.count / 200], sorted[sorted.count - 1 - sorted.count / 200])
      let width = high > low ? (high - low) / Double(bins) : max(1, abs(first))
      let bin = { (x: Double) in x.isNaN ? bins : min(bins - 1, max(0, Int(min(1e9, max(0, (x - low) / width))))) }
      return (share(a.map(bin), of: bins + 1), share(b.map(bin), of: bins + 1))
    case (.categories(let a), .categories(let b)):
      let labels = min(column.labels.count, bins)
      let bin = { (code: Int32) in code < 0 ? labels : min(Int(code), max(0, labels - 1)) }
      return (share(a.map(bin), of: labels + 1), share(b.map(bin), of: labels + 1))
    default: return nil
    }
  }

  private static func share(_ places: [Int], of count: Int) -> [Double] {
    var counts = Array(repeating: 0.0, count: count)
    for place in places { counts[place] += 1 }
    return counts.map { $0 / Double(max(1, places.count)) }
  }

  private static func panel(_ name: String, _ shares: (real: [Double], synthetic: [Double])) -> String {
    let (width, height) = (panelWidth - 24, panelHeight - 44)
    let top = max(1e-9, (shares.real + shares.synthetic).max() ?? 1)
    let step = width / Double(shares.real.count)
    var body = text(12, 16, String(String.UnicodeScalarView(name.unicodeScalars.prefix(32))), ink)
    for (index, (real, synthetic)) in zip(shares.real, shares.synthetic).enumerated() {
      let left = 12 + Double(index) * step
      body += bar(left, real / top * height, step * 0.92, 24 + height, "fill=\"\(Picture.real)\" fill-opacity=\"0.55\"")
      body += bar(
        left, synthetic / top * height, step * 0.92, 24 + height,
        "fill=\"none\" stroke=\"\(Picture.synthetic)\" stroke-width=\"1.3\"")
    }
    return body
  }

  private static func bar(_ left: Double, _ height: Double, _ width: Double, _ floor: Double, _ paint: String) -> String
  {
    guard height > 0 else { return "" }
    return
      "<rect x=\"\(short(left))\" y=\"\(short(floor - height))\" width=\"\(short(width))\" height=\"\(short(height))\" \(paint)/>"
  }

  private static func text(_ x: Double, _ y: Double, _ words: String, _ colour: String) -> String {
    var safe = ""
    for scalar in words.unicodeScalars {
      switch scalar {
      case "<": safe += "&lt;"
      case ">": safe += "&gt;"
      case "&": safe += "&amp;"
      // Control characters have no place in XML.
      case ..<" ", "\u{fffe}", "\u{ffff}": safe += " "
      default: safe.unicodeScalars.append(scalar)
      }
    }
    return "<text x=\"\(x)\" y=\"\(y)\" fill=\"\(colour)\">\(safe)</text>\n"
  }

  /// Two decimals are more than a screen shows.
  private static func short(_ x: Double) -> Double { (x * 100).rounded() / 100 }
}
