/// A JSON text with a few of its values changed at random: numbers, truths and texts take other values, elements of
/// lists are lost, doubled or exchanged. Most results are still well-formed.
package struct JSONMutation {
  private enum Token { case number, truth, text }
  private var bytes: [UInt8]

  private static let numbers = [
    "-1", "0", "1", "2", "3", "0.5", "-0.25", "1e308", "-1e308", "1e-320", "1e19", "65536", "4294967296",
    "9223372036854775807", "-9223372036854775808", "null", "\"x\"", "[]", "{}", "true", "[1,2]",
  ]

  package static func changed(_ json: String, using random: inout TestNumbers) -> String {
    var mutation = JSONMutation(bytes: Array(json.utf8))
    for _ in 0..<Int.random(in: 1...3, using: &random) { mutation.change(using: &random) }
    return String(decoding: mutation.bytes, as: UTF8.self)
  }

  private mutating func change(using random: inout TestNumbers) {
    let tokens = tokens
    guard let (token, range) = tokens.randomElement(using: &random) else { return }
    let own = Array(bytes[range])
    // The same kind of value from elsewhere in the text.
    let other = tokens.filter { $0.0 == token }.randomElement(using: &random).map { Array(bytes[$0.1]) } ?? own
    let comma = UInt8(ascii: ",")
    switch (token, Int.random(in: 0..<5, using: &random)) {
    case (.number, 0...1): replace(range, by: Array(Self.numbers.randomElement(using: &random)!.utf8))
    case (.number, 2): replace(range, by: own + [comma] + own)
    case (.number, 3) where range.upperBound < bytes.count && bytes[range.upperBound] == comma:
      replace(range.lowerBound..<range.upperBound + 1, by: [])
    case (.truth, _): replace(range, by: Array((own.first == UInt8(ascii: "t") ? "false" : "true").utf8))
    default: replace(range, by: other)
    }
  }

  private mutating func replace(_ range: Range<Int>, by new: [UInt8]) { bytes.replaceSubrange(range, with: new) }

  private var tokens: [(Token, Range<Int>)] {
    var found: [(Token, Range<Int>)] = []
    var index = 0
    while index < bytes.count {
      let start = index
      switch bytes[index] {
      case UInt8(ascii: "\""):
        index += 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
          index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        index = min(index + 1, bytes.count)
        found.append((.text, start..<index))
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        while index < bytes.count, "+-.eE0123456789".utf8.contains(bytes[index]) { index += 1 }
        found.append((.number, start..<index))
      case UInt8(ascii: "t"), UInt8(ascii: "f"):
        while index < bytes.count, UInt8(ascii: "a")...UInt8(ascii: "z") ~= bytes[index] { index += 1 }
        found.append((.truth, start..<index))
      default: index += 1
      }
    }
    return found
  }
}
