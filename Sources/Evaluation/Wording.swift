/// How numbers and names are written in sentences, without a locale.
enum Wording {
  /// With so many decimals; `undefined` for what is not there or not finite.
  static func decimals(_ value: Double?, _ places: Int = 3) -> String {
    guard let value, value.isFinite else { return "undefined" }
    let scale = (0..<places).reduce(1.0) { product, _ in product * 10 }
    guard abs(value) < 1e9 else { return "\(value)" }
    let scaled = Int((abs(value) * scale).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard places > 0 else { return "\(sign)\(scaled)" }
    return "\(sign)\(scaled / Int(scale))." + String(scaled % Int(scale) + Int(scale)).dropFirst()
  }

  /// A share as `12 %`, `1.2 %` or `0.12 %`.
  static func percent(_ share: Double?) -> String {
    guard let share, share.isFinite else { return "undefined" }
    let value = abs(share * 100)
    let places = value == 0 || value >= 9.95 ? 0 : value >= 0.995 ? 1 : 2
    return value > 0 && value < 0.005 ? "below 0.01 %" : "\(decimals(share * 100, places)) %"
  }

  /// A whole number with its thousands apart.
  static func count(_ number: Int) -> String {
    var groups: [String] = []
    var rest = abs(number)
    while rest >= 1000 {
      groups.insert(String(String(rest % 1000 + 1000).dropFirst()), at: 0)
      rest /= 1000
    }
    return (number < 0 ? "-" : "") + ([String(rest)] + groups).joined(separator: ",")
  }

  /// `1 row`, `2 rows`.
  static func count(_ number: Int, _ noun: String) -> String { "\(count(number)) \(noun)\(number == 1 ? "" : "s")" }

  /// `"a", "b" and "c"`, or the first five and how many more.
  static func names(_ names: [String]) -> String {
    let shown = names.prefix(5).map(\.named)
    if names.count > 5 { return shown.joined(separator: ", ") + " and \(count(names.count - 5)) more" }
    return shown.count < 2 ? shown.joined() : shown.dropLast().joined(separator: ", ") + " and \(shown.last!)"
  }
}
