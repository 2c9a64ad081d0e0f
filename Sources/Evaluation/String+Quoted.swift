extension String {
  /// The text in quotes for a sentence that people read: cut as `quoted`, with nothing escaped; what would break the
  /// line or turn its direction is a space, and a text with quotes stands in others.
  var named: String {
    let isLong = unicodeScalars.count > 60
    let kept = String.UnicodeScalarView(
      unicodeScalars.prefix(isLong ? 57 : 60).map { Self.isUnseen($0) ? " " : $0 })
    let text = String(kept) + (isLong ? "..." : "")
    return text.contains("\"") ? "“\(text)”" : "\"\(text)\""
  }

  /// Control characters, and marks that turn the direction of the text.
  static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case ..<" ", "\u{7f}"..."\u{9f}", "\u{200e}", "\u{200f}", "\u{2028}"..."\u{202e}", "\u{2066}"..."\u{2069}",
      "\u{feff}", "\u{fffe}", "\u{ffff}":
      true
    default: false
    }
  }

  /// The text in quotes on one line, cut to a length that suits a message.
  var quoted: String {
    if unicodeScalars.count <= 60 { return debugDescription }
    return String(String.UnicodeScalarView(unicodeScalars.prefix(57))).debugDescription + "..."
  }
}
