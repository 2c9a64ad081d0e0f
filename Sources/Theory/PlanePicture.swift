import SaddleFiles

/// Functions of the plane as panels of colour side by side, each under its name, as a PNG file.
public struct PlanePicture: Sendable {
  /// A function on a square of the plane.
  public struct Panel {
    let title: String
    let values: [Double]
    let range: ClosedRange<Double>

    /// - Parameters:
    ///   - title: of the letters `D * p _ d a t g`.
    ///   - values: at the pixels' centres, row after row from the top: `[side, side]`.
    ///   - range: the values of the darkest and of the brightest colour.
    public init(_ title: String, _ values: [Double], in range: ClosedRange<Double>) {
      (self.title, self.values, self.range) = (title, values, range)
    }

    /// A function whose darkest colour is zero and whose brightest its greatest value.
    public init(density title: String, _ values: [Double]) {
      self.init(title, values, in: 0...max(values.filter(\.isFinite).max() ?? 1, .leastNormalMagnitude))
    }
  }

  /// Pixels of a panel's side.
  public static let side = 240
  private static let (margin, heading) = (12, 26)

  /// Half of the side of the square that is seen, about the origin.
  public let reach: Double

  public init(reach: Double) { self.reach = reach }

  /// The points at the pixels' centres, row after row from the top.
  public var points: [(x: Double, y: Double)] {
    let places = (0..<Self.side).map { reach * (2 * (Double($0) + 0.5) / Double(Self.side) - 1) }
    return places.reversed().flatMap { y in places.map { (x: $0, y: y) } }
  }

  /// The bytes of the file.
  public func png(_ panels: [Panel]) -> [UInt8] {
    let width = panels.count * (Self.side + Self.margin) + Self.margin
    let height = Self.heading + Self.side + Self.margin
    var canvas = Array(repeating: UInt8(255), count: width * height * 3)
    func paint(_ x: Int, _ y: Int, _ colour: Colour) {
      let place = (y * width + x) * 3
      (canvas[place], canvas[place + 1], canvas[place + 2]) = (colour.red, colour.green, colour.blue)
    }
    for (index, panel) in panels.enumerated() {
      let left = Self.margin + index * (Self.side + Self.margin)
      for (place, value) in panel.values.enumerated() {
        let (row, column) = place.quotientAndRemainder(dividingBy: Self.side)
        paint(left + column, Self.heading + row, Colour(value, in: panel.range))
      }
      for (x, y) in Letters.pixels(of: panel.title) { paint(left + x, 6 + y, Colour(red: 33, green: 37, blue: 41)) }
    }
    return PNG.encode(width: width, height: height, rgb: canvas)
  }
}

/// A colour of the scale from dark blue over green to yellow, whose brightness rises evenly.
private struct Colour {
  let (red, green, blue): (UInt8, UInt8, UInt8)

  private static let stops: [(Double, Double, Double)] = [
    (38, 24, 76), (52, 84, 140), (33, 144, 141), (105, 200, 96), (250, 231, 85),
  ]

  init(red: UInt8, green: UInt8, blue: UInt8) { (self.red, self.green, self.blue) = (red, green, blue) }

  /// What is not a number is grey.
  init(_ value: Double, in range: ClosedRange<Double>) {
    guard !value.isNaN else {
      self.init(red: 160, green: 160, blue: 160)
      return
    }
    let share = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    let place = min(max(share, 0), 1) * Double(Self.stops.count - 1)
    let low = min(Int(place), Self.stops.count - 2)
    let (from, to, part) = (Self.stops[low], Self.stops[low + 1], place - Double(low))
    func mixed(_ a: Double, _ b: Double) -> UInt8 { UInt8(a + (b - a) * part) }
    self.init(red: mixed(from.0, to.0), green: mixed(from.1, to.1), blue: mixed(from.2, to.2))
  }
}

/// The few letters of the panels' names, of five by nine dots, each two pixels wide.
private enum Letters {
  static func pixels(of text: String) -> [(Int, Int)] {
    var pixels: [(Int, Int)] = []
    for (index, letter) in text.enumerated() {
      for (row, line) in (dots[letter] ?? []).enumerated() {
        for (column, dot) in line.enumerated() where dot == "#" {
          let (left, top) = (2 * (6 * index + column), 2 * row)
          pixels += [(left, top), (left + 1, top), (left, top + 1), (left + 1, top + 1)]
        }
      }
    }
    return pixels
  }

  private static let dots: [Character: [String]] = [
    "D": ["###..", "#..#.", "#...#", "#...#", "#...#", "#..#.", "###.."],
    "*": [".....", "..#..", "#.#.#", ".###.", "#.#.#", "..#..", "....."],
    "p": [".....", ".....", "####.", "#...#", "#...#", "####.", "#....", "#...."],
    "_": [".....", ".....", ".....", ".....", ".....", ".....", "#####"],
    "d": ["....#", "....#", ".####", "#...#", "#...#", "#...#", ".####"],
    "a": [".....", ".....", ".###.", "....#", ".####", "#...#", ".####"],
    "t": [".#...", ".#...", "####.", ".#...", ".#...", ".#..#", "..##."],
    "g": [".....", ".....", ".####", "#...#", "#...#", ".####", "....#", ".###."],
  ]
}
