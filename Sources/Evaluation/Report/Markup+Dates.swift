import SaddleTables

extension Markup {
  /// A moment as its column writes it.
  static func date(_ seconds: Double, _ format: String) -> String {
    guard let format = DateFormat(pattern: format) else { return axis(seconds) }
    var bytes: [UInt8] = []
    format.write(seconds, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
