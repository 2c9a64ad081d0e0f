extension String {
  /// The text in quotes on one line, cut to a length that suits a message.
  var quoted: String {
    if unicodeScalars.count <= 60 { return debugDescription }
    return String(String.UnicodeScalarView(unicodeScalars.prefix(57))).debugDescription + "..."
  }
}
