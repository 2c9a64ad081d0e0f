import SaddleTables

extension Markup {
  /// Moments at the start, middle and end of an axis, as their column writes them if they fit side by side, else
  /// shorter.
  static func dates(_ seconds: [Double], _ format: String, fits: ([String]) -> Bool) -> [String] {
    let own = seconds.map { date($0, format) }
    let isLong = (seconds.last ?? 0) - (seconds.first ?? 0) >= 4 * 86_400
    guard !fits(own), DateFormat(pattern: format) != nil else { return own }
    return seconds.map { date($0, isLong ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm") }
  }

  /// A moment as its column writes it.
  static func date(_ seconds: Double, _ format: String) -> String {
    guard let format = DateFormat(pattern: format) else { return axis(seconds) }
    var bytes: [UInt8] = []
    format.write(seconds, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
