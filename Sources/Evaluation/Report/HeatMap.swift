/// A number for each pair of columns as a triangle of coloured squares.
struct HeatMap {
  let title: String
  let names: [String]
  /// For each pair `(row, column)` with `column < row` the number, from -1 to 1, if there is one.
  let values: [[Double?]]
  /// Whether the numbers are differences, of which any is bad.
  var isDifference = false

  private static let (cell, left) = (18.0, 132.0)

  var svg: String {
    let count = names.count
    let (width, height) = (Self.left + Double(count) * Self.cell + 4, Double(count) * Self.cell + 20)
    var body = ""
    for (row, name) in names.enumerated() {
      let y = Double(row) * Self.cell
      body +=
        "<text x=\"\(Markup.place(Self.left - 6))\" y=\"\(Markup.place(y + 13))\" text-anchor=\"end\">\(Markup.text(Markup.cut(name, 13))) \(row + 1)</text>"
      for column in 0..<row { body += square(row, column, y) }
      let x = Self.left + (Double(row) + 0.5) * Self.cell
      body +=
        "<text class=\"soft\" x=\"\(Markup.place(x))\" y=\"\(Markup.place(y + 13))\" text-anchor=\"middle\">\(row + 1)</text>"
    }
    return
      "<figure><figcaption>\(title)</figcaption><svg viewBox=\"0 0 \(Markup.place(width)) \(Markup.place(height))\" "
      + "style=\"max-width:\(Markup.place(width * 1.3))px\" role=\"img\" aria-label=\"\(title): a square for each pair of columns\">\(body)</svg></figure>"
  }

  private func square(_ row: Int, _ column: Int, _ y: Double) -> String {
    let x = Markup.place(Self.left + Double(column) * Self.cell + 1)
    let side = Markup.place(Self.cell - 2)
    let place = "x=\"\(x)\" y=\"\(Markup.place(y + 1))\" width=\"\(side)\" height=\"\(side)\" rx=\"3\""
    guard let value = values[row][column] else { return "<rect class=\"none\" \(place)/>" }
    let kind = isDifference ? "off" : value < 0 ? "minus" : "plus"
    // A difference of a half is as bad as it gets; weak relations are to be seen, too.
    let size = min(1, abs(value))
    let strength = Markup.place(isDifference ? min(1, 2 * size) : (size + size.squareRoot()) / 2)
    return "<rect class=\"none\" \(place)/><rect class=\"\(kind)\" fill-opacity=\"\(strength)\" \(place)><title>"
      + "\(Markup.text(Markup.cut(names[row], 40))) and \(Markup.text(Markup.cut(names[column], 40))): \(Wording.decimals(value, 2))</title></rect>"
  }
}
