extension String {
  /// The text with spaces after it, so that columns line up.
  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
