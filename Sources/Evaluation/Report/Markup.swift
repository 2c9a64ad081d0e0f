/// Pieces of HTML.
enum Markup {
  /// Text as it may stand between tags and in quoted attributes; what would hide or reorder characters is a space.
  static func text(_ text: String) -> String {
    var safe = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": safe += "&lt;"
      case ">": safe += "&gt;"
      case "&": safe += "&amp;"
      case "\"": safe += "&quot;"
      case "'": safe += "&#39;"
      case _ where String.isUnseen(scalar): safe += " "
      default: safe.unicodeScalars.append(scalar)
      }
    }
    return safe
  }

  /// A name from the data, cut to a length that suits its place and kept from turning the text around it.
  static func name(_ name: String, _ length: Int = 40) -> String {
    var parts = [""]
    for character in cut(name, length) {
      // A long name breaks between its words, `LikeThis` or `like_this`.
      if character.isUppercase, parts[parts.count - 1].last?.isLowercase == true { parts.append("") }
      parts[parts.count - 1].append(character)
      if "_-./".contains(character) { parts.append("") }
    }
    return "<bdi>\(parts.map(text).joined(separator: "<wbr/>"))</bdi>"
  }

  /// The first characters, with an ellipsis for the rest.
  static func cut(_ text: String, _ length: Int) -> String {
    // A character may hold any number of scalars.
    let short = String(String.UnicodeScalarView(text.unicodeScalars.prefix(4 * length)))
    guard short.count > length || short.unicodeScalars.count < text.unicodeScalars.count else { return text }
    return short.prefix(length - 1) + "…"
  }

  /// A coordinate: two decimals are more than a screen shows.
  static func place(_ x: Double) -> String {
    guard x.isFinite, abs(x) < 1e6 else { return "0" }
    let hundredths = Int((x * 100).rounded())
    if hundredths % 100 == 0 { return "\(hundredths / 100)" }
    let digits = String(abs(hundredths) % 100 + 100).dropFirst()
    return "\(x < 0 ? "-" : "")\(abs(hundredths) / 100).\(digits)"
  }

  static func tag(_ tag: String, _ attributes: String = "", _ body: String) -> String {
    "<\(tag)\(attributes.isEmpty ? "" : " \(attributes)")>\(body)</\(tag)>"
  }

  static func list(_ items: [String], kind: String, heading: String) -> String {
    guard !items.isEmpty else { return "" }
    let lines = items.map { "<li>\(text($0))</li>" }.joined()
    return "<div class=\"points \(kind)\"><h3>\(heading)</h3><ul>\(lines)</ul></div>"
  }

  /// Numbers as they stand at one axis.
  static func axis(_ values: [Double]) -> [String] {
    // A year has four digits, and none apart; beside a longer number thousands are.
    let areApart = values.contains { abs($0) >= 9999.5 }
    return values.map { value in
      areApart && (1000..<1e7).contains(abs(value)) ? Wording.count(Int(value.rounded())) : axis(value)
    }
  }

  /// A number that stands alone.
  static func axis(_ value: Double) -> String {
    let size = abs(value)
    if size >= 1e7 || (size > 0 && size < 1e-3) { return scientific(value) }
    if size >= 1000 { return "\(Int(value.rounded()))" }
    let text = Wording.decimals(value, size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3)
    guard text.contains(".") else { return text }
    let short = text.reversed().drop { $0 == "0" }
    return String((short.first == "." ? short.dropFirst() : short).reversed())
  }

  private static func scientific(_ value: Double) -> String {
    var (digits, exponent) = (value, 0)
    while abs(digits) >= 9.95 { (digits, exponent) = (digits / 10, exponent + 1) }
    while abs(digits) < 0.995 { (digits, exponent) = (digits * 10, exponent - 1) }
    return "\(Wording.decimals(digits, 1))e\(exponent)"
  }
}
