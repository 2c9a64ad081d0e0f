/// The texts that mean a missing cell: those of pandas except the spellings of NaN, and what the user adds.
package struct MissingTokens: Sendable {
  package static let standard = ["", "NA", "N/A", "n/a", "#N/A", "#N/A N/A", "#NA", "null", "NULL", "<NA>", "None"]

  private let tokens: [[UInt8]]
  private let longest: Int
  /// Whether some token begins with the byte.
  private var begins = [Bool](repeating: false, count: 256)

  package init(adding extra: [String] = []) {
    tokens = Set(Self.standard + extra).filter { !$0.isEmpty }.map { Array($0.utf8) }
    longest = tokens.map(\.count).max() ?? 0
    for token in tokens { begins[Int(token[0])] = true }
  }

  @inline(__always) package func contains(_ cell: Cell) -> Bool {
    let cell = cell.trimmed
    guard let first = cell.first else { return true }
    guard cell.count <= longest, begins[Int(first)] else { return false }
    return tokens.contains { $0.elementsEqual(cell) }
  }
}

extension Cell {
  /// Whether the cell is a mark in the place of a value: `?`, `-`, `--`, `.`, `*` and the like, which are missing cells among
  /// numbers and moments, and may be labels elsewhere.
  var isMark: Bool {
    let cell = trimmed
    guard (1...3).contains(cell.count), !cell[0].isDigit else { return false }
    // The en dash and the em dash.
    if cell.count == 3, cell[0] == 0xE2, cell[1] == 0x80 { return cell[2] == 0x93 || cell[2] == 0x94 }
    return cell.allSatisfy { "?-._*/#~".utf8.contains($0) }
  }
}
