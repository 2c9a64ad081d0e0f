/// The bytes of one cell, valid while its column is being read.
package typealias Cell = UnsafeBufferPointer<UInt8>

/// The cells of one column as text: one buffer of UTF-8, and where in it each cell ends.
public struct TextColumn: Sendable {
  package private(set) var bytes: [UInt8] = []
  private var ends: [Int] = []
  private var quotes: [Bool] = []

  package init() {}

  package var count: Int { ends.count }

  /// Adds bytes to the cell that is being written.
  @inline(__always) mutating func append(_ piece: Cell) {
    bytes.append(contentsOf: piece)
  }

  /// Ends the cell that is being written.
  @inline(__always) mutating func endCell(quoted: Bool) {
    ends.append(bytes.count)
    quotes.append(quoted)
  }

  /// Adds a whole cell, which `body` appends to the bytes.
  @inline(__always) mutating func appendCell(_ body: (inout [UInt8]) -> Void) {
    body(&bytes)
    ends.append(bytes.count)
  }

  /// Takes the last cell away again.
  @inline(__always) mutating func removeLast() {
    ends.removeLast()
    quotes.removeLast()
    bytes.removeLast(bytes.count - (ends.last ?? 0))
  }

  /// The cells of the rows for which `isKept` holds; those of a file, which are ended by `endCell`.
  func cells(where isKept: [Bool]) -> TextColumn {
    var kept = TextColumn()
    forEachCell { row, cell in
      if isKept[row] {
        kept.append(cell)
        kept.endCell(quoted: quotes[row])
      }
      return true
    }
    return kept
  }

  /// Appends the bytes of a cell to `output`.
  @inline(__always) func copy(_ row: Int, to output: inout [UInt8]) {
    withCell(row) { output.append(contentsOf: $0) }
  }

  package func isQuoted(_ row: Int) -> Bool { quotes[row] }

  package func text(_ row: Int) -> String { withCell(row, \.string) }

  func withCell<Result>(_ row: Int, _ body: (Cell) throws -> Result) rethrows -> Result {
    try bytes.withUnsafeBufferPointer { try body(Cell(rebasing: $0[(row == 0 ? 0 : ends[row - 1])..<ends[row]])) }
  }

  /// Calls `body` with each row and its cell, in order, until it returns false.
  @inline(__always)
  package func forEachCell(_ body: (_ row: Int, _ cell: Cell) throws -> Bool) rethrows {
    try bytes.withUnsafeBufferPointer { bytes in
      var start = 0
      for row in ends.indices {
        let end = ends[row]
        guard try body(row, Cell(rebasing: bytes[start..<end])) else { return }
        start = end
      }
    }
  }
}

extension Cell {
  /// The cell without the spaces and tabs around it.
  @inline(__always) var trimmed: Cell {
    var start = 0
    var end = count
    while start < end, self[start] == .space || self[start] == .tab { start += 1 }
    while end > start, self[end - 1] == .space || self[end - 1] == .tab { end -= 1 }
    return Cell(rebasing: self[start..<end])
  }

  var string: String { String(decoding: self, as: UTF8.self) }
}

extension UInt8 {
  static let tab = UInt8(ascii: "\t")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let quote = UInt8(ascii: "\"")
  static let comma = UInt8(ascii: ",")
  static let dot = UInt8(ascii: ".")
  static let minus = UInt8(ascii: "-")
  static let plus = UInt8(ascii: "+")
  static let zero = UInt8(ascii: "0")

  @inline(__always) var isDigit: Bool { self &- .zero < 10 }
  /// The same letter in lower case; other bytes are unchanged.
  @inline(__always) var lowercased: UInt8 { self &- UInt8(ascii: "A") < 26 ? self | 0x20 : self }
}

extension String {
  /// The text in quotes with control characters escaped, cut to a length that suits a message.
  package var inMessage: String {
    let isShort = unicodeScalars.count <= 60
    let shown = isShort ? self : String(String.UnicodeScalarView(unicodeScalars.prefix(57)))
    return shown.debugDescription.replacing("\\'", with: "'") + (isShort ? "" : "...")
  }
}
